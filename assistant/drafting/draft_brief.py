"""From free text to a typed brief, by rule: what is to be written, for whom, how long; what was inferred is marked.

Nothing here looks at the library and nothing is asked that can be inferred. A field that a rule filled without the
request saying it stands in ``Brief.inferred``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from assistant.drafting.brief_fields import (
    find_addressee,
    find_audience,
    find_constraints,
    find_issuer,
    find_occasion,
    find_points,
    find_speaker,
    find_target_language,
)
from assistant.drafting.brief_genres import ALIASES, asked_profile, default_profile, find_genre, find_variant
from assistant.drafting.brief_guests import find_guests
from assistant.drafting.brief_lengths import find_length, without_lengths
from assistant.drafting.brief_subjects import find_subject
from assistant.drafting.draft import Brief, Genre, Profile
from assistant.errors import EmptyRequest, GenreUnknown, RequestTooLong
from ingest.folding import fold
from ingest.language import detect_language
from ingest.periods import find_periods
from vectorstore.records import Language, Period

LONGEST_REQUEST: Final = 10_000
"""Characters beyond which a request is refused unread."""
DEFAULT_WORDS: Final[dict[Genre, dict[Language, int]]] = {
    "report": {"vi": 1_200, "zh": 1_500, "en": 900},
    "speech": {"vi": 600, "zh": 1_200, "en": 500},
    "news": {"vi": 400, "zh": 600, "en": 300},
    "plan": {"vi": 1_000, "zh": 1_500, "en": 700},
    "summary": {"vi": 150, "zh": 250, "en": 120},
}
"""Usual lengths; a text is not padded to one that the request did not name."""


def read_brief(
    request: str,
    *,
    genre: str | None = None,
    language: Language | None = None,
    sources: Sequence[str] = (),
) -> Brief:
    """Read a request. ``genre`` and ``language`` overrule what it says.

    Raises ``EmptyRequest``, ``RequestTooLong`` and ``GenreUnknown``.
    """
    if not any(character.isalnum() for character in request):
        raise EmptyRequest
    if len(request) > LONGEST_REQUEST:
        raise RequestTooLong(limit=LONGEST_REQUEST, found=len(request))
    text = " ".join(request.split())
    folded, spoken = fold(text), request_language(text)
    inferred: list[str] = []
    kind, variant = _genre(folded, spoken, genre, inferred)
    written = language or find_target_language(folded)
    if written is None:
        written = spoken
        inferred.append("language")
    length = find_length(text, written)
    if length.words is None or length.estimated:
        inferred.append("words")
    addressee = find_addressee(text, spoken)
    speaker = find_speaker(text, spoken) if kind in {"speech", "plan"} else None
    period = _period(text, spoken)
    guests = find_guests(text, spoken) if kind in {"speech", "news"} else ()
    return Brief(
        request=request,
        genre=kind,
        language=written,
        variant=variant,
        occasion=find_occasion(text, spoken),
        speaker=speaker.name if speaker else None,
        speaker_post=speaker.post if speaker else None,
        issuer=find_issuer(_without_guests(text, guests), spoken, addressee[1:] if addressee else None),
        audience=find_audience(text, spoken),
        period=period,
        words=length.words or (length.most * 9 // 10 if length.most else None),
        points=find_points(text, spoken),
        sources=tuple(dict.fromkeys(sources)),
        inferred=tuple(inferred),
        subject=find_subject(without_lengths(text, spoken), spoken),
        addressee=addressee[0] if addressee else None,
        most_words=length.most,
        profile=asked_profile(folded),
        constraints=find_constraints(text, spoken),
        notices=length.notices,
        guests=guests,
    )


def _without_guests(text: str, guests: Sequence[str]) -> str:
    """Blank the guests: whoever is invited does not hold the meeting."""
    for guest in guests:
        text = text.replace(guest, "\u00b7" * len(guest))
    return text


def profile_of(brief: Brief) -> Profile:
    """Give the layout: the one that the request names, or that of the genre in its language."""
    asked = brief.profile
    if (asked == "nd30" and brief.language == "vi") or (asked == "gbt9704" and brief.language == "zh"):
        return asked
    return default_profile(brief.genre, brief.language, brief.variant, fold(brief.request))


def wanted_words(brief: Brief) -> int:
    """Give the length to aim at: what was asked, else the usual one of the genre."""
    return brief.words or DEFAULT_WORDS[brief.genre][brief.language]


def request_language(text: str) -> Language:
    """The language that the request itself is written in; any Chinese clause makes it Chinese."""
    han = sum("\u3400" <= letter <= "\u9fff" for letter in text)
    if han * 2 > sum(letter.isalpha() for letter in text):
        return "zh"
    return detect_language(text)[0]


def _genre(folded: str, spoken: Language, asked: str | None, inferred: list[str]) -> tuple[Genre, str]:
    mention = find_genre(folded, spoken)
    if asked is not None:
        if asked not in ALIASES:
            raise GenreUnknown(genre=asked, allowed=", ".join(sorted(set(ALIASES.values()))))
        kind = ALIASES[asked]
    elif mention is not None:
        kind = mention.genre
    else:
        kind = "report"
        inferred.append("genre")
    variant = find_variant(kind, folded, spoken)
    if asked == "work_summary" and not variant:
        variant = "work_summary"
    return kind, variant


def _period(text: str, language: Language) -> Period | None:
    """The first period that is reviewed; one that is planned only where no other is named."""
    mentions = [one for one in find_periods(text, language) if one.period is not None and one.role != "comparison"]
    reviewed = [one for one in mentions if one.role == "review"]
    chosen = (reviewed or mentions)[:1]
    return chosen[0].period if chosen else None
