from __future__ import annotations

import pytest

from ingest.errors import EncryptedFile, UnsupportedFormat
from ingest.loaders.formats import byte_format, is_html, is_markdown, refuse_other_markup

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"MZ\x90\x00" + b"\x00" * 60 + b"This program cannot be run in DOS mode", "executable"),
        (b"\x7fELF\x02\x01", "executable"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"Rar!\x1a\x07\x00", "rar"),
        (b"x" * 257 + b"ustar\x0000", "tar"),
        (b"SQLite format 3\x00", "sqlite"),
        (b"\x00\x00\x00\x18ftypheic", "heic"),
        (OLE, "ole"),
    ],
)
def test_other_formats_are_refused_by_name(data: bytes, name: str) -> None:
    with pytest.raises(UnsupportedFormat) as caught:
        byte_format(data)
    assert caught.value.facts == {"format": name}


def test_an_office_file_locked_with_a_password_is_encrypted_not_unsupported() -> None:
    with pytest.raises(EncryptedFile):
        byte_format(OLE + "EncryptedPackage".encode("utf-16-le"))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\xef\xbb\xbf\n%PDF-1.4\n1 0 obj\n", "pdf"),
        (b"PK\x03\x04", "zip"),
        (b"{\\rtf1\\ansi", "rtf"),
        (b"\x89PNG\r\n\x1a\n....", "image"),
        (b"\xff\xd8\xff\xe0....", "image"),
        (b"GIF89a....", "image"),
        (b"II*\x00....", "image"),
        (b"BM\x00\x10\x00\x00\x00\x00\x00\x00" + b"\x00" * 40, "image"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image"),
        (OLE + "WordDocument".encode("utf-16-le"), "doc"),
        (OLE + "Workbook".encode("utf-16-le"), "xls"),
        (OLE + "PowerPoint Document".encode("utf-16-le"), "ppt"),
        (OLE + "__substg1.0_0037001F".encode("utf-16-le"), "msg"),
        ("Báo cáo về tệp %PDF-1.4 và mẫu".encode(), "characters"),
        ("Hướng dẫn:\n%PDF-1.4 là dòng đầu của tệp PDF.\n".encode(), "characters"),
        (b"MZ is how the minutes of the meeting zone begin", "characters"),
        (b"BMI of residents rose in 2024, says the report", "characters"),
        (b"", "characters"),
    ],
)
def test_a_format_is_told_by_structure_not_by_a_word(data: bytes, expected: str) -> None:
    assert byte_format(data) == expected


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE html><html>",
        "\ufeff  <html lang=vi>",
        "<!-- saved from url=(0014)about:internet --><HTML>",
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html PUBLIC "x"><html xmlns="y">',
        "<div><p>Báo cáo</p><p>Kết quả</p></div>",
        "HTTP/1.1 200 OK\n\n<html><body><p>x</p></body></html>",
    ],
)
def test_web_pages_are_recognised(text: str) -> None:
    assert is_html(text)


@pytest.mark.parametrize(
    "text",
    [
        "Báo cáo <b>quan trọng</b> về <script>alert(1)</script>",
        "<script>alert(1)</script> Sở Y tế báo cáo",
        "<Tài liệu mật> Kết quả công tác",
        "Nếu a < b và c > d thì p<0.05",
        "Dùng thẻ <html> để bắt đầu trang.",
        "<p: giá trị p> được tính như sau",
    ],
)
def test_text_that_holds_tags_stays_text(text: str) -> None:
    assert not is_html(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('<?xml version="1.0"?><rss><channel/></rss>', "xml"),
        ('<?xml version="1.0"?><svg xmlns="x"/>', "svg"),
        ("<svg viewBox='0 0 1 1'>", "svg"),
    ],
)
def test_other_markup_is_refused(text: str, name: str) -> None:
    with pytest.raises(UnsupportedFormat) as caught:
        refuse_other_markup(text)
    assert caught.value.facts == {"format": name}


def test_a_letter_that_begins_with_a_mail_field_is_text() -> None:
    refuse_other_markup("From: Sở Y tế\nKính gửi Ủy ban nhân dân tỉnh")


@pytest.mark.parametrize(
    "text",
    ["# Báo cáo\n\nNội dung", "Chữ\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", "Xem [trang](http://x.vn) và **đậm**"],
)
def test_markdown_is_recognised_by_its_signs(text: str) -> None:
    assert is_markdown(text)


@pytest.mark.parametrize(
    "text",
    [
        "#covid #sxh là thẻ, không phải đầu mục",
        "各*镇、*街道要落实责任，*区卫健委负责。",
        "- mục một\n- mục hai\n- mục ba",
        "![]() |\nẢnh hội nghị |\n",
        "| 标题:在会议上的讲话 |\n| 同志们 |",
        "Cộng\n-----\nNgười ký",
        "Lượng 5 * 3 ** 2 = 45",
    ],
)
def test_plain_text_with_a_stray_sign_is_not_markdown(text: str) -> None:
    assert not is_markdown(text)
