"""A kept conversation as a file: Markdown or DOCX, with the sources of every answer.

What reports and readers wrote stays text: nothing in it becomes a heading, a link, an image or a field. The file is
for people; it holds no ids and no paths of the machine.
"""

from __future__ import annotations

import io
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import cache
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Any, Final, Literal

from assistant.answering.answer import Answer, Citation, Notice
from assistant.answering.answer_phrases import has_phrase, notice_text, written_date
from assistant.conversations import ExportFormat, KeptConversation, KeptTurn
from vectorstore.records import Language

if TYPE_CHECKING:
    from docx.document import Document

LONGEST_FILE_NAME: Final = 80
"""Characters of a file name with its ending."""

Style = Literal["plain", "struck", "mark"]
Kind = Literal["title", "note", "question", "heading", "text", "source"]

_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_ENDINGS: Final[dict[ExportFormat, str]] = {"markdown": ".md", "docx": ".docx"}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one style; ``struck`` is what no source bears out, ``mark`` says so."""

    text: str
    style: Style = "plain"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the file, before it has a format."""

    kind: Kind
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def export_conversation(
    kept: KeptConversation,
    form: ExportFormat,
    language: Language,
    *,
    zone: tzinfo | None = None,
    now: datetime | None = None,
) -> tuple[str, bytes]:
    """Give a safe file name and the file, worded in ``language``; moments in ``zone``, by default this machine's."""
    moment = now or datetime.now(UTC)
    paragraphs = conversation_paragraphs(kept, language, zone=zone, now=moment)
    title = kept.summary.title or _word("untitled", language)
    name = safe_file_name(title, _ENDINGS[form], fallback=_word("untitled", language))
    if form == "markdown":
        return name, write_markdown(paragraphs).encode("utf-8")
    return name, _write_docx(paragraphs, language, title, moment)


def conversation_paragraphs(
    kept: KeptConversation, language: Language, *, zone: tzinfo | None, now: datetime
) -> tuple[Paragraph, ...]:
    """Everything that the file says, in order."""
    title = kept.summary.title or _word("untitled", language)
    found = [
        _paragraph("title", title),
        _paragraph("note", _word("exported", language, date=_moment(now, language, zone))),
    ]
    for turn in kept.turns:
        found += _turn_paragraphs(turn, language, zone)
    return tuple(found)


def _turn_paragraphs(turn: KeptTurn, language: Language, zone: tzinfo | None) -> Iterator[Paragraph]:
    answer = turn.answer
    number = _word("question", language, number=turn.number)
    yield _paragraph("question", f"{number}{'：' if language == 'zh' else ': '}{turn.question}")
    yield _paragraph("note", _word("asked", language, date=_moment(turn.asked_at, language, zone)))
    if answer.standalone and answer.standalone != turn.question:
        yield _paragraph("note", _word("understood", language, question=answer.standalone))
    yield _paragraph("heading", _word("no_answer" if answer.abstained else "answer", language))
    yield from _answer_paragraphs(answer, language)
    if answer.mode == "model" and not answer.abstained:
        yield _paragraph("note", _word("model", language))
    yield from _listed("sources", [_source(one, language) for one in answer.citations], language)
    if answer.abstained:
        yield from _listed("nearest", [_source(one, language, keyed=False) for one in answer.nearest], language)
    yield from _listed("notices", [_notice(one, language) for one in answer.notices], language)


def _answer_paragraphs(answer: Answer, language: Language) -> Iterator[Paragraph]:
    """The answer's text with what no source bears out struck and marked."""
    unsupported = sorted(
        (one.start, one.end) for one in answer.sentences if one.status == "unsupported" and 0 <= one.start < one.end
    )
    runs: list[Run] = []
    at = 0
    for start, end in unsupported:
        if start < at:
            continue
        runs += [Run(answer.text[at:start]), Run(answer.text[start:end], "struck")]
        runs.append(Run(f" [{_word('unsupported', language)}]", "mark"))
        at = end
    runs.append(Run(answer.text[at:]))
    for line in _lines(runs):
        yield Paragraph("text", line)


