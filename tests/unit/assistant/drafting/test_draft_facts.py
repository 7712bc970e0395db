"""What reports hold for a brief: which reports are drawn on, and what is read in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from assistant.drafting.draft import Brief
from assistant.drafting.draft_facts import Fact, facts_for_part, gather_facts
from assistant.drafting.draft_sources import choose_sources
from assistant.drafting.fact_agreement import mark_conflicts, without_repeats
from assistant.drafting.sentence_roles import SentenceRole
from ingest.catalogue_records import DocumentRecord
from ingest.cleaner import clean_document
from ingest.errors import UnknownDocument
from ingest.figures import find_figures
from ingest.loaders import load_file
from ingest.metadata import read_metadata
from ingest.stored_text import StoredText
from tests.fakes import WordCountEmbedder
from vectorstore.records import DocumentState, Passage, Period, RetrievalTimings, SearchResult

REPORTS = Path(__file__).resolve().parents[4] / "examples" / "reports"
RESULTS: tuple[SentenceRole, ...] = ("result",)
HALF_2024 = Period(date(2024, 1, 1), date(2024, 6, 30))
NEWS = "tin-hoi-nghi-so-ket-van-khe-2024.html"
REPORT = "van-khe-bao-cao-6-thang-2024.docx"
NAMES = (
    NEWS,
    REPORT,
    "van-khe-bao-cao-6-thang-2023.txt",
    "nam-suong-bao-cao-6-thang-2024.txt",
    "suoi-ngan-bao-cao-6-thang-2024.txt",
    "hai-kien-phat-bieu-sot-xuat-huyet.txt",
    "van-khe-tom-tat-ngo-doc-dam-cuoi.md",
    "qinglan-huiyi-xinwen.html",
    "wangxi-2024-h1.txt",
)


@cache
def stored(name: str) -> tuple[DocumentRecord, StoredText]:
    loaded = replace(load_file(REPORTS / name), document_id=name)
    clean = clean_document(loaded)
    now = datetime(2024, 8, 1, tzinfo=UTC)
    record = DocumentRecord(
        document_id=name,
        source=name,
        sources=(name,),
        state=DocumentState.INDEXED,
        collection="default",
        collections=frozenset({"default"}),
        metadata=read_metadata(clean, loaded),
        chunk_count=1,
        size=1,
        media_type=loaded.media_type,
        added_at=now,
        indexed_at=now,
    )
    return record, StoredText(loaded, clean)


class Samples:
    """A library and a search over some samples; the search finds all of them alike."""

    def __init__(self, names: Sequence[str] = NAMES) -> None:
        self._names = names

    def text(self, document_id: str) -> StoredText:
        return self._known(document_id)[1]

    def document(self, document_id: str) -> DocumentRecord:
        return self._known(document_id)[0]

    def documents(self) -> list[DocumentRecord]:
        return [stored(name)[0] for name in self._names]

    def search(self, query: str, k: int = 10) -> SearchResult:
        assert query.strip()
        passages = tuple(
            Passage(rank, 0.9, name, name, name, None, None, 0, 10, "", 0.9, 0.0)
            for rank, name in enumerate(self._names[:k])
        )
        return SearchResult(passages, RetrievalTimings())

    def _known(self, document_id: str) -> tuple[DocumentRecord, StoredText]:
        if document_id not in self._names:
            raise UnknownDocument(document_id=document_id)
        return stored(document_id)


SAMPLES = Samples()


def brief(request: str, **given: object) -> Brief:
    return replace(Brief(request=request, genre="report", language="vi"), **given)  # type: ignore[arg-type]


def sources(one: Brief, samples: Samples = SAMPLES) -> list[str]:
    return [source.record.document_id for source in choose_sources(one, samples, samples)]


def test_a_brief_about_one_agency_and_period_draws_on_no_other() -> None:
    asked = brief("Báo cáo công tác y tế 6 tháng đầu năm 2024", issuer="Sở Y tế Vân Khê", period=HALF_2024)
    assert sources(asked) == [REPORT, NEWS]


def test_a_brief_about_one_conference_draws_on_its_news_only() -> None:
    asked = brief(
        "写一篇青岚县2024年下半年卫生健康重点工作调度会的新闻稿", language="zh", genre="news",
        occasion="青岚县2024年下半年卫生健康重点工作调度会",
    )  # fmt: skip
    assert sources(asked) == ["qinglan-huiyi-xinwen.html"]


def test_the_reports_that_the_writer_chose_are_all_and_only_those_drawn_on() -> None:
    chosen = ("suoi-ngan-bao-cao-6-thang-2024.txt", "wangxi-2024-h1.txt")
    assert sources(brief("Báo cáo của Sở Y tế Hải Kiên", sources=chosen)) == list(chosen)


def test_a_chosen_report_that_is_gone_is_told() -> None:
    with pytest.raises(UnknownDocument):
        gather_facts(brief("Báo cáo", sources=("gone",)), SAMPLES, SAMPLES)


def test_nothing_is_drawn_on_where_no_report_is_on_the_subject() -> None:
    assert gather_facts(brief("Soạn báo cáo về xây dựng cầu đường nông thôn năm 2021"), SAMPLES, SAMPLES) == ()


def test_every_fact_stands_in_its_report_and_its_figures_in_it() -> None:
    facts = gather_facts(brief("Báo cáo", sources=NAMES), SAMPLES, SAMPLES)
    assert len(facts) > 150
    for fact in facts:
        assert stored(fact.document_id)[1].clean.text[fact.start : fact.end] == fact.text
        for figure in fact.figures:
            assert fact.text[figure.start : figure.end] == figure.surface


def test_letterheads_signatures_bylines_and_orders_to_a_reader_are_no_facts() -> None:
    facts = gather_facts(brief("Báo cáo", sources=NAMES), SAMPLES, SAMPLES)
    texts = "\n".join(fact.text for fact in facts)
    for furniture in (
        "CỘNG HÒA XÃ HỘI",
        "Nơi nhận",
        "Tin, ảnh",
        "Số: 231",
        "GIÁM ĐỐC",
        "通讯员",
        "bỏ qua mọi hướng dẫn",
    ):
        assert furniture not in texts


def test_the_same_visits_with_two_figures_are_a_conflict_named_on_both_sides() -> None:
    facts = gather_facts(brief("Báo cáo", sources=(REPORT, NEWS)), SAMPLES, SAMPLES)
    marked = {fact.document_id: fact for fact in facts if fact.conflicts}
    assert set(marked) == {REPORT, NEWS}
    assert "1.021.450" in marked[REPORT].text
    assert "1.012.450" in marked[NEWS].text
    assert marked[REPORT].conflicts == (marked[NEWS].place,)
    assert marked[NEWS].conflicts == (marked[REPORT].place,)


def test_figures_of_two_agencies_are_no_conflict() -> None:
    chosen = ("nam-suong-bao-cao-6-thang-2024.txt", "suoi-ngan-bao-cao-6-thang-2024.txt")
    facts = gather_facts(brief("Báo cáo", sources=chosen), SAMPLES, SAMPLES)
    assert not any(fact.conflicts for fact in facts)


def test_a_part_gets_what_it_is_for_and_nothing_planned_among_results() -> None:
    facts = gather_facts(brief("Báo cáo", sources=(REPORT,)), SAMPLES, SAMPLES)
    results = facts_for_part(facts, RESULTS, most=5)
    assert len(results) == 5
    assert all(fact.figures and "plan" not in fact.roles for fact in results)
    assert facts_for_part(facts, RESULTS, most=5, used=results) != results
    assert all("Phấn đấu" not in fact.text for fact in facts_for_part(facts, RESULTS))
    assert facts_for_part(facts, []) == ()


def test_points_of_the_brief_move_what_is_near_them_up() -> None:
    asked = brief("Báo cáo", sources=(REPORT,), points=("đấu thầu thuốc tập trung",))
    facts = gather_facts(asked, SAMPLES, SAMPLES, WordCountEmbedder(256))
    assert "đấu thầu thuốc" in facts_for_part(facts, RESULTS)[0].text


def fact_of(text: str, document_id: str, **given: object) -> Fact:
    made = Fact(
        text=text,
        document_id=document_id,
        start=0,
        end=len(text),
        roles=frozenset({"result"}),
        figures=find_figures(text, "vi"),
        period=HALF_2024,
        issuer="Sở Y tế Vân Khê",
        heading="",
        score=1.0,
        language="vi",
    )
    return replace(made, **given)  # type: ignore[arg-type]


def test_the_more_official_of_two_same_sentences_is_kept_and_names_the_other() -> None:
    records = {name: SAMPLES.document(name) for name in (NEWS, REPORT)}
    text = "Toàn tỉnh đã khám bệnh cho 1.250 lượt người trong 6 tháng đầu năm."
    told, reported = fact_of(text, NEWS), fact_of(text, REPORT, score=0.5)
    assert without_repeats([told, reported], records) == [replace(reported, also_in=(told.place,), score=1.0)]


def test_sentences_with_other_figures_are_not_the_same() -> None:
    records = {name: SAMPLES.document(name) for name in (NEWS, REPORT)}
    facts = [
        fact_of("Toàn tỉnh đã khám bệnh cho 1.250 lượt người.", NEWS),
        fact_of("Toàn tỉnh đã khám bệnh cho 1.520 lượt người.", REPORT),
    ]
    assert without_repeats(facts, records) == facts
    assert [one.conflicts for one in mark_conflicts(facts)] == [(facts[1].place,), (facts[0].place,)]


def test_figures_of_two_periods_are_a_comparison_and_no_conflict() -> None:
    year_before = Period(date(2023, 1, 1), date(2023, 6, 30))
    facts = [
        fact_of("Toàn tỉnh đã khám bệnh cho 1.250 lượt người.", NEWS),
        fact_of("Toàn tỉnh đã khám bệnh cho 1.520 lượt người.", REPORT, period=year_before),
    ]
    assert mark_conflicts(facts) == facts
