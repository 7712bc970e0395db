"""Answers and turns that tests of conversations are about; all names are invented."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from assistant.answering.answer import (
    Answer,
    AnsweredFigure,
    AnsweredSentence,
    AnswerTimings,
    CheckSummary,
    Citation,
    Finding,
    Notice,
)
from assistant.conversations import KeptTurn
from vectorstore.records import Language, Period, SearchFilter

ASKED_AT = datetime(2031, 7, 5, 8, 30, 15, 250_000, tzinfo=UTC)


def sample_citation(key: int = 1, quote: str = "Toàn huyện khám cho gần 1.250,5 lượt người.") -> Citation:
    return Citation(
        key=key,
        document_id="a" * 64,
        source="/reports/so-ket.docx",
        title="Báo cáo sơ kết 6 tháng đầu năm 2031",
        page=3,
        quote=quote,
        char_start=120,
        char_end=120 + len(quote),
        raw_start=140,
        raw_end=140 + len(quote),
        defects=("truncated",),
    )


def sample_answer(question: str = "Khám bao nhiêu lượt người?", language: Language = "vi") -> Answer:
    supported, invented = "Toàn huyện khám cho gần 1.250,5 lượt người.[1]", "Tăng 20%."
    text = f"{supported} {invented}"
    return Answer(
        question=question,
        language=language,
        text=text,
        abstained=False,
        reason=None,
        mode="model",
        support=0.8125,
        citations=(sample_citation(),),
        sentences=(
            AnsweredSentence(supported, (1,), "supported", 0, len(supported)),
            AnsweredSentence(
                invented,
                (),
                "unsupported",
                len(supported) + 1,
                len(text),
                (Finding("figure_unsupported", "20%", len(text) - 4, len(text) - 1, expected=None, citation=1),),
            ),
        ),
        figures=(
            AnsweredFigure(
                "gần 1.250,5", Decimal("1250.50"), Decimal("1E+3"), "lượt người", "~", "supported", 1, 20, 31
            ),
        ),
        timings=AnswerTimings(12.25, 40.0, None, 1803.125),
        nearest=(sample_citation(2, "Kế hoạch năm 2031."),),
        suggestions=("Kế hoạch năm 2031 là gì?",),
        notices=(Notice("dropped_sentences", (("count", "1"),)),),
        understood=SearchFilter(
            issuers=frozenset({"Sở Thủy lợi", "Sở Y tế"}), period=Period(date(2031, 1, 1), date(2031, 6, 30))
        ),
        standalone="6 tháng đầu năm 2031 khám bao nhiêu lượt người?",
        summary=CheckSummary(2, 1, 2, 1),
        provenance=(("model", "scripted"), ("prompt", "answer@1")),
    )


def sample_turn(question: str = "Khám bao nhiêu lượt người?", answer: Answer | None = None) -> KeptTurn:
    return KeptTurn(
        number=0,
        question=question,
        answer=answer or sample_answer(question),
        asked_at=ASKED_AT,
        filter=SearchFilter(languages=frozenset({"vi"}), period=Period(date(2031, 1, 1), date(2031, 12, 31))),
        ignored=frozenset({"issuers", "period"}),
    )
