"""Uploads and archives: names are data, nothing leaves its folder, nothing expands without end."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import FileTooLarge
from ingest.jobs.library_work import WorkConfig
from ingest.upload_names import free_name, shown_name, shown_path
from tests.corpus.containers import archive, mail_of
from tests.work_samples import Desk, open_desk, report


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path / "data", config=WorkConfig(max_upload_bytes=200_000)) as desk:
        yield desk


def incoming(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "data" / "incoming").rglob("*") if path.is_file()]


def test_an_upload_is_taken_in_under_its_name_and_leaves_no_copy(desk: Desk, tmp_path: Path) -> None:
    upload = desk.work.receive(io.BytesIO(report(1).encode()), "C:\\Users\\An\\..\\báo cáo.txt")
    assert (upload.name, upload.size) == ("báo cáo.txt", len(report(1)))
    assert Path(upload.file).parent == tmp_path / "data" / "incoming"
    [item] = desk.run(desk.work.enqueue_uploads([upload], by="An"))
    assert (item.subject, item.outcome) == ("báo cáo.txt", "added")
    assert incoming(tmp_path) == []


def test_another_report_of_the_same_name_does_not_take_its_place(desk: Desk) -> None:
    for number in (1, 2, 1):
        desk.run(desk.work.enqueue_uploads([desk.work.receive(io.BytesIO(report(number).encode()), "report.txt")]))
    assert desk.titles() == {"report.txt", "report (2).txt"}


def test_a_zip_becomes_an_item_for_each_file_in_it(desk: Desk, tmp_path: Path) -> None:
    content = archive(
        {"2024/a.txt": report(1).encode(), "2024/b.txt": report(2).encode(), "empty.txt": b"", "__MACOSX/x": b"x"}
    )
    job = desk.work.enqueue_uploads([desk.work.receive(io.BytesIO(content), "reports.zip")])
    assert [(one.subject, one.state, one.code) for one in desk.run(job)] == [
        ("reports.zip/2024/a.txt", "done", None),
        ("reports.zip/2024/b.txt", "done", None),
        ("reports.zip/empty.txt", "refused", "empty"),
    ]
    assert desk.titles() == {"reports.zip/2024/a.txt", "reports.zip/2024/b.txt"}
    assert len(incoming(tmp_path)) == 1  # the refused one, for a retry
    assert [Path(one).name for one in desk.work.queue.files_in_use()] == [incoming(tmp_path)[0].name]


def test_a_mail_is_an_item_after_those_of_its_attachments(desk: Desk, tmp_path: Path) -> None:
    mail = mail_of("The reports of the year are attached.", {"a.txt": report(1).encode(), "b.txt": b""})
    job = desk.work.enqueue_uploads([desk.work.receive(io.BytesIO(mail), "letter.eml")])
    assert [(one.subject, one.state, one.code) for one in desk.run(job)] == [
        ("letter.eml/a.txt", "done", None),
        ("letter.eml/b.txt", "refused", "empty"),
        ("letter.eml", "done", None),
    ]
    assert desk.titles() == {"letter.eml/a.txt", "letter.eml"}
    assert len(incoming(tmp_path)) == 1


def test_a_zip_of_nothing_is_refused(desk: Desk, tmp_path: Path) -> None:
    [item] = desk.run(desk.work.enqueue_uploads([desk.work.receive(io.BytesIO(archive({})), "x.zip")]))
    assert (item.subject, item.state, item.code) == ("x.zip", "refused", "empty")
    assert incoming(tmp_path) == []


def test_an_upload_beyond_the_limit_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(FileTooLarge) as caught:
        desk.work.receive(io.BytesIO(b"x" * 200_001), "large.txt")
    assert caught.value.facts["file"] == "large.txt"
    assert incoming(tmp_path) == []


def test_a_broken_zip_is_refused_as_a_whole_and_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    content = bytearray(archive({"a.txt": b"text " * 999}))
    content[40:60] = b"\xff" * 20
    [item] = desk.run(desk.work.enqueue_uploads([desk.work.receive(io.BytesIO(bytes(content)), "x.zip")]))
    assert (item.state, item.code) == ("refused", "corrupt")
    assert incoming(tmp_path) == []


@given(st.text(max_size=300))
def test_no_name_leads_anywhere(name: str) -> None:
    for shown in (shown_name(name), shown_path(name)):
        parts = shown.split("/")
        assert all(part not in ("", ".", "..") for part in parts)
        assert all(character.isprintable() or character.isspace() for character in shown)
        assert all(len(part) <= 200 for part in parts)
    assert "/" not in shown_name(name)


@given(st.lists(st.sampled_from(["a.txt", "b", "x/a.txt"]), max_size=8))
def test_numbered_names_never_collide(names: list[str]) -> None:
    taken: set[str] = set()
    for name in names:
        free = free_name(name, taken.__contains__)
        assert free not in taken
        taken.add(free)
