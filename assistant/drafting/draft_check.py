"""The check sheet of a draft: where each figure, name, date and document number comes from, and what is open.

A writer signs what this sheet shows: values with their source sentence, blanks, conflicts between reports, reports
that lack text, and how much of the draft stands word for word in a past text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from assistant.answering.answer import Notice
from assistant.checking.source_sentences import describe_report
from assistant.checking.statements import read_statement
from assistant.drafting.draft import Draft, DraftBlock
from assistant.drafting.draft_phrases import fill, period_words, phrase
from assistant.drafting.draft_sources import FactSource
from ingest.catalogue_records import DocumentRecord
from ingest.errors import UnknownDocument
from ingest.folding import fold
from vectorstore.records import Language

ValueKind = Literal["figure", "name", "date", "number", "text"]
_GRAM: Final = 8
"""Words (characters in Chinese) in a row that count as the same wording."""
_LEAST_OVERLAP: Final = 0.05
_MARKED: Final = {"said": "said", "unsupported": "written"}
_FRAME: Final = frozenset({"motto", "type_name", "recipients", "place_date", "number"})


@dataclass(frozen=True, slots=True)
class CheckedValue:
    """A value that the draft states; ``text`` is a stretch of words of the writer. ``citation`` may be ``None``.

    ``status`` is that of a figure, or ``requested`` (the request or brief says it), ``inferred`` (the particulars of a
    cited report say it), ``said`` (the writer filled a blank with it), ``written`` (the writer's hand, no source).
    """

    kind: ValueKind
    surface: str
    status: str
    citation: int | None
    block: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much of the draft (0..1, by runs of eight words) stands in one past document."""

    document_id: str
    title: str
    share: float


@dataclass(frozen=True, slots=True)
class CheckSheet:
    """All that a reader of the draft should look at."""

    values: tuple[CheckedValue, ...]
    blanks: tuple[str, ...]
    conflicts: tuple[Notice, ...]
    incomplete: tuple[str, ...]
    overlaps: tuple[Overlap, ...]
    notices: tuple[Notice, ...]


def check_draft(draft: Draft, library: FactSource, compared: Iterable[str] = ()) -> CheckSheet:
    """Read a draft and give its sheet; ``compared`` are documents that it is held against beside those it cites."""
    documents = dict.fromkeys([*(one.document_id for one in draft.citations), *compared])
    known = _particulars(draft, library)
    return CheckSheet(
        values=tuple(value for at, block in enumerate(draft.blocks) for value in _values(at, block, draft, known)),
        blanks=tuple(blank.wanted for block in draft.blocks for blank in block.blanks),
        conflicts=tuple(one for one in draft.notices if one.code == "sources_conflict"),
        incomplete=_incomplete(draft, library),
        overlaps=tuple(overlaps(draft, library, documents)),
        notices=tuple(one for one in draft.notices if one.code not in {"sources_conflict", "source_incomplete"}),
    )


def _incomplete(draft: Draft, library: FactSource) -> tuple[str, ...]:
    """Titles of the reports that lack text, told by composition or cited since."""
    titles = [dict(one.facts)["source"] for one in draft.notices if one.code == "source_incomplete"]
    for document_id in dict.fromkeys(one.document_id for one in draft.citations):
        record = _record(library, document_id)
        if record is not None and not record.metadata.complete:
            titles.append(record.metadata.title or record.source)
    return tuple(dict.fromkeys(titles))


def _particulars(draft: Draft, library: FactSource) -> str:
    """What the catalogue knows of the reports that a draft cites, as values are compared; those gone say nothing."""
    known = []
    for document_id in dict.fromkeys(one.document_id for one in draft.citations):
        record = _record(library, document_id)
        if record is not None:
            period = record.metadata.period
            words = period_words(period, draft.brief.language) if period else ""
            known.append(f"{describe_report(record)} {words}")
    return _plain(" ".join(known))


def _record(library: FactSource, document_id: str) -> DocumentRecord | None:
    try:
        return library.document(document_id)
    except UnknownDocument:
        return None


def _values(at: int, block: DraftBlock, draft: Draft, known: str) -> Iterator[CheckedValue]:
    text = block.text
    for mark in block.marks:
        yield CheckedValue("text", text[mark.start : mark.end], _MARKED[mark.kind], None, at)
        if mark.kind == "said":
            text = text[: mark.start] + " " * (mark.end - mark.start) + text[mark.end :]
    if block.kind in _FRAME:
        return
    by_hand = block.written_by == "hand"
    for figure in block.figures:
        outcome = "written" if by_hand and figure.status == "unsupported" else figure.status
        yield CheckedValue("figure", figure.surface, outcome, figure.citation, at)
    statement = read_statement(text, draft.brief.language)
    named: list[tuple[ValueKind, str]] = [("date", one.surface) for one in statement.dates]
    named += [("name", one.surface) for one in statement.people]
    named += [("number", one.surface) for one in statement.numbers]
    for kind, surface in dict.fromkeys(named):
        key = _cited(surface, block.citations, draft)
        status = "supported" if key is not None else _uncited(surface, draft, known)
        yield CheckedValue(kind, surface, "written" if by_hand and status == "unsupported" else status, key, at)


def _uncited(surface: str, draft: Draft, known: str) -> str:
    brief, wanted = draft.brief, _plain(surface)
    asked = (brief.request, brief.issuer, brief.addressee, brief.occasion, brief.speaker, brief.speaker_post)
    period = period_words(brief.period, brief.language) if brief.period else None
    if any(wanted in _plain(one) for one in (*asked, brief.subject, brief.audience, period) if one):
        return "requested"
    return "inferred" if wanted in known else "unsupported"


def _cited(surface: str, keys: Sequence[int], draft: Draft) -> int | None:
    wanted = _plain(surface)
    return next((one.key for one in draft.citations if one.key in keys and wanted in _plain(one.quote)), None)


def _plain(text: str) -> str:
    from vectorstore.chinese_text import to_simplified

    return "".join(fold(to_simplified(text)).split())


def overlaps(draft: Draft, library: FactSource, documents: Iterable[str]) -> list[Overlap]:
    """Give the past documents that share wording with the draft, most first."""
    language = draft.brief.language
    own = _grams("\n".join(block.text for block in draft.blocks if block.kind not in _FRAME), language)
    found = []
    for document_id in documents:
        record = _record(library, document_id)
        if record is None:
            continue
        shared = own & _grams(library.text(document_id).clean.text, language)
        share = len(shared) / len(own) if own else 0.0
        if share >= _LEAST_OVERLAP:
            found.append(Overlap(document_id, record.metadata.title or record.source, round(share, 3)))
    return sorted(found, key=lambda one: -one.share)


def _grams(text: str, language: Language) -> set[tuple[str, ...]]:
    if language == "zh":
        words = [letter for letter in _plain(text) if letter.isalnum()]
    else:
        words = [bare for word in fold(text).split() if (bare := word.strip(".,;:!?()\"'“”–-"))]
    return {tuple(words[at : at + _GRAM]) for at in range(len(words) - _GRAM + 1)}


def render_check(sheet: CheckSheet, draft: Draft) -> str:
    """Write the sheet as Markdown in the language of the draft."""
    language = draft.brief.language
    quotes = {one.key: one for one in draft.citations}

    def word(key: str) -> str:
        return phrase(language, f"check.{key}")

    lines = [f"# {word('title')}", "", f"## {word('values')}", ""]
    lines += [f"| {word('value')} | {word('status')} | {word('source')} |", "|---|---|---|"]
    for value in sheet.values:
        citation = quotes.get(value.citation) if value.citation is not None else None
        source = f"[{citation.key}] {citation.title or citation.source}: “{citation.quote}”" if citation else "—"
        lines.append(f"| {_cell(value.surface)} | {word(value.status) or value.status} | {_cell(source)} |")
    lines += ["", f"## {word('blanks')}", "", *(f"- {_cell(one)}" for one in sheet.blanks)]
    lines += ["", f"## {word('conflicts')}", ""]
    for notice in sheet.conflicts:
        facts = dict(notice.facts)
        lines += [f"- {_cell(facts['used_in'])}: “{_cell(facts['used'])}”"]
        lines += [f"  - {_cell(facts['other_in'])}: “{_cell(facts['other'])}”"]
    lines += ["", f"## {word('incomplete')}", "", *(f"- {_cell(one)}" for one in sheet.incomplete)]
    lines += ["", f"## {word('overlaps')}", "", *(f"- {one.share:.0%} {_cell(one.title)}" for one in sheet.overlaps)]
    lines += ["", f"## {word('notices')}", "", *(f"- {notice_text(one, language)}" for one in sheet.notices)]
    return "\n".join(lines) + "\n"


def notice_text(notice: Notice, language: Language) -> str:
    """Word a notice of a draft in ``language``."""
    return fill(phrase(language, f"notice.{notice.code}"), dict(notice.facts), language).text


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "/").split())
