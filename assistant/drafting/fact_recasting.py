"""A source sentence in the register of a genre: markers off, who speaks made right, script and punctuation of the
language. Nothing that states anything is added; the check decides afterwards whether the meaning held.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from assistant.answering.answer_sentences import cells_of
from assistant.drafting.draft import Blank, Brief
from assistant.drafting.draft_phrases import phrase
from assistant.drafting.fact_attribution import attribute
from assistant.drafting.fact_register import in_register
from assistant.drafting.fact_values import Fact
from assistant.drafting.summary_clauses import clause_of
from ingest.agencies import find_agencies
from ingest.folding import VietnamesePattern, fold
from vectorstore.records import Language

_MARKER: Final = re.compile(
    r"^\s*(?:[-–•*+]\s+|\d{1,2}(?:\.\d{1,2})*[.)、．]\s*(?!\d)|[（(][一二三四五六七八九十\d]{1,3}[）)]\s*|[a-zđ]\)\s+"
    r"|[一二三四五六七八九十]{1,3}(?:、|是[，,]?)\s*(?=\S)|#{1,6}\s+)+"
)
_ORDINAL_VI: Final = re.compile(
    r"^(?:Một|Hai|Ba|Bốn|Năm|Sáu|Bảy|Tám|Chín|Mười) là,?\s*|^Thứ (?:nhất|hai|ba|tư|năm),?\s*"
)
_OCCASIONAL: Final = re.compile(r"^(?:Nhân dịp này|Nhân dịp đó|Tại buổi lễ|在此之际|On this occasion),?，?\s*")
_HALF_WIDTH: Final = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）"}
_ZHE: Final = re.compile(r"著(?=力|重|眼|手)|(?<=[随沿朝向])著")
_TAIL_ZH: Final = re.compile(r"，(?:真正|切实|从而|以便|使之)[^，。；]*(?:，[^，。；\d]{2,14})?(?=。|$)")
_LIST_LEAD: Final = re.compile(
    r",?\s*(?:phân bổ )?(?:cụ thể )?như sau\s*[:.]?$|，(?:具体)?如下[：。]?$|\s*as follows:?$"
)
_NESTED: Final = 2
_WHOLE: Final = 0.8
_LONG_ZH: Final = 90
_PURPOSE_ZH: Final = re.compile(
    r"^为(?:了|使)?[^。；]{4,110}?，(?=(?:我局|我区|我市|局机关|局办公室|全区|全市|各科室)[^，]{2,})"
)
_EMPTY_TAIL_ZH: Final = re.compile(r"，(?:有计划、有步骤地|保证|从而|真正|切实)[^。；\d]*(?=。?$)")
_PRESENT_ZH: Final = re.compile(r"参加今天的?会议的?有")
_LINK_ZH: Final = re.compile(r"^(?:同时|另外|此外|其次)，|^主要表现在：(?:一是)?")
_LOST_ZH: Final = (
    (re.compile(r"(?<=由)(?=任组长)|(?<=，)(?=任副组长)"), "missing_name"),
    (re.compile(r"(?:^|(?<=[，。；]))(?=月\d{1,2}日)"), "missing_month"),
    (re.compile(r"(?<=[在于])(?=年(?:开展|度))"), "missing_year"),
    (re.compile(r"(?<=〔)(?=〕)"), "missing_year"),
)
_NAMELIKE: Final = VietnamesePattern(
    r"^(?:sở|bộ|viện|trung tâm|bệnh viện|trạm|phòng|khoa|ban|ủy ban|ubnd|cục|chi cục|tỉnh|thành phố|huyện|thị xã|đảng"
    r"|hội|đoàn|công an|chủ tịch|phó)(?!\w)"
)


_PLAIN_FIRST: Final = re.compile(
    r"^(?:Giao|Đề nghị|Yêu cầu|Huyện|Tỉnh|Thành phố|Thị xã|Xã|Phường|Các|Mỗi|Từng|The|An?|All|Each)\s"
)
"""Words that begin a sentence with a capital and no name."""


@dataclass(frozen=True, slots=True)
class Recast:
    """Words for the draft, and where the source has lost something that somebody must fill in."""

    text: str
    blanks: tuple[Blank, ...] = ()
    lead: str = ""
    """How the text begins where it says whose words it repeats, and (``source_lead``) how its source says it."""
    source_lead: str = ""


def recast(fact: Fact, brief: Brief) -> Recast | None:
    """Put a fact into the words of a draft; ``None`` where it cannot be said in the register of the genre."""
    plain = _ORDINAL_VI.sub("", plain_reading(fact))
    said = attribute(plain, fact, brief)
    if said is not None:
        made = _with_blanks(_with_end(said.text, fact.language), fact.language)
        return Recast(made.text, made.blanks, said.lead, said.source_lead)
    stated = in_register(plain, fact, brief)
    if stated is None:
        return None
    text = _MARKER.sub("", stated)
    if brief.genre != "news":
        text = _OCCASIONAL.sub("", text)
    text = _LIST_LEAD.sub("", text)
    if brief.genre in {"plan", "report", "speech"}:
        text = _with_owner(text, fact)
    if fact.language == "zh":
        text = _PRESENT_ZH.sub("参加会议的有", text)
        text = _LINK_ZH.sub("", _TAIL_ZH.sub("", text))
        if brief.words is not None and len(text) > _LONG_ZH:
            text = _EMPTY_TAIL_ZH.sub("", _PURPOSE_ZH.sub("", text))
    if brief.genre == "summary" and fact.kind != "table":
        text = clause_of(text, fact.language)
    text = _with_end(_capital(text), fact.language)
    return _with_blanks(text, fact.language)


def _with_owner(text: str, fact: Fact) -> str:
    """A task under the heading of an agency is that agency's: its name is said with the task."""
    lines = [line for line in fact.heading.split("\n") if line.strip()]
    if len(lines) < _NESTED or not fact.roles & {"plan", "instruction"}:
        return text
    owner = subheading(fact)
    found = find_agencies(owner, fact.language)
    if not found or found[0].end - found[0].start < len(owner) * _WHOLE:
        return text
    joint = "：" if fact.language == "zh" else ": "
    return f"{owner}{joint}{lower_first(text, fact.language)}"


