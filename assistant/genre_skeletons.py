"""What a document of each genre is made of, by variant and language: parts, the facts they want, and formulas.

The skeletons stand in ``data/skeletons_{vi,zh,en}.toml``. They hold no name, date or figure: each is a ``{slot}``,
and one without a value stays a visible blank in the draft.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, get_args

from assistant.draft import Genre
from assistant.sentence_roles import ROLES, SentenceRole
from vectorstore.records import Language

SLOTS: Final[frozenset[str]] = frozenset(
    {
        "addressee",
        "basis",
        "budget",
        "deadline",
        "event_date",
        "guest",
        "host",
        "issuer",
        "next_period",
        "occasion",
        "owner",
        "participants",
        "period",
        "sources",
        "speaker",
        "speaker_post",
        "subject",
        "venue",
    }
)
"""What a formula may leave open and a part may require."""
GENRES: Final[tuple[Genre, ...]] = get_args(Genre)
_SLOT: Final = re.compile(r"\{([^}]*)\}")


@dataclass(frozen=True, slots=True)
class SkeletonPart:
    """One part: its heading (empty for running text), the roles it wants in order of importance, what must be known.

    A ``required`` part stands in the document even where no fact fills it, as a blank. ``formulas`` are the ids of the
    sentences that may open it, the fullest first.
    """

    id: str
    heading: str
    roles: tuple[SentenceRole, ...]
    required: bool
    slots: tuple[str, ...]
    formulas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A variant of a genre in one language; an empty ``variant`` is the genre as such."""

    genre: Genre
    variant: str
    language: Language
    title: str
    salutations: tuple[str, ...]
    """In the order of rank, the highest first; the last addresses the whole meeting."""
    parts: tuple[SkeletonPart, ...]
    formulas: Mapping[str, str]

    def formula(self, part: SkeletonPart, known: Mapping[str, str]) -> str:
        """The fullest opening formula of a part whose slots are known, filled in; else the last one as it stands."""
        for name in part.formulas:
            slots = _SLOT.findall(self.formulas[name])
            if all(known.get(slot) for slot in slots):
                return _SLOT.sub(lambda match: known[match[1]], self.formulas[name])
        return self.formulas[part.formulas[-1]] if part.formulas else ""


def skeleton_of(genre: Genre, language: Language, variant: str = "") -> Skeleton:
    """Give the skeleton of a variant, or that of its genre where the variant has none of its own."""
    table = _skeletons(language)
    return table.get((genre, variant), table[genre, ""])


def variants_of(genre: Genre, language: Language) -> tuple[str, ...]:
    """The variants of a genre that have a skeleton of their own."""
    return tuple(variant for name, variant in _skeletons(language) if name == genre and variant)


@cache
def _skeletons(language: Language) -> Mapping[tuple[Genre, str], Skeleton]:
    name = f"skeletons_{language}.toml"
    read = tomllib.loads(files("assistant").joinpath("data", name).read_text("utf-8"))
    return read_skeletons(read, language, name)


def read_skeletons(read: Mapping[str, Any], language: Language, name: str) -> Mapping[tuple[Genre, str], Skeleton]:
    """Check and type what a file of skeletons holds; raises ``ValueError`` naming the file and what is wrong in it."""
    if set(read) != set(GENRES):
        raise ValueError(f"{name}: genres are {sorted(read)}, wanted are {sorted(GENRES)}")
    found: dict[tuple[Genre, str], Skeleton] = {}
    for genre in GENRES:
        entry = read[genre]
        parts = {row["id"]: _part(row, f"{name}, {genre}") for row in entry["parts"]}
        base: dict[str, Any] = {"parts": list(parts)}
        for variant, own in {"": base, **entry.get("variants", {})}.items():
            found[genre, variant] = _skeleton(genre, variant, language, entry, own, parts, f"{name}, {genre} {variant}")
    return found


def _skeleton(
    genre: Genre,
    variant: str,
    language: Language,
    entry: Mapping[str, Any],
    own: Mapping[str, Any],
    parts: Mapping[str, SkeletonPart],
    place: str,
) -> Skeleton:
    formulas: dict[str, str] = {**entry["formulas"], **own.get("formulas", {})}
    title = own.get("title", entry["title"])
    salutations = tuple(own.get("salutations", entry.get("salutations", ())))
    _require(own["parts"], parts, f"{place}: unknown part")
    chosen = tuple(parts[one] for one in own["parts"])
    _require([one for part in chosen for one in part.formulas], formulas, f"{place}: unknown formula")
    texts = [title, *salutations, *formulas.values()]
    _require([slot for text in texts for slot in _SLOT.findall(text)], SLOTS, f"{place}: unknown slot")
    return Skeleton(genre, variant, language, title, salutations, chosen, formulas)


def _part(row: Mapping[str, Any], place: str) -> SkeletonPart:
    roles, slots = row.get("roles", ()), row.get("slots", ())
    _require(roles, ROLES, f"{place}, {row['id']}: unknown role")
    _require(slots, SLOTS, f"{place}, {row['id']}: unknown slot")
    return SkeletonPart(
        id=row["id"],
        heading=row.get("heading", ""),
        roles=tuple(roles),
        required=row.get("required", False),
        slots=tuple(slots),
        formulas=tuple(row.get("formulas", ())),
    )


def _require(names: Any, known: Any, problem: str) -> None:
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ValueError(f"{problem} {', '.join(map(repr, unknown))}")
