"""Questions that point: at a person, a body, a meeting, an item of a list, a part of what was asked about."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from assistant.follow_ups import follow_up_references as references
from assistant.follow_ups.follow_up_asked import (
    Asked,
    Completion,
    periods_before,
    without_lead,
)
from assistant.follow_ups.follow_up_slots import (
    names_in,
)
from assistant.follow_ups.follow_up_subject import about, lower_first, subject_of
from assistant.follow_ups.follow_up_words import (
    HELD,
    WHY,
    WITHIN,
    Table,
    find,
)
from vectorstore.records import Language


def listed_item(asked: Asked) -> Completion | None:
    """``Trạm thứ tư hỏng những gì?``: an item of the list that was answered."""
    item = references.item_meant(asked.text, asked.last, asked.language)
    if item is None:
        return None
    start, end, words = item
    text = asked.text[:start] + words + asked.text[end:]
    carried = [words]
    if asked.language != "zh" and not names_in(text, asked.language):
        subject = subject_of(asked.previous, asked.language)
        return Completion(about(subject, text, asked.language), changed=True, how="rules", carried=(subject, words))
    if asked.language == "zh" and not names_in(text, "zh"):
        names = names_in(asked.previous, "zh")
        scope = asked.previous[
            : max([name.end for name in names] + [one.end for one in periods_before(asked)], default=0)
        ]
        text, carried = scope + text, [scope, words]
    return Completion(text, changed=True, how="rules", carried=tuple(carried))


def part_of_it(asked: Asked) -> Completion | None:
    """``Trong đó phần tập huấn là bao nhiêu?``: a part of what was asked about."""
    match = find(WITHIN, asked.text, asked.language)
    if match is None:
        return None
    subject = subject_of(asked.previous, asked.language)
    before, after = asked.text[: match.start()].strip(" ,，"), asked.text[match.end() :]
    if asked.language == "zh":
        text = f"{before}{'，' if before else ''}{subject}中，{after}"
    elif asked.language == "vi":
        text = about(subject, f"{without_lead(before, asked.language)} {after}".strip(), "vi")
    else:
        text = about(subject, f"{without_lead(before, 'en')} {after.strip()}".strip(), "en")
    return Completion(text, changed=True, how="rules", carried=(subject,))


def pointing(asked: Asked) -> Completion | None:
    """``Đơn vị đó``, 他, ``it``: what is pointed at takes the place of the word."""
    language, last = asked.language, asked.last
    kinds: tuple[tuple[Table, Callable[[], str | None]], ...] = (
        (references.PERIOD, lambda: references.period_meant(last, language)),
        (references.PERSON, lambda: references.person_meant(last, language)),
        (references.PLACE, lambda: references.place_meant(last, language)),
        (references.BODY, lambda: references.body_meant(last, language)),
    )
    for words, meant in kinds:
        match = find(words, asked.text, language)
        if match is None:
            continue
        found = meant()
        if words is references.PLACE and re.match(r"(?:ở|tại|o|tai) |there", match[0]):
            found = references.body_meant(last, language) or found
        if words is references.BODY and match[0] in _THINGS:
            found = _thing_or_body(asked, match[0])
        if found is None:
            return _pointing_at_subject(asked, match, sure=False)
        text = _put(asked.text, match, found, language)
        if words is references.BODY and language == "en" and find(WHY, asked.text, language):
            subject = subject_of(asked.previous, language)
            return Completion(about(subject, text, language), changed=True, how="rules", carried=(subject, found))
        return Completion(text, changed=True, how="rules", carried=(found,))
    match = find(references.BARE_EVENT, asked.text, language)
    if match is not None:
        head = asked.text[match.start() : match.end()].removeprefix("the ")
        phrase = references.thing_meant(last, head, language)
        if phrase is not None:
            return Completion(_put(asked.text, match, phrase, language), changed=True, how="rules", carried=(phrase,))
    match = find(references.THING, asked.text, language)
    if match is None:
        return None
    phrase = references.thing_meant(last, match["head"], language)
    if phrase is not None:
        return Completion(_put(asked.text, match, phrase, language), changed=True, how="rules", carried=(phrase,))
    return _pointing_at_subject(asked, match, sure=True)


_THINGS: Final = frozenset(["nó", "no", "它", "它们", "it", "they", "them"])


def _thing_or_body(asked: Asked, pronoun: str) -> str | None:
    """What ``nó``, 它 or ``it`` means: a titled document or a meeting, else a body; never a mere place."""
    subject = subject_of(asked.previous, asked.language)
    if asked.language == "zh" and (title := references.titled_thing(asked.last)):
        return title
    if pronoun in {"they", "them"} and re.match(r"how many|which", asked.previous.lower()):
        return None
    if asked.language == "en" and find(HELD, subject, "en"):
        return subject
    body = references.body_meant(asked.last, asked.language, named=False)
    return body if body or asked.language != "vi" else subject


def _pointing_at_subject(asked: Asked, match: re.Match[str], *, sure: bool) -> Completion:
    """Put the whole subject of the last question where a general word points."""
    language = asked.language
    subject = subject_of(asked.previous, language)
    head = match.groupdict().get("head")
    if sure and language == "vi" and match.start() < 2:
        text = about(subject, asked.text[match.end() :], language)
    elif not sure or language == "vi" or (language == "en" and _is_clause(asked.previous, subject)):
        text = about(subject, asked.text, language)
    else:
        words = f"{subject}的{head}" if language == "zh" and head in references.FIGURES else subject
        text = _put(asked.text, match, words, language)
    return Completion(text, changed=True, how="rules" if sure else "needs_model", carried=(subject,))


def _is_clause(previous: str, subject: str) -> bool:
    """Tell an English subject with a verb of its own, which cannot stand where a noun is wanted."""
    counted = re.match(r"how (?:many|much)", previous.lower())
    return counted is not None or re.search(r"\b(?:was|were|is|are|did|has|have)\b", subject) is not None


def _put(text: str, match: re.Match[str], words: str, language: Language) -> str:
    """Put words in the place of a match, with the case that the place wants."""
    pointer = text[match.start() : match.end()].lower()
    if language == "vi" and pointer.startswith(("ở ", "tại ")):
        words = f"{pointer.split()[0]} {words}"
    if language == "en" and pointer in {"his", "her", "their"}:
        words += "'s"
    if language == "en" and pointer == "there":
        words = f"at {words}"
    if language == "vi" and match.start() > 0:
        words = lower_first(words) if words.split()[0] not in {"Sở", "Bộ", "Ủy", "UBND"} else words
    return text[: match.start()] + words + text[match.end() :]
