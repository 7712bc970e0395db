"""The retriever over a real library: files on disk, both indexes, a model whose vectors can be told in advance."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.retrieval.retriever import Retriever, RetrieverConfig
from ingest.chunker import ChunkerConfig
from ingest.library import Library
from ingest.pipeline import IngestPipeline, index_identity
from tests.fakes import WordCountEmbedder
from vectorstore.fusion import FusionWeights
from vectorstore.records import SearchFilter

REPORT = """SỞ Y TẾ TỈNH {place}

BÁO CÁO
Kết quả công tác y tế 6 tháng đầu năm {year}

Sở Y tế tỉnh {name} báo cáo kết quả công tác y tế 6 tháng đầu năm {year} như sau:

I. KẾT QUẢ ĐẠT ĐƯỢC

Trong kỳ, các cơ sở y tế trong tỉnh đã khám bệnh cho {visits} lượt người. Số ca sốt xuất huyết là {cases} ca.

II. HẠN CHẾ

Nhân lực còn thiếu, thiết bị xuống cấp, chưa được thay thế kịp thời.
"""
PLACES = (("SÔNG LAM", "Sông Lam"), ("NÚI HẠ", "Núi Hạ"))
CHINESE = "清溪区卫生健康局2024年上半年工作总结\n\n上半年，全区共检查企业450余家，整改隐患200余条。\n"


def write_reports(folder: Path) -> list[Path]:
    paths = []
    for number, (place, name) in enumerate(PLACES):
        for year in (2022, 2023, 2024):
            visits, cases = f"{number + 1}{year - 2000}.300", 100 * (number + 1) + year - 2000
            path = folder / f"{number}-{year}.txt"
            path.write_text(REPORT.format(place=place, name=name, year=year, visits=visits, cases=cases), "utf-8")
            paths.append(path)
    for number in range(6):
        path = folder / f"other-{number}.txt"
        path.write_text(f"Tin số {number}. Trường học khai giảng năm học mới, có {number + 30} lớp tham gia.", "utf-8")
        paths.append(path)
    paths.append(folder / "zh.txt")
    paths[-1].write_text(CHINESE, "utf-8")
    return paths


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("reports")
    embedder = WordCountEmbedder()
    with Library.open(folder / "data", identity=index_identity(embedder, ChunkerConfig()), dimension=256) as opened:
        outcomes = list(IngestPipeline(opened, embedder).ingest(write_reports(folder)))
        assert {outcome.outcome for outcome in outcomes} == {"added"}
        yield opened


@pytest.fixture(scope="module")
def retriever(library: Library) -> Retriever:
    return Retriever(library, WordCountEmbedder())


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("year", [2022, 2023, 2024])
@pytest.mark.parametrize(
    "form",
    [
        "Sở Y tế tỉnh {name} 6 tháng đầu năm {year} có bao nhiêu ca sốt xuất huyết?",
        "so ca sot xuat huyet o {name} 6 thang dau nam {year}",
    ],
)
def test_of_reports_alike_the_right_agency_and_period_come_first(
    retriever: Retriever, number: int, year: int, form: str
) -> None:
    result = retriever.search(form.format(name=PLACES[number][1], year=year), 3)
    assert Path(result.passages[0].source).name == f"{number}-{year}.txt"
    assert f"{100 * (number + 1) + year - 2000} ca" in result.passages[0].text


def test_passages_are_exact_stretches_of_the_clean_text(retriever: Retriever, library: Library) -> None:
    for passage in retriever.search("khám bệnh bao nhiêu lượt", 10).passages:
        clean = library.text(passage.document_id).clean.text
        assert clean[passage.char_start : passage.char_end] == passage.text


def test_ranks_count_up_scores_never_rise_and_k_is_kept(retriever: Retriever) -> None:
    passages = retriever.search("công tác y tế", 4).passages
    assert [passage.rank for passage in passages] == [1, 2, 3, 4]
    scores = [passage.score for passage in passages]
    assert scores == sorted(scores, reverse=True)


def test_the_same_question_gets_the_same_result(retriever: Retriever, library: Library) -> None:
    other = Retriever(library, WordCountEmbedder())
    assert retriever.search("công tác y tế").passages == other.search("công tác y tế").passages


def test_a_filter_is_never_overstepped(retriever: Retriever, library: Library) -> None:
    chosen = frozenset(one.document_id for one in library.documents() if "other" in one.source)
    result = retriever.search("khám bệnh sốt xuất huyết", filter=SearchFilter(document_ids=chosen))
    assert result.passages
    assert {passage.document_id for passage in result.passages} <= chosen
    assert result.applied_filter.document_ids == chosen


def test_no_document_takes_more_than_its_share_unless_it_was_asked_for(library: Library) -> None:
    retriever = Retriever(library, WordCountEmbedder(), RetrieverConfig(most_per_document=1, small_library=0))
    documents = [passage.document_id for passage in retriever.search("công tác y tế", 10).passages]
    assert len(documents) == len(set(documents))


def test_what_was_understood_is_reported_and_can_be_taken_away(retriever: Retriever) -> None:
    question = "6 tháng đầu năm 2024 có bao nhiêu ca?"
    assert str(retriever.search(question).applied_filter.period) == "2024-01-01/2024-06-30"
    assert retriever.search(question, ignored=frozenset({"period"})).applied_filter.period is None


def test_a_name_in_the_other_script_leads_to_the_other_language(retriever: Retriever) -> None:
    passages = retriever.search("Quận 清溪 đã kiểm tra bao nhiêu doanh nghiệp?").passages
    assert Path(passages[0].source).name == "zh.txt"


def test_an_empty_library_finds_nothing(tmp_path: Path) -> None:
    embedder = WordCountEmbedder()
    with Library.open(tmp_path, identity=index_identity(embedder, ChunkerConfig()), dimension=256) as empty:
        assert Retriever(empty, embedder).search("công tác").passages == ()


def test_without_sentences_the_order_is_still_settled(library: Library) -> None:
    config = RetrieverConfig(sentence_passages=0, weights=FusionWeights(sentence=0.0))
    assert Retriever(library, WordCountEmbedder(), config).search("sốt xuất huyết").passages


def test_langchain_gets_documents_with_their_place(retriever: Retriever) -> None:
    documents = retriever.as_langchain(2).invoke("sốt xuất huyết")
    found = retriever.search("sốt xuất huyết", 2).passages
    assert [one.page_content for one in documents] == [passage.text for passage in found]
    assert documents[0].metadata["char_start"] == found[0].char_start


def test_timings_add_up(retriever: Retriever) -> None:
    timings = retriever.search("sốt xuất huyết").timings
    parts = timings.embed + timings.dense + timings.lexical + timings.fuse
    assert timings.total == pytest.approx(parts, abs=1.0)
