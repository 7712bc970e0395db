# ruff: noqa: E501 (one file a line reads best)
"""Malformed and hostile files with the answer each must get: ``loaded``, or the code of its refusal."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.corpus.docx_files import CONTENT_TYPES, archive, docx, para, run, table
from tests.corpus.office_files import compound, open_document, pptx, row, xlsx
from tests.corpus.pdf_files import (
    cyclic_page_tree,
    page_content,
    page_of_image,
    paragraph,
    pdf_of_contents,
    pdf_of_pages,
)

FILES = Path(__file__).resolve().parent / "files"
SENTENCE = "Sở Y tế báo cáo kết quả công tác khám bệnh, chữa bệnh sáu tháng đầu năm 2024. "
LOADED = "loaded"


@dataclass(frozen=True, slots=True)
class HostileFile:
    """What is in the file is built only when asked for; ``answer`` may be one of several codes."""

    name: str
    build: Callable[[], bytes]
    answer: str
    contains: str = ""


def _page(inside: str) -> bytes:
    return f"<html><head><meta charset=utf-8></head><body>{inside}</body></html>".encode()


def _plain_docx() -> bytes:
    return docx(para(SENTENCE) + table(["a", "b", "c"], ["1", "2", "3"]))


def _plain_pdf() -> bytes:
    return pdf_of_pages([paragraph([SENTENCE])])


def _entity_bomb() -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return archive({
        "[Content_Types].xml": CONTENT_TYPES,
        "word/document.xml": f'<!DOCTYPE d [<!ENTITY e0 "lol">{entities}]><w:document xmlns:w="m"><w:body><w:p><w:r><w:t>'
        "&e9;</w:t></w:r></w:p></w:body></w:document>",
    })  # fmt: skip


def _external_entity() -> bytes:
    return archive({
        "[Content_Types].xml": CONTENT_TYPES,
        "word/document.xml": '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]><w:document xmlns:w="m"><w:body><w:p>'
        "<w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>",
    })  # fmt: skip


def _lying_directory() -> bytes:
    """A part whose directory entry says 10 bytes while it unpacks to 30 million."""
    data = bytearray(archive({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": b" " * 30_000_000}))
    size = (30_000_000).to_bytes(4, "little")
    start = 0
    while (start := data.find(size, start)) >= 0:
        data[start : start + 4] = (10).to_bytes(4, "little")
    return bytes(data)


def _spoiled(data: bytes, seed: int, changes: int) -> bytes:
    source = random.Random(seed)
    spoiled = bytearray(data)
    for _ in range(changes):
        spoiled[source.randrange(len(spoiled))] = source.randrange(256)
    return bytes(spoiled)


def _with_entities(data: bytes, part: str) -> bytes:
    """The same package with a document type declaration in one part."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts[part] = b'<!DOCTYPE a [<!ENTITY e "x">]>' + parts[part]
    return archive(parts)


def _table_xls() -> bytes:
    return (FILES / "table.xls").read_bytes()


def _report_doc() -> bytes:
    return (FILES / "report.doc").read_bytes()


_MAIL_HEAD = "From: a@b.vn\r\nTo: c@d.vn\r\nSubject: x\r\nMIME-Version: 1.0\r\n"


def _deep_mail() -> bytes:
    parts = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(3000))
    return (_MAIL_HEAD + parts).encode()


def _full_mail() -> bytes:
    part = "--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nx\r\n"
    body = f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{SENTENCE}\r\n"
    head = _MAIL_HEAD + "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    return (head + body + part * 2_000 + "--b--\r\n").encode()


