"""Questions that change a part of the one before, compare, or leave their subject out."""

from __future__ import annotations

import re
from typing import Final

from assistant.follow_ups import follow_up_references as references
from assistant.follow_ups.follow_up_asked import (
    Asked,
    Completion,
    masked,
    numbers_in,
    without_lead,
    without_names,
    without_periods,
    without_years,
    words_of_its_own,
)
from assistant.follow_ups.follow_up_slots import (
    names_in,
    period_mentions,
    replace_body,
    replace_name,
    replace_period,
    shifted_years,
    spoken_year,
)
from assistant.follow_ups.follow_up_subject import (
    about,
    has_own_subject,
    lower_first,
    own_words,
    replace_thing,
    subject_of,
)
from assistant.follow_ups.follow_up_words import (
    ASKING,
    BARE,
    COMPARING,
    DETAIL,
    HELD,
    LEAD,
    OTHER_KIND,
    SAME_PERIOD,
    SHIFTED_INTERVAL,
    TAIL,
    WHY,
    WITH_OBJECT,
    find,
    find_all,
)
from ingest.folding import fold
from vectorstore.records import Language

_LONGEST_FRAGMENT: Final[dict[Language, int]] = {"vi": 60, "zh": 18, "en": 60}
"""Characters beyond which what follows ``thế còn`` is no fragment any more."""


def comparison(asked: Asked) -> Completion | None:
    """``Năm nào nhiều hơn?``: the last two answers are compared."""
    language = asked.language
    if not find(COMPARING, asked.text, language) or len(own_words(asked.text, language).split()) > 3:
        return None
    rest = has_own_subject(_without_comparing(asked), language)
    own = [one for one in period_mentions(asked.text, language) if one.period is not None]
    if own and not names_in(asked.text, language) and rest:
        return None
    subject = subject_of(asked.previous, language)
    other = references.period_meant(asked.earlier[-1], language) if asked.earlier else None
    mine = references.period_meant(asked.last, language)
    names = _two_names(asked)
    if names and names[1] in subject:
        joined = {"vi": " và ", "zh": "和", "en": " and "}[language].join(names)
        subject = subject.replace(names[1], joined, 1)
    elif not own and other and mine and other != mine and mine in subject:
        joined = {"vi": f"{other} và {mine}", "zh": f"{other}和{mine}", "en": f"{other} and {mine}"}[language]
        subject = subject.replace(mine, joined, 1)
    elif rest and not names_in(asked.text, language):
        return None
    return Completion(about(subject, asked.text, language), changed=True, how="rules", carried=(subject,))


def _two_names(asked: Asked) -> tuple[str, str] | None:
    """The places that the last two questions asked the same about."""
    if not asked.earlier or names_in(asked.text, asked.language):
        return None
    texts = (asked.earlier[-1].standalone, asked.previous)
    first, last = ({text[one.start : one.end] for one in names_in(text, asked.language)} for text in texts)
    return (next(iter(first - last)), next(iter(last - first))) if len(first - last) == len(last - first) == 1 else None


def same_again(asked: Asked) -> Completion | None:
    """``Năm 2022 là bao nhiêu?``, ``What was it in Wangxi?``: the same asked of another period or place."""
    language = asked.language
    text = shifted_years(asked.text, spoken_year(asked.previous, language), language)
    periods, names = period_mentions(text, language), names_in(text, language)
    moved = any(find(patterns, text, language) for patterns in SHIFTED_INTERVAL)
    if not (periods or names or moved) or any(find(words, text, language) for words in (COMPARING, OTHER_KIND)):
        return None
    rest = masked(without_names(text, language), SHIFTED_INTERVAL, language)
    rest = masked(without_periods(rest, language), (SAME_PERIOD, LEAD, ASKING, BARE), language)
    if re.search(r"\w", without_years(rest)):
        return None
    changed: str | None = asked.previous
    if periods or moved:
        changed = replace_period(asked.previous, text, language)
    if names and changed is not None:
        changed = replace_name(changed, text, language)
    return None if changed is None else _changed(asked, changed, text)


def _without_comparing(asked: Asked) -> str:
    text = asked.text
    for match in reversed(find_all(COMPARING, text, asked.language)):
        text = text[: match.start()] + " " + text[match.end() :]
    return without_years(text)


