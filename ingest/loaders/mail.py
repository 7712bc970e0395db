"""Mails as files (EML) and web pages saved as one file (MHTML): RFC 5322, RFC 2045 to 2049, RFC 2557.

A mail's text is its subject and its body; what it answers stays, marked by ``>`` as its writer's program marked it.
Sender, recipients and date are properties. Attachments are documents of their own (``ingest/loaders/contained.py``).
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import replace
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import Final, cast

from ingest.errors import CorruptFile
from ingest.loaders.assembly import TextAssembly, TextBlock
from ingest.loaders.encodings import decode_bytes
from ingest.loaders.html import declared_charset, load_html
from ingest.loaders.limits import LoadLimits, ReadingClock, check_limit
from ingest.loaders.text import LoadedText

_BROKEN: Final = (MessageError, RecursionError, LookupError, ValueError, TypeError, AttributeError, AssertionError)
"""What the mail package lets through when headers or parts are wrong."""
_SIGNATURE: Final = re.compile(r"^-- ?$", re.MULTILINE)
_QUOTED: Final = re.compile(r"^>", re.MULTILINE)
_MOST_PARTS: Final = 20_000
_LONGEST_PROPERTY: Final = 500
_HEADERS: Final = {"subject": "title", "from": "author", "to": "to", "cc": "cc"}
_ENDINGS: Final = {"text/html": ".html", "text/plain": ".txt", "message/rfc822": ".eml", "text/calendar": ".ics"}


def load_mail(data: bytes, limits: LoadLimits, clock: ReadingClock) -> LoadedText:
    """Read a mail; raises ``CorruptFile`` where its parts cannot be told."""
    message = _parse(data, "eml")
    clock.check()
    body, warnings = _body(message, limits, clock)
    properties = mail_properties({name: _header(message, name) for name in (*_HEADERS, "date")})
    return compose_mail(dict(properties).get("title", ""), body, properties, warnings, limits)


def compose_mail(
    subject: str,
    body: LoadedText,
    properties: tuple[tuple[str, str], ...],
    warnings: tuple[str, ...],
    limits: LoadLimits,
) -> LoadedText:
    """Put the subject above the body, as the title."""
    assembly = TextAssembly(limits.max_characters)
    assembly.add(TextBlock(subject, "title"))
    start = assembly.length + (2 if assembly.parts else 0)
    assembly.add(TextBlock(body.text))
    moved = [replace(region, start=region.start + start, end=region.end + start) for region in body.regions]
    told = dict.fromkeys((*body.warnings, *warnings))
    return LoadedText(
        assembly.text(),
        regions=(*assembly.regions, *moved),
        properties=properties,
        warnings=tuple(told),
        encoding=body.encoding,
    )


def mail_properties(headers: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Subject, sender, recipients and date as properties of a document."""
    found = [(name, " ".join(headers.get(header, "").split())[:_LONGEST_PROPERTY]) for header, name in _HEADERS.items()]
    try:
        moment = parsedate_to_datetime(headers.get("date", "")).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        moment = ""
    return tuple((name, text) for name, text in (*found, ("created", moment)) if text)


def plain_body(text: str) -> tuple[LoadedText, tuple[str, ...]]:
    """A body of plain text: the signature below two dashes is furniture, answered text is told by a warning."""
    text = text.replace("\r\n", "\n")
    assembly = TextAssembly(max(len(text) + 16, 16))
    match = _SIGNATURE.search(text)
    assembly.add(TextBlock(text[: match.start()].strip() if match else text.strip()))
    if match:
        assembly.add(TextBlock(text[match.end() :].strip(), "furniture"))
    quoted = ("quoted_reply",) if _QUOTED.search(text) else ()
    return LoadedText(assembly.text(), tuple(assembly.regions)), quoted


def load_web_archive(data: bytes, limits: LoadLimits, clock: ReadingClock) -> LoadedText:
    """Read the page of a saved web archive; its pictures and styles are passed over."""
    message = _parse(data, "mhtml")
    for part in _parts(message, clock):
        if part.get_content_type() == "text/html":
            return replace(_html(part, limits, clock), encoding=str(part.get_content_charset() or "utf-8"))
    raise CorruptFile(format="mhtml", detail="no page")