def _huge_picture() -> bytes:
    """A PNG whose head says 40,000 by 40,000 pixels."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\x00" * 99)) + chunk(b"IEND", b"")
    )


_REPEATED = (
    "<table:table><table:table-row table:number-rows-repeated='99999999'>"
    "<table:table-cell table:number-columns-repeated='99999999'>"
    f"<text:p>{SENTENCE}</text:p></table:table-cell></table:table-row></table:table>"
)
_VI = SENTENCE.encode()
_UPSIDE = "\u202e"
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504

HOSTILE_FILES: tuple[HostileFile, ...] = (
    # nothing to read
    HostileFile("no bytes", lambda: b"", "empty"),
    HostileFile("only white space", lambda: b" \r\n\t\f\n" * 1000, "empty"),
    HostileFile("only NUL bytes", lambda: b"\x00" * 4096, "empty"),
    HostileFile("only a byte order mark", lambda: b"\xef\xbb\xbf", "empty"),
    HostileFile("only wide spaces", lambda: "\u3000\u00a0 \n".encode() * 50, "empty"),
    HostileFile("only symbols", lambda: "*** --- === ••• ☆☆☆ 12345 67,8%\n".encode() * 200, "no_readable_text"),
    HostileFile("only invisible characters", lambda: _INVISIBLE.encode() * 500, "no_readable_text"),
    HostileFile("a page of menus", lambda: _page("<nav><a>Trang chủ</a> <a>Giới thiệu</a></nav>"), "no_readable_text"),
    HostileFile("a page of scripts", lambda: _page("<script>document.write('báo cáo')</script>"), "no_readable_text"),
    HostileFile("an empty word file", lambda: docx(""), "no_readable_text"),
    HostileFile("a scanned page", page_of_image, "no_text_layer"),
    # not what the name says: the loader sees bytes only
    HostileFile("picture called report.pdf", lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 200, "corrupt"),
    HostileFile("program called report.docx", lambda: b"MZ" + b"\x00" * 80 + b"in DOS mode" + b"\x00" * 80, "unsupported"),
    HostileFile("old word file", lambda: _OLE + "WordDocument".encode("utf-16-le"), "corrupt"),
    HostileFile("locked word file", lambda: _OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    HostileFile("rich text", lambda: b"{\\rtf1\\ansi B\\'e1o c\\'e1o}", LOADED, "Báo cáo"),
    HostileFile("archive of a text", lambda: archive({"a.txt": SENTENCE}), "unsupported"),
    HostileFile("archive in an archive", lambda: archive({"a.zip": archive({"b.txt": "x"})}), "unsupported"),
    HostileFile("spreadsheet", lambda: archive({"[Content_Types].xml": CONTENT_TYPES, "xl/workbook.xml": "<a/>"}), "corrupt"),
    HostileFile("empty archive", lambda: b"PK\x05\x06" + b"\x00" * 18, "unsupported"),
    HostileFile("feed", lambda: b'<?xml version="1.0"?><rss><channel><title>x</title></channel></rss>', "unsupported"),
    # bytes that fight the decoder
    HostileFile("random bytes", lambda: random.Random(7).randbytes(300_000), "unsupported"),
    HostileFile("NUL bytes inside", lambda: _VI.replace(b", ", b"\x00, ") * 20, LOADED, "Sở Y tế báo cáo"),
    HostileFile("half a character", lambda: (_VI * 20)[:-2] + b"\xe1\xbb", LOADED, "Sở Y tế báo cáo"),
    HostileFile("a stray byte in the middle", lambda: _VI * 10 + b"\xff" + _VI * 10, LOADED, "khám bệnh"),
    HostileFile("utf-16 without a mark", lambda: (SENTENCE * 3).encode("utf-16-be"), LOADED, "khám bệnh"),
    HostileFile("utf-16 cut at an odd byte", lambda: (SENTENCE * 3).encode("utf-16-le")[:-1], LOADED, "khám bệnh"),
    HostileFile("utf-16 mark on utf-8", lambda: b"\xff\xfe" + _VI * 4, LOADED, "khám bệnh"),
    HostileFile("text turned round", lambda: (_UPSIDE + SENTENCE).encode(), LOADED, _UPSIDE),
    HostileFile("zero-width between letters", lambda: "\u200b".join(SENTENCE).encode(), LOADED, "\u200b"),
    HostileFile("a thousand marks on one letter", lambda: (SENTENCE + "a" + "\u0301" * 1000).encode(), LOADED, "Sở"),
    HostileFile("terminal commands", lambda: ("\x1b[2J\x1b[31m" + SENTENCE).encode(), LOADED, "Sở Y tế"),
    HostileFile("lone surrogates in utf-8", lambda: _VI * 5 + b"\xed\xa0\x80" + _VI * 5, LOADED, "Sở Y tế"),
    # size
    HostileFile("50 MB on one line", lambda: b"bao cao " * 6_250_000, "too_large"),
    HostileFile("4 MB on one line", lambda: (SENTENCE * 40_000).encode(), LOADED, "khám bệnh"),
    HostileFile("101 MB", lambda: b"a" * 101_000_000, "too_large"),
    # pages of the web
    HostileFile("100,000 open blocks", lambda: _page("<div>" * 100_000 + SENTENCE), LOADED, "khám bệnh"),
    HostileFile("50,000 open tables", lambda: _page("<table><tr><th>x<td>" * 50_000 + SENTENCE), LOADED, "khám bệnh"),
    HostileFile("50,000 open links", lambda: _page(f"<p>{SENTENCE}" + "<a href=x>y" * 50_000), LOADED, "khám bệnh"),
    HostileFile("a comment that never ends", lambda: _page(f"<p>{SENTENCE}</p><!-- " + "<!--" * 200_000), LOADED, "khám"),
    HostileFile("a million angle brackets", lambda: _page(f"<p>{SENTENCE}</p>" + "<" * 1_000_000), LOADED, "khám"),
    HostileFile("a million attributes", lambda: _page(f"<p {'a=1 ' * 300_000}>{SENTENCE}</p>"), LOADED, "khám"),
    HostileFile("a wrong character set", lambda: _page(SENTENCE).replace(b"utf-8", b"big5"), LOADED, "khám bệnh"),
    HostileFile("a character set that is none", lambda: _page(SENTENCE).replace(b"utf-8", b"x-none"), LOADED, "khám bệnh"),
    HostileFile("a table of 4000 columns", lambda: _page("<table>" + ("<tr>" + "<td>số</td>" * 4000 + "</tr>") * 3), LOADED, "số"),
    HostileFile("spans that multiply", lambda: _page("<table>" + "<tr><td rowspan=9999 colspan=100>số<td>y</tr>" * 2000 + "</table>" + SENTENCE), LOADED, "khám"),
    HostileFile("styles without an end", lambda: _page(f"<style>{'.a ' * 500_000}</style><p>{SENTENCE}"), LOADED, "khám"),
    HostileFile("a huge column span", lambda: _page("<table><tr><th colspan=99999999>báo cáo<th>b</table>"), LOADED, "báo cáo"),
    # word files
    HostileFile("bomb of an archive", lambda: archive({"[Content_Types].xml": "", "word/document.xml": b" " * 150_000_000}), "too_large"),
    HostileFile("bomb with a lying directory", _lying_directory, "corrupt"),
    HostileFile("entity bomb", _entity_bomb, "corrupt"),
    HostileFile("entity from a file", _external_entity, "corrupt"),
    HostileFile("document part missing", lambda: archive({"[Content_Types].xml": CONTENT_TYPES, "word/styles.xml": "<a/>"}), "corrupt"),
    HostileFile("document part no markup", lambda: archive({"word/document.xml": SENTENCE}), "corrupt"),
    HostileFile("cut word file", lambda: _plain_docx()[:-200], "corrupt"),
    HostileFile("word file nested 1000 deep", lambda: docx("<w:sdt><w:sdtContent>" * 1000 + para("x") + "</w:sdtContent></w:sdt>" * 1000), "corrupt"),
    HostileFile("boxes in boxes", lambda: docx("<w:p>" + "<w:r><w:pict><w:txbxContent><w:p>" * 40 + run(SENTENCE) + "</w:p></w:txbxContent></w:pict></w:r>" * 40 + "</w:p>"), LOADED, "khám bệnh"),
    HostileFile("styles in a circle", lambda: docx(para(SENTENCE, properties='<w:pStyle w:val="a"/>'), styles='<w:style w:styleId="a"><w:basedOn w:val="b"/></w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'), LOADED, "khám bệnh"),
    HostileFile("25,000 members", lambda: archive({f"m{n}": "" for n in range(25_000)}), "too_large"),
    HostileFile("member names that climb", lambda: archive({"../../etc/x": "", "word/document.xml": "<a/>"}), "corrupt"),
    # pdf files
    HostileFile("only the first line of a pdf", lambda: b"%PDF-1.7\n", "corrupt"),
    HostileFile("cut pdf", lambda: _plain_pdf()[:-30], "corrupt"),
    HostileFile("pdf without objects", lambda: b"%PDF-1.7\ntrailer\n<<>>\nstartxref\n0\n%%EOF", "corrupt"),
    HostileFile("page tree in a circle", cyclic_page_tree, "corrupt"),
    HostileFile("pdf with bytes before it", lambda: b"\r\n" + _plain_pdf(), LOADED, "Sở Y tế"),
    HostileFile("pdf and archive at once", lambda: _plain_pdf() + archive({"a.txt": "x"}), LOADED, "Sở Y tế"),
    HostileFile("pdf bomb", lambda: pdf_of_contents([b" " * 90_000_000]), "too_large"),
    HostileFile("pdf bomb of drawings", lambda: pdf_of_contents([b"0 0 m 9 9 l S\n" * 200_000 + page_content(paragraph([SENTENCE]))]), LOADED, "Sở Y tế"),
    HostileFile("pdf of 3001 pages", lambda: pdf_of_pages([[]] * 3001), "too_large"),
    # office files, mails and pictures
    HostileFile("bomb of a spreadsheet", lambda: xlsx({"a": " " * 150_000_000}), "too_large"),
    HostileFile("spreadsheet of a million columns", lambda: xlsx({"a": "<sheetData><row><c r='ZZZ1'><v>1</v></c></row></sheetData>"}), "too_large"),
    HostileFile("spreadsheet with an entity bomb", lambda: _with_entities(xlsx({"a": "<sheetData/>"}), "xl/workbook.xml"), "corrupt"),
    HostileFile("spreadsheet with macros", lambda: xlsx({"a": "<sheetData>" + row(SENTENCE) + "</sheetData>"}, extra={"xl/vbaProject.bin": b"x"}), LOADED, "Sở Y tế"),
    HostileFile("spreadsheet of errors", lambda: xlsx({"a": "<sheetData><row><c t='e'><v>#REF!</v></c></row></sheetData>"}), "no_readable_text"),
    HostileFile("bomb of a presentation", lambda: pptx([" " * 150_000_000]), "too_large"),
    HostileFile("presentation of 4000 slides", lambda: pptx([""] * 4000), "too_large"),
    HostileFile("shapes 200 deep", lambda: pptx(["<p:grpSp>" * 200 + "</p:grpSp>" * 200]), "corrupt"),
    HostileFile("bomb of an open document", lambda: open_document(" " * 150_000_000), "too_large"),
    HostileFile("sections 200 deep", lambda: open_document("<text:section>" * 200 + "</text:section>" * 200), "corrupt"),
    HostileFile("cells repeated without end", lambda: open_document(_REPEATED, "spreadsheet"), "too_large"),
    HostileFile("spaces without end", lambda: open_document(f"<text:p>{SENTENCE}<text:s text:c='99999999'/></text:p>"), LOADED, "khám bệnh"),
    HostileFile("100,000 open groups", lambda: b"{\\rtf1 " + b"{" * 100_000 + SENTENCE.encode(), "too_large"),
    HostileFile("rich text of a binary without end", lambda: b"{\\rtf1 Bao cao so ket\\bin999999999 x}", LOADED, "Bao cao"),
    HostileFile("rich text of pictures only", lambda: b"{\\rtf1{\\pict " + b"00" * 500_000 + b"}}", "no_readable_text"),
    HostileFile("an old spreadsheet cut short", lambda: _table_xls()[:3000], "unsupported"),
    HostileFile("an old word file cut short", lambda: _report_doc()[:9000], "corrupt"),
    HostileFile("an old presentation", lambda: compound({"PowerPoint Document": b"x" * 5000}), "converter_absent"),
    HostileFile("a message of nothing", lambda: compound({"__substg1.0_0037001F": b""}), "no_readable_text"),
    HostileFile("a mail 3000 parts deep", _deep_mail, "corrupt"),
    HostileFile("a mail of 2,000 attachments", _full_mail, LOADED, "Sở Y tế"),
    HostileFile("a web archive without a page", lambda: b"Snapshot-Content-Location: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b--", "corrupt"),
    HostileFile("a picture of a billion pixels", _huge_picture, "too_large"),
    HostileFile("a broken tiff", lambda: b"II*\x00" + b"\x08\x00\x00\x00" + b"\xff" * 200, "corrupt"),
    HostileFile("a tiff without pages", lambda: b"II*\x00\x00\x00\x00\x00", "corrupt"),
    HostileFile("spoiled pdf", lambda: _spoiled(_plain_pdf(), 3, 400), "corrupt"),
)  # fmt: skip