def _lines(runs: Sequence[Run]) -> Iterator[tuple[Run, ...]]:
    """Cut runs at line breaks into paragraphs; empty ones are left out."""
    line: list[Run] = []
    for run in runs:
        pieces = re.split(r"\s*\n\s*", run.text)
        for index, piece in enumerate(pieces):
            if index:
                if any(one.text.strip() for one in line):
                    yield tuple(line)
                line = []
            if piece:
                line.append(Run(clean_for_file(piece, strip=False), run.style))
    if any(one.text.strip() for one in line):
        yield tuple(line)


def _listed(heading: str, entries: Sequence[str], language: Language) -> Iterator[Paragraph]:
    if entries:
        yield _paragraph("heading", _word(heading, language))
        for entry in entries:
            yield _paragraph("source", entry)


def _source(citation: Citation, language: Language, *, keyed: bool = True) -> str:
    """``[1] “quote” – title, page 3``: the file's name alone where there is no title."""
    title = citation.title or citation.source.replace("\\", "/").rsplit("/", 1)[-1]
    page = _word("comma", language) + _word("page", language, page=citation.page) if citation.page else ""
    quoted = _word("quoted", language, quote=citation.quote.strip())
    key = f"[{citation.key}] " if keyed else ""
    return f"{key}{quoted}{_word('from', language, title=title)}{page}"


def _notice(notice: Notice, language: Language) -> str:
    """A notice in words; one that has none is shown by its code rather than left out."""
    if has_phrase("notice", notice.code):
        return notice_text(notice, language)
    return _word(notice.code, language, **dict(notice.facts)) if notice.code in export_words() else notice.code


def _paragraph(kind: Kind, text: str) -> Paragraph:
    return Paragraph(kind, (Run(clean_for_file(text)),))


def clean_for_file(text: str, *, strip: bool = True) -> str:
    """Text for a file: composed, on one line, without what no XML file may hold (controls, lone surrogates)."""
    spaced = re.sub(r"[\r\n\t\u2028\u2029]+", " ", unicodedata.normalize("NFC", text))
    kept = "".join(character for character in spaced if unicodedata.category(character) not in {"Cc", "Cs", "Cn"})
    # directions that would turn the rest of a line around
    kept = re.sub(r"[\u202a-\u202e\u2066-\u2069]", "", kept)
    return kept.strip() if strip else kept


def safe_file_name(title: str, ending: str, *, fallback: str) -> str:
    """A file name that every system takes: one part, no device's name, at most ``LONGEST_FILE_NAME`` characters."""
    stem = re.sub(r'[<>:"/\\|?*\x00-\x1f]+', " ", clean_for_file(title))
    stem = " ".join(stem.split()).strip(" .")[: LONGEST_FILE_NAME - len(ending)].strip(" .")
    stem = stem or fallback
    return (f"_{stem}" if _RESERVED.fullmatch(stem) else stem) + ending


# ---- Markdown -----------------------------------------------------------------------------------------------------

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>|~&#!@^$=])")
_LEADING: Final = re.compile(r"^(\s*)(?:([-+])(?=\s|$|-)|(\d{1,9})([.)]))")
_AUTOLINK: Final = re.compile(r"(?i)(:)(?=//)|(?<=www)(\.)|(?<=mailto)(:)|(?<=xmpp)(:)")


def write_markdown(paragraphs: Sequence[Paragraph]) -> str:
    """Write CommonMark in which everything that people wrote is text."""
    return "\n\n".join(_markdown_line(paragraph) for paragraph in paragraphs) + "\n"


def _markdown_line(paragraph: Paragraph) -> str:
    line = "".join(_markdown_run(run) for run in paragraph.runs)
    if paragraph.kind in {"title", "question", "heading"}:
        return {"title": "# ", "question": "## ", "heading": "### "}[paragraph.kind] + line.strip()
    if paragraph.kind == "source":
        return f"- {unlisted(line.strip())}"
    return unlisted(line.strip())


