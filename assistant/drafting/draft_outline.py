"""The parts that a document of a genre has, and which facts stand in each: chosen by weight within its share."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from assistant.drafting.draft import Brief, Genre
from assistant.drafting.draft_slots import Slot
from assistant.drafting.fact_values import Fact, FactPlace
from assistant.drafting.summary_clauses import item_of
from ingest.folding import fold
from vectorstore.records import Language

Style = Literal["formula", "sections", "prose", "numbered", "line"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document. ``share`` of the length belongs to it; a ``required`` one without facts is a blank."""

    code: str
    slots: tuple[Slot, ...]
    share: float
    style: Style
    required: bool = False


@dataclass(frozen=True, slots=True)
class FilledPart:
    """A part with its facts, in the order in which they are told."""

    part: Part
    facts: tuple[Fact, ...]


_RESULTS: Final[tuple[Slot, ...]] = ("results", "commendations")
PARTS: Final[Mapping[Genre, tuple[Part, ...]]] = {
    "report": (
        Part("opening", (), 0, "formula"),
        Part("situation", ("event", "participants"), 0.12, "sections"),
        Part("results", _RESULTS, 0.48, "sections", required=True),
        Part("limits", ("limits",), 0.12, "sections", required=True),
        Part("causes", ("causes",), 0.08, "sections", required=True),
        Part("plans", ("plans", "directions", "budget", "organisation"), 0.2, "sections", required=True),
        Part("requests", ("requests",), 0.05, "sections"),
        Part("closing", (), 0, "formula"),
    ),
    "speech": (
        Part("opening", (), 0, "formula"),
        Part("proceedings", ("event",), 0, "prose"),
        Part("results", ("results",), 0.5, "prose", required=True),
        Part("commendations", ("commendations",), 0.08, "prose"),
        Part("limits", ("limits", "causes"), 0.14, "prose"),
        Part("plans", ("plans", "directions", "budget", "organisation"), 0.35, "numbered", required=True),
        Part("closing", (), 0, "formula"),
    ),
    "news": (
        Part("event", ("event", "participants", "directions"), 0.6, "prose", required=True),
        Part("results", ("results",), 0.2, "prose"),
        Part("limits", ("limits", "causes"), 0.08, "prose"),
        Part("plans", ("plans", "budget", "organisation"), 0.12, "prose"),
        Part("commendations", ("commendations",), 0.08, "prose"),
        Part("closing", ("ending",), 0.02, "prose"),
    ),
    "plan": (
        Part("opening", (), 0, "formula"),
        Part("purpose", ("limits",), 0.2, "sections"),
        Part("tasks", ("plans", "directions"), 0.6, "sections", required=True),
        Part("budget", ("budget",), 0.1, "sections", required=True),
        Part("organisation", ("organisation",), 0.2, "sections", required=True),
        Part("closing", (), 0, "formula"),
    ),
    "summary": (
        Part("results", ("results", "commendations", "event"), 0.6, "line", required=True),
        Part("limits", ("limits", "causes"), 0.2, "line"),
        Part("plans", ("plans", "directions", "budget", "organisation"), 0.2, "line"),
    ),
}
_POINT_PARTS: Final[tuple[tuple[re.Pattern[str], Part], ...]] = (
    (re.compile(r"做法|措施|开展情况"), Part("measures", _RESULTS, 0.45, "sections", required=True)),
    (re.compile(r"成效|成绩|效果|亮点"), Part("effects", _RESULTS, 0.25, "sections", required=True)),
    (
        re.compile(r"问题|不足|短板|困难|hạn chế|tồn tại|khó khăn|issues?|problems?|difficult"),
        Part("limits", ("limits", "causes"), 0.15, "sections", required=True),
    ),
    (re.compile(r"原因|nguyên nhân|causes?"), Part("causes", ("causes",), 0.08, "sections", required=True)),
    (
        re.compile(r"打算|下一步|计划|任务|安排|nhiệm vụ|phương hướng|kế hoạch|priorit|next|plans?"),
        Part("plans", ("plans", "directions", "budget", "organisation"), 0.2, "sections", required=True),
    ),
    (re.compile(r"建议|kiến nghị|đề xuất|requests?"), Part("requests", ("requests",), 0.05, "sections", required=True)),
    (
        re.compile(r"情况|工作|kết quả|results?|achievements?"),
        Part("results", _RESULTS, 0.5, "sections", required=True),
    ),
)
_EFFECT: Final = re.compile(
    r"使我|明显|大幅|形成了|营造了|树立了|完成了|全面完成|达到了|增长|同比|发挥了|率为|率达"
    r"|提高[到至]|[上下]升[到至]|下降[到至了]|[升降增]至|达到?\d"
    r"|(?<!\w)(?:đạt|tăng|giảm|được nâng|giữ vững|hoàn thành)(?!\w)|\b(?:rose|fell|reached|completed)\b"
)
_NAMED: Final = re.compile(r"《[^》]+》|[“\"][^”\"]{2,20}[”\"]")
_REGULAR: Final = re.compile(r"每(?:[两半一]?(?:季|个?月|年|周))|定期|(?<!\w)(?:hằng|hàng) (?:tháng|quý|năm)(?!\w)")
_FOUNDED: Final = re.compile(r"成立|制定|下[发發]|印[发發]|出台|ban hành|thành lập|kiện toàn")
_LED: Final = re.compile(r"成立了|[领領][导導]小[组組]|thành lập Ban Chỉ đạo|kiện toàn Ban Chỉ đạo")
"""Who leads the work comes first in a report of it."""
DATED: Final = re.compile(
    r"^(?:(?:Sáng|Trưa|Chiều|Tối|Hôm nay)(?: ngày|, ngày|,)?|Ngày|Trong (?:hai |2 )?ngày) \d|^\d{1,2}月\d{1,2}日|^On \d"
)
"""How the lead of a news item begins."""
_LEFT_OVER: Final = "proceedings"
"""How a meeting went is told in a speech only with the words that nothing else needs."""
_MANY_SECTIONS: Final = 4
"""Sections of results from which a summary takes one of each rather than the weightiest."""
_AIM_OVER: Final = 1.06


