"""Whose words a speech repeats: the speaker's own become "tôi", 我, "I"; another person's are told as that person's.

Only the words before what was said change, and only where name or post says who spoke; what was said stays to the
letter. The check reads it under the lead of its source (``Attribution.source_lead``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from assistant.checking.known_names import name_words
from assistant.drafting.draft import Brief
from assistant.drafting.fact_register import forbids_names
from assistant.drafting.fact_values import Fact
from ingest.agencies import find_agencies
from ingest.folding import fold
from ingest.people import PersonMention, find_people
from vectorstore.records import Language

_REPORTED: Final[dict[Language, re.Pattern[str]]] = {
    "vi": re.compile(
        r"^(?P<lead>.{3,220}?)\s(?P<verb>(?:cũng )?(?:đề nghị|yêu cầu|nhấn mạnh|ghi nhận, đánh giá cao"
        r"|ghi nhận, biểu dương|ghi nhận và đánh giá cao|ghi nhận|đánh giá cao|biểu dương|lưu ý|khẳng định))"
        r"\s(?P<rest>.+)$",
        re.DOTALL,
    ),
    "zh": re.compile(
        r"^(?P<lead>[^。；]{0,50}?)(?:在(?:会上|讲话中))?(?P<verb>强调|要求|指出)(?P<comma>[，：]?)(?P<rest>.+)$",
        re.DOTALL,
    ),
    "en": re.compile(
        r"^(?P<lead>.{3,160}?)\s(?P<verb>asked|urged|stressed|emphasi[sz]ed|thanked)\s(?P<rest>.+)$", re.DOTALL
    ),
}
_ASKING_VI: Final = ("đề nghị", "yêu cầu", "nhấn mạnh", "lưu ý", "khẳng định")
_NOW_EN: Final = {"asked": "ask", "urged": "urge", "stressed": "stress", "thanked": "thank"}
_BARE_POST: Final = re.compile(
    r"^(?:(?:Phát biểu|Kết luận|Bế mạc|Khai mạc)[^,]{0,60}, )?(?:đồng chí )?(?P<post>[^,;]{6,60})$", re.IGNORECASE
)
_NAME_HELD: Final = 0.75


@dataclass(frozen=True, slots=True)
class Attribution:
    """A sentence with who says it made right: it begins with ``lead``, where its source has ``source_lead``."""

    text: str
    lead: str
    source_lead: str


def attribute(text: str, fact: Fact, brief: Brief) -> Attribution | None:
    """Say in a speech who said a sentence; ``None`` where it names nobody who speaks, and for what others than the
    speaker said where nobody knows who the speaker is."""
    match = _REPORTED[fact.language].match(text)
    if brief.genre != "speech" or match is None:
        return None
    source_lead = text[: match.start("rest")]
    person = _named(text, match, fact.language)
    own = _is_speaker(person, fact, brief) if person else _is_own_post(match["lead"], fact, brief)
    if own:
        lead = _own_lead(match, fact.language)
    elif person is not None and (brief.speaker or brief.speaker_post):
        lead = _other_lead(text, person, match, fact.language, nameless=forbids_names(brief))
    else:
        lead = ""
    return Attribution(lead + match["rest"], lead, source_lead) if lead else None


def said_by_speaker(fact: Fact, brief: Brief) -> bool:
    """Whether a sentence tells what the speaker of the draft said."""
    match = _REPORTED[fact.language].match(fact.text)
    if match is None:
        return False
    person = _named(fact.text, match, fact.language)
    return _is_speaker(person, fact, brief) if person else _is_own_post(match["lead"], fact, brief)


def _named(text: str, match: re.Match[str], language: Language) -> PersonMention | None:
    """The person nearest before the verb of saying, where nothing but the post stands between the two."""
    before = text[: match.end("verb")]
    people = [one for one in find_people(before, language) if one.start < match.start("verb")]
    if not people:
        return None
    last = people[-1]
    between = text[max(last.end, last.post_end or 0) : match.start("verb")].strip(" ,，–-")
    return last if between in {"", "đã", "cũng", "cũng đã", "在会上", "在讲话中", "also", "has"} else None


def _own_lead(match: re.Match[str], language: Language) -> str:
    verb = match["verb"]
    if language == "zh":
        return f"我{verb}{match['comma']}"
    if language == "vi":
        return f"Tôi {verb} "
    return f"I {_NOW_EN.get(verb, 'emphasise')} "


def _other_lead(text: str, person: PersonMention, match: re.Match[str], language: Language, *, nameless: bool) -> str:
    """How a speech refers to what somebody else said; English tells it in the third person as it stands."""
    verb = match["verb"].removeprefix("cũng ")
    start, end = person.start, person.end
    if person.post_start is not None and person.post_end is not None:
        start, end = min(start, person.post_start), max(end, person.post_end)
        if nameless:
            start, end = person.post_start, person.post_end
    elif nameless:
        return ""
    who = text[start:end].strip(" ,，–-")
    if language == "zh":
        comrade = "同志" if not nameless and text[start:end].endswith(person.surface) else ""
        return f"正如{who}{comrade}{verb}的，"
    if language == "vi":
        who = re.sub(r"^(?:đồng chí|đ/c|ông|bà)\s+", "", re.sub(r"\s+[–-]\s+", ", ", who), flags=re.IGNORECASE)
        return f"Như đồng chí {who} đã {verb}, " if verb in _ASKING_VI else f"Đồng chí {who} đã {verb} "
    return ""


def _is_speaker(person: PersonMention, fact: Fact, brief: Brief) -> bool:
    """Whether name or, where the brief gives no name, post and agency are those of who is to speak."""
    if brief.speaker:
        return fold(brief.speaker) in fold(person.name) or fold(person.name) in fold(brief.speaker)
    return _same_post(person.post, person.organisation, fact, brief)


def _is_own_post(lead: str, fact: Fact, brief: Brief) -> bool:
    """Whether a lead without any name is the speaker's post alone (``Viện trưởng``, 局长)."""
    if brief.speaker and not brief.speaker_post:
        return False
    match = _BARE_POST.match(lead)
    post = match["post"] if match and fact.language != "zh" else lead.strip("，")
    agencies = find_agencies(post, fact.language)
    organisation = agencies[-1].surface if agencies else ""
    bare = post.replace(organisation, "").strip(" ,") if organisation else post
    return fold(bare) == fold(_bare_post(brief)) and _same_post(bare, organisation, fact, brief)


