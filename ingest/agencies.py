"""Names of agencies in Vietnamese, Chinese and English, and the abbreviations they go by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ingest.folding import UPPER, LazyPattern, fold, fold_case, unmark
from ingest.naming import name_words, person_in_run
from vectorstore.abbreviations import common_abbreviations
from vectorstore.records import Language, ValueStatus
from vectorstore.vietnamese_text import fold_syllable


@dataclass(frozen=True, slots=True)
class AgencyMention:
    """An agency as written at ``text[start:end]``.

    ``name`` is the same in ordinary capitals (``SỞ Y TẾ`` → ``Sở Y tế``), spaces folded. Redaction marks stay.
    """

    surface: str
    start: int
    end: int
    name: str
    rule: str
    confidence: float = 1.0
    status: ValueStatus = "stated"


_UPPER = r"A-ZÀ-ÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_WORD = LazyPattern(r"[^\W\d_][\w&'’.-]*|\d{1,3}(?!\d|[/.,]\d)", re.UNICODE)
_EN_HEADS = (
    "Ministry|Department|Bureau|Office|Institute|Hospital|Centre|Center|Committee|Commission|University|College"
    "|School|Agency|Administration|"
    "Health Service|Council|Association|Federation|Union|Academy|Station|Clinic|Party Committee|Police|Authority"
    "|Directorate|Division|CDC"
)
_EN_AGENCY = LazyPattern(
    rf"(?<![\w])(?:(?:[A-Z][\w'’&.-]*|of|and|for|the|&)[ ]+){{0,7}}?(?:{_EN_HEADS})(?:[ ]+(?:of"
    rf"|for)[ ]+(?:the[ ]+)?(?:[A-Z][\w'’-]+)(?:(?:,[ ]+|[ ]+and[ ]+|[ ]+)(?:[A-Z][\w'’-]+))*)?(?![\w])"
)
_ZH_STOP = LazyPattern(
    r"由|和|与|及|向|对|被|将|为|从|把|以|是|的|了|各|要|请|到|经|按|据|并|等|在|会同|联合|组织|召开|支持|配合|协调|成立|通过|加强|给|让|使|关于|印发|如|一家|邀请|参观|举办"
    r"|开展|进一步|同时|发挥|建设|建立|积极|其中|包括|搭建|刚才|推进|协助|来自|依托|比例|比(?=[区县市省])|作为|跟|同|全国各|全体|提升|市级(?=医)|结合|推动|落实|增强|树立|培养|用于|发动|带动|促进|帮助"
    r"|指导|督促|动员|安排|部署|统筹|强化|健全|完善|制定|围绕|确保|切实|履行|广大|利用|联系|构建|打造|于|参加|负责|前往|走进|深入|赴|所有|部分|有"
)
_ZH_ANAPHORA = LazyPattern(r"\A(?:我|本|该|贵|此|其|某|我们|全|每|两|一|原|上|下|新|大|中|小|老|好|不|这|那|多|外)?\Z")
_ZH_LEAD = LazyPattern(
    r"(?:新建|改建|扩建|增设|设立|完成|允许|尚无|用好|共建|招录|招聘|培训|选派|每|全部|全[区县市省国镇乡]|年[起内底]|[家个所](?!居|园)"
    r"|牵头|上级|各级|下级|基层|农村|城区|定点|周边|辖区内?|紧密型)+"
)
"""Verbs, counters and words of kind before an agency's own name (新建鹭洲社区卫生服务中心, 11家乡镇卫生院)."""
_ZH_NAME = r"[\u4e00-\u9fff*×XＸ]"
_MAX_ZH = 18
_ZH_REGION = LazyPattern(
    r"(?:国家|全国|(?:[\u4e00-\u9fff]{2,3}(?:省|自治区))?(?:[\u4e00-\u9fff×]{2,3}(?:市|州"
    r"|盟))?(?:(?:[\u4e00-\u9fff×*]{1,3})?[区县旗市]|[省市县区]|[*×]{1,2}[镇区县市]?|[\u4e00-\u9fff]{2,3}[镇乡])(?:直|属|级)?"
    r"|[\u4e00-\u9fff]{2,3}(?:省|市))\Z"
)
_ZH_FREE = (
    "医院",
    "学校",
    "小学",
    "中学",
    "大学",
    "学院",
    "公司",
    "集团",
    "幼儿园",
    "卫生院",
    "研究所",
    "研究院",
    "协会",
    "学会",
    "中心",
    "保健院",
    "街道",
    "科室",
    "委员会",
    "领导小组",
)
_ZH_GENERIC = (
    *_ZH_FREE,
    "党委",
    "党组",
    "党支部",
    "办公室",
    "工会",
    "分局",
    "总局",
    "管理局",
    "指挥部",
    "工作组",
    "政府",
    "工委",
    "党校",
)
"""Endings that name nobody by themselves (医院, 办公室), other than 卫生局 or 疾控中心."""
_OFFICIAL_WITH_NAME = LazyPattern(
    rf"(?:Sở|Bộ|Cục|Chi cục|Vụ|Phòng|Ban|UBND)[ \u00a0](?:.*[ \u00a0])?(?!(?:tỉnh|phố|huyện|quận|xã"
    rf"|phường)[ \u00a0])[^\W\d_{UPPER}]\w*[ \u00a0](?P<n>[{UPPER}]\w*(?:[ \u00a0][{UPPER}]\w*){{2,3}})\Z"
)
"""An office that is never called after a person, with a person's name run onto it."""
_ZH_ALONE = frozenset({"疾控中心", "疾病预防控制中心", "妇幼保健院", "国务院"})
_TOKEN = LazyPattern(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")
_MAX_VARIANTS = 12


def find_agencies(text: str, language: Language) -> tuple[AgencyMention, ...]:
    """Find agencies named in ``text``, in order; words that only point back (``Viện``, 我局) are none."""
    readers = {"vi": _vietnamese, "zh": _chinese, "en": _english}
    return tuple(readers[language](text))


def expand_abbreviations(text: str) -> list[str]:
    """Give ``text``, folded, and its equivalents with each known short form spelled out and each long form shortened.

    ``BVCSSK cán bộ`` gives ``bảo vệ chăm sóc sức khỏe cán bộ`` and the other way round; the text itself comes first.
    """
    words = tuple(fold_syllable(word) for word in _TOKEN.findall(fold(text)))
    table = common_abbreviations()
    variants = [words]
    for variant in variants:
        for start, word in enumerate(variant):
            for length in table.lengths.get(word, ()):
                for other in table.forms.get(variant[start : start + length], ()):
                    variants.append((*variant[:start], *other, *variant[start + length :]))
        if len(variants) >= _MAX_VARIANTS:
            break
    return list(dict.fromkeys(_joined(variant) for variant in variants))[:_MAX_VARIANTS]


def _joined(words: tuple[str, ...]) -> str:
    return re.sub(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])", "", " ".join(words))


