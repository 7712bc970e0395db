"""Near-duplicates in a library: found, grouped, one of them shown; and what is only alike is not called the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.copies import one_of_each
from assistant.retrieval.retriever import Retriever
from ingest.duplicate_groups import compare_new
from ingest.near_duplicates import estimate, fingerprint_of, judge
from tests.work_samples import EMBEDDER, Desk, open_desk
from vectorstore.fusion import Candidate
from vectorstore.records import Period, ReportMetadata, SearchFilter

TOPICS = ["bridges", "roads", "schools", "wells", "clinics", "ferries", "forests", "markets", "canals", "libraries"]
PLACES = ["north", "south", "east", "west", "valley", "coast", "delta", "highland", "island", "border"]


def report(year: int, seed: int = 0) -> str:
    """A report of forty different sentences whose figures depend on the year."""
    lines = [f"Report on the works of the district in {year}"]
    for part in range(40):
        topic, place = TOPICS[(part + seed) % 10], PLACES[(part * 3 + seed) // 4 % 10]
        lines.append(
            f"In the {place} part {part} the teams of group {part * 7 % 11} finished {year * 13 % 97 + part} {topic} "
            f"and began {year % 53 * 3 + part} others before the rains of week {part % 9}."
        )
    return "\n".join(lines)


def furnished(text: str) -> str:
    return f"Home | News | Contact\n\n{text}\n\nPrint this page\nShare"


def draft(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(
        ["DRAFT", *lines[:10], *(line.replace("finished", "completed") for line in lines[10:16]), *lines[16:]]
    )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path / "data") as desk:
        yield desk


def add(desk: Desk, folder: Path, texts: dict[str, str]) -> dict[str, str]:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    items = desk.run(desk.work.enqueue_files([folder]))
    return {Path(one.subject).name: str(one.document_id) for one in items}


def test_variants_of_a_report_are_grouped_and_the_final_one_is_preferred(desk: Desk, tmp_path: Path) -> None:
    text = report(2024)
    ids = add(
        desk,
        tmp_path / "in",
        {
            "a.txt": text,
            "b.txt": furnished(text),
            "c.txt": draft(text),
            "next.txt": report(2025),
            "x.txt": report(2024, 5),
        },
    )
    [group] = desk.work.duplicate_groups()
    assert group.reason == "draft_and_final"
    members = {group.preferred.document_id, *(one.document_id for one in group.others)}
    assert members == {ids["a.txt"], ids["b.txt"], ids["c.txt"]}
    assert group.preferred.document_id != ids["c.txt"]
    assert all(0.5 < one.similarity <= 1.0 for one in group.others)
    assert desk.library.document(ids["c.txt"]).copies == 2
    assert desk.library.document(ids["next.txt"]).copies == 0


def test_a_reader_sees_one_of_a_group_unless_the_filter_names_another(desk: Desk, tmp_path: Path) -> None:
    text = report(2024)
    ids = add(desk, tmp_path / "in", {"a.txt": text, "b.txt": furnished(text), "other.txt": report(1999, 4)})
    retriever = Retriever(desk.library, EMBEDDER)
    [group] = desk.work.duplicate_groups()
    shown = {one.document_id for one in retriever.search("bridges finished in the north part", 50).passages}
    assert shown & {ids["a.txt"], ids["b.txt"]} == {group.preferred.document_id}
    [other] = (one.document_id for one in group.others)
    only = SearchFilter(document_ids=frozenset({other}))
    assert {one.document_id for one in retriever.search("bridges finished", 5, filter=only).passages} == {other}
    desk.run(desk.work.enqueue_removal([group.preferred.document_id]))
    shown = {one.document_id for one in retriever.search("bridges finished in the north part", 50).passages}
    assert other in shown
    assert desk.work.duplicate_groups() == ()


def test_the_same_file_at_two_places_is_shown_as_such(desk: Desk, tmp_path: Path) -> None:
    add(desk, tmp_path / "in", {"a.txt": report(2024), "b.txt": report(2024)})
    [group] = desk.work.duplicate_groups()
    assert (group.reason, Path(group.preferred.source).name) == ("exact", "a.txt")
    assert [Path(one.source).name for one in group.others] == ["b.txt"]


def test_documents_of_an_older_program_are_compared_too(desk: Desk, tmp_path: Path) -> None:
    from sqlalchemy import text as sql

    text = report(2024)
    add(desk, tmp_path / "in", {"a.txt": text, "b.txt": furnished(text)})
    with desk.library.catalogue.transaction() as connection:
        for table in ("fingerprints", "duplicate_pairs"):
            connection.execute(sql(f"DELETE FROM {table}"))
    desk.library.note_change()
    assert desk.work.duplicate_groups() == ()
    assert compare_new(desk.library) == 1
    assert len(desk.work.duplicate_groups()) == 1


def test_nothing_of_a_removed_document_is_kept_to_compare(desk: Desk, tmp_path: Path) -> None:
    from sqlalchemy import text as sql

    text = report(2024)
    ids = add(desk, tmp_path / "in", {"a.txt": text, "b.txt": furnished(text)})
    desk.run(desk.work.enqueue_removal(list(ids.values())))
    with desk.library.catalogue.reading() as connection:
        for table in ("fingerprints", "duplicate_pairs"):
            assert connection.scalar(sql(f"SELECT COUNT(*) FROM {table}")) == 0


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            {"period": Period(date(2024, 1, 1), date(2024, 6, 30))},
            {"period": Period(date(2023, 1, 1), date(2023, 6, 30))},
        ),
        ({"doc_number": "12/BC-UBND"}, {"doc_number": "13/BC-UBND"}),
        ({"event_date": date(2024, 5, 1)}, {"event_date": date(2024, 5, 2)}),
    ],
    ids=["period", "number", "day"],
)
def test_documents_that_contradict_each_other_about_themselves_are_two(
    first: dict[str, object], second: dict[str, object]
) -> None:
    fingerprint = fingerprint_of(report(2024), None, "a.txt")
    one, other = (ReportMetadata(None, "en", "latin", "report", **facts) for facts in (first, second))  # type: ignore[arg-type]
    assert judge(fingerprint, fingerprint, (one, other)) is None
    assert judge(fingerprint, fingerprint, (one, one)) == ("same_report", 1.0)


@given(st.integers(0, 60), st.integers(1, 400))
def test_a_sketch_estimates_the_share_of_common_text(common: int, words: int) -> None:
    first = " ".join(f"word{number}" for number in range(words + 4))
    second = " ".join(f"word{number}" for number in range(common, words + 4 + common))
    one, other = (fingerprint_of(text, None, "") for text in (first, second))
    union = one.shingles + min(common, words + 1)
    true = max(one.shingles - common, 0) / union
    assert abs(float(estimate(one.sketch, other.sketch[None, :])[0]) - true) < 0.25
    assert np.array_equal(one.sketch, fingerprint_of(first.upper(), None, "").sketch)


def candidate(document_id: str, score: float) -> Candidate:
    return Candidate(chunk_id=f"{document_id}{score}", document_id=document_id, dense=score, lexical=0.0, score=score)


def test_another_member_takes_the_place_of_a_preferred_one_that_says_less() -> None:
    preferred = {"final": "final", "draft": "final"}
    close = [candidate("draft", 0.9), candidate("other", 0.85), candidate("final", 0.84)]
    assert [one.document_id for one in one_of_each(close, preferred)] == ["other", "final"]
    apart = [candidate("draft", 0.9), candidate("other", 0.85), candidate("final", 0.3)]
    assert [one.document_id for one in one_of_each(apart, preferred)] == ["draft", "other"]
    alone = [candidate("draft", 0.9), candidate("draft", 0.2)]
    assert one_of_each(alone, preferred) == alone
