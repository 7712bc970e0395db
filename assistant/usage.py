"""What was asked and how it went, for those who keep the library: so that they know which reports are missing. Pure."""

from __future__ import annotations

import math
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from assistant.answering.answer_terms import question_terms
from assistant.conversations import FeedbackReason
from vectorstore.records import Language

SAME_TOPIC: Final = 0.5
"""Share of the lighter question's words, by weight, from which two refused questions are about the same thing."""
MOST_REFUSED: Final = 2_000
"""Refused questions, the latest, that are sorted into topics."""
MOST_LISTED: Final = 20
_TIME: Final = re.compile(r"[\d年月季]|(?:^|_)(?:năm|tháng|quý|ngày|year|month|quarter)s?(?:_|$)|上半|下半")
"""Keys that say when, not what."""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One answered question of somebody's, as much of it as counting needs. ``seconds`` is the time to the answer."""

    asked_at: datetime
    user: str
    question: str
    language: Language
    abstained: bool
    reason: str | None
    mode: str
    seconds: float
    useful: bool | None = None
    feedback: FeedbackReason | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class WeekOfUse:
    """Questions of one week; ``start`` is its Monday."""

    start: date
    questions: int = 0
    refused: int = 0
    useful: int = 0
    not_useful: int = 0


@dataclass(frozen=True, slots=True)
class UnansweredTopic:
    """Refused questions about the same thing: its words, how often it was asked, by how many people, when last, and how
    they put it.
    """

    words: tuple[str, ...]
    count: int
    users: int
    language: Language
    last_asked: datetime
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UsageReport:
    """The use of a span of time. Questions come without their text where people's questions are not to be shown."""

    since: datetime
    questions: int
    refused: int
    useful: int
    not_useful: int
    users: int
    median_seconds: float | None
    slow_seconds: float | None
    """What nineteen of twenty questions stayed below."""
    weeks: tuple[WeekOfUse, ...]
    topics: tuple[UnansweredTopic, ...]
    not_useful_answers: tuple[AskedQuestion, ...]
    slowest: tuple[AskedQuestion, ...]
    reasons: tuple[tuple[str, int], ...] = ()
    """Why questions were refused, the most frequent reason first."""


def report_usage(asked: Sequence[AskedQuestion], *, since: datetime, now: datetime, shown: bool) -> UsageReport:
    """Sum up what was asked between two moments; ``shown`` says whether questions may be read by others."""
    refused = [one for one in asked if one.abstained]
    seconds = sorted(one.seconds for one in asked)
    judged = sorted((one for one in asked if one.useful is False), key=lambda one: one.asked_at, reverse=True)
    slowest = sorted(asked, key=lambda one: -one.seconds)
    return UsageReport(
        since=since,
        questions=len(asked),
        refused=len(refused),
        useful=sum(one.useful is True for one in asked),
        not_useful=len(judged),
        users=len({one.user for one in asked}),
        median_seconds=statistics.median(seconds) if seconds else None,
        slow_seconds=seconds[math.ceil(len(seconds) * 0.95) - 1] if seconds else None,
        weeks=_weeks(asked, since, now),
        topics=_shown_topics(find_topics(refused), shown),
        not_useful_answers=_shown(judged[:MOST_LISTED], shown),
        slowest=_shown(slowest[:MOST_LISTED], shown),
        reasons=tuple(Counter(one.reason or "other" for one in refused).most_common()),
    )


def find_topics(refused: Sequence[AskedQuestion]) -> tuple[UnansweredTopic, ...]:
    """Sort refused questions by what they are about, the most asked topic first.

    Two questions belong together when their content words, weighted by rarity, are half the same; years and other
    numbers do not count. Chains of such pairs are one topic.
    """
    latest = sorted(refused, key=lambda one: one.asked_at, reverse=True)[:MOST_REFUSED]
    keys = [frozenset(_topic_keys(one)) for one in latest]
    holding: dict[str, list[int]] = defaultdict(list)
    for at, some in enumerate(keys):
        for key in some:
            holding[key].append(at)
    weights = {key: math.log(1 + len(latest) / len(places)) for key, places in holding.items()}
    groups = _grouped(keys, holding, weights)
    topics = [_topic([latest[at] for at in group], [keys[at] for at in group], weights) for group in groups]
    return tuple(sorted(topics, key=lambda topic: (-topic.count, -topic.last_asked.timestamp())))


