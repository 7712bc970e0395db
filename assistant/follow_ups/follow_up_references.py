"""Whom and what the pointing words of a question mean: people, bodies, meetings, items of a list."""

from __future__ import annotations

import re
from typing import Final

from assistant.conversations import Exchange
from assistant.follow_ups.follow_up_slots import names_in, period_mentions
from assistant.follow_ups.follow_up_subject import noun_phrase, subject_of
from assistant.follow_ups.follow_up_words import find, table
from ingest.agencies import find_agencies
from ingest.folding import fold
from ingest.naming import name_words
from ingest.people import find_people
from vectorstore.records import Language

_THIS: Final = r"(?:này|đó|ấy|kia|trên|nói trên|vừa nêu)(?!\w)"
PERSON: Final = table(
    r"(?<!\w)(?:(?:ông|bà|anh|chị|cô) (?:ấy|ta|này|đó)(?!\w)|(?:(?<!đơn )vị |đồng chí |người )?(?:(?:phó |thứ "
    r"|quyền )?(?:tổng )?"
    rf"(?:giám đốc|chủ tịch|bộ trưởng|trưởng phòng|trưởng ban|bí thư|chánh văn phòng|viện trưởng|hiệu trưởng)) {_THIS}"
    rf"|(?:(?<!đơn )vị|đồng chí|người|tác giả|lãnh đạo|cán bộ|bác sĩ) {_THIS})",
    r"他(?!们)|她(?!们)|此人|该同志|(?:这|那)个人|该(?:领导|负责人|局长|主任|县长|区长|院长|书记)|(?:这|那"
    r"|该)(?:一)?位(?:副?(?:县长|局长|区长|市长|镇长|主任|院长|书记|处长"
    r"|科长|领导|同志|专家"
    r"|负责人))?(?:同志)?",
    r"\b(?:he|she|him|his|her|(?:that|this) (?:person|official|man|woman|director|chairman|minister|speaker|leader))\b",
)
BODY: Final = table(
    r"(?<!\w)(?:(?:đơn vị|cơ quan|(?<!con )sở|trung tâm|bệnh viện|trạm|trường|công ty|phòng|ban|tổ chức|cơ sở"
    r"|văn phòng|chi cục"
    rf"|cục|viện|bộ|ngành) {_THIS}|(?:họ|nó)(?= (?!tên|và|hàng))(?!\w))",
    r"该(?:局|县|区|市|镇|院|中心|单位|机构|部门|街道|医院|校|公司|站|委|办|所|厅|地)|(?:这|那)(?:个|家"
    r"|所)?(?:单位|机构|部门|医院|中心"
    r"|公司|学校)|它们?|他们|她们",
    r"\b(?:(?:that|this|the same) (?:agency|office|department|unit|hospital|centre|center|institution|company"
    r"|school|body)"
    r"|it(?!s)|they|them)\b",
)
PLACE: Final = table(
    rf"(?<!\w)(?:(?:huyện|tỉnh|xã|phường|quận|thành phố|thôn|bản|thị trấn|địa phương|địa bàn|nơi|vùng) {_THIS}"
    r"|(?:ở|tại) (?:đó|đây)(?!\w))",
    r"当地|那里|那儿|(?:这|那)(?:个|里的)?(?:地方|地区|街道|镇|村|区|县)",
    r"\b(?:(?<!is )(?<!are )(?<!was )(?<!were )(?<!been )there(?! (?:is|are|was|were|any|a|no))|(?:that"
    r"|this) (?:place|district|province|commune|town|city"
    r"|county))\b",
)
PERIOD: Final = table(
    rf"(?<!\w)(?:trong )?(?:năm|kỳ|thời gian|giai đoạn|quý|tháng) {_THIS}",
    r"(?:这|那|该)(?:一)?(?:年|期间|时期|段时间|个季度|个月)|(?:当年|同年)",
    r"\b(?:that|the same) (?:year|period|quarter|month)\b",
)
THING: Final = table(
    rf"(?<!\w)(?<!trong )(?<!sau )(?<!trước )(?<!do )(?<!từ )(?:các |những )?(?P<head>(?!(?:trong|sau|trước|do"
    rf"|từ)\s)\w+"
    rf"(?: \w+)?) {_THIS}",
    r"(?:这|那|该|此|上述|本)(?:一|几)?(?:个|项|次|份|场|些|种|件|起|批)?(?P<head>单位|机构|部门|企业|学校|街道"
    r"|会议|大会|座谈会|推进会"
    r"|调度会|活动|培训班?|项目|工程|报告|方案"
    r"|计划|文件|通知|做法|工作|措施|数字|数据|比例|比率|指标|结果|金额|问题|情况|事故|事件|事|行动|政策|制度|会|数)",
    r"\b(?:(?<!is )(?<!was )(?<!are )(?:that|this|those|these|the same) (?P<head>(?!is\b|more\b|less\b|higher\b"
    r"|lower\b|fewer\b|true\b"
    r"|right\b|correct\b|all\b|not\b|was\b|are\b|were\b|been\b|has\b|have\b)[a-z]{3,})"
    r"|(?:that|this|those|these))\b",
)
BARE_EVENT: Final = table(
    r"(?<!\w)(?:hội nghị|hội thảo|cuộc họp|buổi làm việc|buổi lễ|đại hội|chương trình|lớp tập huấn)"
    r"(?= (?:diễn ra|được|họp|có|do|ở|tại|vào|khai mạc|tổ chức)|\W*$)",
    r"^(?:会议|大会|活动|培训)(?=[在是由有什何谁几哪])",
    r"\bthe (?:meeting|conference|workshop|seminar|event|training)(?! (?:of|on|for|in|by|that|about|at|with)\b)\b",
)
_ORDINAL: Final = table(
    r"(?P<noun>(?!quý|tháng|năm|tuần|ngày)\w+) (?:thứ (?P<n>nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|\d)(?!\w)"
    r"|(?P<end>đầu tiên"
    r"|cuối cùng))",
    r"(?:第(?P<n>[一二三四五六七八九\d])|(?P<end>最后一))(?:个|条|项|家|点|位|种)(?P<noun>问题|单位|街道|机构"
    r"|措施|任务|项目|部门)?",
    r"\bthe (?:(?P<n>first|second|third|fourth|fifth|sixth)|(?P<end>last)) (?P<noun>one|(?!half|quarter|year"
    r"|month)\w+)",
)
_COUNTING: Final = (
    ("nhất", "nhat", "一", "first"),
    ("hai", "二", "second"),
    ("ba", "三", "third"),
    ("tư", "tu", "四", "fourth"),
    ("năm", "nam", "五", "fifth"),
    ("sáu", "sau", "六", "sixth"),
    ("bảy", "bay", "七"),
    ("tám", "tam", "八"),
    ("chín", "chin", "九"),
)
_NUMBERS: Final = {word: number for number, words in enumerate(_COUNTING, 1) for word in words}
FIGURES: Final = frozenset(
    [
        "số liệu",
        "con số",
        "số",
        "mức",
        "kết quả",
        "so lieu",
        "con so",
        "ket qua",
        "数字",
        "数据",
        "数",
        "结果",
        "金额",
        "事",
    ]
)
"""Nouns for what was answered: they mean the whole subject of the question."""
_ZH_LIST_EDGES: Final = re.compile(
    r"^.*?(?:有|包括|为|是)[：:]?|等?(?:[一二两三四五六七八九十\d]+[个家项条种].*)?[。.\s]*$"
)
_ZH_LIST_JOINTS: Final = re.compile(r"[、；;]|(?<=[\u4e00-\u9fff])[和及与](?=[\u4e00-\u9fff])")
_KINDS: Final = frozenset({"单位", "街道", "机构", "部门", "项目"})
_EVENTS: Final = ("conference", "meeting", "workshop", "seminar", "training", "event")
_KEYS: Final = re.compile(r"\s*\[\d+\]")


