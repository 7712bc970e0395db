"""A question beside the conversation that it may lean on, and what becomes of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.conversations import Exchange
from assistant.follow_ups.follow_up_slots import (
    names_in,
    period_mentions,
)
from assistant.follow_ups.follow_up_subject import own_words
from assistant.follow_ups.follow_up_words import (
    LEAD,
    Table,
    find,
    find_all,
)
from ingest.periods import PeriodMention
from vectorstore.records import Language


@dataclass(frozen=True, slots=True)
class Completion:
    """A question as it stands alone.

    ``how``: it stood alone already; rules completed it; or rules see that it leans on the conversation but are not
    sure how, and a language model should try (``text`` is the best that rules can do). ``carried`` holds what was
    taken from the conversation.
    """

    text: str
    changed: bool
    how: Literal["alone", "rules", "needs_model"]
    carried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question beside the exchange that it may lean on."""

    text: str
    last: Exchange
    earlier: tuple[Exchange, ...]
    language: Language

    @property
    def previous(self) -> str:
        return self.last.standalone


def without_years(text: str) -> str:
    """A text without years in digits."""
    return re.sub(r"(?:19|20)\d\d年?", " ", text)


def without_periods(text: str, language: Language) -> str:
    """A text without the periods that it names."""
    for one in reversed(period_mentions(text, language)):
        text = text[: one.start] + text[one.end :]
    return text


def without_names(text: str, language: Language) -> str:
    """A text without places and other proper names."""
    for name in reversed(names_in(text, language)):
        text = text[: name.start] + " " + text[name.end :]
    return text


def words_of_its_own(text: str, language: Language) -> str:
    """The words of a fragment beside names, periods and general words."""
    bare = without_names(text, language)
    return own_words(bare, language) and own_words(without_years(bare), language)


def without_lead(text: str, language: Language) -> str:
    """A question without ``thế còn``, 那么 and the like before it."""
    lead = find(LEAD, text, language)
    rest = text[lead.end() :] if lead else text
    return rest if re.search(r"\w", re.sub(r"[吗呢吧啊]", "", rest)) else text


def numbers_in(text: str) -> list[str]:
    """The runs of digits of a text."""
    return re.findall(r"\d+", text)


def masked(text: str, tables: Sequence[Table], language: Language) -> str:
    """A text with bars in the place of what the patterns match."""
    for words in tables:
        for match in reversed(find_all(words, text, language)):
            text = text[: match.start()] + "|" * len(match[0]) + text[match.end() :]
    return text


def periods_before(asked: Asked) -> list[PeriodMention]:
    """The periods of the last question."""
    return period_mentions(asked.previous, asked.language)
