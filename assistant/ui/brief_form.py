"""The brief as a form: which fields a genre has, and what the writer changed in them. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, Final, get_args

from assistant.drafting.draft import Brief, Genre, Profile
from assistant.ui.texts import LANGUAGES
from assistant.ui.wording import read_day
from vectorstore.records import Period

GENRES: Final[tuple[Genre, ...]] = get_args(Genre)
PROFILES: Final[tuple[Profile, ...]] = get_args(Profile)
VARIANTS: Final[Mapping[Genre, tuple[str, ...]]] = {
    "report": ("interim", "annual", "work_summary", "briefing"),
    "speech": ("opening", "closing", "directive", "contribution", "congratulation"),
    "news": ("conference",),
    "plan": ("scheme",),
    "summary": ("bulletin", "information"),
}
"""Codes of ``Brief.variant`` that can be chosen; the empty one is the plain form of the genre."""

_LINES: Final = ("subject", "occasion", "speaker", "speaker_post", "issuer", "addressee", "audience")
_LISTS: Final = ("points", "constraints")
_LENGTHS: Final = ("words", "most_words")
FIELDS: Final[Mapping[Genre, tuple[str, ...]]] = {
    "report": ("subject", "issuer", "addressee", "period", "words", "most_words", "points", "constraints", "profile"),
    "speech": (
        "occasion",
        "speaker",
        "speaker_post",
        "audience",
        "issuer",
        "subject",
        "period",
        "words",
        "most_words",
        "points",
        "constraints",
    ),
    "news": (
        "occasion",
        "subject",
        "issuer",
        "audience",
        "period",
        "words",
        "most_words",
        "points",
        "constraints",
    ),
    "plan": ("subject", "issuer", "addressee", "period", "words", "most_words", "points", "constraints", "profile"),
    "summary": ("subject", "issuer", "audience", "period", "words", "most_words", "points", "constraints"),
}
"""The fields of a brief that count for a genre, in the order of the form, behind genre, variant and language."""
LONGEST_FIELD: Final = 300
_MOST_WORDS: Final = 20_000


def read_form(shown: Brief, values: Mapping[str, object]) -> dict[str, Any]:
    """Give the fields of the form that differ from the brief that it showed, as values of ``Brief``.

    What makes no sense (a genre that does not exist, a length in letters) changes nothing.
    """
    read = {name: _read(name, values, shown) for name in _names(shown)}
    return {name: value for name, value in read.items() if value != getattr(shown, name)}


def corrected(brief: Brief, changes: Mapping[str, Any]) -> Brief:
    """The brief with what the writer changed, which is no longer inferred."""
    if not changes:
        return brief
    kept = tuple(name for name in brief.inferred if name not in changes)
    if "genre" in changes:
        changes = {**changes, "variant": changes.get("variant", "")}
        if changes["variant"] not in VARIANTS[changes["genre"]]:
            changes["variant"] = ""
    if "language" in changes and "profile" not in changes:
        changes = {**changes, "profile": None}
    known = {one.name for one in fields(Brief)}
    return replace(brief, **{name: value for name, value in changes.items() if name in known}, inferred=kept)


def _names(shown: Brief) -> tuple[str, ...]:
    return ("genre", "variant", "language", *FIELDS[shown.genre])


def _read(name: str, values: Mapping[str, object], shown: Brief) -> object:
    before = getattr(shown, name)
    if name == "period":
        return _period(values, shown.period)
    if name not in values:
        return before
    written = str(values[name])
    if name == "genre":
        return written if written in GENRES else before
    if name == "language":
        return written if written in LANGUAGES else before
    if name == "variant":
        return written if written == before or written in VARIANTS[shown.genre] else ""
    if name == "profile":
        return written if written in PROFILES else None
    if name in _LISTS:
        return tuple(line for one in written.splitlines() if (line := " ".join(one.split())[:LONGEST_FIELD]))
    if name in _LENGTHS:
        return _length(written, before)
    return " ".join(written.split())[:LONGEST_FIELD] or None


def _length(written: str, before: int | None) -> int | None:
    bare = written.strip()
    if not bare:
        return None
    if not (bare.isascii() and bare.isdigit()) or not 0 < int(bare[:9]) <= _MOST_WORDS:
        return before
    return int(bare)


def _period(values: Mapping[str, object], before: Period | None) -> Period | None:
    if "period_start" not in values or "period_end" not in values:
        return before
    start, end = (read_day(str(values[one])) for one in ("period_start", "period_end"))
    if start is None and end is None:
        return None
    if start is None or end is None or start > end:
        return before
    return Period(start, end)
