"""Denials, rises and falls, plans and results of a claim held against the wording of its sources."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.answer_terms import coverage
from assistant.checking.claim_flaws import Flaw
from assistant.checking.polarity import (
    Denial,
    find_denials,
    find_turns,
    heads_plans,
    intends,
    intends_plainly,
    is_due,
    is_plan,
    lacks,
    reports_plainly,
)
from assistant.checking.source_claims import Source
from assistant.checking.statements import Statement, keys_in
from assistant.drafting.sentence_roles import roles_of
from vectorstore.chinese_text import to_simplified
from vectorstore.search_text import index_keys

Sources = Sequence[tuple[int, Source]]
_REACHED: Final = 0.5
"""Share of the words that a denial reaches which must meet again, for two stretches to speak of the same."""
_ALIGNED: Final = 0.34
_REPEATED: Final = 0.7
_LEAST_REPEATED: Final = 4


@dataclass(frozen=True, slots=True)
class _Clause:
    index: int
    source: Source
    start: int
    end: int
    keys: frozenset[str]

    @property
    def text(self) -> str:
        return self.source.statement.text[self.start : self.end]


def _clauses_of(sources: Sources) -> list[_Clause]:
    return [
        _Clause(index, source, low, high, frozenset(key.removeprefix("~") for key in index_keys(text[low:high])))
        for index, source in sources
        for text in (source.statement.text,)
        for low, high in source.statement.clauses
    ]


def _best_clause(text: str, claim: Statement, clauses: Sequence[_Clause]) -> tuple[_Clause | None, float]:
    best, most = None, 0.0
    for clause in clauses:
        keys = keys_in(text, claim.language, clause.source.language)
        share = coverage(keys, clause.keys) if keys else 0.0
        if share > most:
            best, most = clause, share
    return best, most


def judge_denials(claim: Statement, sources: Sources) -> list[Flaw]:
    """What the claim denies must be denied in a source, and what a source denies the claim must not affirm."""
    denied = [(index, source, denial) for index, source in sources for denial in _denials(source.statement)]
    own = _denials(claim)
    flaws = _hardened(claim, sources)
    for denial in own:
        flaw = _unfounded(denial, claim, sources, denied)
        if flaw is not None:
            flaws.append(flaw)
    for index, source, denial in denied:
        flaw = _omitted(index, source, denial, claim, own)
        if flaw is not None and not flaws:
            flaws.append(flaw)
    return flaws


_NOT_ENOUGH: Final = re.compile(r"不够(?=(\w{2}))")


def _hardened(claim: Statement, sources: Sources) -> list[Flaw]:
    """Find what a Chinese source calls not enough (``不够重视``) and the claim denies outright (``不重视``)."""
    stated = to_simplified(claim.text)
    flaws = []
    for index, source in sources:
        for match in _NOT_ENOUGH.finditer(to_simplified(source.statement.text)):
            at = stated.find(f"不{match[1]}")
            if at >= 0 and f"不够{match[1]}" not in stated:
                flaws.append(Flaw("negation_changed", at, at + 1 + len(match[1]), f"不够{match[1]}", index))
    return flaws[:1]


def _denials(statement: Statement) -> tuple[Denial, ...]:
    return find_denials(statement.text, statement.language)


def _unfounded(
    denial: Denial, claim: Statement, sources: Sources, denied: Sequence[tuple[int, Source, Denial]]
) -> Flaw | None:
    for _, source, other in denied:
        if _meet(denial.scope, claim, other.scope, source):
            return None
    clause, share = _best_clause(_clause_at(claim, denial.start), claim, _clauses_of(sources))
    if clause is None or share < _ALIGNED:
        return None
    if lacks(clause.text, clause.source.language):
        return None
    whole = clause.source.statement
    if claim.language != whole.language and lacks(whole.text, whole.language):
        return None
    return Flaw(
        "negation_changed",
        denial.start,
        min(len(claim.text), denial.end + len(denial.scope) + 1),
        clause.text.strip(),
        clause.index,
    )


def _meet(scope: str, claim: Statement, other: str, source: Source) -> bool:
    keys = keys_in(scope, claim.language, source.language)
    found = keys_in(other, source.language, source.language)
    return bool(set(keys) & set(found)) or (not keys and not found)


def _omitted(index: int, source: Source, denial: Denial, claim: Statement, own: Sequence[Denial]) -> Flaw | None:
    """A denial of the source whose words the claim repeats, in a clause that it repeats, without denying them."""
    if claim.language != source.language or any(_meet(mine.scope, claim, denial.scope, source) for mine in own):
        return None
    scope = keys_in(denial.scope, source.language, source.language)
    if not scope or coverage(scope, claim.keys) < _REACHED:
        return None
    if _repeats(claim, source, denial):
        return Flaw("negation_changed", 0, len(claim.text), _denied_surface(source, denial), index)
    elsewhere = (
        source.statement.text[: denial.start] + " . " + source.statement.text[denial.end + len(denial.scope) + 1 :]
    )
    if coverage(scope, frozenset(index_keys(elsewhere))) >= _REACHED:
        return None
    low, high = next(
        (
            (low, high)
            for low, high in claim.clauses
            if coverage(scope, frozenset(index_keys(claim.text[low:high]))) >= _REACHED
        ),
        (0, len(claim.text)),
    )
    if lacks(claim.text[low:high], claim.language):
        return None
    return Flaw("negation_changed", low, high, _denied_surface(source, denial), index)


def _denied_surface(source: Source, denial: Denial) -> str:
    return source.statement.text[denial.start : denial.end + len(denial.scope) + 1].strip()


def _repeats(claim: Statement, source: Source, denial: Denial) -> bool:
    """Tell whether a clause of the claim repeats the very clause of the source that denies, and denies nothing."""
    denying = next(((low, high) for low, high in source.statement.clauses if low <= denial.start < high), None)
    if denying is None:
        return False
    keys = frozenset(index_keys(source.statement.text[slice(*denying)]))
    for low, high in claim.clauses:
        own = keys_in(claim.text[low:high], claim.language, source.language)
        if len(own) >= _LEAST_REPEATED and coverage(own, keys) >= _REPEATED:
            most = len(find_denials(claim.text[low:high], claim.language))
            least = len(find_denials(source.statement.text[slice(*denying)], source.language))
            return most < least if most else not lacks(claim.text[low:high], claim.language)
    return False


def _clause_at(claim: Statement, offset: int) -> str:
    return next((claim.text[low:high] for low, high in claim.clauses if low <= offset <= high), claim.text)


def judge_turns(claim: Statement, sources: Sources) -> list[Flaw]:
    """A clause that says that something rose must not stand for one that says that it fell."""
    clauses = _clauses_of(sources)
    flaws = []
    for turn in find_turns(claim.text, claim.language):
        clause, share = _best_clause(_clause_at(claim, turn.start), claim, clauses)
        if clause is None or share < _ALIGNED:
            continue
        signs = {other.sign for other in find_turns(clause.text, clause.source.language)}
        whole = {other.sign for other in find_turns(clause.source.statement.text, clause.source.language)}
        if signs == {-turn.sign} and turn.sign not in whole:
            flaws.append(Flaw("negation_changed", turn.start, turn.end, clause.text.strip(), clause.index))
    return flaws


def judge_roles(claim: Statement, sources: Sources) -> list[Flaw]:
    """What is still to be done must not be told as done, nor the reverse."""
    clauses = [one for one in _clauses_of(sources) if not one.source.statement.text.lstrip().startswith("|")]
    done = reports_plainly(claim.text, claim.language)
    flaw = _told_as_done(claim, done, clauses)
    if flaw is None and done is None:
        flaw = _told_as_planned(claim, clauses)
    return [flaw] if flaw else []


def _told_as_done(claim: Statement, done: re.Match[str] | None, clauses: Sequence[_Clause]) -> Flaw | None:
    """Find what the claim tells as done, or without any word of plan, where the source plans it."""
    if done is None:
        if intends(claim.text, claim.language):
            return None
        stretches = list(claim.clauses)
    else:
        own = next(((low, high) for low, high in claim.clauses if low <= done.start() < high), (0, len(claim.text)))
        if intends_plainly(claim.text[slice(*own)], claim.language):
            return None
        stretches = [own, (done.start(), own[1])]
    for low, high in stretches:
        clause, share = _best_clause(claim.text[low:high], claim, clauses)
        if clause is not None and share >= _ALIGNED and _is_planned(clause, told_done=done is not None):
            start, end = (done.start(), done.end()) if done else (low, high)
            return Flaw("role_changed", start, end, clause.text.strip(), clause.index)
    return None


def _told_as_planned(claim: Statement, clauses: Sequence[_Clause]) -> Flaw | None:
    """Find what the claim tells as a plan where nothing in or above the source says so."""
    planned = intends_plainly(claim.text, claim.language)
    if planned is None:
        return None
    low, high = next(((a, b) for a, b in claim.clauses if a <= planned.start() <= b), (0, len(claim.text)))
    clause, share = _best_clause(claim.text[low:high], claim, clauses)
    if clause is not None and share >= _ALIGNED and _is_done(clause):
        return Flaw("role_changed", planned.start(), planned.end(), clause.text.strip(), clause.index)
    return None


def _is_asked(source: Source) -> bool:
    """Tell whether a source sentence asks for something or plans it, and reports nothing (``Ba là, … chuẩn bị …``)."""
    sentence = source.sentence
    roles = roles_of(sentence.text, sentence.language, heading=sentence.heading, before=sentence.before)
    return bool(roles & {"plan", "instruction"}) and "result" not in roles


def _is_planned(clause: _Clause, *, told_done: bool) -> bool:
    """Tell whether a clause of a source is a plan by its own words or those before it.

    For a claim that says plainly that it was done, a duty in the clause or a heading of plans above is enough.
    """
    language, text = clause.source.language, clause.source.statement.text
    own = intends_plainly(clause.text, language) is not None
    before = intends_plainly(text[: clause.end], language)
    done = reports_plainly(text[: clause.end], language)
    if own or (before is not None and (done is None or done.start() < before.start())):
        return True
    if not told_done:
        return False
    if is_due(clause.text, language) and reports_plainly(clause.text, language) is None:
        return True
    if _is_asked(clause.source):
        return True
    if reports_plainly(text, language) is not None:
        return False
    return heads_plans(clause.source.sentence.heading) or is_plan(clause.source.sentence.title)


def _is_done(clause: _Clause) -> bool:
    """Tell whether nothing in or above a clause of a source says that it is still to be done."""
    source = clause.source
    return not intends(source.statement.text, source.language) and not heads_plans(source.sentence.context)
