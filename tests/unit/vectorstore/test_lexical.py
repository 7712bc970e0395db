"""The lexical index: finds, filters, forgets, survives being closed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from vectorstore.errors import IndexLocked
from vectorstore.lexical import LexicalIndex, LexicalRow
from vectorstore.tone_marks import lacks_tone_marks, restore_tone_marks

ROWS = (
    LexicalRow("a:0", "a", "Báo cáo sơ kết công tác y tế 6 tháng đầu năm"),
    LexicalRow("a:1", "a", "Số ca sốt xuất huyết giảm so với cùng kỳ"),
    LexicalRow("b:0", "b", "Trung tâm Giám định Lao động (TTGĐLĐ) báo cáo công tác"),
    LexicalRow("c:0", "c", "全区共检查企业450余家。区卫生健康监督所（以下简称区卫监所）负责"),
    LexicalRow("d:0", "d", "The annual report covers vaccination and food safety"),
)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[LexicalIndex]:
    with LexicalIndex.open(tmp_path / "lexical") as opened:
        opened.add(ROWS)
        opened.commit()
        yield opened


def found(index: LexicalIndex, query: str, k: int = 10, **options: frozenset[str]) -> list[str]:
    return [hit.chunk_id for hit in index.search(query, k, **options)]


def test_every_chunk_is_named_and_none_that_was_removed(index: LexicalIndex) -> None:
    assert index.chunk_ids() == {row.chunk_id for row in ROWS}
    index.remove_documents([ROWS[0].document_id])
    index.commit()
    assert index.chunk_ids() == {row.chunk_id for row in ROWS if row.document_id != ROWS[0].document_id}


def test_the_best_match_comes_first_with_a_score_between_nought_and_two(index: LexicalIndex) -> None:
    hits = index.search("sơ kết y tế", 10)
    assert hits[0].chunk_id == "a:0"
    assert hits[0].document_id == "a"
    assert 0.5 < hits[0].normalised <= 2.2
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize(
    ("query", "chunk"),
    [
        ("SỐT XUẤT HUYẾT", "a:1"),
        ("sot xuat huyet", "a:1"),
        ("區衛生健康監督所檢查企業", "c:0"),
        ("vaccinations", "d:0"),
    ],
)
def test_forms_of_a_question_find_the_same(index: LexicalIndex, query: str, chunk: str) -> None:
    assert found(index, query)[0] == chunk


def test_short_forms_that_a_document_defines_find_its_long_ones_and_back(index: LexicalIndex) -> None:
    index.add([LexicalRow("e:0", "e", "Trung tâm Giám định Lao động đã họp"), LexicalRow("f:0", "f", "区卫监所开会")])
    index.commit()
    assert set(found(index, "TTGĐLĐ")) == {"b:0", "e:0"}
    assert "f:0" in found(index, "卫生健康监督所 区卫生健康监督所")


def test_nothing_matches_nothing(index: LexicalIndex) -> None:
    assert found(index, "") == []
    assert found(index, "。。。") == []
    assert found(index, "không tồn", k=0) == []
    assert found(index, "báo cáo", document_ids=frozenset()) == []


def test_a_filter_admits_only_its_documents(index: LexicalIndex) -> None:
    assert found(index, "báo cáo công tác", document_ids=frozenset({"b"})) == ["b:0"]


def test_a_filter_of_very_many_documents_gives_the_same_as_a_list(index: LexicalIndex) -> None:
    index.add(LexicalRow(f"n{number}:0", f"n{number}", "báo cáo công tác năm") for number in range(300))
    index.commit()
    allowed = frozenset({"a", *(f"unknown{number}" for number in range(2_000))})
    assert found(index, "báo cáo công tác", document_ids=allowed) == ["a:0"]


def test_a_removed_document_is_not_found_after_commit(index: LexicalIndex) -> None:
    index.remove_documents(["a"])
    index.commit()
    assert found(index, "báo cáo sơ kết") == ["b:0"]
    assert index.count() == 3


def test_adding_a_chunk_again_replaces_it(index: LexicalIndex) -> None:
    index.add([LexicalRow("a:0", "a", "Kế hoạch mới")])
    index.commit()
    assert index.count() == len(ROWS)
    assert "a:0" not in found(index, "sơ kết")
    assert found(index, "kế hoạch mới") == ["a:0"]


def test_what_was_committed_is_there_after_opening_again_and_the_rest_is_not(tmp_path: Path) -> None:
    with LexicalIndex.open(tmp_path) as first:
        first.add(ROWS[:1])
        first.commit()
        first.add(ROWS[1:])
    with LexicalIndex.open(tmp_path) as second:
        assert second.count() == 1
        second.add(ROWS[1:])
        second.commit()
        assert second.count() == len(ROWS)


def test_a_second_writer_is_refused_until_the_first_closes(tmp_path: Path) -> None:
    first, second = LexicalIndex.open(tmp_path), LexicalIndex.open(tmp_path)
    first.add(ROWS)
    with pytest.raises(IndexLocked):
        second.add(ROWS)
    first.close()
    second.add(ROWS)
    second.close()


def test_keys_given_are_looked_up_and_what_stands_beside_lowers_the_score(index: LexicalIndex) -> None:
    (alone,) = index.search_keys(["450"], 5)
    (beside,) = index.search_keys(["450"], 5, beside=["企业", "báo", "không_có"])
    assert alone.chunk_id == beside.chunk_id == "c:0"
    assert beside.normalised < alone.normalised
    assert index.search_keys(["không_có"], 5) == []


def test_tone_marks_are_restored_from_the_texts_of_the_index(index: LexicalIndex) -> None:
    assert restore_tone_marks("So ca sot xuat huyet, 2024?", index) == "số ca sốt xuất huyết, 2024?"
    assert restore_tone_marks("bao cáo sơ kêt", index) == "báo cáo sơ kết"
    assert restore_tone_marks("Microsoft", index) == "microsoft"
    assert restore_tone_marks("2024", index) == "2024"


def test_missing_marks_are_noticed_only_in_vietnamese(index: LexicalIndex) -> None:
    assert lacks_tone_marks("so ca sot xuat huyet", index)
    assert lacks_tone_marks("số ca sot xuất huyết", index)
    assert not lacks_tone_marks("số ca sốt xuất huyết", index)
    assert not lacks_tone_marks("the annual report of the ministry", index)
    assert not lacks_tone_marks("检查企业", index)


def test_a_deletion_that_a_kill_left_half_written_does_not_stop_the_next_one(tmp_path: Path) -> None:
    rows = [LexicalRow(chunk_id=f"c{one}", document_id=f"d{one}", text=f"report {one}") for one in range(4)]
    with LexicalIndex.open(tmp_path / "lexical") as index:
        index.add(rows)
        index.commit()
    committed = (tmp_path / "lexical" / "meta.json").read_bytes()
    with LexicalIndex.open(tmp_path / "lexical") as index:
        index.remove_documents(["d1"])
        index.commit()
    assert list((tmp_path / "lexical").glob("*.del"))
    (tmp_path / "lexical" / "meta.json").write_bytes(committed)  # killed after the list, before the commit
    with LexicalIndex.open(tmp_path / "lexical") as index:
        assert index.count() == 4
        index.remove_documents(["d1"])
        index.commit()
        assert index.count() == 3
    with LexicalIndex.open(tmp_path / "lexical") as index:
        assert index.count() == 3