def plain_answer(exchange: Exchange) -> str:
    """The answer without its citation keys; nothing where it was refused."""
    return "" if exchange.abstained else _KEYS.sub("", exchange.answer).strip()


def person_meant(exchange: Exchange, language: Language) -> str | None:
    """The one person that an exchange is about: named in the answer, else in the question."""
    for text in (plain_answer(exchange), exchange.standalone):
        people = {text[one.start : one.end] for one in find_people(text, language)} or _bare_names(text, language)
        if people:
            return people.pop() if len(people) == 1 else None
    return None


def _bare_names(text: str, language: Language) -> set[str]:
    """Names without a post or a title beside them, in a short answer."""
    if language == "zh":
        stripped = re.sub(r"^(?:[\u4e00-\u9fff]{0,14}?[是由为])|(?:同志|主持|讲话)?[。.\s]*$", "", text)
        families = name_words().zh_family_names
        return {stripped} if 2 <= len(stripped) <= 4 and {stripped[0], stripped[:2]} & families else set()
    found = re.findall(r"(?<!\w)[^\W\d_a-z]\w*(?: [^\W\d_a-z]\w*){1,3}", text)
    return {name for name in found if name.split()[0] in name_words().vi_family_names and name.istitle()}


def titled_thing(exchange: Exchange) -> str | None:
    """The one document that the last question names by its title."""
    titles = set(re.findall(r"《[^》]+》", exchange.standalone))
    return titles.pop() if len(titles) == 1 else None


