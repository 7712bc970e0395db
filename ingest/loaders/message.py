"""Mails saved by Outlook (MSG): the properties of a message in an OLE compound file ([MS-OXMSG], [MS-OXPROPS])."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from ingest.loaders.compound import open_compound, read_stream, stream_names
from ingest.loaders.encodings import decode_bytes
from ingest.loaders.html import declared_charset, load_html
from ingest.loaders.limits import LoadLimits, ReadingClock, check_limit
from ingest.loaders.mail import compose_mail, mail_properties, plain_body
from ingest.loaders.packed_rtf import unpack_rtf
from ingest.loaders.rtf import load_rtf
from ingest.loaders.text import LoadedText

_SUBJECT, _BODY, _HTML, _RTF = "0037", "1000", "1013", "1009"
_SENDER, _SENDER_ADDRESS, _TO, _CC = "0C1A", "5D01", "0E04", "0E03"
_LONG_NAME, _SHORT_NAME, _DATA, _HIDDEN = "3707", "3704", "3701", 0x7FFE000B
_SENT: Final = (0x00390040, 0x0E060040)
_ATTACHMENT: Final = "__attach_version1.0_"
_PROPERTIES: Final = "__properties_version1.0"
_DEEPEST: Final = 8
_MOST_ATTACHMENTS: Final = 5_000


def load_message(data: bytes, limits: LoadLimits, clock: ReadingClock) -> LoadedText:
    """Read a message; raises a subclass of ``RefusedFile`` for broken ones."""
    with open_compound(data, "msg") as file:
        clock.check()
        subject, properties, (body, warnings) = _message(file, [], limits, clock)
    return compose_mail(subject, body, properties, warnings, limits)


def message_attachments(data: bytes, clock: ReadingClock) -> Iterator[tuple[str, bytes]]:
    """The attached files (name, bytes); a message attached to a message is given as text."""
    with open_compound(data, "msg") as file:
        names = sorted({path[0] for path in stream_names(file) if path[0].startswith(_ATTACHMENT)})
        check_limit(len(names), _MOST_ATTACHMENTS, "attachments")
        for folder in names:
            clock.check()
            name = _text(file, [folder], _LONG_NAME) or _text(file, [folder], _SHORT_NAME) or "attachment"
            content = read_stream(file, [folder, f"__substg1.0_{_DATA}0102"])
            if content and not _is_hidden(file, folder):
                yield name, content
            elif file.exists([folder, f"__substg1.0_{_DATA}000D"]):
                inner = [folder, f"__substg1.0_{_DATA}000D"]
                subject, properties, (body, _) = _message(file, inner, LoadLimits(), clock)
                head = "\n".join(f"{key}: {value}" for key, value in properties)
                yield (subject or name) + ".txt", f"{head}\n\n{body.text}".encode()


def _message(
    file: Any, place: list[str], limits: LoadLimits, clock: ReadingClock
) -> tuple[str, tuple[tuple[str, str], ...], tuple[LoadedText, tuple[str, ...]]]:
    check_limit(len(place), _DEEPEST, "nested messages")
    sender = _text(file, place, _SENDER)
    address = _text(file, place, _SENDER_ADDRESS)
    headers = {
        "subject": _text(file, place, _SUBJECT),
        "from": f"{sender} <{address}>" if sender and address else sender or address,
        "to": _text(file, place, _TO),
        "cc": _text(file, place, _CC),
    }
    properties = mail_properties(headers)
    sent = _sent(read_stream(file, [*place, _PROPERTIES]))
    if sent is not None:
        properties = (*properties, ("created", sent.isoformat()))
    return headers["subject"], properties, _body(file, place, limits, clock)


def _text(file: Any, place: list[str], tag: str) -> str:
    """A property of text, as UTF-16 or in the code page of the sender's machine."""
    wide = read_stream(file, [*place, f"__substg1.0_{tag}001F"])
    if wide:
        return wide.decode("utf-16-le", errors="replace").rstrip("\x00")
    narrow = read_stream(file, [*place, f"__substg1.0_{tag}001E"]).rstrip(b"\x00")
    return decode_bytes(narrow).text if narrow.strip() else ""


def _body(file: Any, place: list[str], limits: LoadLimits, clock: ReadingClock) -> tuple[LoadedText, tuple[str, ...]]:
    """The HTML where it holds a table or stands alone, else the text, else the packed RTF."""
    markup = read_stream(file, [*place, f"__substg1.0_{_HTML}0102"])
    text = _text(file, place, _BODY)
    if not markup:
        markup = _text(file, place, _HTML).encode()
    if markup.strip() and (not text.strip() or b"<table" in markup.lower()):
        decoded = decode_bytes(markup, declared=declared_charset(markup))
        return load_html(decoded.text, limits, clock), ()
    if text.strip():
        return plain_body(text)
    packed = read_stream(file, [*place, f"__substg1.0_{_RTF}0102"])
    if packed:
        return load_rtf(unpack_rtf(packed, limits.max_expanded_bytes), limits, clock), ()
    return LoadedText(""), ()


def _entries(properties: bytes, head: int) -> Iterator[tuple[int, bytes]]:
    for start in range(head, len(properties) - 15, 16):
        yield struct.unpack_from("<I", properties, start)[0], properties[start + 8 : start + 16]


def _sent(properties: bytes) -> datetime | None:
    found = dict(_entries(properties, 32))
    for tag in _SENT:
        ticks = int.from_bytes(found.get(tag, b""), "little")
        if 0 < ticks < 2**62:
            try:
                return (datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10)).replace(microsecond=0)
            except OverflowError:
                return None
    return None


def _is_hidden(file: Any, folder: str) -> bool:
    """Tell pictures that the message's own text shows."""
    found = dict(_entries(read_stream(file, [folder, _PROPERTIES]), 8))
    return any(found.get(_HIDDEN, b""))