def _topic_keys(one: AskedQuestion) -> list[str]:
    return [key for key in question_terms(one.question, one.language) if not _TIME.search(key)]


def _grouped(
    keys: Sequence[frozenset[str]], holding: dict[str, list[int]], weights: dict[str, float]
) -> list[list[int]]:
    totals = [sum(weights[key] for key in some) for some in keys]
    leader = list(range(len(keys)))

    def find(at: int) -> int:
        while leader[at] != at:
            leader[at] = leader[leader[at]]
            at = leader[at]
        return at

    for at, some in enumerate(keys):
        shared: dict[int, float] = defaultdict(float)
        for key in some:
            for other in holding[key]:
                if other > at:
                    shared[other] += weights[key]
        for other, weight in shared.items():
            if weight >= SAME_TOPIC * min(totals[at], totals[other]):
                leader[find(other)] = find(at)
    groups: dict[int, list[int]] = defaultdict(list)
    for at in range(len(keys)):
        groups[find(at)].append(at)
    return list(groups.values())


def _topic(
    members: Sequence[AskedQuestion], keys: Sequence[frozenset[str]], weights: dict[str, float]
) -> UnansweredTopic:
    newest = members[0]
    counts = Counter(key for some in keys for key in some)
    common = {key for key, count in counts.items() if 2 * count > len(members)}
    ordered = [key for key in _topic_keys(newest) if key in common] or sorted(counts, key=lambda key: -counts[key])[:4]
    different = dict.fromkeys(one.question for one in members)
    return UnansweredTopic(
        words=_phrases(ordered),
        count=len(members),
        users=len({one.user for one in members}),
        language=newest.language,
        last_asked=newest.asked_at,
        questions=tuple(different)[:5],
    )


def _phrases(keys: Sequence[str]) -> tuple[str, ...]:
    """Chain pairs that overlap into phrases; words that stand in no pair stay alone."""
    pairs = [key for key in keys if "_" in key or (len(key) == 2 and key[0] > "\u3000")]
    phrases: list[str] = []
    for pair in pairs:
        first, second = pair.split("_") if "_" in pair else (pair[0], pair[1])
        gap = " " if "_" in pair else ""
        if phrases and (phrases[-1] == first or phrases[-1].endswith(f"{gap}{first}" if gap else first)):
            phrases[-1] = f"{phrases[-1]}{gap}{second}"
        else:
            phrases.append(f"{first}{gap}{second}")
    spoken = {word for phrase in phrases for word in phrase.split()}
    alone = [key for key in keys if key not in pairs and key not in spoken]
    return tuple([*phrases, *alone][:6])


def _weeks(asked: Iterable[AskedQuestion], since: datetime, now: datetime) -> tuple[WeekOfUse, ...]:
    first, last = _monday(since.date()), _monday(now.date())
    weeks = {first + timedelta(weeks=step): WeekOfUse(first) for step in range((last - first).days // 7 + 1)}
    weeks = {start: replace(week, start=start) for start, week in weeks.items()}
    for one in asked:
        start = _monday(one.asked_at.astimezone(now.tzinfo).date())
        week = weeks.get(start, WeekOfUse(start))
        weeks[start] = replace(
            week,
            questions=week.questions + 1,
            refused=week.refused + one.abstained,
            useful=week.useful + (one.useful is True),
            not_useful=week.not_useful + (one.useful is False),
        )
    return tuple(weeks[start] for start in sorted(weeks))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _shown(asked: Iterable[AskedQuestion], shown: bool) -> tuple[AskedQuestion, ...]:
    return tuple(one if shown else replace(one, question="", comment="", user="") for one in asked)


def _shown_topics(topics: Iterable[UnansweredTopic], shown: bool) -> tuple[UnansweredTopic, ...]:
    """Without their questions topics keep their words, and only those that several people asked about."""
    if shown:
        return tuple(topics)[:MOST_LISTED]
    return tuple(replace(one, questions=()) for one in topics if one.users > 1)[:MOST_LISTED]
