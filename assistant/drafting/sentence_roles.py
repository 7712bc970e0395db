"""What a sentence of a report does: tell a result, a shortcoming, its cause, a plan, an instruction, praise, a meeting.

A sentence may do several of these at once. Cues propose roles; the guards below decide, in the order that the practice
of official writing demands: the heading of the section first, then who speaks, then whether a noun of shortcoming is
only named to be overcome, then time and aspect. A figure alone is no result.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal, get_args

from assistant.drafting.role_cues import CueName, cue, promised_by
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
there; ``opening`` and ``closing``: formulas; ``background``: what a text rests on (a decision carried out, what an
agency is for)."""
ROLES: Final[tuple[SentenceRole, ...]] = get_args(SentenceRole)

_QUOTED: Final = re.compile(r"《[^》]*》|“[^”]{1,70}”|\"[^\"]{1,70}\"|«[^»]{1,70}»|「[^」]{1,70}」")
_PURPOSE: Final = re.compile(
    r"(?<=^)\W*为了?(?!期|由)[^，,。；;]{3,60}[，,]|(?<=[，,])(?:确保|保证|以便|力求)[^，,。；;]*$"
)
"""What is done for: neither planned nor asked for by the sentence."""
_REACH: Final = 48
"""Characters between a verb of overcoming and the shortcoming it is done to."""
_STOP: Final = re.compile(r"[;；。!！?？]|[.](?=\s|$)")
_LABEL: Final = re.compile(r"^\W*([^:：,，.。;；]{2,24})[:：](?=\s*\S)")
_FORMULA: Final[frozenset[SentenceRole]] = frozenset({"opening", "closing"})
_PLAIN: Final[tuple[SentenceRole, ...]] = ("commendation", "event", "participant", "opening", "closing", "background")


def roles_of(text: str, language: Language, *, heading: str = "", before: str = "") -> frozenset[SentenceRole]:
    """Tell what ``text`` does; never empty (``other`` where nothing is recognised).

    ``heading`` is the nearest heading above it, or those that enclose it on a line each, the nearest last. ``before``
    is the sentence or the introducing line before it: a list item under ``yêu cầu các đơn vị:`` is an instruction
    whatever it says.
    """
    folded = _without_purpose(_without_titles(fold(text)))
    sentence = _Sentence(folded, language)
    found = sentence.roles()
    if not found & _FORMULA:
        label = _LABEL.match(folded)
        promised = _promised([*fold(heading).split("\n"), label[1] if label else ""], language)
        found = _under_heading(found, sentence, promised)
        found = _after_lead(found, fold(before), language)
        if not found and heading:
            found = {"result"}
    return frozenset(found) or frozenset({"other"})


def _without_titles(folded: str) -> str:
    """Blank what stands in quotation marks as a name: no cue inside a title says anything about the sentence."""
    return _QUOTED.sub(lambda match: match[0][0] + "·" * (len(match[0]) - 2) + match[0][-1], folded)


def _without_purpose(folded: str) -> str:
    return _PURPOSE.sub(lambda match: "·" * len(match[0]), folded)