def display_name(name: str) -> str:
    """Write an all-capitals Vietnamese name as names are written (``SỞ Y TẾ HÀ NAM`` → ``Sở Y tế Hà Nam``)."""
    words = name.split()
    if not name.isupper() or len(words) < 2:
        return " ".join(words)
    known = name_words()
    head = next((head for head in known.vi_heads if name.upper().startswith(head.upper() + " ")), words[0].capitalize())
    written, in_place, first, index = [head], False, True, len(head.split())
    while index < len(words):
        word, lower = words[index], words[index].lower()
        nested = next(
            (one for one in _NESTED_HEADS if " ".join(words[index:]).lower().startswith(one.lower() + " ")), None
        )
        if nested is not None:
            written.append(nested)
            index, first, in_place = index + len(nested.split()), True, False
            continue
        if re.search(r"[aeiouy]", unmark(fold(word))) is None or lower in _UPPER_WORDS:
            written.append(word)
        elif written[-1] == "miền":
            written.append(word.capitalize())
        elif lower in _AREA_WORDS or (not in_place and not first and lower in known.vi_words):
            written.append(lower)
        else:
            written.append(word.capitalize())
        in_place, first = (in_place or lower in _AREA_WORDS) and lower not in {"thành", "thị"}, False
        in_place = in_place or " ".join(written[-2:]).lower() in {"thành phố", "thị xã", "thị trấn"}
        index += 1
    return _with_provinces(" ".join(written))