def parts_of(brief: Brief) -> tuple[Part, ...]:
    """Give the parts: those that the points of a report name, where every point names one, else the genre's."""
    usual = PARTS[brief.genre]
    if brief.genre != "report" or len(brief.points) < 2:
        return usual
    asked = [part_for_point(point) for point in brief.points]
    named = list(dict.fromkeys(part for part in asked if part is not None))
    if None in asked or len(named) < 2:
        return usual
    return (usual[0], *named, usual[-1])


def part_for_point(point: str) -> Part | None:
    """Give the part that a point names (``问题``, ``hạn chế``), or ``None`` where it is a subject."""
    folded = fold(point)
    short = len(point) <= 8 or len(point.split()) <= 5
    return next((part for pattern, part in _POINT_PARTS if short and pattern.search(folded)), None)


def fill_parts(
    parts: Sequence[Part],
    slotted: Sequence[tuple[Fact, Slot]],
    sizes: Mapping[FactPlace, int],
    room: int,
    forced: Mapping[FactPlace, str] = {},
) -> tuple[FilledPart, ...]:
    """Choose facts within ``room`` words: each part its share first, then what is left to whatever weighs most.

    ``forced`` are told in the part of that code whatever the room, before any other.
    """
    taken: dict[FactPlace, str] = dict(forced)
    blocked = {place for fact, _ in slotted if fact.place in forced for place in fact.conflicts}
    spent = sum(sizes[place] for place in forced)
    total = sum(part.share for part in parts if candidates(part, slotted, parts)) or 1.0
    for part in (one for one in parts if one.code != _LEFT_OVER):
        budget, used = room * part.share / total, sum(sizes[one] for one, code in forced.items() if code == part.code)
        for fact in candidates(part, slotted, parts):
            size = sizes[fact.place]
            fits = used + size <= budget * 1.1
            if fact.place in taken or fact.place in blocked or (used and not fits) or spent + size > room * 1.1:
                continue
            taken[fact.place] = part.code
            blocked.update(fact.conflicts)
            used += size
            spent += size
    _spend_rest(parts, slotted, sizes, room, taken, blocked, spent)
    return tuple(FilledPart(part, _told(part, slotted, taken)) for part in parts)


def _spend_rest(
    parts: Sequence[Part],
    slotted: Sequence[tuple[Fact, Slot]],
    sizes: Mapping[FactPlace, int],
    room: int,
    taken: dict[FactPlace, str],
    blocked: set[FactPlace],
    spent: int,
) -> None:
    for part in sorted(parts, key=lambda one: one.code == _LEFT_OVER):
        for fact in candidates(part, slotted, parts):
            size = sizes[fact.place]
            if fact.place in taken or fact.place in blocked or spent + size > room * _AIM_OVER:
                continue
            taken[fact.place] = part.code
            blocked.update(fact.conflicts)
            spent += size


def _told(part: Part, slotted: Sequence[tuple[Fact, Slot]], taken: Mapping[FactPlace, str]) -> tuple[Fact, ...]:
    chosen = [(fact, slot) for fact, slot in slotted if taken.get(fact.place) == part.code]
    order = {document: at for at, document in enumerate(dict.fromkeys(fact.document_id for fact, _ in slotted))}
    last: Callable[[Slot], bool] = lambda slot: slot == "commendations"  # noqa: E731
    return tuple(
        fact for fact, _ in sorted(chosen, key=lambda item: (last(item[1]), order[item[0].document_id], item[0].start))
    )