def body_meant(exchange: Exchange, language: Language, *, named: bool = True) -> str | None:
    """The body that an exchange is about: the first one named in the question, else in the answer.

    Where no body is, the one place that is named stands for it, unless ``named`` is false.
    """
    asked = re.search(r"(?:đơn vị|cơ quan|ai|sở|phòng) nào|哪[个家些]|which", fold(exchange.standalone))
    texts = (exchange.standalone, plain_answer(exchange))
    for text in reversed(texts) if asked and texts[1] else texts:
        agencies = find_agencies(text, language)
        if agencies:
            start = agencies[0].start
            asking = re.match(r"(?:Did|Does|Do|Is|Are|Was|Were|Has|Have|Had|Will|Can|How|Why|When)\s", text[start:])
            start += asking.end() if language == "en" and asking else 0
            lead = re.match(r"[年月日]|[上下]半年", text[start:]) if language == "zh" else None
            start += lead.end() if lead else 0
            return with_place(text, start, agencies[0].end, language)
    for text in texts if named else ():
        names = {text[name.bare : name.end] for name in names_in(text, language)}
        if len(names) == 1:
            return names.pop()
    return None


def with_place(text: str, start: int, end: int, language: Language) -> str:
    """An agency with the place that its name is followed by."""
    if language == "vi":
        after = re.match(r"(?: (?:tỉnh|huyện|xã|thành phố|phường|quận))?(?: [^\W\d_a-zà-ỹ][^\W\d_]*){1,3}", text[end:])
        end += after.end() if after and not text[end:].startswith(" Y ") else 0
    return text[start:end].strip()


def place_meant(exchange: Exchange, language: Language) -> str | None:
    """The one place that an exchange is about."""
    for text in (exchange.standalone, plain_answer(exchange)):
        names = {text[name.start : name.end] for name in names_in(text, language)}
        if len(names) == 1:
            return names.pop()
    return body_meant(exchange, language)


def period_meant(exchange: Exchange, language: Language) -> str | None:
    """The one period that an exchange is about, as it was written."""
    surfaces = {one.surface for one in period_mentions(exchange.standalone, language)}
    return surfaces.pop() if len(surfaces) == 1 else None


def thing_meant(exchange: Exchange, head: str | None, language: Language) -> str | None:
    """The phrase of the last question that ``head`` is the noun of; its whole subject for a general noun."""
    if head and fold(head) not in FIGURES:
        for noun in (head, head.split()[0]) if language == "vi" else (head,):
            phrase = noun_phrase(subject_of(exchange.standalone, language), noun, language)
            if phrase and fold(phrase).removeprefix("the ") != fold(noun):
                return phrase
    if head in _EVENTS:
        phrases = (noun_phrase(subject_of(exchange.standalone, language), noun, language) for noun in _EVENTS)
        return next((phrase for phrase in phrases if phrase), None)
    return None


def item_meant(question: str, exchange: Exchange, language: Language) -> tuple[int, int, str] | None:
    """Where a question says ``the second one``, and which item of the answered list that is."""
    match = find(_ORDINAL, question, language)
    if match is None:
        return None
    items = _items(plain_answer(exchange), language)
    written = match["n"]
    index = (0 if match["end"] in {"đầu tiên", "dau tien"} else -1) if written is None else _number(written) - 1
    if len(items) < 2 or not -1 <= index < len(items):
        return None
    noun = question[match.start("noun") : match.end("noun")] if match["noun"] else ""
    item = items[index]
    if language == "zh":
        item = f"{item}{'' if noun in _KINDS else '的'}{noun}" if noun and not item.endswith(noun) else item
    elif language == "vi" and not fold(item).startswith(fold(noun)):
        item = f"{noun} {item}"
    return match.start(), match.end(), item


def _number(written: str) -> int:
    return int(written) if written.isdecimal() else _NUMBERS[written]


def _items(answer: str, language: Language) -> list[str]:
    """The items of an answer that lists."""
    if language == "zh":
        numbered = re.split(r"[；;。]?(?:[一二三四五六七八九]是|第[一二三四五六七八九]，|\d[.、])", answer)
        parts = numbered[1:] if len(numbered) > 2 else _ZH_LIST_JOINTS.split(_ZH_LIST_EDGES.sub("", answer))
    else:
        body = re.sub(r"^[^:]{0,60}:\s", "", answer)
        body = re.sub(r"^(?:\w+ ){0,6}?(?i:gồm(?: có)?|include[sd]?|are|were)\s", "", body) if body == answer else body
        body = re.sub(r"(?:^|\s)\(?\d[).]\s", " ; ", body).strip(" ;")
        parts = re.split(r";\s*", body) if ";" in body else re.split(r",\s*(?:(?:và|and)\s)?|\s(?:và|and)\s", body)
    return [part.strip(" 。.；;，,") for part in parts if part.strip(" 。.；;，,")]