def _promised(headings: Iterable[str], language: Language) -> frozenset[str]:
    """What the nearest heading promises that promises one thing; a heading of results and plans decides nothing."""
    for line in reversed(list(headings)):
        roles = promised_by(line, language)
        if roles and not {"result", "plan"} <= roles:
            return roles
    return frozenset()


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
        roles: set[SentenceRole] = {name for name in _PLAIN if self.has(name)}  # type: ignore[arg-type]
        if "participant" in roles:
            roles.add("event")
        if roles & _FORMULA:
            return self._formula(roles)
        if self.has("wish"):
            roles.add("commendation")
            return roles - {"event"}
        plans, orders, reported = self.places("plan"), self.places("instruction"), self.places("reported")
        if plans and (not reported or self.has("dated")) and not self.has("standing"):
            roles.add("plan")
        if orders or reported:
            roles.add("instruction")
        if self._limitations(reported):
            roles.add("limitation")
        if self._results([*plans, *orders, *reported]) or self.has("standing"):
            roles.add("result")
        if self.has("cause") and not roles & {"plan", "instruction"}:
            roles.add("cause")
        return self._framed(roles)

    def _formula(self, roles: set[SentenceRole]) -> set[SentenceRole]:
        """An opening or closing formula names results, plans and praise without stating any."""
        kept = roles & {"opening", "closing", "event", "background"}
        if "closing" in roles:
            kept -= {"event", "background"}
            if self.has("reported"):
                kept.add("instruction")
        if self.has("wish"):
            kept.add("commendation")
        return kept

    def _framed(self, roles: set[SentenceRole]) -> set[SentenceRole]:
        """The frame of a meeting names what it reviewed and planned; only what it was told there is a result."""
        if "event" not in roles:
            return roles
        dropped: set[SentenceRole] = set()
        if "instruction" not in roles or not self.has("reported"):
            dropped |= {"plan", "instruction"} if not self.has("reported") and not self.has("ordered") else {"plan"}
        if not self.has("told"):
            dropped |= {"result"}
        return roles - dropped

    def _limitations(self, reported: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Shortcomings that are stated: not overcome, not discussed, not named in what somebody asks for."""
        first_asked = min((start for start, _ in reported), default=len(self.folded))
        dealt_with = [stop for _, stop in self.places("overcome")]
        return [
            (start, end)
            for start, end in self.places("limitation")
            if start < first_asked and not any(self._reaches(stop, start) for stop in dealt_with)
        ]

    def _reaches(self, stop: int, start: int) -> bool:
        return 0 <= start - stop <= _REACH and not _STOP.search(self.folded, stop, start)

    def _results(self, ahead: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """What is told as done: no word of planning or asking stands before it in the same stretch."""
        done = {start for start, _ in self.places("perfect")}
        asked = [stop for _, stop in self.places("reported")]
        return [
            (start, end)
            for start, end in self.places("result")
            if not any(stop <= start and not _STOP.search(self.folded, stop, start) for _, stop in ahead)
            or (start in done and not any(stop <= start for stop in asked))
        ]


def _under_heading(found: set[SentenceRole], sentence: _Sentence, promised: frozenset[str]) -> set[SentenceRole]:
    """The heading of a section outweighs the cues of a sentence under it."""
    if "limitation" in promised and "plan" in promised:
        return found or ({"plan"} if sentence.has("onward") else {"limitation"})
    if "limitation" in promised:
        kept = found - {"result", "background"}
        plain = kept & {"plan", "instruction", "cause"} and "limitation" not in kept
        return kept if plain else kept | {"limitation"}
    if "cause" in promised:
        return (found - {"result"}) | {"cause"}
    if "plan" in promised:
        kept = found - {"result", "limitation", "background", "event", "cause"}
        return (kept if sentence.has("ordered") else kept - {"instruction"}) | {"plan"}
    if "instruction" in promised:
        kept = found - {"result", "limitation", "cause"}
        return (kept if sentence.has("dated") else kept - {"plan"}) | {"instruction"}
    if "background" in promised and found <= {"result", "background"}:
        return {"background"}
    return found or ({"result"} if "result" in promised else found)


def _after_lead(found: set[SentenceRole], before: str, language: Language) -> set[SentenceRole]:
    """An item of a list does what the line that introduces the list announces."""
    if not before.rstrip().endswith((":", "：")):
        return found
    lead = _Sentence(_without_titles(before), language).roles()
    if lead & _FORMULA:
        return found
    promised = promised_by(before[-40:], language)
    if "result" in promised:
        return (found - {"instruction"}) | {"result"}
    for role in ("instruction", "limitation", "plan", "cause"):
        if role in lead or role in promised:
            return (found - {"result"}) | {role}
    return found or ({"result"} if "result" in lead else found)