def _bare_post(brief: Brief) -> str:
    post = brief.speaker_post or ""
    agencies = find_agencies(post, brief.language)
    return post.replace(agencies[0].surface, "").strip(" ,") if agencies else post


def _same_post(post: str, organisation: str, fact: Fact, brief: Brief) -> bool:
    """The same post at the same agency; an agency that neither the brief nor the report gives agrees with none."""
    wanted = fold(brief.speaker_post or "")
    if not wanted or not post:
        return False
    if fold(post) != fold(_bare_post(brief)) and not wanted.startswith(f"{fold(post)} ") and wanted != fold(post):
        return False
    agencies = find_agencies(brief.speaker_post or "", brief.language)
    own = agencies[0].surface if agencies else brief.issuer or fact.issuer or ""
    if not organisation:
        return not agencies or not fact.issuer or same_agency(own, fact.issuer)
    return bool(own) and same_agency(own, organisation)


def same_agency(one: str, other: str) -> bool:
    """Whether all or nearly all words of the longer name stand in both, or (Chinese) one name ends the other."""
    if fold(one).endswith(fold(other)) or fold(other).endswith(fold(one)):
        return True
    first, second = set(name_words(one)), set(name_words(other))
    return bool(first and second) and len(first & second) >= _NAME_HELD * max(len(first), len(second))
