"""What a sentence of a report does: tell a result, a shortcoming, its cause, a plan, an instruction, praise, a meeting.

A sentence may do several of these at once. Cues propose roles; the guards below decide, in the order that the practice
of official writing demands: the heading of the section first, then who speaks, then whether a noun of shortcoming is
only named to be overcome, then time and aspect. A figure alone is no result.
"""

from __future__ import annotations

import re
from typing import Final, Literal, get_args

from assistant.role_cues import CueName, cue, promised_by
from ingest.folding import fold
from vectorstore.records import Language

SentenceRole = Literal[
    "result",
    "limitation",
    "cause",
    "plan",
    "instruction",
    "commendation",
    "event",
    "participant",
    "opening",
    "closing",
    "background",
    "other",
]
"""``instruction``: what somebody is told or asked to do; ``event``: the frame of a meeting; ``participant``: who was
there or spoke; ``background``: what a text rests on (a decision carried out, what an agency is for)."""
ROLES: Final[tuple[SentenceRole, ...]] = get_args(SentenceRole)

_QUOTED: Final = re.compile(r"《[^》]*》|“[^”]{1,70}”|\"[^\"]{1,70}\"|«[^»]{1,70}»|「[^」]{1,70}」")
_REACH: Final = 48
"""Characters between a verb of overcoming and the shortcoming it is done to."""
_STOP: Final = re.compile(r"[;；。!！?？]|[.](?=\s|$)")


def roles_of(text: str, language: Language, *, heading: str = "", before: str = "") -> frozenset[SentenceRole]:
    """Tell what ``text`` does; never empty (``other`` where nothing is recognised).

    ``heading`` is the nearest heading above it, or those that enclose it on a line each, the nearest last. ``before``
    is the sentence or the introducing line before it: a list item under ``yêu cầu các đơn vị:`` is an instruction
    whatever it says.
    """
    folded = _without_titles(fold(text))
    found = _Sentence(folded, language).roles()
    found = _under_heading(found, _Sentence(folded, language), fold(heading), language)
    found = _after_lead(found, fold(before), language)
    return frozenset(found) or frozenset({"other"})


def _without_titles(folded: str) -> str:
    """Blank what stands in quotation marks as a name: no cue inside a title says anything about the sentence."""
    return _QUOTED.sub(lambda match: match[0][0] + "·" * (len(match[0]) - 2) + match[0][-1], folded)


class _Sentence:
    """One folded sentence with the places of its cues."""

    def __init__(self, folded: str, language: Language) -> None:
        self.folded = folded
        self.language = language

    def places(self, name: CueName) -> list[tuple[int, int]]:
        return [match.span() for match in cue(name, self.language, self.folded).finditer(self.folded)]

    def has(self, name: CueName) -> bool:
        return cue(name, self.language, self.folded).search(self.folded) is not None

    def roles(self) -> set[SentenceRole]:
        plans, orders = self.places("plan"), self.places("instruction")
        reported = self.places("reported")
        roles: set[SentenceRole] = set()
        roles |= {name for name in _PLAIN if self.has(name)}
        if plans:
            roles.add("plan")
        if orders or reported:
            roles.add("instruction")
        if self._limitations(reported):
            roles.add("limitation")
        if self._results([*plans, *orders, *reported]):
            roles.add("result")
        if self.has("standing"):
            roles.add("result")
            roles.discard("plan")
        if self.has("wish"):
            roles.add("commendation")
            roles.discard("plan")
        return roles

    def _limitations(self, reported: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Shortcomings that are stated: not overcome, not discussed, not named in what somebody asks for."""
        first_asked = min((start for start, _ in reported), default=len(self.folded))
        dealt_with = self.places("overcome")
        return [
            (start, end)
            for start, end in self.places("limitation")
            if start < first_asked
            and not any(
                0 <= start - stop <= _REACH and not _STOP.search(self.folded, stop, start) for _, stop in dealt_with
            )
        ]

    def _results(self, ahead: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """What is told as done: no word of planning or asking stands before it in the same stretch."""
        done = {start for start, _ in self.places("perfect")}
        return [
            (start, end)
            for start, end in self.places("result")
            if not any(stop <= start and not _STOP.search(self.folded, stop, start) for _, stop in ahead)
            or (start in done and not any(stop <= start for _, stop in self.places("reported")))
        ]


_PLAIN: Final[
    tuple[Literal["cause", "commendation", "event", "participant", "opening", "closing", "background"], ...]
] = (
    "cause",
    "commendation",
    "event",
    "participant",
    "opening",
    "closing",
    "background",
)


def _under_heading(
    found: set[SentenceRole], sentence: _Sentence, heading: str, language: Language
) -> set[SentenceRole]:
    """The heading of a section outweighs the cues of a sentence under it."""
    named = next(
        (roles for line in reversed(heading.split("\n")) if (roles := promised_by(line, language))), frozenset()
    )
    if "limitation" in named and "plan" in named:
        return found or {"limitation"}
    if "limitation" in named and "result" not in named:
        kept = found - {"result", "background"}
        return (
            kept
            if kept & {"plan", "instruction", "cause"} and not sentence.has("limitation")
            else kept | {"limitation"}
        )
    if named == {"cause"}:
        return (found - {"result"}) | {"cause"}
    if "plan" in named and "result" not in named:
        return (found - {"result", "limitation", "background"}) | {"plan"}
    if "instruction" in named and "result" not in named:
        return (found - {"result", "limitation"}) | {"instruction"}
    if not found and len(named) == 1:
        return {role for role in ROLES if role in named}
    return found


def _after_lead(found: set[SentenceRole], before: str, language: Language) -> set[SentenceRole]:
    """An item of a list does what the line that introduces the list announces."""
    if not before.rstrip().endswith((":", "：")):
        return found
    lead = _Sentence(before, language).roles()
    for role in ("instruction", "limitation", "plan", "cause"):
        if role in lead:
            return (found - {"result"}) | {role}
    return found or ({"result"} if "result" in lead else found)
