"""What archives and mails hold: names are data, nothing leaves its folder, nothing expands without end."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest.errors import CorruptFile, FileTooLarge, UnsafeArchive
from ingest.loaders.archives import archive_entries, is_archive
from ingest.loaders.contained import ArchiveLimits, ContainedFile, container_kind, expand, harmless_name, unpacked
from tests.corpus.containers import archive, mail_of
from tests.corpus.docx_files import docx, para
from tests.corpus.office_files import compound


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
    limits = ArchiveLimits(max_depth=2)
    found = unpack(archive({"inner.zip": inner, "flat.txt": b"flat"}), tmp_path, limits)
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
        list(archive_entries(rubbish, "rubbish.zip"))
    assert list(expand(rubbish, ArchiveLimits(), into=tmp_path)) == []
    assert list(expand(office, ArchiveLimits(), into=tmp_path)) == []


def test_what_is_attached_to_a_mail_is_unpacked_but_not_the_pictures_that_it_shows(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = "a@example.vn", "b@example.vn", "<1@example.vn>"
    mail.set_content("Xem tệp kèm.")
    mail.add_alternative("<p>Xem tệp kèm <img src='cid:a'>", subtype="html")
    mail.add_attachment(b"one", maintype="application", subtype="x", filename="../../báo cáo.docx")
    mail.add_attachment(b"two", maintype="text", subtype="csv", filename="báo cáo.docx")
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", disposition="inline", cid="<a>")
    mail.add_attachment(b"", maintype="text", subtype="csv", filename="empty.csv")
    found = unpack(mail.as_bytes(), tmp_path)
    assert found == {"báo cáo.docx": "one", "báo cáo (2).docx": "two", "empty.csv": ""}


def test_archives_and_mails_are_opened_inside_each_other_and_a_mail_follows_its_attachments(tmp_path: Path) -> None:
    inner = mail_of("Inner words.", {"deep.txt": b"deep"})
    outer = mail_of("Outer words.", {"reports.zip": archive({"2024/letter.eml": inner, "a.txt": b"a"})})
    path = tmp_path / "outer.eml"
    path.write_bytes(outer)
    found = list(expand(path, ArchiveLimits(), into=tmp_path))
    assert [(one.name, one.size) for one in found] == [
        ("reports.zip/2024/letter.eml/deep.txt", 4),
        ("reports.zip/2024/letter.eml", len(inner)),
        ("reports.zip/a.txt", 1),
    ]
    assert found[1].file is not None
    assert found[1].file.read_bytes() == inner


def test_a_mail_too_deep_is_read_and_its_attachments_are_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(archive({"m.eml": mail_of("Words.", {"a.txt": b"a"})}))
    found = list(expand(path, ArchiveLimits(max_depth=1), into=tmp_path))
    assert [(one.name, one.refusal and one.refusal.code) for one in found] == [
        ("m.eml/a.txt", "unsafe_archive"),
        ("m.eml", None),
    ]


def test_the_limits_count_over_everything_inside(tmp_path: Path) -> None:
    content = archive({"m.eml": mail_of("w", {"a.txt": b"x" * 400_000, "b.zip": archive({"c.txt": b"y" * 700_000})})})
    for limits in (ArchiveLimits(max_bytes=1_000_000), ArchiveLimits(max_files=3), ArchiveLimits(max_file_bytes=9_999)):
        with pytest.raises(FileTooLarge):
            unpack(content, tmp_path, limits)
    bomb = mail_of("w", {"b.zip": archive({"zeros.txt": b"\0" * 3_000_000})})
    with pytest.raises(UnsafeArchive):
        unpack(bomb, tmp_path, ArchiveLimits(ratio_from_bytes=1_000_000))


def test_what_was_unpacked_before_a_refusal_is_deleted(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(archive({"a.txt": b"a" * 900, "b.txt": b"b" * 900}))
    with pytest.raises(FileTooLarge):
        unpacked(path, ArchiveLimits(max_bytes=1_000), into=tmp_path / "into")
    assert list((tmp_path / "into").iterdir()) == []


def test_a_broken_archive_beside_good_attachments_is_refused_alone(tmp_path: Path) -> None:
    broken = bytearray(archive({"a.txt": b"text " * 999}))
    broken[40:60] = b"\xff" * 20
    found = unpack(mail_of("w", {"bad.zip": bytes(broken), "good.txt": b"good"}), tmp_path)
    assert found == {"bad.zip/a.txt": "corrupt", "good.txt": "good"}


def test_a_file_with_an_archive_behind_it_is_what_it_begins_as(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(b"%PDF-1.4\n" + archive({"a.txt": b"a"}))
    assert zipfile.is_zipfile(path)
    assert not is_archive(path)


def test_a_mail_attached_without_a_name_is_called_by_its_subject(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = "a@example.vn", "b@example.vn", "<1@example.vn>"
    mail.set_content("Xin chuyển.")
    inner = EmailMessage()
    inner["Subject"] = "Báo cáo 26/BC-KH"
    inner.set_content("Nội dung")
    mail.add_attachment(inner)
    assert list(unpack(mail.as_bytes(), tmp_path)) == ["Báo cáo 26-BC-KH.eml"]


def test_entries_of_one_name_are_told_apart(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        target.writestr("2024/a.txt", "one")
        with pytest.warns(UserWarning, match="Duplicate"):
            target.writestr("2024/a.txt", "two")
    assert unpack(stream.getvalue(), tmp_path) == {"2024/a.txt": "one", "2024/a (2).txt": "two"}


def test_a_mail_of_more_attachments_than_anybody_sends_is_refused(tmp_path: Path) -> None:
    part = "--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nx\r\n"
    head = "From: a@b.vn\r\nTo: c@d.vn\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    with pytest.raises(FileTooLarge) as caught:
        unpack((head + part * 1_100 + "--b--\r\n").encode(), tmp_path)
    assert caught.value.facts["unit"] == "attachments"


def test_outlook_messages_are_mails_and_other_files_hold_nothing(tmp_path: Path) -> None:
    folder = "__attach_version1.0_#00000000"
    message = compound({
        "__properties_version1.0": bytes(32),
        "__substg1.0_0037001F": "Báo cáo".encode("utf-16-le"),
        f"{folder}/__substg1.0_3707001F": "số liệu.csv".encode("utf-16-le"),
        f"{folder}/__substg1.0_37010102": b"a;b\n1;2\n" * 900,
    })  # fmt: skip
    assert unpack(message, tmp_path) == {"số liệu.csv": "a;b\n1;2\n" * 900}
    for content in (b"Bao cao", b"", docx(para("Nội dung")), compound({"WordDocument": b"x"})):
        path = tmp_path / "other"
        path.write_bytes(content)
        assert container_kind(path, ArchiveLimits()) is None
    assert container_kind(tmp_path / "missing", ArchiveLimits()) is None


def test_a_refusal_tells_why_there_are_no_bytes(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(archive({"a.zip": archive({"b.zip": archive({"c.txt": b"c"})})}))
    [one] = expand(path, ArchiveLimits(max_depth=2), into=tmp_path)
    assert isinstance(one, ContainedFile)
    assert (one.name, one.file, one.refusal and one.refusal.facts["file"]) == ("a.zip/b.zip", None, "a.zip/b.zip")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("C:\\Users\\a\\báo cáo.docx", "báo cáo.docx"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\r\n<c>:d?.txt", "ab cd.txt"),
        ("..", "attachment"),
        ("x" * 300 + ".docx", "x" * 145 + ".docx"),
        ("‮gpj.exe", "gpj.exe"),
    ],
)
def test_names_of_contained_files_are_harmless(name: str, expected: str) -> None:
    assert harmless_name(name) == expected
