"""Telling formats apart by their content; names and suffixes play no part.

Signatures are those that the formats' own specifications fix (PDF 32000-1 §7.5.2, APPNOTE.TXT of ZIP, [MS-CFB] §2.2,
RTF 1.9.1, and so on).
"""

from __future__ import annotations

import re
from typing import Literal

from ingest.errors import EncryptedFile, UnsupportedFormat

ByteFormat = Literal["pdf", "zip", "rtf", "image", "doc", "xls", "ppt", "msg", "characters"]

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"8BPS", "psd"),
    (b"\x7fELF", "executable"),
    (b"\xcf\xfa\xed\xfe", "executable"),
    (b"\xca\xfe\xba\xbe", "executable"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"MSCF\x00\x00", "cab"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"%!PS", "postscript"),
    (b"AT&TFORM", "djvu"),
    (b"OggS", "audio"),
    (b"ID3", "audio"),
    (b"fLaC", "audio"),
    (b"\x1aE\xdf\xa3", "video"),
    (b"wOFF", "font"),
    (b"\x00\x01\x00\x00\x00", "font"),
    (b"OTTO\x00", "font"),
)
_RTF = b"{\\rtf"
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS: tuple[tuple[str, ByteFormat], ...] = (
    ("__substg1.0_", "msg"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
    ("Workbook", "xls"),
    ("Book", "xls"),
)
_PDF_HEADER = re.compile(rb"(?:^|[\r\n])%PDF-\d\.\d")
_PDF_OBJECT = re.compile(rb"\d+ \d+ obj\b")


def byte_format(data: bytes) -> ByteFormat:
    """Name the family that the bytes belong to; raises ``UnsupportedFormat`` or ``EncryptedFile`` for known others."""
    if data.startswith(b"%PDF-") or _is_late_pdf(data):
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "zip"
    if data.startswith(_OLE):
        return _compound_format(data)
    if data.startswith(_RTF):
        return "rtf"
    if data.startswith(_IMAGES):
        return "image"
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            raise UnsupportedFormat(format=name)
    container = _container_format(data)
    if container in {"webp", "bmp"}:
        return "image"
    if container is not None:
        raise UnsupportedFormat(format=container)
    return "characters"


def _is_late_pdf(data: bytes) -> bool:
    """Tell a PDF behind a few stray bytes from a text that merely mentions the header."""
    match = _PDF_HEADER.search(data[:1032])
    return match is not None and _PDF_OBJECT.search(data[match.end() : match.end() + 4096]) is not None


def _container_format(data: bytes) -> str | None:
    if data[:2] == b"MZ" and (b"PE\x00\x00" in data[:4096] or b"DOS mode" in data[:1024]):
        return "executable"
    if data[:4] == b"RIFF" and data[8:12] in {b"WAVE", b"AVI ", b"WEBP"}:
        return {b"WAVE": "audio", b"AVI ": "video", b"WEBP": "webp"}[data[8:12]]
    if data[4:8] == b"ftyp":
        return "heic" if data[8:12] in {b"heic", b"heix", b"mif1", b"avif"} else "video"
    if data[:2] == b"BM" and len(data) > 26 and data[6:10] == b"\x00\x00\x00\x00":
        return "bmp"
    if data[257:262] == b"ustar":
        return "tar"
    if data[:2] in {b"\xff\xfb", b"\xff\xf3"} and b"\x00" in data[:2048]:
        return "audio"
    return None


def _compound_format(data: bytes) -> ByteFormat:
    """Tell an OLE compound file by the streams that its directory names ([MS-OFFCRYPTO] §2.3 for encryption)."""
    if _names_stream(data, "EncryptedPackage") or _names_stream(data, "EncryptionInfo"):
        raise EncryptedFile(format="docx")
    for stream, name in _OLE_STREAMS:
        if _names_stream(data, stream):
            return name
    raise UnsupportedFormat(format="ole")


def _names_stream(data: bytes, name: str) -> bool:
    return name.encode("utf-16-le") in data


_HTML_OPENING = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,4000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_LATE_OPENING = re.compile(r"^[ \t]*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.MULTILINE)
_HTML_FRAGMENT = re.compile(
    r"\s*(?:<!--.{0,4000}?-->\s*)*<(div|p|table|article|section|main|header|h[1-6]|ul|ol|center|font|meta|title|link)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_CLOSING = re.compile(
    r"</(?:div|p|table|tr|td|article|section|main|header|h[1-6]|ul|ol|li|center|title)\s*>", re.I
)
_OTHER_MARKUP = re.compile(r"\s*(?:<\?xml\b[^>]{0,200}\?>|<!--.{0,2000}?-->|\s)*<([\w:.-]+)", re.DOTALL)
_HEADER_LINE = re.compile(rb"([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]?[^\r\n]*(?:\r?\n[ \t]+[^\r\n]*)*\r?\n")
_MAIL_HEADERS = frozenset(
    {b"from", b"to", b"cc", b"subject", b"date", b"message-id", b"mime-version", b"received", b"return-path",
     b"reply-to", b"delivered-to", b"content-type", b"content-transfer-encoding", b"sender",
     b"dkim-signature", b"x-mailer"}
)  # fmt: skip
_MAIL_PROOF = frozenset({b"message-id", b"mime-version", b"received", b"return-path", b"delivered-to"})
_MOST_HEADERS = 200

_MARKDOWN_SIGNS: tuple[tuple[re.Pattern[str], float], ...] = (
    (re.compile(r"^#{1,6} +\S", re.MULTILINE), 2.0),
    (re.compile(r"^\|?[ \t]*:?-{3,}:?[ \t]*(?:\|[ \t]*:?-{3,}:?[ \t]*)+\|?[ \t]*$", re.MULTILINE), 2.0),
    (re.compile(r"^(?:```|~~~)", re.MULTILINE), 1.0),
    (re.compile(r"^[=-]{3,}[ \t]*$", re.MULTILINE), 0.5),
    (re.compile(r"\[[^\]\n]{1,200}\]\(\S{1,500}\)"), 1.0),
    (re.compile(r"(?<![\w*])\*\*[^\s*][^*\n]{0,300}\*\*(?![\w*])"), 1.0),
    (re.compile(r"^[-*+] +\S", re.MULTILINE), 0.5),
    (re.compile(r"^> ?\S", re.MULTILINE), 0.5),
)


def mail_headers(data: bytes) -> dict[bytes, bytes]:
    """The header lines that bytes begin with, lower-case name to first value; empty where they begin otherwise."""
    found: dict[bytes, bytes] = {}
    position = len(data) - len(data.lstrip(b"\r\n\xef\xbb\xbf"))
    for _ in range(_MOST_HEADERS):
        match = _HEADER_LINE.match(data, position)
        if match is None:
            break
        name = match.group(1).lower()
        found.setdefault(name, match.group()[len(name) + 1 :].strip())
        position = match.end()
    return found


def is_mail(data: bytes) -> bool:
    """Tell a mail by its headers: three that mails have, one of them written by no hand."""
    headers = mail_headers(data[:65_536])
    known = headers.keys() & _MAIL_HEADERS
    return len(known) >= 3 and bool(known & _MAIL_PROOF) and not is_web_archive(data)


def is_web_archive(data: bytes) -> bool:
    """Tell a web page saved as one file: related parts, and no recipient."""
    headers = mail_headers(data[:65_536])
    kind = headers.get(b"content-type", b"").lower()
    if not headers.keys() & {b"mime-version", b"snapshot-content-location"}:
        return False
    if b"snapshot-content-location" in headers or headers.get(b"from", b"").startswith(b"<Saved by"):
        return b"multipart/" in kind or b"text/html" in kind
    return b"multipart/related" in kind and not headers.keys() & {b"to", b"received", b"message-id"}


def is_html(text: str) -> bool:
    """Tell a web page (whole or a fragment made of blocks) from a text that quotes some tags."""
    head = text[:8192].lstrip("\ufeff")
    if _HTML_OPENING.match(head):
        return True
    late = _HTML_LATE_OPENING.search(head[:2048])
    if late is not None and re.search(r"<(?:body|p|div|table)\b", text[late.end() : late.end() + 200_000], re.I):
        return True
    if _HTML_FRAGMENT.match(head) is None:
        return False
    sample = text[:20_000]
    closings = len(_HTML_CLOSING.findall(sample))
    return closings >= 3 or (closings >= 1 and sample.rstrip().endswith(">"))


def refuse_other_markup(text: str) -> None:
    """Raise ``UnsupportedFormat`` for XML that is not a web page."""
    head = text[:4096].lstrip("\ufeff")
    if head.lstrip().startswith("<?xml"):
        match = _OTHER_MARKUP.match(head)
        root = match.group(1).rpartition(":")[2].lower() if match else ""
        raise UnsupportedFormat(format="svg" if root == "svg" else "xml")
    if re.match(r"\s*<svg\b", head, re.IGNORECASE):
        raise UnsupportedFormat(format="svg")


def is_markdown(text: str) -> bool:
    """Tell Markdown from plain text by its signs; one sign that plain text also has is not enough."""
    sample = text[:100_000]
    return sum(weight for sign, weight in _MARKDOWN_SIGNS if sign.search(sample)) >= 2.0