def verbatim(fact: Fact) -> Recast:
    """The source's own words, where recasting changed what they say."""
    return _with_blanks(_with_end(plain_reading(fact), fact.language), fact.language)


def plain_reading(fact: Fact) -> str:
    """The sentence without list marks; a row of a table with the head of each column; Chinese in simplified letters."""
    if fact.kind == "table" and fact.header:
        return _row(fact)
    text = " ".join(fact.text.split())
    if fact.language == "zh":
        text = simplified(text)
    return _MARKER.sub("", text)


def simplified(text: str) -> str:
    """Simplified letters and full-width punctuation; figures keep their points and colons of time."""
    from vectorstore.chinese_text import to_simplified

    def wide(match: re.Match[str]) -> str:
        at, whole = match.start(), match.string
        between = at > 0 and whole[at - 1].isdigit() and at + 1 < len(whole) and whole[at + 1].isdigit()
        return match[0] if between else _HALF_WIDTH[match[0]]

    return re.sub(
        r"\s+(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff，。；：（）])\s+",
        "",
        re.sub(r"[,;:?!()]", wide, _ZHE.sub("着", to_simplified(text))),
    )


def subheading(fact: Fact) -> str:
    """The nearest heading over a fact without its number, for a heading of the draft; empty where it has none."""
    lines = [line for line in fact.heading.split("\n") if line.strip()]
    if not lines:
        return ""
    text = lines[-1] if fact.language != "zh" else simplified(lines[-1])
    return _MARKER.sub("", text).strip(" #*。.：:")


def lower_first(text: str, language: Language) -> str:
    """Small first letter after ``Một là,`` unless a name begins the sentence."""
    words = text.split(" ", 2)
    if _PLAIN_FIRST.match(text):
        return text[:1].lower() + text[1:]
    if (
        language == "zh"
        or len(words) < 2
        or _NAMELIKE.on(fold(text)).search(fold(text))
        or words[0].isupper()
        or words[1][:1].isupper()
    ):
        return text
    return text[:1].lower() + text[1:]


def _row(fact: Fact) -> str:
    heads, cells = cells_of(fact.header), cells_of(fact.text)
    if len(heads) != len(cells):
        return " ".join(cells)
    joint = "：" if fact.language == "zh" else " – "
    comma = "，" if fact.language == "zh" else "; "
    cells = [simplified(cell) for cell in cells] if fact.language == "zh" else cells
    mark = "" if fact.language == "zh" else ": "
    pairs = [f"{head}{mark}{cell}" for head, cell in zip(heads[1:], cells[1:], strict=True)]
    return f"{cells[0]}{joint}{comma.join(pairs)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _with_end(text: str, language: Language) -> str:
    bare = re.sub(r"\s*\./\.\s*$", "", text).rstrip(" ;；,，:：")
    if bare.endswith((".", "。", "!", "！", "?", "？", "…")):
        return bare
    return bare + ("。" if language == "zh" else ".")


def _with_blanks(text: str, language: Language) -> Recast:
    """Show where names and months were lost in a Chinese source; nothing is filled in."""
    if language != "zh":
        return Recast(text)
    marks = sorted((match.start(), key) for pattern, key in _LOST_ZH for match in pattern.finditer(text))
    blanks: list[Blank] = []
    built, at = "", 0
    for start, key in marks:
        wanted = phrase("zh", f"wanted.{key}")
        shown = f"[{wanted}]"
        built += text[at:start]
        blanks.append(Blank(len(built), len(built) + len(shown), wanted))
        built += shown
        at = start
    return Recast(built + text[at:], tuple(blanks))