def in_source_order(parts: Sequence[FilledPart], news: Collection[str]) -> tuple[FilledPart, ...]:
    """News made from one news item keeps its order: what was reported before what was asked, who came last."""
    facts = [fact for filled in parts for fact in filled.facts]
    documents = {fact.document_id for fact in facts}
    if len(documents) != 1 or not documents <= set(news):
        return tuple(parts)
    told = tuple(sorted(facts, key=lambda fact: fact.start))
    return (FilledPart(parts[0].part, told), *(FilledPart(one.part, ()) for one in parts[1:]))


def candidates(part: Part, slotted: Sequence[tuple[Fact, Slot]], parts: Sequence[Part]) -> list[Fact]:
    """List the facts for a part, weightiest first; the first of each section of a report weighs more."""
    fitting = [fact for fact, slot in slotted if slot in part.slots and _on_side(part, fact, parts)]
    ranked = sorted(enumerate(fitting), key=lambda item: (-weight(item[1]) - _suited(part, item[1]), item[0]))
    if part.style == "line":
        if len({_section(fact, items=True) for fact in fitting}) < _MANY_SECTIONS:
            return [fact for _, fact in ranked]
        ranked.sort(key=lambda item: not item[1].figures)
    seen: set[str] = set()
    first: list[Fact] = []
    rest: list[Fact] = []
    for _, fact in ranked:
        section = _section(fact, items=part.style == "line")
        (rest if section in seen else first).append(fact)
        seen.add(section)
    return [*first, *rest]


def _section(fact: Fact, *, items: bool) -> str:
    """What a fact stands under: its headings and, where ``items`` count, the label that it begins with."""
    return f"{fact.document_id}\n{fact.heading}\n{item_of(fact.text) if items else ''}"


def _suited(part: Part, fact: Fact) -> float:
    """Who came belongs to the frame of a meeting; a summary is for effects in figures."""
    if part.code == "event":
        return 0.4 * ("participant" in fact.roles)
    if part.style != "line":
        return 0.0
    telling = 0.6 * is_effect(fact) if fact.figures else 0.0
    telling = max(telling, 0.2 * (len(fact.figures) > 1))
    return telling - 0.25 * bool(_NAMED.search(fact.text)) - 0.6 * bool(_REGULAR.search(_readable(fact)))


def _on_side(part: Part, fact: Fact, parts: Sequence[Part]) -> bool:
    """Where work done and its effects are parts of their own, a fact goes to the one that it tells of."""
    codes = {one.code for one in parts}
    if part.code not in {"measures", "effects"} or not {"measures", "effects"} <= codes:
        return True
    return (part.code == "effects") == is_effect(fact)


def is_effect(fact: Fact) -> bool:
    """Tell a sentence of effects from one of work done."""
    return _EFFECT.search(_readable(fact)) is not None


def _readable(fact: Fact) -> str:
    """Folded text, Chinese in simplified letters."""
    if fact.language != "zh":
        return fold(fact.text)
    from vectorstore.chinese_text import to_simplified

    return to_simplified(fold(fact.text))


def weight(fact: Fact) -> float:
    """How much a fact belongs in a draft: nearness to the brief, then figures, names of documents, regular work."""
    value = fact.score + 0.3 * bool(fact.figures) + 0.05 * min(len(fact.figures), 4) + 0.15 * ("result" in fact.roles)
    value += 0.25 * bool(_NAMED.search(fact.text)) + 0.15 * bool(_REGULAR.search(fold(fact.text)))
    value += 0.4 * bool(fact.roles & {"event", "commendation"}) + _founding(fact)
    value += 0.6 * bool("instruction" in fact.roles and fact.roles & {"event", "participant"})
    value += 0.3 * bool(_LED.search(fact.text))
    value += 0.5 * bool("event" in fact.roles and DATED.search(fact.text))
    return value - 0.4 * ("\ufffd" in fact.text or "?" in fact.text) - 0.1 * (fact.kind == "table")


def _founding(fact: Fact) -> float:
    """What was set up or issued weighs more, most of all where the document is named."""
    if not _FOUNDED.search(fact.text):
        return 0.0
    return 0.2 if "《" in fact.text or fact.language != "zh" else 0.05


def count_words(text: str, language: Language) -> int:
    """Length as it is asked for: words, in Chinese characters without spaces."""
    if language == "zh":
        return sum(not letter.isspace() for letter in text)
    return sum(any(letter.isalnum() for letter in word) for word in text.split())
