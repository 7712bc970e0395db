"""People, posts, proper names, document numbers and stray numerals of a claim held against its sources."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from assistant.answering.answer_posts import Post, find_posts, same_post
from assistant.checking.claim_flaws import Flaw
from assistant.checking.claim_times import bearing
from assistant.checking.source_claims import Source
from assistant.checking.statements import Statement, speaks_of
from ingest.folding import fold, unmark
from ingest.people import PersonMention
from vectorstore.search_text import normalise_for_search
from vectorstore.vietnamese_text import looks_like_syllable

Sources = Sequence[tuple[int, Source]]
_NUMERAL: Final = re.compile(r"\d+(?:[.,]\d+)*")


def judge_people(claim: Statement, sources: Sources) -> list[Flaw]:
    """Every person must stand in a source, and there with the post that the claim gives."""
    flaws = []
    for person in claim.people:
        if not any(_comparable(person.name, source) for _, source in sources):
            continue
        holders = [(index, other) for index, source in sources for other in _people_of(source) if _same(person, other)]
        if not holders and not any(_stands_in(person.name, source) for _, source in sources):
            flaws.append(_absent_person(person, claim, sources))
            continue
        if not _named_with(person, claim, sources):
            flaws.append(_absent_person(person, claim, sources))
            continue
        flaw = _judge_post_of(person, claim, holders, dict(sources))
        if flaw is not None:
            flaws.append(flaw)
    return flaws


def _people_of(source: Source) -> list[PersonMention]:
    return [*source.statement.people, *(person for line in source.context_statements for person in line.people)]


def _same(first: PersonMention, second: PersonMention) -> bool:
    return normalise_for_search(first.name) == normalise_for_search(second.name)


def _comparable(name: str, source: Source) -> bool:
    """Names are compared within a script: no table says how a Chinese name is written in Latin letters."""
    return (name[:1] > "\u3000") == (source.language == "zh")


def _stands_in(name: str, source: Source) -> bool:
    wanted = normalise_for_search(name)
    text = normalise_for_search(f"{source.sentence.text}\n{source.sentence.context}")
    if wanted in text:
        return True
    return wanted.isascii() and wanted in unmark(text)


def _named_with(person: PersonMention, claim: Statement, sources: Sources) -> bool:
    """Tell whether the source that names the person is one that says what the claim says of them.

    The main source does where the sentence itself names them, or where it names nobody and its context does; another
    must hold a good part of the clause in which the claim names them.
    """
    for place, (_, source) in enumerate(sources):
        own = normalise_for_search(person.name) in normalise_for_search(source.sentence.text)
        if place == 0 and (own or (not source.statement.people and _stands_in(person.name, source))):
            return True
        if _stands_in(person.name, source) and speaks_of(
            claim, person.start, person.end, source.statement.keys, source.language
        ):
            return True
    return False


def _absent_person(person: PersonMention, claim: Statement, sources: Sources) -> Flaw:
    posts = find_posts(person.post, claim.language)
    for index, source in sources:
        for other in source.statement.people:
            theirs = find_posts(other.post, source.language)
            alike = posts and theirs and same_post(posts[0], theirs[0], same_language=claim.language == source.language)
            if alike or not posts:
                return Flaw("name_unsupported", person.start, person.end, other.name, index)
    return Flaw("name_unsupported", person.start, person.end)


def _judge_post_of(
    person: PersonMention, claim: Statement, holders: Sequence[tuple[int, PersonMention]], sources: dict[int, Source]
) -> Flaw | None:
    """One of the posts that a source gives the person must be the one claimed; a post left out is no change."""
    if not person.post or person.post_start is None or person.post_end is None:
        return None
    claimed = find_posts(person.post, claim.language)
    known = [(index, other, find_posts(other.post, sources[index].language)) for index, other in holders if other.post]
    known = [row for row in known if row[2]]
    if not claimed or not known:
        return None
    for index, _, posts in known:
        same = claim.language == sources[index].language
        if any(same_post(mine, theirs, same_language=same) for mine in claimed for theirs in posts):
            return None
    index, other, _ = known[0]
    return Flaw("post_changed", person.post_start, person.post_end, other.post, index)


def judge_posts(claim: Statement, sources: Sources) -> list[Flaw]:
    """A post must be held by somebody in the sources where they name posts at all."""
    found = [
        (index, post, source.language)
        for index, source in sources
        for line in (source.statement, *source.context_statements)
        for post in line.posts
    ]
    own = [(index, post) for index, source in sources for post in source.statement.posts]
    flaws = []
    for post in claim.posts:
        rank = _other_rank(post, claim, own, dict(sources))
        if rank is not None:
            flaws.append(Flaw("post_changed", post.start, post.end, rank[1].surface, rank[0]))
            continue
        if not own or any(same_post(post, other, same_language=claim.language == lang) for _, other, lang in found):
            continue
        nearest = max(own, key=lambda pair: _post_likeness(post, pair[1]))
        if claim.language != sources[0][1].language and post.deputy == nearest[1].deputy:
            continue
        flaws.append(Flaw("post_changed", post.start, post.end, nearest[1].surface, nearest[0]))
    return flaws


def _other_rank(
    post: Post, claim: Statement, own: Sequence[tuple[int, Post]], sources: dict[int, Source]
) -> tuple[int, Post] | None:
    """Find the deputy's post where the claim has the head's, or the reverse, if the sources know no other."""
    alike = [(index, other) for index, other in own if sources[index].language == claim.language]
    if any(same_post(post, other, same_language=True) for _, other in alike):
        return None
    turned = replace(post, deputy=not post.deputy)
    return next(((index, other) for index, other in alike if same_post(turned, other, same_language=True)), None)


def _post_likeness(first: Post, second: Post) -> int:
    return (first.title == second.title) * 2 + len(set(fold(first.surface)) & set(fold(second.surface)))


def judge_names(claim: Statement, sources: Sources) -> list[Flaw]:
    """A place or body that the claim names must be named in a source or its context."""
    flaws = []
    people = [(person.start, person.end) for person in claim.people]
    for name in claim.names:
        if any(start < name.end and name.start < end for start, end in people):
            continue
        if claim.language == "zh":
            readable = [source for _, source in sources if source.language == "zh"]
            held = any(_stands_in(name.words[0], source) for source in readable)
        else:
            readable = [source for _, source in sources if source.language != "zh"]
            pairs = _checkable_pairs(name.words, claim, readable)
            held = all(
                any(pair in source.statement.keys | source.context_keys for source in readable) for pair in pairs
            )
        if readable and not held:
            flaws.append(Flaw("name_unsupported", name.start, name.end))
    return flaws


def _checkable_pairs(words: tuple[str, ...], claim: Statement, sources: Sequence[Source]) -> list[str]:
    """Neighbouring words of a name as search keys; in another language only what can be no translation."""
    folded = [normalise_for_search(word) for word in words]
    pairs = list(pairwise(folded))
    if sources and all(source.language != claim.language for source in sources):
        pairs = [pair for pair in pairs if all(looks_like_syllable(word) for word in pair)]
        return [f"{unmark(first)}_{unmark(second)}" for first, second in pairs]
    return [f"{first}_{second}" for first, second in pairs]


def judge_numbers(claim: Statement, sources: Sources) -> list[Flaw]:
    """A document number must stand in a source as it is."""
    known = [
        (index, number)
        for index, source in sources
        for line in (source.statement, *source.context_statements)
        for number in line.numbers
    ]
    flaws = []
    for number in claim.numbers:
        exact = [other for _, other in known if fold(other.value) == fold(number.value)]
        if exact and any(other.status == "stated" for other in exact):
            continue
        alike = [row for row in known if row[1].type_symbol == number.type_symbol] or known
        expected, index = (alike[0][1].surface, alike[0][0]) if alike else (None, None)
        flaws.append(Flaw("number_changed", number.start, number.end, expected, index))
    return flaws


def judge_numerals(claim: Statement, sources: Sources) -> list[Flaw]:
    """A numeral that is no figure, date or number (in a name, an ordinal, a time of day) must stand in a source."""
    return [
        Flaw("figure_unsupported", start, end)
        for start, end in claim.digits
        if _plain(claim.folded[start:end]) not in _numerals(bearing(claim, start, end, sources))
    ]


def _numerals(sources: Sources) -> set[str]:
    return {
        _plain(match[0])
        for _, source in sources
        for text in (source.sentence.text, source.sentence.context)
        for match in _NUMERAL.finditer(fold(text))
    }


def _plain(numeral: str) -> str:
    return numeral.lstrip("0") or "0"
