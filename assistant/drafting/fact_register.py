"""Words of a source that belong to its own genre, taken off before a fact stands in another one.

A report does not say ``tôi`` and ``chúng ta``, a speech does not say ``Báo cáo tại hội nghị cho thấy``, and nothing
begins with a link to a sentence that is not there. What only frames is cut; nothing is added.
"""

from __future__ import annotations

import re
from typing import Final

from assistant.drafting.draft import Brief
from assistant.drafting.draft_slots import Slot
from assistant.drafting.fact_values import Fact
from ingest.folding import VietnamesePattern, fold
from ingest.people import find_people
from vectorstore.records import Language

_LINK: Final[dict[Language, re.Pattern[str]]] = {
    "vi": re.compile(
        r"^(?:Tuy nhiên|Tuy vậy|Bên cạnh đó|Bên cạnh (?:những |các )?(?:kết quả|thành tích)(?: đã)? đạt được|Ngoài ra"
        r"|Đồng thời|Đặc biệt|Qua đó|Do đó|Do vậy|Vì vậy|Cùng với đó|Song song với đó|Mặt khác|Nhìn chung"
        r"|Cụ thể là|Cụ thể"
        r"|Trong thời gian tới|Thời gian tới|Theo đó|Theo báo cáo(?: tại (?:hội nghị|buổi lễ))?),\s*",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"^(?:但是?|同时|此外|另外|因此|不过|为此|与此同时|但也要看到|也要看到|总的来看|下一步|据了解|据介绍)，"
        r"|^(?:下一步(?:打算)?|主要做法|取得成效|主要成效|存在困难|存在问题|工作打算)：(?!一是)"
        r"|^[^，。；：\d]{0,16}(?:，[^，。；：\d]{2,16})?：(?=一是)"
    ),
    "en": re.compile(r"^(?:However|In addition|Moreover|At the same time|Therefore|Meanwhile|Furthermore|Besides),\s+"),
}
_FRAME: Final[dict[Language, re.Pattern[str]]] = {
    "vi": re.compile(
        r"^(?:Theo )?báo cáo (?:trình bày )?tại (?:hội nghị|hội thảo|buổi lễ|cuộc họp|đại hội)"
        r"(?: (?:cho thấy|cho biết|nêu rõ|khẳng định))?,?\s*",
        re.IGNORECASE,
    ),
    "zh": re.compile(r"^会(?:议|上)(?:通报|指出|强调|要求|认为|明确|提出)，"),
    "en": re.compile(r"^According to the reports?(?: given at the meeting)?,\s+"),
}
_SELF_ASKING: Final = re.compile(
    r"^(?:Tôi|Chúng tôi) (?:cũng )?(?:đề nghị|yêu cầu|mong|mong muốn)(?: (?:các đồng chí|chúng ta|các đơn vị))?,?\s+"
)
_FIRST_PERSON: Final[dict[Language, re.Pattern[str]]] = {
    "vi": re.compile(r"(?<!\w)(?:tôi|chúng ta|chúng tôi|các đồng chí)(?!\w)", re.IGNORECASE),
    "zh": re.compile(r"我们|同志们|大家|(?<!自)我(?![局区市县委省院校镇国中])"),
    "en": re.compile(r"\b(?:I|we|us|our|my)\b"),
}
_WE_ZH: Final = re.compile(r"(?:^|(?<=[，；。]))我们(?=[^的])|^同志们，")
_ASKED_BY: Final = re.compile(r"^.{3,260}?(?:;|,|\s)\s*(?:yêu cầu|đề nghị)\s+(?=\S)(?P<rest>.+)$", re.DOTALL)
_ASKED_AT_MEETING: Final = re.compile(r"^(?:Phát biểu|Kết luận|Chỉ đạo|Tại (?:hội nghị|buổi)|Đồng chí|Nhân dịp)")
_PRAISING: Final = re.compile(
    r"^(?:Nhân dịp này, |Tại (?:hội nghị|buổi lễ), )?[Đđ]ồng chí .{0,120}?(?:ghi nhận|đánh giá cao|biểu dương|chúc)"
)
_NAMED_BEFORE: Final = re.compile(r"^Đồng chí (?:cũng )?(?:ghi nhận|đánh giá cao|biểu dương|chúc|mong)(?!\w)")
"""Somebody named in the sentence before."""
_DANGLING: Final[dict[Language, re.Pattern[str]]] = {
    "vi": re.compile(r"^(?:Trong (?:số )?đó|Trong số này|Số còn lại|Những (?:đơn vị|trường hợp) này)(?!\w)"),
    "zh": re.compile(r"^(?:其中|其余|前者|后者|上述|以上|这些)"),
    "en": re.compile(r"^(?:Of (?:these|which|those)|These|Those|This|It)\b"),
}
_EMPTY: Final = VietnamesePattern(
    r"^(?:chúng ta|bên cạnh|tuy nhiên).{0,60}(?:nhìn thẳng|thẳng thắn|nghiêm túc nhìn nhận).{0,40}$"
    r"|(?:thẳng thắn|nghiêm túc) nhìn nhận (?:một số |những )?(?:tồn tại|hạn chế)[^:;]{0,20}$"
)
_NAMELESS: Final[dict[Language, VietnamesePattern | re.Pattern[str]]] = {
    "vi": VietnamesePattern(r"không (?:nêu|ghi|nhắc|đưa|dùng|để)(?: \w+){0,2}? (?:họ tên|tên)(?! (?:cơ quan|đơn vị))"),
    "zh": re.compile(r"(?:不要?|勿|别)(?:出现|写|提|点|列)[^，。；]{0,6}(?:姓名|人名|名字)|不点名"),
    "en": re.compile(r"\b(?:no|without|leave out|omit) (?:personal )?names?\b|\bdo not name\b"),
}