_ENDS_IN_HOI = LazyPattern(r"(?<!\w)(?:xã|cơ|đại|lễ|vũ|dạ|quốc|giáo)[ \u00a0]\Z")
_STARTS_WITH_HOI = LazyPattern(
    r"[ \u00a0](?:nghị|thảo|trường|viên|chẩn|thi|chợ|diễn|họp|tụ|nhập|thoại|chứng|đàm)(?!\w)"
)
_ORGANISATION = LazyPattern(r"[ \u00a0](?:y tế|lao động|liên|nông|thương mại|phi|quốc tế|cứu|khí tượng|di cư)(?!\w)")
_CAPITAL_STOPS = frozenset(("bị", "được", "tại", "của", "do", "từ", "đến", "theo", "về", "cho", "với", "để"))
_LEVEL_WORDS = frozenset(("tỉnh", "huyện", "quận", "xã", "phường", "phố", "trấn"))
_OFFICE_HEADS = frozenset(("phòng", "ban", "khoa"))
_NESTED_HEADS = ("Trung tâm", "Bệnh viện", "Sở", "Trường", "Chi cục", "Ủy ban nhân dân", "Đảng bộ", "Phòng khám")
_AREA_WORDS = frozenset(("tỉnh", "huyện", "quận", "xã", "phường", "thành", "phố", "thị", "trấn"))
_UPPER_WORDS = frozenset(("ubnd", "hđnd", "ttyt", "thcs", "thpt", "cdc", "bvđk"))


def _with_provinces(name: str) -> str:
    """Give the names of provinces their capitals (``Sở Y tế hà nam`` → ``Sở Y tế Hà Nam``)."""
    for province in name_words().vi_provinces:
        at = name.lower().rfind(province.lower())
        if at > 0 and at + len(province) == len(name):
            return name[:at] + province
    return name


@cache
def _vi_heads() -> re.Pattern[str]:
    heads = name_words().vi_heads
    heads = (*heads, *(head.replace("Ủy", "Uỷ").replace("ủy", "uỷ") for head in heads if "ủy" in head.lower()))
    body = "|".join(map(re.escape, (*heads, *(head.upper() for head in heads))))
    return re.compile(rf"(?<![\w])(?:{body})(?![\w])")


def _vietnamese(text: str) -> list[AgencyMention]:
    mentions: list[AgencyMention] = []
    for match in _vi_heads().finditer(text):
        if (mentions and match.start() < mentions[-1].end) or _is_common_word(text, match):
            continue
        end, named = _vi_name_end(text, match)
        if not named and len(match[0].split()) < 3:
            continue
        end = _without_person(text, match.start(), end)
        surface = text[match.start() : end]
        name = display_name(" ".join(surface.split()))
        mentions.append(AgencyMention(surface, match.start(), end, name, "vi_head", 0.9 if name.isupper() else 1.0))
    return mentions


def _is_common_word(text: str, head: re.Match[str]) -> bool:
    """Tell whether a head is part of a common word (xã hội, hội nghị) or the verb ``tổ chức``."""
    word = head[0].lower()
    if word == "hội":
        before, after = text[max(0, head.start() - 6) : head.start()].lower(), text[head.end() : head.end() + 8].lower()
        return _ENDS_IN_HOI.search(before) is not None or _STARTS_WITH_HOI.match(after) is not None
    if word == "tổ chức":
        return _ORGANISATION.match(text[head.end() : head.end() + 16].lower()) is None
    return False


def _vi_name_end(text: str, head: re.Match[str]) -> tuple[int, bool]:
    """Where the name that starts with ``head`` ends, and whether anything names it at all.

    Words go on while they are capitalised or known name words; a comma or ``và`` goes on only before a lower-case name
    word, so that ``Bệnh viện Mắt, Bệnh viện Phổi`` are two and ``Trung tâm Bảo vệ, chăm sóc sức khỏe`` is one.
    """
    known = name_words()
    capitals = head[0].isupper() and head[0] not in {"UBND", "HĐND", "TTYT", "CDC", "BVĐK", "TTKSBT"}
    position, named, previous = head.end(), head[0] in {"Chính phủ", "Quốc hội"}, ""
    while True:
        gap = re.compile(r"[ \u00a0]*[&–-][ \u00a0]*|[ \u00a0]+|,[ \u00a0]+").match(text, position)
        word = _WORD.match(text, gap.end()) if gap else None
        if gap is None or word is None:
            return position, named
        token = word[0].rstrip(".")
        capital, lower = token[:1].isupper(), token.lower() in known.vi_words
        if capitals and not token.isupper() and not token.isdigit():
            return position, named
        joint = gap[0].strip()
        if joint and position == head.end():
            return position, named
        if capitals and (_vi_stops().match(token.lower()) or token.lower() in _CAPITAL_STOPS):
            return position, named
        paired = joint in {"-", "–"} and capital and lower and head[0].lower() in _OFFICE_HEADS
        if joint and not paired and (joint not in {",", "&"} or (capital and not capitals) or not lower):
            return position, named
        if (
            not joint
            and _vi_heads().match(text, word.start())
            and named
            and capital
            and not capitals
            and token not in {"Y", "Khoa"}
        ):
            return position, named
        if token.isdigit():
            if not named:
                return position, named
            return word.end(), named
        if token.lower() in {"và", "các"} and not _goes_on(text, word.end(), known.vi_words):
            return position, named
        stopped = previous != "nghệ" and _vi_stops().match(text, word.start()) is not None
        if not capital and (not lower or stopped or (previous in _LEVEL_WORDS and token.lower() not in _LEVEL_WORDS)):
            return position, named
        named = named or capital or token.lower() in {"tỉnh", "thành", "huyện", "quận", "xã", "phường"}
        position, previous = word.start() + len(token), token.lower()


