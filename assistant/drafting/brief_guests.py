"""Who attends, as a request says it, in the order in which a speaker greets them: highest rank first.

Central bodies go before the province, the province before its departments, the district and the commune; within one
level the post decides. A guest keeps the words of the request.
"""

from __future__ import annotations

import re
from typing import Final

from assistant.answering.answer_patterns import Pattern, matcher
from ingest.folding import VietnamesePattern, fold
from vectorstore.records import Language

_MOST: Final = 8
_LONGEST: Final = 80
_TITLED: Final = r"đồng chí|các đồng chí|đ/c|ông|bà|lãnh đạo|đại diện|phó |bí thư|chủ tịch|giám đốc"
_PRESENT: Final[dict[Language, tuple[Pattern, ...]]] = {
    "vi": (
        VietnamesePattern(
            r"(?:có(?: sự (?:tham dự|tham gia|có mặt) của)?|với sự (?:tham dự|có mặt) của|mời)\s+"
            rf"((?:{_TITLED}|bộ trưởng|thứ trưởng)"
            r"[^.;\n]{3,240}?)\s+(?:(?:cùng |đến |về |tới )?(?:dự|tham dự))(?!\w)"
        ),
        VietnamesePattern(
            r"(?:khách mời|đại biểu(?: dự)?|thành phần(?: tham)? dự|người dự)(?: gồm(?: có)?| có| là|:)\s*:?"
            r"\s*([^.;\n]{3,240})"
        ),
    ),
    "zh": (
        re.compile(r"(?:有|邀请了?)([^，。；\n]{2,60}?)(?:等)?(?:出席|参加|到会|莅临|到场)"),
        re.compile(r"(?:出席领导|参会领导|嘉宾|来宾)(?:有|包括|为|是|：|:)([^。；\n]{2,80})"),
        re.compile(r"(?:^|[，。；])([^，。；\n在]{2,40}?)(?:将|要|也)?(?:出席|莅临|到会)(?!会议的)"),
    ),
    "en": (re.compile(r"(?:attended by|in the presence of|guests(?: include| are|:))\s+([^.;\n]{3,200})"),),
}
_SPLIT: Final[dict[Language, re.Pattern[str]]] = {
    "vi": re.compile(
        rf"\s*(?:;|,\s*(?=(?:{_TITLED}|ông |bà |bộ |thứ ))"
        rf"|\s(?:và|cùng(?: với)?)\s(?=(?:{_TITLED}|phòng |sở |ban |bộ |thứ )))\s*",
        re.IGNORECASE,
    ),
    "zh": re.compile(r"、|，|和|以及|及"),
    "en": re.compile(r",\s*(?:and\s+)?|\s+and\s+(?=the |representatives|our |provincial|district|city|leaders)"),
}
_LEVELS: Final[dict[Language, tuple[tuple[int, Pattern], ...]]] = {
    "vi": tuple(
        (level, VietnamesePattern(words))
        for level, words in (
            (0, r"bộ chính trị|ban bí thư|trung ương đảng|thủ tướng|chính phủ|quốc hội|chủ tịch nước"),
            (1, r"bộ trưởng|thứ trưởng|(?<!\w)bộ (?!phận|máy|môn)|trung ương|tổng cục|(?<!chi )cục (?!trưởng chi)"),
            (2, r"tỉnh ủy|thành ủy|(?:hđnd|ubnd|hội đồng nhân dân|ủy ban nhân dân|lãnh đạo) (?:tỉnh|thành phố)"),
            (3, r"(?<!\w)sở |ban, ngành|các ngành"),
            (4, r"huyện|thị ủy|quận|thị xã"),
            (5, r"phòng |trung tâm|bệnh viện|xã|phường|chi cục"),
        )
    ),
    "zh": tuple(
        (level, re.compile(words))
        for level, words in (
            (0, r"中央|国务院|总理"),
            (1, r"国家|[^支队干]部(?:长|领导)|部委"),
            (2, r"省"),
            (3, r"市"),
            (4, r"区(?!域)|县"),
            (5, r"镇|乡|街道|中心|医院"),
        )
    ),
    "en": tuple(
        (level, re.compile(words))
        for level, words in (
            (0, r"prime minister|national assembly"),
            (1, r"minister|ministry"),
            (2, r"province|provincial|governor"),
            (3, r"department|city|municipal"),
            (4, r"district|county"),
        )
    ),
}
_POSTS: Final[dict[Language, tuple[Pattern, ...]]] = {
    "vi": tuple(
        VietnamesePattern(words)
        for words in (
            r"(?<!phó )bí thư|(?<!phó )bộ trưởng",
            r"phó bí thư|thứ trưởng",
            r"(?<!phó )chủ tịch|(?<!phó )giám đốc",
            r"phó chủ tịch|phó giám đốc",
            r"lãnh đạo",
            r"đại diện",
        )
    ),
    "zh": tuple(
        re.compile(words)
        for words in (r"(?<!副)书记", r"(?<!副)(?:省长|市长|区长|县长|部长|主任|局长)", r"副", r"领导", r"代表")
    ),
    "en": (
        re.compile(r"(?<!deputy )(?<!vice )(?:minister|secretary|chair)"),
        re.compile(r"deputy|vice"),
        re.compile(r"leaders?"),
        re.compile(r"representatives?"),
    ),
}


def find_guests(request: str, language: Language) -> tuple[str, ...]:
    """List the guests that a request names, highest first; empty where it names none."""
    folded = fold(request)
    found: list[str] = []
    for pattern in _PRESENT[language]:
        for match in matcher(pattern, folded).finditer(folded):
            said = request[match.start(1) : match.end(1)]
            parts = [part.strip(" ,;:，。") for part in _SPLIT[language].split(said)]
            found += [part for part in parts if 2 <= len(part) <= _LONGEST and part not in found]
        if found:
            break
    known = [(at, one) for at, one in enumerate(found) if _is_guest(one, language)]
    ranked = sorted(known, key=lambda item: (_level(item[1], language), _post(item[1], language), item[0]))
    return tuple(one for _, one in ranked)[:_MOST]


def _is_guest(text: str, language: Language) -> bool:
    folded = fold(text)
    levels = any(matcher(pattern, folded).search(folded) for _, pattern in _LEVELS[language])
    return levels or any(matcher(pattern, folded).search(folded) for pattern in _POSTS[language])


def _level(text: str, language: Language) -> int:
    folded = fold(text)
    levels = _LEVELS[language]
    return next((level for level, pattern in levels if matcher(pattern, folded).search(folded)), len(levels))


def _post(text: str, language: Language) -> int:
    folded = fold(text)
    posts = _POSTS[language]
    return next((at for at, pattern in enumerate(posts) if matcher(pattern, folded).search(folded)), len(posts))