def in_register(text: str, fact: Fact, brief: Brief) -> str | None:
    """Give the text without the frame of its own genre; ``None`` where what is left cannot stand in the draft."""
    language = fact.language
    if brief.genre != "news":
        text = _FRAME[language].sub("", _LINK[language].sub("", text))
        if language == "vi":
            text = _asked(text, fact)
    if brief.genre != "speech":
        if language == "zh":
            text = _WE_ZH.sub("", text)
        told = impersonal(text, language)
        if told is None:
            return None
        text = told
    elif language == "zh":
        text = text.replace("我局", "我们")
    return _nameless(text, fact, brief)


def stands_as_it_is(text: str, fact: Fact, brief: Brief) -> bool:
    """Whether the source's own words break no rule of the genre and none of the request."""
    if forbids_names(brief) and find_people(text, fact.language):
        return False
    return brief.genre == "speech" or _FIRST_PERSON[fact.language].search(text) is None


def points_back(text: str, language: Language) -> bool:
    """Whether a sentence cannot be read without the one before it."""
    return _DANGLING[language].match(text.strip()) is not None


def hangs_on_another(text: str, language: Language) -> bool:
    """Whether a sentence points to the one before it, or only announces what follows."""
    folded = fold(text)
    return _DANGLING[language].match(text.strip()) is not None or (
        language == "vi" and _EMPTY.on(folded).search(folded.rstrip(" .;:")) is not None
    )


def framed_slot(fact: Fact) -> Slot | None:
    """What a meeting was told or asked, as the slot of what is left without its frame."""
    match = _FRAME[fact.language].match(fact.text) if fact.language != "zh" else _FRAME["zh"].match(_plain(fact.text))
    if match is None:
        return None
    if any(word in match[0] for word in ("强调", "要求", "明确", "提出")):
        return "plans"
    return "limits" if "limitation" in fact.roles else "results"


def praised_by_another(fact: Fact, brief: Brief) -> bool:
    """Whether a named person who is not the speaker of the draft praises or asks in a sentence."""
    if fact.language != "vi" or not _PRAISING.match(fact.text):
        return False
    if _NAMED_BEFORE.match(fact.text):
        return True
    people = find_people(fact.text, fact.language)
    return bool(people) and not any(brief.speaker and fold(brief.speaker) in fold(one.name) for one in people)


def _plain(text: str) -> str:
    from vectorstore.chinese_text import to_simplified

    return to_simplified(text).replace(",", "，")


def impersonal(text: str, language: Language) -> str | None:
    """Cut the clauses in which a speaker speaks of himself; ``None`` where nothing that stands alone is left."""
    person = _FIRST_PERSON[language]
    text = _SELF_ASKING.sub("", text) if language == "vi" else text
    if person.search(text) is None:
        return text
    mark = "，" if language == "zh" else ", "
    clauses = text.split(mark)
    last = max(at for at, clause in enumerate(clauses) if person.search(clause))
    rest = mark.join(clauses[last + 1 :]).strip()
    return rest if any(letter.isdigit() for letter in rest) else None


def forbids_names(brief: Brief) -> bool:
    """Whether the request forbids names of people."""
    from assistant.drafting.draft_brief import request_language

    language = request_language(brief.request)
    pattern = _NAMELESS[language]
    folded = fold(brief.request)
    on = pattern.on(folded) if isinstance(pattern, VietnamesePattern) else pattern
    return on.search(folded) is not None


def _asked(text: str, fact: Fact) -> str:
    """What somebody asked for at a meeting is told in a document as the task alone."""
    if (
        not fact.roles & {"event", "participant"}
        or "instruction" not in fact.roles
        or not _ASKED_AT_MEETING.match(text)
    ):
        return text
    match = _ASKED_BY.match(text)
    return match["rest"] if match else text


def _nameless(text: str, fact: Fact, brief: Brief) -> str | None:
    """Posts stay and names go where the request forbids names; a person without a post goes with the sentence."""
    if not forbids_names(brief):
        return text
    for person in reversed(find_people(text, fact.language)):
        if not person.post:
            return None
        end = person.post_start if person.post_start is not None and person.post_start >= person.end else person.end
        text = text[: person.start] + text[end:].lstrip(" ,–-")
    return text
