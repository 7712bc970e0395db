"""A service whose answers are known by heart, for looking at the page without models or indexes."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from assistant.answering.answer import (
    Answer,
    AnsweredFigure,
    AnsweredSentence,
    AnswerEvent,
    AnswerTimings,
    Citation,
    FigureStatus,
    Finished,
    Notice,
    PassagesFound,
    QuestionRewritten,
    SentenceChecked,
    TextDelta,
    Verification,
    Waiting,
)
from assistant.cancellation import Cancellation
from assistant.conversations import Exchange
from assistant.errors import QuestionTooLong
from assistant.people.values import Visitor
from assistant.ui.care_service import CareService
from assistant.ui.draft_service import DraftService
from assistant.views import (
    FacetValue,
    LibrarySummary,
    ModelState,
    Readiness,
    RemovedParts,
    RemovedText,
    ReportSummary,
    ReportView,
    SourceView,
    TextWindow,
)
from ingest.errors import UnknownDocument
from tests.e2e.scripted_care import ScriptedCare
from tests.e2e.scripted_check import scripted_verification
from tests.e2e.scripted_conversations import ScriptedConversations
from tests.e2e.scripted_drafts import ScriptedDrafts
from tests.e2e.scripted_library import (
    CHINESE,
    HOSTILE,
    VIETNAMESE,
    ScriptedDocument,
    chinese_report,
    hostile_report,
    refused_file,
    vietnamese_report,
)
from tests.e2e.scripted_writing import (
    DROPPED,
    FAILED,
    HOSTILE_ANSWER,
    PROVENANCE,
    WRITTEN,
    written_sentences,
    written_summary,
)
from vectorstore.records import (
    Language,
    Passage,
    Period,
    ReportMetadata,
    SearchFilter,
)

_EVERYTHING = SearchFilter()
_FOLLOW_UP = re.compile("^(thế còn|còn|那|what about)", re.IGNORECASE)
_MODEL_STATES = {
    "none": ModelState("none"),
    "absent": ModelState("absent", "qwen2.5-coder-1.5b-instruct", "baocao models pull qwen2.5-coder-1.5b-instruct"),
    "starting": ModelState("starting", "qwen2.5-coder-1.5b-instruct"),
    "ready": ModelState("ready", "qwen2.5-coder-1.5b-instruct"),
    "failed": ModelState(
        "failed",
        "qwen2.5-coder-1.5b-instruct",
        code="chat_model_timeout",
        facts=(("name", "qwen2.5-coder-1.5b-instruct"), ("seconds", "60")),
    ),
}


class ScriptedService(ScriptedConversations):
    """Answers by keyword: health (vi), vaccines (zh), vessels (en); all else abstains.

    ``slow`` streams slowly, ``written`` as a language model writes (one sentence has no support), ``queue`` waits for
    its turn first, ``dropped`` and ``broken`` are a model's answers that lost sentences or failed, ``hostile`` is what
    a poisoned report would make a model write, ``removed`` cites a report that is gone, and what begins like
    ``thế còn``, ``那`` or ``what about`` is completed from the conversation.
    """

    def for_visitor(self, visitor: Visitor) -> ScriptedService:
        """Everybody may do everything here."""
        del visitor
        return self

    def __init__(self, *, pause_seconds: float = 0.0, model: str = "absent") -> None:
        super().__init__()
        self._pause = pause_seconds
        self._model = model
        self.drafts: DraftService = ScriptedDrafts(pause_seconds=pause_seconds)
        self._documents = {
            one.summary.document_id: one for one in (vietnamese_report(), chinese_report(), hostile_report())
        }
        self._refused = (
            refused_file(9, "quet/công văn 118.pdf", "no_text_layer", pages="4"),
            refused_file(10, "kế hoạch (mật khẩu).pdf", "encrypted"),
        )
        self.scripted_care = ScriptedCare(self._listed)
        self.care: CareService = self.scripted_care
        self.closed = 0
        """How many streams were given up before their end."""

    # ---- the library ----

    def _listed(self) -> list[ReportSummary]:
        return [*(one.summary for one in self._documents.values()), *self._refused]

    def reports(self, filter: SearchFilter = _EVERYTHING) -> list[ReportSummary]:
        found = [one.summary for one in self._documents.values() if _allows(filter, one.summary)]
        return [*found, *self._refused] if filter.is_empty else found

    def report(self, document_id: str) -> ReportView:
        for one in self._refused:
            if one.document_id == document_id:
                return ReportView(one, TextWindow(0, 0, "", 0))
        document = self._document(document_id)
        summary = self.scripted_care.changed(document.summary)
        metadata = ReportMetadata(
            summary.title, summary.language or "vi", "latin", "report", doc_number="118/BC-BVSK", place="Vĩnh Lâm"
        )
        removed = (RemovedParts("menu", 7, 1240), RemovedParts("advertisement", 2, 310))
        removals = (
            RemovedText(0, "Trang chủ | Tin tức | Liên hệ\n", "menu"),
            RemovedText(74, "\nQuảng cáo", "advertisement"),
        )
        return ReportView(
            summary, _window(document, 0, len(document.text)), metadata, removed, 2, "utf-8", "docx", removals
        )

    def source_view(self, document_id: str, char_start: int, char_end: int) -> SourceView:
        document = self._document(document_id)
        return SourceView(
            document.summary, _window(document, 0, len(document.text)), char_start, char_end, 1, ("I. Kết quả",)
        )

    def library_summary(self) -> LibrarySummary:
        summaries = [one.summary for one in self._documents.values()]
        return LibrarySummary(
            indexed=len(summaries),
            refused=len(self._refused),
            queued=0,
            passages=9,
            updated_at=datetime(2024, 7, 15, 8, 31, tzinfo=UTC),
            revision=5,
            issuers=tuple(FacetValue(one.issuer or "", 1) for one in summaries),
            doc_types=(FacetValue("report", 2), FacetValue("summary", 1)),
            languages=(FacetValue("vi", 1), FacetValue("zh", 1), FacetValue("en", 1)),
            years=(FacetValue("2024", 3),),
        )

    def example_questions(self, language: Language) -> tuple[str, ...]:
        return {
            "vi": (
                "6 tháng đầu năm 2024 đã khám sức khỏe cho bao nhiêu lượt cán bộ?",
                "Trang thiết bị nào cần được thay thế?",
            ),
            "zh": ("2024年上半年接种了多少剂次疫苗？", "下半年计划投入多少资金更新冷链设备？"),
            "en": ("How many vessels were inspected in May 2024?", "Which reports cover the first half of 2024?"),
        }[language]

    def ready(self) -> Readiness:
        return Readiness("ready")

    def model_state(self) -> ModelState:
        return _MODEL_STATES[self._model]

    def verify(
        self, text: str, *, sources: frozenset[str] = frozenset(), cancellation: Cancellation | None = None
    ) -> Verification:
        _pause(self._pause * (100 if "slow" in text else 4), cancellation)
        if "explode" in text:
            raise RuntimeError("a bug, on purpose")
        quotes = (
            self._quote(1, 1, VIETNAMESE.split("\n")[4]),
            self._quote(2, 1, VIETNAMESE.split("\n")[5]),
            self._quote(3, 2, CHINESE.split("\n")[1]),
        )
        return scripted_verification(text, [one for one in quotes if not sources or one.document_id in sources])

    # ---- answers ----

    def stream(
        self,
        question: str,
        *,
        filter: SearchFilter = _EVERYTHING,
        language: Language | None = None,
        ignored: frozenset[str] = frozenset(),
        history: Sequence[Exchange] = (),
        cancellation: Cancellation | None = None,
    ) -> Iterator[AnswerEvent]:
        if len(question) > 2000:
            raise QuestionTooLong(limit=2000, found=len(question))
        if "explode" in question:
            raise RuntimeError("a bug, on purpose")
        finished = False
        try:
            standalone = None
            if history and _FOLLOW_UP.match(question):
                standalone = f"{history[-1].standalone.rstrip('?？')} — {question}"
                yield QuestionRewritten(standalone)
            answer = replace(self._answer(standalone or question, ignored), question=question, standalone=standalone)
            yield from self._events(question, answer, cancellation)
            finished = True
        finally:
            self.closed += not finished

    def _events(self, question: str, answer: Answer, cancellation: Cancellation | None) -> Iterator[AnswerEvent]:
        _pause(self._pause, cancellation)
        cited = answer.citations or answer.nearest
        known = [one for one in cited if one.document_id in self._documents]
        yield PassagesFound(tuple(self._passage(rank, one) for rank, one in enumerate(known, 1)), answer.understood)
        if "queue" in question:
            for ahead in (2, 1, 0):
                yield Waiting(ahead)
                _pause(self._pause * (40 if "slow" in question else 10), cancellation)
        checked, written = list(answer.sentences if answer.mode == "model" else ()), ""
        for piece in re.findall(r"\S{1,8}\s*|\s+", answer.text):
            _pause(self._pause * (4 if "slow" in question else 1), cancellation)
            written += piece
            yield TextDelta(piece)
            while checked and len(written) >= checked[0].end:
                yield SentenceChecked(checked.pop(0))
        yield Finished(answer)

    def _answer(self, question: str, ignored: frozenset[str]) -> Answer:
        period = Period(date(2024, 1, 1), date(2024, 6, 30))
        understood = SearchFilter(period=None if "period" in ignored else period)
        lowered = question.lower()
        if "written" in lowered:
            return self._written(question)
        if "hostile" in lowered:
            first = self._quote(1, 3, HOSTILE.split("\n")[1])
            return replace(_finished(question, "vi", HOSTILE_ANSWER, (first,), (), (), _EVERYTHING, ()), mode="model")
        if "removed" in lowered:
            return self._removed(question)
        if "khám" in lowered or "slow" in lowered:
            return _with_model_notices(self._health(question, understood), lowered)
        if "疫苗" in question or "冷链" in question:
            return _with_model_notices(self._vaccines(question, understood), lowered)
        if "vessel" in lowered:
            return _with_model_notices(self._vessels(question), lowered)
        return self._abstain(question)

    def _written(self, question: str) -> Answer:
        language: Language = "zh" if re.search("[一-鿿]", question) else "en" if question.isascii() else "vi"
        quotes = {
            "vi": (self._quote(1, 1, VIETNAMESE.split("\n")[4]), self._quote(2, 1, VIETNAMESE.split("\n")[5])),
            "zh": (self._quote(1, 2, CHINESE.split("\n")[1]), self._quote(2, 2, CHINESE.split("\n")[6])),
            "en": (self._quote(1, 3, HOSTILE.split("\n")[1]), self._quote(2, 3, HOSTILE.split("\n")[2])),
        }[language]
        text = WRITTEN[language]
        surfaces: dict[str, tuple[tuple[str, FigureStatus], ...]] = {
            "vi": (("1.284 lượt", "supported"), ("2.150 lượt", "unsupported"), ("Khoảng 200 cán bộ", "supported")),
            "zh": (("3.2万剂次", "supported"), ("2150名", "unsupported"), ("500万元", "supported")),
            "en": (("48 vessels", "supported"), ("12 owners", "unsupported")),
        }
        figures = tuple(_figure(text, surface, status, 1) for surface, status in surfaces[language])
        answer = _finished(question, language, text, quotes, figures, written_sentences(language), _EVERYTHING, ())
        return replace(answer, mode="model", summary=written_summary(language), provenance=PROVENANCE)

    def _removed(self, question: str) -> Answer:
        there = self._quote(1, 1, VIETNAMESE.split("\n")[5])
        gone = replace(there, document_id=f"{77:064x}", title="Báo cáo đã gỡ", source="da-go.docx")
        return _finished(question, "vi", f"{gone.quote} [1]", (gone,), (), (), _EVERYTHING, ())

    def _health(self, question: str, understood: SearchFilter) -> Answer:
        first = self._quote(1, 1, VIETNAMESE.split("\n")[4], "truncated")
        second = self._quote(2, 1, VIETNAMESE.split("\n")[5], "truncated")
        text = (
            "Theo báo cáo, trong 6 tháng đầu năm 2024 đã khám định kỳ cho 1.284 lượt cán bộ, đạt 96,3% kế hoạch. [1]\n"
            "Ngoài ra có 200 cán bộ nghỉ hưu được tư vấn dinh dưỡng tại nhà. [2]"
        )
        figures = (
            _figure(text, "1.284 lượt", "supported", 1),
            _figure(text, "96,3%", "unverifiable", 1),
            _figure(text, "200 cán bộ", "op_changed", 2),
        )
        sentences = (AnsweredSentence(text.split("\n")[0], (1,), "supported"),)
        return _finished(question, "vi", text, (first, second), figures, sentences, understood, _CUT)

    def _vaccines(self, question: str, understood: SearchFilter) -> Answer:
        first = self._quote(1, 2, "2024年上半年，县疾病预防控制中心共接种疫苗3.2万剂次，同比增长12.5%。")
        second = self._quote(2, 2, "计划下半年投入500万元更新冷链设备。")
        text = f"总结中写明：“{first.quote}”[1]\n下一步，{second.quote}[2]"
        figures = (
            _figure(text, "3.2万剂次", "supported", 1),
            _figure(text, "12.5%", "supported", 1),
            _figure(text, "500万元", "supported", 2),
        )
        return _finished(question, "zh", text, (first, second), figures, (), understood, ())

    def _vessels(self, question: str) -> Answer:
        quote = HOSTILE.split("\n")[1]
        first = self._quote(1, 3, quote, "user_uploaded", "mojibake")
        text = f"The report says: “{quote}” [1]"
        figures = (_figure(text, "48 vessels", "supported", 1),)
        notices = tuple(Notice(code, (("keys", "1"),)) for code in ("user_uploaded", "mojibake"))
        return _finished(question, "en", text, (first,), figures, (), SearchFilter(), notices)

    def _abstain(self, question: str) -> Answer:
        nearest = (self._quote(1, 1, VIETNAMESE.split("\n")[13]), self._quote(2, 2, CHINESE.split("\n")[6]))
        language: Language = "zh" if re.search("[一-鿿]", question) else "en" if question.isascii() else "vi"
        text = {
            "vi": "Các báo cáo trong kho không nêu thông tin này. Đã tìm trong 9 đoạn của 3 báo cáo.",
            "zh": "库中报告没有提到这项内容。已检索3份报告的9个段落。",
            "en": "The reports in the library do not say this. 9 passages of 3 reports were searched.",
        }[language]
        return Answer(
            question=question,
            language=language,
            text=text,
            abstained=True,
            reason="no_support",
            mode="extractive",
            support=0.08,
            citations=(),
            sentences=(),
            figures=(),
            timings=AnswerTimings(1.0, 1.0, None, 2.0),
            nearest=nearest,
            suggestions=self.example_questions(language),
        )

    # ---- pieces ----

    def _document(self, document_id: str) -> ScriptedDocument:
        if document_id not in self._documents or self.scripted_care.is_removed(document_id):
            raise UnknownDocument(document_id=document_id)
        return self._documents[document_id]

    def _quote(self, key: int, number: int, quote: str, *defects: str) -> Citation:
        document = self._document(f"{number:064x}")
        start = document.text.index(quote)
        summary = document.summary
        end = start + len(quote)
        return Citation(
            key, summary.document_id, summary.source, summary.title, 1, quote, start, end, start, end, defects
        )

    def _passage(self, rank: int, one: Citation) -> Passage:
        document = self._document(one.document_id)
        return Passage(
            rank,
            1.0 / rank,
            f"{one.document_id}:{rank}",
            one.document_id,
            one.source,
            one.title,
            one.page,
            one.char_start,
            one.char_end,
            document.text[one.char_start : one.char_end],
            0.8,
            0.4,
        )


def _pause(seconds: float, cancellation: Cancellation | None) -> None:
    """Wait, unless the work is given up: then raise ``Cancelled`` at once."""
    given_up = threading.Event()
    if cancellation is None:
        given_up.wait(seconds)
        return
    with cancellation.telling(given_up.set):
        given_up.wait(seconds)
    cancellation.check()


def _with_model_notices(answer: Answer, question: str) -> Answer:
    if "dropped" in question:
        return replace(answer, mode="model", notices=(*answer.notices, DROPPED), provenance=PROVENANCE)
    if "broken" in question:
        return replace(answer, notices=(*answer.notices, FAILED), provenance=PROVENANCE)
    return answer


_CUT = (Notice("truncated", (("keys", "1,2"), ("missing_characters", "1015"))),)


def _allows(chosen: SearchFilter, one: ReportSummary) -> bool:
    return (
        (not chosen.issuers or one.issuer in chosen.issuers)
        and (not chosen.doc_types or one.doc_type in chosen.doc_types)
        and (not chosen.languages or one.language in chosen.languages)
        and (chosen.period is None or (one.period is not None and one.period.overlaps(chosen.period)))
    )


def _window(document: ScriptedDocument, start: int, end: int) -> TextWindow:
    return TextWindow(
        start, end, document.text[start:end], len(document.text), document.blocks, document.gaps, document.damaged
    )


def _figure(text: str, surface: str, status: FigureStatus, key: int) -> AnsweredFigure:
    start = text.index(surface)
    return AnsweredFigure(surface, Decimal(1), None, "unit", "=", status, key, start, start + len(surface))


def _finished(
    question: str,
    language: Language,
    text: str,
    citations: tuple[Citation, ...],
    figures: tuple[AnsweredFigure, ...],
    sentences: tuple[AnsweredSentence, ...],
    understood: SearchFilter,
    notices: tuple[Notice, ...],
) -> Answer:
    return Answer(
        question=question,
        language=language,
        text=text,
        abstained=False,
        reason=None,
        mode="extractive",
        support=0.93,
        citations=citations,
        sentences=sentences,
        figures=figures,
        timings=AnswerTimings(1.0, 1.0, None, 2.0),
        understood=understood,
        notices=notices,
    )
