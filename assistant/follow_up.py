"""Follow-up questions made complete from their conversation, by rule and only where they need it.

A question that has a subject of its own stays as it is, however short. One that leans on what was asked before, by a
pointing word (``đơn vị đó``, 他), by leaving its subject out (``ở đâu?``, 为什么) or by naming only what is to change
(``thế còn năm 2023?``, 那下半年呢), is completed from the stand-alone form of the last question, so that chains of
follow-ups work. Nothing is added that the conversation does not hold.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from assistant import follow_up_references as references
from assistant.conversations import Exchange
from assistant.follow_up_rewriting import accept_rewrite, rewrite_messages
from assistant.follow_up_slots import (
    names_in,
    period_mentions,
    replace_body,
    replace_name,
    replace_period,
    shifted_years,
    spoken_year,
)
from assistant.follow_up_subject import about, has_own_subject, lower_first, own_words, replace_thing, subject_of
from assistant.follow_up_words import (
    ASKING,
    BARE,
    COMPARING,
    COURTESY,
    DETAIL,
    HELD,
    LEAD,
    OTHER_KIND,
    SAME_PERIOD,
    SHIFTED_INTERVAL,
    TAIL,
    WHY,
    WITH_OBJECT,
    WITHIN,
    Table,
    find,
    find_all,
)
from assistant.question_analysis import question_language
from ingest.folding import fold
from ingest.periods import PeriodMention
from vectorstore.records import Language

__all__ = ["Completion", "accept_rewrite", "complete_question", "rewrite_messages"]

_LONGEST_FRAGMENT: Final[dict[Language, int]] = {"vi": 60, "zh": 18, "en": 60}
"""Characters beyond which what follows ``thế còn`` is no fragment any more."""


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
class _Asked:
    """A question beside the exchange that it may lean on."""

    text: str
    last: Exchange
    earlier: tuple[Exchange, ...]
    language: Language

    @property
    def previous(self) -> str:
        return self.last.standalone


def complete_question(question: str, history: Sequence[Exchange]) -> Completion:
    """Make a question complete from the exchanges before it (oldest first), where it leans on them."""
    text = " ".join(unicodedata.normalize("NFC", question).split())
    alone = Completion(question, changed=False, how="alone")
    asked_before = [exchange for exchange in history if not _is_courtesy(exchange.question)]
    if not asked_before or not any(character.isalnum() for character in text) or _is_courtesy(text):
        return alone
    language = _language(text, asked_before[-1])
    asked = _Asked(_without_courtesy(text, language), asked_before[-1], tuple(asked_before[:-1]), language)
    for rule in _RULES:
        completion = rule(asked)
        if completion is not None:
            return alone if completion.text == asked.text else _capitalised(completion)
    return alone


def _capitalised(completion: Completion) -> Completion:
    return replace(completion, text=completion.text[:1].upper() + completion.text[1:])


def _language(text: str, last: Exchange) -> Language:
    """The language of a short question; what could be any is in the language of the conversation."""
    if re.search(r"[\u3400-\u9fff]", text):
        return "zh"
    before = question_language(last.standalone)
    if len(re.findall(r"[^\W\d_]+", text)) <= 1 and before != "zh":
        return before
    return question_language(text)


def _is_courtesy(text: str) -> bool:
    """Tell thanks, greetings and words of having understood from questions."""
    folded = unicodedata.normalize("NFC", text).strip()
    for language in ("vi", "zh", "en"):
        match = find(COURTESY, folded, language)
        rest = folded[match.end() :] if match else folded
        if match and (len(re.findall(r"\w", rest)) == 0 or (len(rest) < 12 and not _asks(rest, language))):
            return True
    return False


def _asks(text: str, language: Language) -> bool:
    return bool(find(ASKING, text, language) or period_mentions(text, language) or "?" in text or "？" in text)


def _without_courtesy(text: str, language: Language) -> str:
    """Drop a sentence of thanks before the question."""
    parts = re.split(r"(?<=[.!。！])\s*", text, maxsplit=1)
    return parts[1] if len(parts) == 2 and parts[1] and _is_courtesy(parts[0]) else text


# ---- rules, in order ----------------------------------------------------------------------------------------------


def _listed_item(asked: _Asked) -> Completion | None:
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
        scope = asked.previous[: max([name.end for name in names] + [one.end for one in _periods(asked)], default=0)]
        text, carried = scope + text, [scope, words]
    return Completion(text, changed=True, how="rules", carried=tuple(carried))


def _comparison(asked: _Asked) -> Completion | None:
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


def _two_names(asked: _Asked) -> tuple[str, str] | None:
    """The places that the last two questions asked the same about."""
    if not asked.earlier or names_in(asked.text, asked.language):
        return None
    texts = (asked.earlier[-1].standalone, asked.previous)
    first, last = ({text[one.start : one.end] for one in names_in(text, asked.language)} for text in texts)
    return (next(iter(first - last)), next(iter(last - first))) if len(first - last) == len(last - first) == 1 else None


def _same_again(asked: _Asked) -> Completion | None:
    """``Năm 2022 là bao nhiêu?``, ``What was it in Wangxi?``: the same asked of another period or place."""
    language = asked.language
    text = shifted_years(asked.text, spoken_year(asked.previous, language), language)
    periods, names = period_mentions(text, language), names_in(text, language)
    moved = any(find(patterns, text, language) for patterns in SHIFTED_INTERVAL)
    if not (periods or names or moved) or any(find(words, text, language) for words in (COMPARING, OTHER_KIND)):
        return None
    rest = _masked(_without_names(text, language), SHIFTED_INTERVAL, language)
    rest = _masked(_without_periods(rest, language), (SAME_PERIOD, LEAD, ASKING, BARE), language)
    if re.search(r"\w", _without_years(rest)):
        return None
    changed: str | None = asked.previous
    if periods or moved:
        changed = replace_period(asked.previous, text, language)
    if names and changed is not None:
        changed = replace_name(changed, text, language)
    return None if changed is None else _changed(asked, changed, text)


def _masked(text: str, tables: Sequence[Table], language: Language) -> str:
    for words in tables:
        for match in reversed(find_all(words, text, language)):
            text = text[: match.start()] + "|" * len(match[0]) + text[match.end() :]
    return text


def _without_comparing(asked: _Asked) -> str:
    text = asked.text
    for match in reversed(find_all(COMPARING, text, asked.language)):
        text = text[: match.start()] + " " + text[match.end() :]
    return _without_years(text)


def _without_years(text: str) -> str:
    return re.sub(r"(?:19|20)\d\d年?", " ", text)


def _part_of_it(asked: _Asked) -> Completion | None:
    """``Trong đó phần tập huấn là bao nhiêu?``: a part of what was asked about."""
    match = find(WITHIN, asked.text, asked.language)
    if match is None:
        return None
    subject = subject_of(asked.previous, asked.language)
    before, after = asked.text[: match.start()].strip(" ,，"), asked.text[match.end() :]
    if asked.language == "zh":
        text = f"{before}{'，' if before else ''}{subject}中，{after}"
    elif asked.language == "vi":
        text = about(subject, f"{_unled(before, asked.language)} {after}".strip(), "vi")
    else:
        text = about(subject, f"{_unled(before, 'en')} {after.strip()}".strip(), "en")
    return Completion(text, changed=True, how="rules", carried=(subject,))


def _pointing(asked: _Asked) -> Completion | None:
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


def _thing_or_body(asked: _Asked, pronoun: str) -> str | None:
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


def _pointing_at_subject(asked: _Asked, match: re.Match[str], *, sure: bool) -> Completion:
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


def _changed_part(asked: _Asked) -> Completion | None:
    """``Thế còn năm 2023?``, ``Nậm Sương thì sao?``, 那下半年呢: the last question with one part changed."""
    language = asked.language
    fragment, led = _fragment(asked)
    if fragment is None:
        return None
    periods, names = period_mentions(fragment, language), names_in(fragment, language)
    own = _own(fragment, language)
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


def _changed(asked: _Asked, text: str | None, fragment: str) -> Completion:
    if text is not None:
        return Completion(text, changed=True, how="rules", carried=(asked.previous,))
    subject = subject_of(asked.previous, asked.language)
    best = about(subject, asked.text, asked.language)
    return Completion(best, changed=True, how="needs_model", carried=(subject, fragment)[:1])


def _fragment(asked: _Asked) -> tuple[str | None, bool]:
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
    rest = _without_periods(inner, language)
    if lead is None and not handed_on and rest != inner and len(re.findall(r"\w", rest)) > 3:
        return None, False
    led = lead is not None or bool(handed_on) or (tailed and (asked.text.rstrip("?？ ").endswith("呢")))
    small = not _own(inner, language)
    return (inner, led) if led or small else (None, False)


def _only_period(fragment: str, asked: _Asked) -> bool:
    """Tell whether a fragment names a period in words that are not one by themselves (``cả năm``, 同期)."""
    return replace_period("", fragment, asked.language) is not None


def _without_periods(text: str, language: Language) -> str:
    for one in reversed(period_mentions(text, language)):
        text = text[: one.start] + text[one.end :]
    return text


def _own(text: str, language: Language) -> str:
    """The words of a fragment beside names, periods and general words."""
    bare = _without_names(text, language)
    return own_words(bare, language) and own_words(_without_years(bare), language)


def _without_names(text: str, language: Language) -> str:
    for name in reversed(names_in(text, language)):
        text = text[: name.start] + " " + text[name.end :]
    return text


def _left_out(asked: _Asked) -> Completion | None:
    """``Ai chủ trì?``, 为什么: a question without a subject of its own."""
    language = asked.language
    if names_in(asked.text, language) or _numbers(_without_years(asked.text)):
        return None
    if has_own_subject(asked.text, language) and not find(DETAIL, asked.text, language):
        return None
    question = _unled(asked.text, language)
    subject = subject_of(asked.previous, language)
    if find(WHY, question, language) and (stated := _stated(asked)):
        subject = stated
    text = about(subject, question, language)
    if find(HELD, subject, language) and find(WITH_OBJECT, question.rstrip("?？. "), language):
        text = f"{question.rstrip('?？. ')} {lower_first(subject)}?"
    return Completion(text, changed=True, how="rules", carried=(subject,))


def _said_before(asked: _Asked) -> Completion | None:
    """``Năm 2022 khám được bao nhiêu?``: all its words were just said, but of what place or body is left out."""
    language, text = asked.language, asked.text
    own = own_words(_without_years(text), language)
    if names_in(text, language) or not names_in(asked.previous, language) or _numbers(_without_periods(text, language)):
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
    return Completion(about(subject, _unled(text, language), language), changed=True, how="rules", carried=(subject,))


def _stated(asked: _Asked) -> str | None:
    """What was answered to a question for which one, where its reason is asked: the fact instead of the question."""
    answer = re.split(r"(?<=[.。!?])\s|。", references.plain_answer(asked.last))[0].strip(" .。")
    which = re.search(r"\bwhich\b|nào|哪", asked.previous.lower())
    return answer if which and 0 < len(answer) <= 160 and not _numbers(answer) else None


def _unled(text: str, language: Language) -> str:
    lead = find(LEAD, text, language)
    rest = text[lead.end() :] if lead else text
    return rest if re.search(r"\w", re.sub(r"[吗呢吧啊]", "", rest)) else text


def _numbers(text: str) -> list[str]:
    return re.findall(r"\d+", text)


def _periods(asked: _Asked) -> list[PeriodMention]:
    return period_mentions(asked.previous, asked.language)


_RULES: Final[tuple[Callable[[_Asked], Completion | None], ...]] = (
    _listed_item,
    _part_of_it,
    _comparison,
    _same_again,
    _pointing,
    _changed_part,
    _left_out,
    _said_before,
)
