"""Uploads and archives: names are data, nothing leaves its folder, nothing expands without end."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import CorruptFile, FileTooLarge, UnsafeArchive
from ingest.jobs.library_work import WorkConfig
from ingest.loaders.archives import ArchiveLimits, expand, is_archive
from ingest.upload_names import free_name, shown_name, shown_path
from tests.work_samples import Desk, open_desk, report


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path / "data", config=WorkConfig(max_upload_bytes=200_000)) as desk:
        yield desk


def archive(entries: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in entries.items():
            target.writestr(name, content)
    return stream.getvalue()


def unpack(content: bytes, tmp_path: Path, limits: ArchiveLimits | None = None) -> dict[str, str]:
    path = tmp_path / "given.zip"
    path.write_bytes(content)
    into = tmp_path / "into"
    into.mkdir(exist_ok=True)
    found = {}
    for one in expand(path, limits or ArchiveLimits(), into=into):
        assert one.file is None or one.file.parent == into
        found[one.name] = one.refusal.code if one.refusal else str(one.file and one.file.read_bytes().decode())
    return found


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


def test_names_that_lead_out_of_the_folder_are_only_names(tmp_path: Path) -> None:
    content = archive({"../../evil.txt": b"a", "/etc/passwd": b"b", "C:\\x\\y.txt": b"c", "a/./b/../c.txt": b"d"})
    assert unpack(content, tmp_path) == {"evil.txt": "a", "etc/passwd": "b", "C:/x/y.txt": "c", "a/b/c.txt": "d"}
    assert {path.name for path in tmp_path.iterdir()} == {"given.zip", "into"}


def test_links_and_encrypted_entries_are_refused_and_the_others_are_read(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        link = zipfile.ZipInfo("link.txt")
        link.create_system = 3
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        target.writestr(link, "/etc/passwd")
        target.writestr("good.txt", "good")
        target.writestr("locked.txt", "secret")
    content = bytearray(stream.getvalue())
    at = content.rindex(b"locked.txt") - 46
    flags = struct.unpack_from("<H", content, at + 8)[0]
    struct.pack_into("<H", content, at + 8, flags | 1)
    assert unpack(bytes(content), tmp_path) == {
        "link.txt": "unsafe_archive",
        "good.txt": "good",
        "locked.txt": "encrypted",
    }


def test_an_archive_that_expands_without_end_is_refused(tmp_path: Path) -> None:
    bomb = archive({"zeros.txt": b"\0" * 3_000_000})
    with pytest.raises(UnsafeArchive):
        unpack(bomb, tmp_path, ArchiveLimits(ratio_from_bytes=1_000_000))
    with pytest.raises(FileTooLarge):
        unpack(bomb, tmp_path, ArchiveLimits(max_file_bytes=2_000_000))
    two = archive({"a.txt": b"a" * 600_000, "b.txt": b"b" * 600_000})
    with pytest.raises(FileTooLarge):
        unpack(two, tmp_path, ArchiveLimits(max_bytes=1_000_000))
    with pytest.raises(FileTooLarge):
        unpack(archive({str(number): b"x" for number in range(11)}), tmp_path, ArchiveLimits(max_files=10))


def test_archives_in_archives_are_opened_to_a_depth(tmp_path: Path) -> None:
    inner = archive({"deep.txt": b"deep", "deeper.zip": archive({"deepest.txt": b"x"})})
    found = unpack(archive({"inner.zip": inner, "flat.txt": b"flat"}), tmp_path)
    assert found == {
        "inner.zip/deep.txt": "deep",
        "inner.zip/deeper.zip": "unsafe_archive",
        "flat.txt": "flat",
    }


def test_chinese_names_of_windows_archives_are_read(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        target.writestr("XXXXXXXXXX.txt", "a")
    name = "工作总结.".encode("gb18030")[:9] + b"a"
    raw = stream.getvalue().replace(b"XXXXXXXXXX", name)
    assert unpack(raw, tmp_path) == {"工作总结.a.txt": "a"}


def test_office_documents_are_no_archives_and_rubbish_is_none(tmp_path: Path) -> None:
    office, rubbish = tmp_path / "office.docx", tmp_path / "rubbish.zip"
    office.write_bytes(archive({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}))
    rubbish.write_bytes(b"PK rubbish")
    assert not is_archive(office)
    assert not is_archive(rubbish)
    with pytest.raises(CorruptFile):
        list(expand(rubbish, ArchiveLimits(), into=tmp_path))


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
