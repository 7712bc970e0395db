"""A service whose answers are known by heart, for looking at the page without models or indexes."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from assistant.answer import (
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
    TextDelta,
)
from assistant.errors import QuestionTooLong
from assistant.views import (
    FacetValue,
    LibrarySummary,
    Readiness,
    RemovedParts,
    ReportSummary,
    ReportView,
    SourceView,
    TextWindow,
)
from ingest.documents import Block, Gap
from ingest.errors import UnknownDocument
from vectorstore.records import (
    DocumentState,
    DocumentType,
    Language,
    Passage,
    Period,
    ReportMetadata,
    SearchFilter,
)

VIETNAMESE = """BÁO CÁO
Công tác chăm sóc sức khỏe cán bộ 6 tháng đầu năm 2024
Kính gửi: Ủy ban nhân dân tỉnh Vĩnh Lâm
I. Kết quả thực hiện
Trong 6 tháng đầu năm 2024, Phòng Bảo vệ sức khỏe đã khám định kỳ cho 1.284 lượt cán bộ, đạt 96,3% kế hoạch.
Khoảng 200 cán bộ nghỉ hưu được tư vấn dinh dưỡng tại nhà.
Bảng 1. Số lượt khám theo quý
Quý | Lượt khám | Tỷ lệ
Quý I | 612 | 94,1%
Quý II | 672 | 98,4%
Ảnh: Đoàn khám tại huyện Đông Sơn
[Nguồn thiếu nội dung: khoảng 1015 ký tự]
II. Tồn tại, hạn chế
Trang thiết bị siêu âm đã dùng trên mười năm, cần được thay thế trong năm 2025.
Nơi nhận: Như trên; Lưu: VT."""

CHINESE = """林溪县2024年上半年疾病预防控制工作总结
2024年上半年，县疾病预防控制中心共接种疫苗3.2万剂次，同比增长12.5%。
一、主要工作
（一）免疫规划。适龄儿童接种率保持在98%以上，新建接种点6个。
（二）传染病监测。报告法定传染病417例，比上年同期下降8.1%。
二、下一步计划
计划下半年投入500万元更新冷链设备。"""

HOSTILE = """Monthly report of the Harbour Office <script>window.hacked = 1</script>
The office inspected 48 vessels in May 2024 <img src=x onerror="window.hacked = 2">.
Template marks stay text: ${window.hacked = 3} {{constructor}} <b>bold</b> &amp; **stars** [link](javascript:x)."""


_EVERYTHING = SearchFilter()


@dataclass(frozen=True, slots=True)
class _Document:
    summary: ReportSummary
    text: str
    blocks: tuple[Block, ...]
    gaps: tuple[Gap, ...] = ()
    damaged: tuple[tuple[int, int], ...] = ()


def _blocks(text: str, kinds: dict[int, str]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    at = 0
    for index, line in enumerate(text.split("\n")):
        kind = kinds.get(index, "paragraph")
        if kind == "table" and blocks and blocks[-1].kind == "table":
            blocks[-1] = Block("table", blocks[-1].start, at + len(line))
        else:
            blocks.append(Block(kind, at, at + len(line)))  # type: ignore[arg-type]
        at += len(line) + 1
    return tuple(blocks)


def _summary(
    number: int, source: str, title: str, issuer: str, kind: DocumentType, language: Language, **rest: object
) -> ReportSummary:
    return ReportSummary(
        document_id=f"{number:064x}",
        source=source,
        state=DocumentState.INDEXED,
        title=title,
        issuer=issuer,
        doc_type=kind,
        language=language,
        passages=3,
        changed_at=datetime(2024, 7, 15, 8, 30, tzinfo=UTC),
        **rest,  # type: ignore[arg-type]
    )


def _vietnamese() -> _Document:
    gap = VIETNAMESE.index("[Nguồn thiếu")
    kinds = {0: "title", 1: "title", 2: "salutation", 3: "heading", 6: "caption"}
    kinds |= dict.fromkeys((7, 8, 9), "table") | {10: "caption", 11: "gap", 12: "heading"}
    summary = _summary(
        1,
        "bao-cao/chăm sóc sức khỏe 6 tháng 2024.docx",
        "Công tác chăm sóc sức khỏe cán bộ 6 tháng đầu năm 2024",
        "Phòng Bảo vệ sức khỏe tỉnh Vĩnh Lâm",
        "report",
        "vi",
        period=Period(date(2024, 1, 1), date(2024, 6, 30)),
        issue_date=date(2024, 7, 12),
        complete=False,
        missing_characters=1015,
        defects=("truncated",),
    )
    end = VIETNAMESE.index("\n", gap)
    return _Document(summary, VIETNAMESE, _blocks(VIETNAMESE, kinds), (Gap(gap, end, 1015, "paywall"),))


def _chinese() -> _Document:
    summary = _summary(
        2,
        "工作总结/林溪县疾控中心 2024 上半年.pdf",
        "林溪县2024年上半年疾病预防控制工作总结",
        "林溪县疾病预防控制中心",
        "summary",
        "zh",
        period=Period(date(2024, 1, 1), date(2024, 6, 30)),
        event_date=date(2024, 7, 3),
        published_at=datetime(2024, 7, 12, 9, 5, tzinfo=UTC),
    )
    return _Document(summary, CHINESE, _blocks(CHINESE, {0: "title", 2: "heading", 5: "heading"}))


def _hostile() -> _Document:
    summary = _summary(
        3,
        "reports/harbour <b>office.html",
        "Monthly report of the Harbour Office <script>window.hacked = 1</script>",
        "Harbour Office of Port Ellery",
        "report",
        "en",
        period=Period(date(2024, 5, 1), date(2024, 5, 31)),
        reliability="low",
        defects=("user_uploaded", "mojibake"),
    )
    return _Document(
        summary, HOSTILE, _blocks(HOSTILE, {0: "title"}), damaged=((HOSTILE.index("48"), HOSTILE.index("48") + 2),)
    )


def _refused(number: int, source: str, code: str, **facts: str) -> ReportSummary:
    return ReportSummary(
        document_id=f"{number:064x}",
        source=source,
        state=DocumentState.REFUSED,
        code=code,
        facts=tuple(facts.items()),
        changed_at=datetime(2024, 7, 15, 8, 31, tzinfo=UTC),
    )


class ScriptedService:
    """Answers by keyword: health (vi), vaccines (zh), vessels (en); ``slow`` streams slowly; all else abstains."""

    def __init__(self, *, pause_seconds: float = 0.0) -> None:
        self._pause = pause_seconds
        self._documents = {one.summary.document_id: one for one in (_vietnamese(), _chinese(), _hostile())}
        self._refused = (
            _refused(9, "quet/công văn 118.pdf", "no_text_layer", pages="4"),
            _refused(10, "kế hoạch (mật khẩu).pdf", "encrypted"),
        )
        self.closed = 0
        """How many streams were given up before their end."""

    # ---- the library ----

    def reports(self, filter: SearchFilter = _EVERYTHING) -> list[ReportSummary]:
        found = [one.summary for one in self._documents.values() if _allows(filter, one.summary)]
        return [*found, *self._refused] if filter.is_empty else found

    def report(self, document_id: str) -> ReportView:
        for one in self._refused:
            if one.document_id == document_id:
                return ReportView(one, TextWindow(0, 0, "", 0))
        document = self._document(document_id)
        summary = document.summary
        metadata = ReportMetadata(
            summary.title, summary.language or "vi", "latin", "report", doc_number="118/BC-BVSK", place="Vĩnh Lâm"
        )
        removed = (RemovedParts("menu", 7, 1240), RemovedParts("advertisement", 2, 310))
        return ReportView(summary, _window(document, 0, len(document.text)), metadata, removed, 2, "utf-8", "docx")

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

    # ---- answers ----

    def stream(
        self,
        question: str,
        *,
        filter: SearchFilter = _EVERYTHING,
        language: Language | None = None,
        ignored: frozenset[str] = frozenset(),
    ) -> Iterator[AnswerEvent]:
        if len(question) > 2000:
            raise QuestionTooLong(limit=2000, found=len(question))
        if "explode" in question:
            raise RuntimeError("a bug, on purpose")
        answer = self._answer(question, filter, ignored)
        finished = False
        try:
            self._wait()
            cited = answer.citations or answer.nearest
            yield PassagesFound(tuple(self._passage(rank, one) for rank, one in enumerate(cited, 1)), answer.understood)
            pace = 4.0 if "slow" in question else 1.0
            for piece in re.findall(r"\S+\s*|\s+", answer.text):
                self._wait(pace)
                yield TextDelta(piece)
            yield Finished(answer)
            finished = True
        finally:
            self.closed += not finished

    def _wait(self, times: float = 1.0) -> None:
        if self._pause:
            time.sleep(self._pause * times)

    def _answer(self, question: str, chosen: SearchFilter, ignored: frozenset[str]) -> Answer:
        period = Period(date(2024, 1, 1), date(2024, 6, 30))
        understood = SearchFilter(period=None if "period" in ignored else period)
        lowered = question.lower()
        if "khám" in lowered or "slow" in lowered:
            return self._health(question, understood)
        if "疫苗" in question or "冷链" in question:
            return self._vaccines(question, understood)
        if "vessel" in lowered:
            return self._vessels(question)
        return self._abstain(question)

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

    def _document(self, document_id: str) -> _Document:
        if document_id not in self._documents:
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


_CUT = (Notice("truncated", (("keys", "1,2"), ("missing_characters", "1015"))),)


def _allows(chosen: SearchFilter, one: ReportSummary) -> bool:
    return (
        (not chosen.issuers or one.issuer in chosen.issuers)
        and (not chosen.doc_types or one.doc_type in chosen.doc_types)
        and (not chosen.languages or one.language in chosen.languages)
        and (chosen.period is None or (one.period is not None and one.period.overlaps(chosen.period)))
    )


def _window(document: _Document, start: int, end: int) -> TextWindow:
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
