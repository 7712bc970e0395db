"""The body of a draft: each part from its own facts and the formulas of its genre, a blank where it has no fact."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from assistant.drafting.draft import BlockKind, Brief, Profile
from assistant.drafting.draft_brief import wanted_words
from assistant.drafting.draft_extras import Extra, say_extra
from assistant.drafting.draft_frame import Values
from assistant.drafting.draft_outline import DATED, FilledPart
from assistant.drafting.draft_phrases import Filled, blank, fill, phrase
from assistant.drafting.draft_pieces import BlockBuilder, Piece, PieceMaker, formula
from assistant.drafting.fact_recasting import lower_first, subheading
from assistant.drafting.fact_values import Fact
from assistant.drafting.role_cues import promised_by
from ingest.folding import fold
from vectorstore.records import Language

_ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_HAN: Final = "一二三四五六七八九十"
_ORDINALS_VI: Final = ("Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười")
_ORDINALS_EN: Final = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")
_LONGEST_PARAGRAPH: Final = 5
_TASKS: Final = frozenset({"limits", "causes", "plans", "requests", "tasks", "purpose", "organisation"})
_SHOWN_IN: Final = {"proceedings": "opening"}
"""Parts that a reader takes for a part of another."""
_FEWEST_HEADED: Final = 3
_LONGEST_SUBHEADING: Final = 60
_HEADED_FROM: Final[dict[Language, int]] = {"vi": 500, "zh": 1_000, "en": 400}
"""Length from which the headings of the reports are taken over as headings of the second level."""


_LABELLED: Final = re.compile(r"^[^\W\d][^:.,;\d]{2,22}: \S")
"""An item of a list that says itself what it is about."""
Group = tuple[tuple[str, str], list[Fact]]


def _untitled_first(groups: Sequence[Group], titles: Sequence[str]) -> tuple[list[Group], list[str]]:
    """What stands under no heading comes first, before the first heading would claim it; praise comes last."""
    pairs = list(zip(groups, titles, strict=True))

    def place(pair: tuple[Group, str]) -> int:
        (_, facts), title = pair
        if all("commendation" in fact.roles for fact in facts):
            return 2
        return 1 if title else 0

    ordered = sorted(pairs, key=place)
    return [group for group, _ in ordered], [title for _, title in ordered]


class BodyWriter:
    """Writes the parts of one draft into a builder."""

    def __init__(
        self,
        builder: BlockBuilder,
        brief: Brief,
        maker: PieceMaker,
        values: Values,
        profile: Profile,
        extras: Sequence[Extra] = (),
    ) -> None:
        self._builder = builder
        self._brief = brief
        self._maker = maker
        self._values = values
        self._formal = profile == "gbt9704"
        self._language = brief.language
        self._number = 0
        self._headed: set[str] = set()
        self._extras = extras
        self._roomy = wanted_words(brief) >= _HEADED_FROM[brief.language]

    def write(self, parts: Sequence[FilledPart]) -> None:
        """Write all parts; causes stand under the shortcomings where these have a heading of their own."""
        codes = [filled.part.code for filled in parts]
        for filled in parts:
            if filled.part.style == "formula":
                self._extra(filled.part.code, "before")
            match filled.part.style:
                case "formula":
                    self._formula(filled.part.code)
                case "sections":
                    self._section(filled, under_limits=filled.part.code == "causes" and "limits" in codes)
                case "prose":
                    self._prose(filled)
                case "numbered":
                    self._numbered(filled)
                case "line":
                    self._line(filled)
            if filled.part.style == "formula" or filled.facts or filled.part.code in self._headed:
                self._extra(filled.part.code, "after")
        self._end_mark()

    def _extra(self, code: str, at: str) -> None:
        for extra in self._extras:
            if extra.part == code and extra.at == at:
                self._builder.say("paragraph", say_extra(extra, self._values, self._language), part=code)

    # ---- formulas ----------------------------------------------------------------------------------------------

    def _phrase(self, code: str) -> Filled:
        genre, variant = self._brief.genre, self._brief.variant
        keys = [f"{genre}.{code}_{variant}"] if variant else []
        if self._formal:
            keys.append(f"{genre}.{code}_formal")
        if code == "closing" and self._brief.addressee:
            keys.append(f"{genre}.{code}_up")
        text = phrase(self._language, *keys, f"{genre}.{code}")
        return fill(text, self._values, self._language, code)

    def _formula(self, code: str) -> None:
        if code == "opening" and self._brief.genre == "plan":
            basis = phrase(self._language, "plan.basis")
            self._builder.say("basis", fill(basis, self._values, self._language, code), part=code)
        kind: BlockKind = "closing" if code == "closing" else "paragraph"
        self._builder.say(kind, self._phrase(code), part=code)

    def _end_mark(self) -> None:
        """News in Vietnamese ends with ``./.`` as documents do."""
        if self._language != "vi" or self._brief.genre != "news" or not self._builder.blocks:
            return
        last = self._builder.blocks[-1]
        if last.text.endswith("."):
            from dataclasses import replace

            self._builder.blocks[-1] = replace(last, text=f"{last.text[:-1]}./.")

    # ---- reports and plans -------------------------------------------------------------------------------------

    def _section(self, filled: FilledPart, *, under_limits: bool) -> None:
        part, facts = filled.part, filled.facts
        spoken = any(extra.part == part.code and extra.at == "before" for extra in self._extras)
        if not facts and (not (part.required or spoken) or (under_limits and self._limits_tell_causes)):
            return
        self._headed.add(part.code)
        if under_limits and self._language == "vi":
            self._heading_two(phrase("vi", "label.causes"), part.code, 2)
        else:
            self._heading_one(part.code)
            if part.code == "limits" and self._language == "vi" and self._brief.genre == "report":
                self._heading_two(phrase("vi", "label.limits"), part.code, 1)
        if part.code == "limits":
            self._limits_tell_causes = any("cause" in fact.roles for fact in facts)
        if facts or not part.required:
            self._extra(part.code, "before")
        if part.code == "purpose" and facts:
            self._builder.say("paragraph", self._phrase("purpose"), part=part.code)
        if not facts and not part.required:
            return
        if not facts:
            key = "targets" if part.code == "tasks" else part.code
            self._builder.say("paragraph", blank(key, self._language, part.code), part=part.code)
            return
        self._sectioned(part.code, facts)

    _limits_tell_causes = False

    def _heading_one(self, code: str) -> None:
        self._number += 1
        title = phrase(self._language, f"heading.{code}")
        number = {"vi": f"{_ROMAN[self._number - 1]}. ", "zh": f"{_HAN[self._number - 1]}、"}.get(
            self._language, f"{self._number} "
        )
        self._builder.add("heading", [Piece(number + title)], part=code, level=1)

    def _heading_two(self, title: str, code: str, number: int) -> None:
        mark = {"vi": f"{number}. ", "zh": f"（{_HAN[number - 1]}）"}.get(self._language, f"{self._number}.{number} ")
        self._builder.add("heading", [Piece(mark + title)], part=code, level=2)

    def _sectioned(self, code: str, facts: Sequence[Fact]) -> None:
        groups = [
            (key, list(group)) for key, group in groupby(facts, key=lambda fact: (fact.document_id, fact.heading))
        ]
        titles = [self._subheading(group[0]) for _, group in groups]
        headed = self._roomy and code not in _TASKS and len(facts) >= _FEWEST_HEADED
        headed = headed and len({*titles} - {""}) >= 2
        if headed:
            groups, titles = _untitled_first(groups, titles)
        number = 0
        said = ""
        for (_, group), title in zip(groups, titles, strict=True):
            if headed and title and title != said and number < len(_HAN):
                number += 1
                self._heading_two(title, code, number)
                said = title
            self._group(code, group)

    def _subheading(self, fact: Fact) -> str:
        title = subheading(fact)
        if fact.language != self._language or len(title) > _LONGEST_SUBHEADING or any(one.isdigit() for one in title):
            return ""
        return "" if promised_by(fold(title), fact.language) else title

    def _group(self, code: str, facts: Sequence[Fact]) -> None:
        """List items stay a list, running text becomes paragraphs; Chinese tasks are counted 一是、二是."""
        countable = not any("一是" in self._piece(fact).text for fact in facts)
        if self._language == "zh" and code in _TASKS and countable and 1 < len(facts) <= len(_HAN):
            pieces = [
                piece for number, fact in enumerate(facts) for piece in (Piece(f"{_HAN[number]}是"), self._piece(fact))
            ]
            self._builder.add("paragraph", pieces, part=code)
            return
        listed = code in _TASKS or any(fact.kind in {"list_item", "table"} for fact in facts)
        for chunk in self._chunks(facts, single=listed):
            mark = [Piece("-")] if listed and self._language == "vi" and len(facts) > 1 else []
            kind: BlockKind = "list_item" if listed and len(facts) > 1 else "paragraph"
            self._builder.add(kind, [*mark, *(self._piece(fact) for fact in chunk)], part=code)

    # ---- speeches, news, summaries -----------------------------------------------------------------------------

    def _prose(self, filled: FilledPart) -> None:
        part, facts = filled.part, filled.facts
        if not facts and not part.required:
            return
        lead = self._lead(part.code)
        held = self._brief.occasion is not None or self._brief.variant == "conference"
        if part.code == "event" and held and not any(DATED.search(fact.text) for fact in facts):
            self._builder.say("paragraph", self._phrase("lead"), part=part.code)
        if not facts and (part.code != "event" or held):
            self._missing(part.code, [] if self._brief.genre == "speech" else lead)
            return
        for chunk in self._chunks(facts, single=False):
            shown = _SHOWN_IN.get(part.code, part.code)
            self._builder.add("paragraph", [*lead, *(self._piece(fact) for fact in chunk)], part=shown)
            lead = []

    def _lead(self, code: str) -> list[Piece]:
        """Give the words before the facts; a line that addresses the hearers, or a heading, is a block of its own."""
        filled = self._phrase(code)
        if not filled.text:
            return []
        if self._language == "zh" and self._brief.genre == "speech" and filled.text[1:2] == "、":
            self._number += 1
            self._builder.add("heading", [Piece(f"{_HAN[self._number - 1]}{filled.text[1:]}")], part=code, level=1)
            return []
        address, _, rest = filled.text.rpartition("\n")
        if address:
            self._builder.add("salutation", [Piece(address)], part=code)
        return [Piece(rest)]

    def _missing(self, code: str, lead: Sequence[Piece]) -> None:
        self._builder.add("paragraph", [*lead, formula(blank(code, self._language, code))], part=code)

    def _numbered(self, filled: FilledPart) -> None:
        part, facts = filled.part, filled.facts
        if not facts and not part.required:
            return
        lead = self._lead(part.code)
        if not facts:
            self._missing(part.code, [])
            return
        pieces = [self._piece(fact) for fact in facts]
        own = [piece for piece in pieces if not self._attributed(piece)]
        if lead and own:
            self._builder.add("paragraph", lead, part=part.code)
        for number, piece in enumerate(own):
            words = [piece] if len(own) == 1 or number >= len(_HAN) else self._ordinal(number, piece)
            self._builder.add("paragraph", words, part=part.code)
        for piece in pieces:
            if self._attributed(piece):
                self._builder.add("paragraph", [piece], part=part.code)

    def _attributed(self, piece: Piece) -> bool:
        """A sentence that tells who asked cannot be an item of the speaker's own list."""
        return piece.attributed or (piece.fact is not None and "participant" in piece.fact.roles)

    def _ordinal(self, number: int, piece: Piece) -> list[Piece]:
        from dataclasses import replace

        if self._language == "zh":
            return [Piece(f"{_HAN[number]}是"), piece]
        word = f"{_ORDINALS_VI[number]} là," if self._language == "vi" else f"{_ORDINALS_EN[number]},"
        foreign = piece.fact is not None and piece.fact.language != self._language
        text = piece.text if foreign else lower_first(piece.text, self._language)
        return [Piece(word), replace(piece, text=text)]

    def _line(self, filled: FilledPart) -> None:
        part, facts = filled.part, filled.facts
        if not facts and not part.required:
            return
        lead = self._phrase(part.code).text.rstrip()
        if not facts:
            self._missing(part.code, [Piece(lead)])
            return
        if self._language == "zh":
            self._builder.add("paragraph", [Piece(lead), *(self._piece(fact) for fact in facts)], part=part.code)
            return
        for number, fact in enumerate(facts):
            labelled = number > 0 or _LABELLED.match(self._piece(fact).text) is not None
            pieces = [Piece("-" if labelled else f"- {lead}"), self._piece(fact)]
            self._builder.add("list_item", pieces, part=part.code)

    # ---- pieces ------------------------------------------------------------------------------------------------

    def _piece(self, fact: Fact) -> Piece:
        piece = self._maker.piece(fact)
        if piece is None:
            raise ValueError(f"a fact that cannot be confirmed was chosen: {fact.place}")
        return piece

    def _chunks(self, facts: Sequence[Fact], *, single: bool) -> Iterator[list[Fact]]:
        """Cut facts into paragraphs: by section of their report, and after five sentences."""
        chunk: list[Fact] = []
        for fact in facts:
            new = bool(chunk) and not self._same_paragraph(chunk[-1], fact)
            if chunk and (single or new or len(chunk) >= _LONGEST_PARAGRAPH):
                yield chunk
                chunk = []
            chunk.append(fact)
        if chunk:
            yield chunk

    def _same_paragraph(self, first: Fact, second: Fact) -> bool:
        """Facts of one section stay together, in a news item those of one paragraph."""
        if (first.document_id, first.heading) != (second.document_id, second.heading):
            return False
        if first.heading:
            return True
        between = self._maker.library.text(first.document_id).clean.text[first.end : second.start]
        return "\n" not in between