def _without_person(text: str, start: int, end: int) -> int:
    """Cut off a person's name that follows the name of a place (``UBND tỉnh Bắc Giang Mai An``)."""
    official = _OFFICIAL_WITH_NAME.match(text[start:end])
    if official is not None and official["n"].split()[0] in name_words().vi_family_names:
        return start + official.start("n") - 1
    run = re.search(r"(?:tỉnh|phố|huyện|quận|xã|phường)[ \u00a0]((?:[^\W\d_]+[ \u00a0]?){4,7})\Z", text[start:end])
    if run is None or any(word[0].islower() for word in run[1].split()):
        return end
    words = list(re.finditer(r"\S+", run[1].replace("\u00a0", " ")))
    index = person_in_run([word[0] for word in words])
    return end if index is None else start + run.start(1) + words[index - 1].end()


def _goes_on(text: str, position: int, words: frozenset[str]) -> bool:
    following = _WORD.match(text, position + 1)
    if following is None or following[0].lower() not in words or _vi_stops().match(text, following.start()):
        return False
    return _vi_heads().match(text, following.start()) is None


@cache
def _vi_stops() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(name_words().vi_not_in_names)})(?!\w)")


@cache
def _zh_endings() -> re.Pattern[str]:
    return re.compile(f"(?<![职])(?:{'|'.join(name_words().zh_endings)})(?:[\u4e00-\u9fff]{{2,8}}科室?(?=[、，。,]))?")


def _chinese(text: str) -> list[AgencyMention]:
    folded = fold_case(text)
    mentions: list[AgencyMention] = []
    for match in _zh_endings().finditer(folded):
        floor = max(mentions[-1].end if mentions else 0, match.start() - _MAX_ZH)
        start = match.start()
        while start > floor and re.match(_ZH_NAME, folded[start - 1]):
            start -= 1
        before = folded[start : match.start()]
        stops = list(_ZH_STOP.finditer(before))
        start += stops[-1].end() if stops else 0
        if not match[0].endswith(_ZH_FREE):
            region = _ZH_REGION.search(folded[start : match.start()])
            start = start + region.start() if region else match.start()
        prefix = folded[start : match.start()]
        lead = _ZH_LEAD.match(prefix)
        if lead is not None:
            start += lead.end()
            prefix = prefix[lead.end() :]
        if _ZH_ANAPHORA.match(prefix) and (prefix or (match[0].endswith(_ZH_GENERIC) and match[0] not in _ZH_ALONE)):
            continue
        redacted = "*" in prefix or "×" in prefix
        surface = text[start : match.end()]
        mentions.append(
            AgencyMention(
                surface,
                start,
                match.end(),
                surface,
                "zh_ending",
                0.6 if redacted else 0.9,
                "damaged" if redacted else "stated",
            )
        )
    return mentions


def _english(text: str) -> list[AgencyMention]:
    mentions = []
    for match in _EN_AGENCY.finditer(text):
        surface = re.sub(r"\A(?:the|of|and|for|The|&)\s+", "", match[0])
        while re.match(r"(?:the|of|and|for|The|&)\s+", surface):
            surface = re.sub(r"\A(?:the|of|and|for|The|&)\s+", "", surface)
        surface = re.sub(
            r"\A.*?\b(?:Director|Head|Chair\w*|President|Minister|Secretary|Chief) (?:of|for) (?:the )?", "", surface
        )
        surface = re.sub(r"\A(?:[A-Z][a-z]+ed|Report|Letter|Note) (?:for|of|to|by) (?:the )?(?=[A-Z])", "", surface)
        start = match.end() - len(surface)
        if len(surface.split()) < 2:
            continue
        mentions.append(AgencyMention(surface, start, match.end(), " ".join(surface.split()), "en_head", 0.9))
    return mentions