def _markdown_run(run: Run) -> str:
    text = escape_markdown(run.text)
    if run.style == "plain" or not text.strip():
        return text
    lead, body, trail = re.match(r"(\s*)(.*?)(\s*)$", text, re.DOTALL).groups()  # type: ignore[union-attr]
    fence = {"struck": "~~", "mark": "**"}[run.style]
    return f"{lead}{fence}{body}{fence}{trail}"


def escape_markdown(text: str) -> str:
    """Take its meaning from every character that Markdown or HTML would read."""
    escaped = _SPECIAL.sub(r"\\\1", text)
    return _AUTOLINK.sub(lambda match: f"\\{match[0]}", escaped)


def unlisted(line: str) -> str:
    """Keep the beginning of a line from opening a list."""
    match = _LEADING.match(line)
    if match is None:
        return line
    at = match.end() - 1
    return f"{line[:at]}\\{line[at:]}"


# ---- DOCX ---------------------------------------------------------------------------------------------------------

_LATIN_FONT: Final = "Times New Roman"
_EAST_ASIAN_FONT: Final = "SimSun"
_TAGS: Final[dict[Language, str]] = {"vi": "vi-VN", "zh": "zh-CN", "en": "en-GB"}
_STYLES: Final[dict[Kind, str]] = {
    "title": "Title",
    "question": "Heading 1",
    "heading": "Heading 2",
    "note": "Normal",
    "text": "Normal",
    "source": "Normal",
}


def _write_docx(paragraphs: Sequence[Paragraph], language: Language, title: str, now: datetime) -> bytes:
    from docx import Document
    from docx.shared import Pt

    document = Document()
    _set_fonts(document, language)
    for paragraph in paragraphs:
        written = document.add_paragraph(style=_STYLES[paragraph.kind])
        if paragraph.kind == "source":
            written.paragraph_format.left_indent = Pt(18)
        for run in paragraph.runs:
            piece = written.add_run(run.text)
            piece.font.strike = True if run.style == "struck" else None
            piece.bold = True if run.style == "mark" else None
            piece.italic = True if paragraph.kind == "note" else None
    properties = document.core_properties
    properties.title, properties.author, properties.comments = clean_for_file(title), "baocao", ""
    properties.created = properties.modified = now.astimezone(UTC).replace(tzinfo=None)
    properties.last_modified_by, properties.language = "baocao", _TAGS[language]
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _set_fonts(document: Document, language: Language) -> None:
    """Give every style in use fonts that hold Vietnamese and Chinese, and the language that spelling is checked in."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    for name, size in (("Normal", 12), ("Title", 18), ("Heading 1", 14), ("Heading 2", 12)):
        style: Any = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = _LATIN_FONT, Pt(size), RGBColor(0, 0, 0)
        fonts = style.element.rPr.rFonts
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), _EAST_ASIAN_FONT)
        fonts.set(qn("w:cs"), _LATIN_FONT)
    normal: Any = document.styles["Normal"]
    tag = normal.element.rPr.makeelement(qn("w:lang"), {qn("w:val"): _TAGS[language], qn("w:eastAsia"): "zh-CN"})
    normal.element.rPr.append(tag)


# ---- words --------------------------------------------------------------------------------------------------------


@cache
def export_words() -> dict[str, dict[Language, str]]:
    """Read the file's own words: name, language."""
    table: dict[str, dict[str, dict[Language, str]]] = tomllib.loads(
        files("assistant").joinpath("conversation_export.toml").read_text("utf-8")
    )
    return table["word"]


def _word(name: str, language: Language, **facts: object) -> str:
    return Template(export_words()[name][language]).substitute(facts)


def _moment(moment: datetime, language: Language, zone: tzinfo | None) -> str:
    """12/7/2024 15:30 · 2024年7月12日15:30 · 12 July 2024, 15:30."""
    local = moment.astimezone(zone)
    between = {"vi": " ", "zh": "", "en": ", "}[language]
    return f"{written_date(local.date(), language)}{between}{local:%H:%M}"