def mail_attachments(data: bytes, clock: ReadingClock) -> Iterator[tuple[str, bytes]]:
    """The attached files of a mail (name, bytes), and mails attached to it as mails; not the pictures that it shows."""
    message = _parse(data, "eml")
    shown = _shown_parts(message)
    for part in _parts(message, clock):
        kind = part.get_content_type()
        if id(part) in shown or (part.is_multipart() and kind != "message/rfc822"):
            continue
        inline = part.get_content_disposition() != "attachment"
        name = _file_name(part)
        if kind.startswith("image/") and inline and (part.get("Content-ID") or not name):
            continue
        if inline and not name and kind in {"text/plain", "text/html"}:
            continue
        content = _bytes(part)
        if content or name:
            yield name or (_subject(part) or "attachment") + _ENDINGS.get(kind, ""), content


def _parse(data: bytes, kind: str) -> EmailMessage:
    try:
        return email.message_from_bytes(data, policy=email.policy.default)
    except _BROKEN as problem:
        raise CorruptFile(format=kind, detail=f"{type(problem).__name__}: {problem}"[:200]) from problem


def _parts(message: EmailMessage, clock: ReadingClock) -> Iterator[EmailMessage]:
    """Every part, without looking into attached mails."""
    waiting = [message]
    count = 0
    while waiting:
        part = waiting.pop(0)
        count += 1
        check_limit(count, _MOST_PARTS, "parts")
        if count % 500 == 0:
            clock.check()
        yield part
        if part.is_multipart() and (part is message or part.get_content_type() != "message/rfc822"):
            inner = part.get_payload()
            waiting[:0] = [one for one in inner if isinstance(one, EmailMessage)] if isinstance(inner, list) else []


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except _BROKEN:
        raw = next((value for key, value in message.raw_items() if key.lower() == name), "")
        return str(raw)


def _subject(part: EmailMessage) -> str:
    """The subject of an attached mail, as a name: a report's number keeps both sides of its stroke."""
    inner = part.get_payload(0) if part.get_content_type() == "message/rfc822" else None
    subject = _header(inner, "subject") if isinstance(inner, EmailMessage) else ""
    return subject.replace("/", "-").replace("\\", "-")


def _file_name(part: EmailMessage) -> str:
    try:
        return part.get_filename() or ""
    except _BROKEN:
        return ""


def _bytes(part: EmailMessage) -> bytes:
    try:
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0)
            return inner.as_bytes() if isinstance(inner, EmailMessage) else b""
        content = part.get_payload(decode=True)
    except _BROKEN:
        return b""
    return content if isinstance(content, bytes) else b""


def _shown_parts(message: EmailMessage) -> set[int]:
    return {id(part) for part in (_plain_part(message), _html_part(message)) if part is not None}


def _plain_part(message: EmailMessage) -> EmailMessage | None:
    return _preferred(message, "plain")


def _html_part(message: EmailMessage) -> EmailMessage | None:
    return _preferred(message, "html")


def _preferred(message: EmailMessage, kind: str) -> EmailMessage | None:
    try:
        return cast("EmailMessage | None", message.get_body((kind,)))
    except _BROKEN:
        return None


def _body(message: EmailMessage, limits: LoadLimits, clock: ReadingClock) -> tuple[LoadedText, tuple[str, ...]]:
    """The HTML where it holds a table or stands alone, else the plain text."""
    plain, page = _plain_part(message), _html_part(message)
    markup = _bytes(page) if page is not None else b""
    text = _text(plain) if plain is not None else ""
    if page is not None and (not text.strip() or b"<table" in markup.lower()):
        return _html(page, limits, clock), ()
    return plain_body(text)


def _text(part: EmailMessage) -> str:
    data = _bytes(part)
    return decode_bytes(data, declared=part.get_content_charset()).text if data.strip() else ""


def _html(part: EmailMessage, limits: LoadLimits, clock: ReadingClock) -> LoadedText:
    data = _bytes(part)
    if not data.strip():
        return LoadedText("")
    decoded = decode_bytes(data, declared=part.get_content_charset() or declared_charset(data))
    return load_html(decoded.text, limits, clock)