def changed_part(asked: Asked) -> Completion | None:
    """``Thế còn năm 2023?``, ``Nậm Sương thì sao?``, 那下半年呢: the last question with one part changed."""
    language = asked.language
    fragment, led = _fragment(asked)
    if fragment is None:
        return None
    periods, names = period_mentions(fragment, language), names_in(fragment, language)
    own = words_of_its_own(fragment, language)
    text = asked.previous
    if (periods or _only_period(fragment, asked)) and not own:
        changed = replace_period(text, fragment, language)
        if changed is not None and names:
            changed = replace_name(changed, fragment, language)
        return _changed(asked, changed, fragment)
    if led and not periods and (other := replace_body(text, fragment, language)) is not None:
        return _changed(asked, other, fragment)
    if names and (not own or len(own.split()) <= 2) and not periods:
        return _changed(asked, replace_name(text, fragment, language), fragment)
    if names or periods or not led or not own:
        return None
    replaced = replace_thing(text, fragment, language)
    if replaced is None:
        return _changed(asked, None, fragment)
    return Completion(
        replaced[0], changed=True, how="rules" if replaced[1] else "needs_model", carried=(asked.previous,)
    )


def _changed(asked: Asked, text: str | None, fragment: str) -> Completion:
    if text is not None:
        return Completion(text, changed=True, how="rules", carried=(asked.previous,))
    subject = subject_of(asked.previous, asked.language)
    best = about(subject, asked.text, asked.language)
    return Completion(best, changed=True, how="needs_model", carried=(subject, fragment)[:1])


def _fragment(asked: Asked) -> tuple[str | None, bool]:
    """What is named beside ``thế còn … thì sao``, and whether such words stand there; ``None`` for a whole question."""
    language = asked.language
    lead = find(LEAD, asked.text, language)
    body = asked.text[lead.end() :] if lead else asked.text
    tail = find(TAIL, body, language)
    inner = body[: tail.start()] if tail and tail.start() > 0 else body
    tailed = bool(tail and re.sub(r"[\s?？!.。]", "", body[tail.start() :]))
    inner = re.sub(r"^(?:(?:của|ở|tại|of|in|at|for|on)\s+|在)(?=\S)", "", inner).strip(" ,，?？.。!")
    inner = re.sub(r"的$", "", inner)
    if not inner or len(inner) > _LONGEST_FRAGMENT[language] or find(ASKING, inner, language):
        return None, False
    inner = shifted_years(inner, spoken_year(asked.previous, language), language)
    handed_on = tailed and re.search(r"(?:thì sao|ra sao|sao|nữa|cũng vậy)\W*$", fold(asked.text))
    rest = without_periods(inner, language)
    if lead is None and not handed_on and rest != inner and len(re.findall(r"\w", rest)) > 3:
        return None, False
    led = lead is not None or bool(handed_on) or (tailed and (asked.text.rstrip("?？ ").endswith("呢")))
    small = not words_of_its_own(inner, language)
    return (inner, led) if led or small else (None, False)


def _only_period(fragment: str, asked: Asked) -> bool:
    """Tell whether a fragment names a period in words that are not one by themselves (``cả năm``, 同期)."""
    return replace_period("", fragment, asked.language) is not None


def left_out(asked: Asked) -> Completion | None:
    """``Ai chủ trì?``, 为什么: a question without a subject of its own."""
    language = asked.language
    if names_in(asked.text, language) or numbers_in(without_years(asked.text)):
        return None
    if has_own_subject(asked.text, language) and not find(DETAIL, asked.text, language):
        return None
    question = without_lead(asked.text, language)
    subject = subject_of(asked.previous, language)
    if find(WHY, question, language) and (stated := _stated(asked)):
        subject = stated
    text = about(subject, question, language)
    if find(HELD, subject, language) and find(WITH_OBJECT, question.rstrip("?？. "), language):
        text = f"{question.rstrip('?？. ')} {lower_first(subject)}?"
    return Completion(text, changed=True, how="rules", carried=(subject,))


def said_before(asked: Asked) -> Completion | None:
    """``Năm 2022 khám được bao nhiêu?``: all its words were just said, but of what place or body is left out."""
    language, text = asked.language, asked.text
    own = own_words(without_years(text), language)
    if (
        names_in(text, language)
        or not names_in(asked.previous, language)
        or numbers_in(without_periods(text, language))
    ):
        return None
    said = fold(f"{asked.previous} {references.plain_answer(asked.last)}")
    words = list(fold(own.replace(" ", ""))) if language == "zh" else fold(own).split()
    held = set(said) if language == "zh" else set(re.findall(r"[^\W_]+", said))
    if not words or not held.issuperset(words):
        return None
    if period_mentions(text, language) and not find(OTHER_KIND, text, language):
        changed = replace_period(asked.previous, text, language)
        if changed is not None:
            return _changed(asked, changed, text)
    subject = subject_of(asked.previous, language)
    return Completion(
        about(subject, without_lead(text, language), language), changed=True, how="rules", carried=(subject,)
    )


def _stated(asked: Asked) -> str | None:
    """What was answered to a question for which one, where its reason is asked: the fact instead of the question."""
    answer = re.split(r"(?<=[.。!?])\s|。", references.plain_answer(asked.last))[0].strip(" .。")
    which = re.search(r"\bwhich\b|nào|哪", asked.previous.lower())
    return answer if which and 0 < len(answer) <= 160 and not numbers_in(answer) else None
