from __future__ import annotations

import struct
from email.message import EmailMessage

import pytest

from ingest.documents import LoadedDocument
from ingest.errors import CorruptFile
from ingest.loaders import load_bytes
from ingest.loaders.limits import ReadingClock
from ingest.loaders.message import message_attachments
from ingest.loaders.packed_rtf import unpack_rtf
from tests.corpus.office_files import compound

BODY = "Kính gửi Sở Y tế,\n\nTrung tâm báo cáo 451 ca mắc.\n"


def _load(data: bytes) -> LoadedDocument:
    return load_bytes(data, "x")


def _mail(text: str | None = BODY, markup: str | None = None) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Phòng Kế hoạch <kh@example.vn>"
    mail["To"] = "soyte@example.vn"
    mail["Subject"] = "Báo cáo tuần 26"
    mail["Date"] = "Mon, 01 Jul 2024 08:30:00 +0700"
    mail["Message-ID"] = "<1@example.vn>"
    if text is not None:
        mail.set_content(text)
    if markup is not None and text is not None:
        mail.add_alternative(markup, subtype="html")
    elif markup is not None:
        mail.set_content(markup, subtype="html")
    return mail


def test_a_mail_gives_subject_body_and_its_headers_as_properties() -> None:
    document = _load(_mail().as_bytes())
    assert document.media_type == "eml"
    assert document.text == "Báo cáo tuần 26\n\nKính gửi Sở Y tế,\n\nTrung tâm báo cáo 451 ca mắc."
    assert document.regions[0].kind == "title"
    assert document.properties == (
        ("title", "Báo cáo tuần 26"),
        ("author", "Phòng Kế hoạch <kh@example.vn>"),
        ("to", "soyte@example.vn"),
        ("created", "2024-07-01T08:30:00+07:00"),
    )


def test_a_table_in_a_mail_is_kept_and_plain_text_is_preferred_without_one() -> None:
    table = "<p>Số liệu:</p><table border=1><tr><th>Huyện<th>Số ca</tr><tr><td>A<td>12</tr></table>"
    with_table = _load(_mail("Số liệu: A 12", table).as_bytes())
    assert with_table.text == "Báo cáo tuần 26\n\nSố liệu:\n\n| Huyện | Số ca |\n| A | 12 |"
    table_region = next(region for region in with_table.regions if region.kind == "table")
    assert with_table.text[table_region.start : table_region.end] == "| Huyện | Số ca |\n| A | 12 |"
    assert _load(_mail("Số liệu đã gửi", "<p>Khác").as_bytes()).text == "Báo cáo tuần 26\n\nSố liệu đã gửi"
    assert _load(_mail(None, "<p>Chỉ có trang").as_bytes()).text == "Báo cáo tuần 26\n\nChỉ có trang"


def test_answered_text_is_kept_and_told_and_a_signature_is_furniture() -> None:
    document = _load(_mail("Đã nhận.\n\n> Báo cáo 451 ca.\n\n-- \nPhòng Y\n").as_bytes())
    assert document.warnings == ("quoted_reply",)
    assert "> Báo cáo 451 ca." in document.text
    furniture = next(region for region in document.regions if region.kind == "furniture")
    assert document.text[furniture.start : furniture.end] == "Phòng Y"


def test_headers_in_a_letter_do_not_make_it_a_mail() -> None:
    text = "From: our agency\nTo: the ministry\nSubject: report\n\nThe report follows."
    assert _load(text.encode()).media_type == "text"


def test_mails_in_mails_end_somewhere() -> None:
    parts = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(3000))
    head = "From: a@b.vn\r\nTo: c@d.vn\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
    with pytest.raises(CorruptFile):
        _load((head + parts).encode())


def test_a_saved_web_page_is_read_through_its_page() -> None:
    page = "<html><body><h1>Tin y tế</h1><p>Ghi nhận 451 ca mắc trong quý.</p></body></html>"
    data = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.vn/a\r\nSubject: tin\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"{page}\r\n--b\r\nContent-Type: text/css\r\n\r\np {{}}\r\n--b--\r\n"
    ).encode()
    document = _load(data)
    assert (document.media_type, document.text) == ("mhtml", "Tin y tế\n\nGhi nhận 451 ca mắc trong quý.")


# ---- MSG ---------------------------------------------------------------------------------------------------------


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def _message(**streams: bytes) -> bytes:
    ticks = (1719797400 + 11644473600) * 10_000_000
    sent = bytes(32) + struct.pack("<IIQ", 0x00390040, 6, ticks)
    base = {
        "__properties_version1.0": sent,
        "__substg1.0_0037001F": _wide("Báo cáo tuần 26"),
        "__substg1.0_0C1A001F": _wide("Phòng Kế hoạch"),
        "__substg1.0_0E04001F": _wide("Sở Y tế"),
    }
    return compound(base | {name.replace("__slash__", "/"): data for name, data in streams.items()})


def test_an_outlook_message_gives_what_a_mail_gives() -> None:
    document = _load(_message(**{"__substg1.0_1000001F": _wide("Báo cáo 451 ca mắc.")}))
    assert (document.media_type, document.text) == ("msg", "Báo cáo tuần 26\n\nBáo cáo 451 ca mắc.")
    assert document.properties == (
        ("title", "Báo cáo tuần 26"),
        ("author", "Phòng Kế hoạch"),
        ("to", "Sở Y tế"),
        ("created", "2024-07-01T01:30:00+00:00"),
    )


def test_attachments_of_an_outlook_message_and_messages_in_it_are_files_of_their_own() -> None:
    folder, inner = "__attach_version1.0_#00000000", "__attach_version1.0_#00000001"
    data = _message(**{
        f"{folder}/__substg1.0_3707001F": _wide("số liệu.csv"),
        f"{folder}/__substg1.0_37010102": b"a;b\n1;2\n" * 900,
        f"{inner}/__substg1.0_3704001F": _wide("ẢNH"),
        f"{inner}/__substg1.0_37010102": b"png",
        f"{inner}/__properties_version1.0": bytes(8) + struct.pack("<IIQ", 0x7FFE000B, 6, 1),
    })  # fmt: skip
    assert list(message_attachments(data, ReadingClock(60))) == [("số liệu.csv", b"a;b\n1;2\n" * 900)]


def test_a_message_without_text_is_read_from_its_packed_rich_text() -> None:
    plain = b"{\\rtf1\\ansi Bao cao 451 ca mac\\par}"
    packed = struct.pack("<IIII", len(plain) + 12, len(plain), 0x414C454D, 0) + plain
    assert _load(_message(**{"__substg1.0_10090102": packed})).text == "Báo cáo tuần 26\n\nBao cao 451 ca mac"


def test_packed_rich_text_is_unpacked_as_the_standard_shows() -> None:
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    assert unpack_rtf(packed, 1000) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
