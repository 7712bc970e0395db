"""Does a sentence hold the kind of thing that is asked for? One recogniser per kind, 0 (no) to 1 (yes, as asked).

The recognisers of ``ingest`` find dates, figures, people, places and agencies; what is decided here is whether one of
them is the thing *asked*: the figure must count the noun asked about, the person must hold the post asked about.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from assistant.answering.answer_agreement import place_key, places_in
from assistant.answering.answer_amounts import Sentence, count, duration, is_asked_with, money, rate
from assistant.answering.answer_patterns import REASON_CUES, AskedKind, matcher
from assistant.answering.answer_posts import Post, find_posts, same_post
from assistant.answering.answer_sentences import signed_name
from assistant.answering.question_analysis import Asked, QuestionAnalysis
from ingest.agencies import find_agencies
from ingest.dates import find_dates
from ingest.folding import fold
from ingest.people import find_people
from ingest.periods import find_periods
from ingest.places import find_places
from vectorstore.records import Language
from vectorstore.vietnamese_text import looks_like_syllable, strip_tone_marks

_PLACE_CUES: Final[dict[Language, re.Pattern[str]]] = {
    "vi": re.compile(
        r"\b(?:tại|ở|đến|Tại|Ở) (?:\w+ ){0,2}?(?!Hội nghị|Đại hội|Quyết định|Nghị)[A-ZĐÂÊÔƠƯÁÀẢÃẠ]\w+(?: [A-ZĐ]\w+)*"
        r"|\b(?:hội trường|địa chỉ)\b"
    ),
    "zh": re.compile(
        r"赴|前往|抵达|位于|地点[:：]|地址|[在到](?![这此会])[^,，。;；]{2,14}(?:召开|举行|举办|公布|展出|成立|打|考察|参观|调研)|参观[^,，。]{2,}"
    ),
    "en": re.compile(r"\b(?:in|at|to|from|near) (?:the )?[A-Z][\w-]+(?: [A-Z][\w-]+)*|\b(?:hall|venue)\b"),
}
_GROUP_WORDS: Final[dict[Language, re.Pattern[str]]] = {
    "vi": re.compile(
        r"\b(?:đại biểu|lãnh đạo|cán bộ|viên chức|người lao động|đại diện|thành viên|nhân dân|đảng ủy|"
        r"đơn vị|lực lượng)\b",
        re.I,
    ),
    "zh": re.compile(r"负责人|领导|干部|职工|代表|人员|成员|群众|同志|专家|骨干"),
    "en": re.compile(
        r"\b(?:delegates?|leaders?|officials?|staff|representatives?|members?|people|employees|"
        r"workers|experts)\b",
        re.I,
    ),
}
_BODY_WORDS: Final[dict[Language, re.Pattern[str]]] = {
    "vi": re.compile(
        r"\b(?:bộ|sở|cục|vụ|viện|bệnh viện|trung tâm|trường|ubnd|ủy ban|ban|hội|công an|phòng|khoa|"
        r"công ty|đơn vị|chi cục|đảng ủy|tổng cục|lực lượng)\b",
        re.I,
    ),
    "zh": re.compile(r"局|委|办|部门|中心|医院|院|所|公司|企业|机构|科|厅|镇|街道|支部|工会|小组|政府|处|学校|协会"),
    "en": re.compile(
        r"\b(?:department|ministry|office|centre|center|institute|hospital|committee|company|agency|"
        r"school|university|board|council|unit|bureau|union|party|police)\b",
        re.I,
    ),
}
_DOCUMENT_WORDS: Final[dict[Language, re.Pattern[str]]] = {
    "vi": re.compile(
        r"\d+/(?:\d{4}/)?[A-ZĐ]{1,6}-[A-ZĐ]|\b(?:quyết định|nghị quyết|nghị định|thông tư|công văn|"
        r"chỉ thị|quy chế|luật|kế hoạch|quy định|hướng dẫn|thông báo)\b",
        re.I,
    ),
    "zh": re.compile(r"《[^》]+》|[〔\[]\d{0,4}[〕\]]\s*第?\d+\s*[号號]"),
    "en": re.compile(
        r"\b(?:decision|decree|circular|resolution|directive|law|act|regulations?|rules|notice|"
        r"ordinance|plan|document)\b",
        re.I,
    ),
}
_BYLINE: Final = re.compile(
    r"^\W*(?:tin|ảnh|bài|đưa tin|nguồn|tác giả|thực hiện|theo|作者|来源|供稿|撰稿|记者|通讯员|文|图|by|source|"
    r"author|text|photos?|reported by)\b[^:：]{0,20}[:：]?"
    r"|^\W*(?:作者|来源|來源|供稿|撰稿|记者|記者|通讯员)[:：]?",
    re.I,
)
_FOREIGN_NAME: Final = re.compile(r"[\u4e00-\u9fff]{1,8}·[\u4e00-\u9fff]{1,8}")
_LATIN_NAME: Final = re.compile(r"\b[A-ZĐ][^\W\d_]+(?:[ -](?:[a-z]{1,3} )?[A-ZĐ][^\W\d_]+)+")
_CAPITALISED: Final = re.compile(r"\b[A-ZĐ][^\W\d_A-Z]{2,}\b")


def satisfaction(asked: Asked, sentence: Sentence, question: QuestionAnalysis) -> float:
    """Tell how well ``sentence`` holds what ``asked`` asks for, 0..1; 1 for kinds that any sentence may answer."""
    recogniser = _RECOGNISERS.get(asked.kind)
    return recogniser(asked, sentence, question) if recogniser else 1.0


def _date(asked: Asked, sentence: Sentence, question: QuestionAnalysis) -> float:
    if _CLOCK_ASKED.search(asked.surface):
        return 1.0 if _CLOCK.search(fold(sentence.text)) else 0.0
    mentions = [mention for mention in find_dates(sentence.text, sentence.language) if mention.status != "damaged"]
    mentions = [mention for mention in mentions if not is_asked_with(mention.surface, question)]
    if mentions and is_dateline(sentence.text, sentence.language) and not issue_asked(question):
        return 0.4
    if mentions:
        return 1.0 if any(mention.value.day or mention.value.month for mention in mentions) else 0.7
    wants_day = re.search(r"ngày|hôm|mấy giờ|日|天|号|date|day\b", asked.surface) is not None
    years = [year for year in _YEAR.findall(sentence.text) if int(year) not in question.years]
    periods = [
        period
        for period in find_periods(sentence.text, sentence.language)
        if not is_asked_with(period.surface, question)
    ]
    if years or periods:
        return 0.2 if wants_day else 0.8
    return 0.0


_ISSUING: Final = re.compile(
    r"ban hành|\bký\b|phát hành|báo cáo ngày|viết|lập|ban hanh|印发"
    r"|成文|写的|编印|落款|发布|签发|出具|issued|signed|dated|written|published"
)
_LONGEST_PLACE: Final = 4


def issue_asked(question: QuestionAnalysis) -> bool:
    """Tell whether a question wants the day of a document, not of what it reports."""
    return _ISSUING.search(question.folded) is not None


def is_dateline(text: str, language: Language) -> bool:
    """Tell a line that holds a date, at most with a place before it: when a document was written."""
    rest = text
    for mention in find_dates(text, language):
        rest = rest.replace(mention.surface, "")
    if len(rest) == len(text):
        return False
    if language == "zh":
        return sum(letter.isalpha() for letter in rest) <= _LONGEST_PLACE
    words = re.findall(r"[^\W\d_]+", rest)
    return len(words) <= _LONGEST_PLACE and all(word[0].isupper() for word in words)


_CLOCK_ASKED: Final = re.compile(r"(?:mấy|lúc|may) gi[ờo]\b|giờ (?:nào|mấy)|几点|几时|what time")
_CLOCK: Final = re.compile(r"\d{1,2}\s*(?:h\b|h\d|giờ|:\d\d|时|点)|\d{1,2} ?(?:am|pm)\b")
_YEAR: Final = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")


def _published(asked: Asked, sentence: Sentence, question: QuestionAnalysis) -> float:
    if sentence.block != "stamp":
        return 0.0
    return 1.0 if find_dates(sentence.text, sentence.language) else 0.0


def _author(asked: Asked, sentence: Sentence, question: QuestionAnalysis) -> float:
    if sentence.block == "byline":
        return 1.0
    return 0.8 if len(sentence.text) < 80 and _BYLINE.match(sentence.text) else 0.0


def _place(asked: Asked, sentence: Sentence, question: QuestionAnalysis) -> float:
    found = [
        place
        for place in find_places(sentence.text, sentence.language)
        if place.kind != "scope" and not is_asked_with(place.name, question)
    ]
    if any(place.kind == "venue" for place in found):
        return 1.0
    if _ROOM.search(asked.surface):
        return 1.0 if _ROOM.search(fold(sentence.text)) else 0.1
    text = fold(sentence.text) if sentence.language == "zh" else sentence.text
    cues = [cue for cue in _PLACE_CUES[sentence.language].findall(text) if not is_asked_with(cue, question)]
    areas = [area for area in places_in(sentence.text) if area not in place_key(question.text)]
    return 0.8 if found or areas else 0.7 if cues else 0.0


_ROOM: Final = re.compile(
    r"hội trường|hoi truong|phòng họp|phong hop|会议室|礼堂|报告厅|会议厅|\bhall\b|\bmeeting room\b"
)
"""A room of a building: its town does not answer."""


def _person(asked: Asked, sentence: Sentence, question: QuestionAnalysis) -> float:
    names = _name_spans(sentence)
    wanted = question.posts if question.name_required else ()
    if wanted:
        return max((_held_by(post, names, sentence, question) for post in wanted), default=0.0)
    names = [(start, end) for start, end in names if not is_asked_with(sentence.text[start:end], question)]
    foreign = sentence.language == "vi" and _has_foreign_name(sentence.text)
    if names or (foreign and (not question.name_required or _HONOURED.search(sentence.text))):
        return 1.0
    if question.name_required:
        return 0.0
    if find_posts(sentence.text, sentence.language) or _GROUP_WORDS[sentence.language].search(fold(sentence.text)):
        return 0.7
    return 0.6 if _agency(Asked("agency"), sentence, question) else 0.0


_HONOURED: Final = re.compile(
    r"\b(?:[Ôô]ng|[Bb]à|GS|PGS|TS|ThS|Dr|Mr|Ms|Mrs|[Bb]ác sĩ|[Tt]iến sĩ|[Cc]huyên gia|[Đđ]ồng chí)\.? ?[A-ZĐ]"
)


def _held_by(asked: Post, names: list[tuple[int, int]], sentence: Sentence, question: QuestionAnalysis) -> float:
    """1 when a name stands beside the post asked for, with no other post between them."""
    posts = find_posts(sentence.text, sentence.language)
    same_language = question.language == sentence.language
    for post in posts:
        if not same_post(asked, post, same_language=same_language):
            continue
        for start, end in names:
            gap = sentence.text[min(end, post.end) : max(start, post.start)]
            if len(gap) <= 80 and not re.search(r"[;；。]|\.\s", gap) and not find_posts(gap, sentence.language):
                return 1.0
    return 0.0


def _name_spans(sentence: Sentence) -> list[tuple[int, int]]:
    spans = [(person.start, person.end) for person in find_people(sentence.text, sentence.language)]
    signed = signed_name(sentence.text) if sentence.block == "byline" else None
    if signed:
        spans.append(signed)
    if sentence.language == "zh":
        spans += [match.span() for match in _FOREIGN_NAME.finditer(sentence.text)]
        spans += [match.span() for match in _LATIN_NAME.finditer(sentence.text)]
    elif sentence.language == "en":
        spans += [match.span() for match in _LATIN_NAME.finditer(sentence.text)]
    return spans


def _has_foreign_name(text: str) -> bool:
    """Tell whether Vietnamese text names someone whose name is no Vietnamese syllable."""
    words = _CAPITALISED.findall(text)
    return any(not looks_like_syllable(strip_tone_marks(word.lower())) for word in words)


def _post(asked: Asked, sentence: Sentence, question: QuestionAnalysis) -> float:
    return 1.0 if find_posts(sentence.text, sentence.language) else 0.0


def _agency(asked: Asked, sentence: Sentence, question: QuestionAnalysis) -> float:
    folded = fold(sentence.text)
    own = asked.head and sentence.language == question.language and not _GENERIC_BODY.search(asked.head)
    named = any(not is_asked_with(body.name, question) for body in find_agencies(sentence.text, sentence.language))
    if asked.named:
        return 1.0 if named and _names_enough(sentence, question) else 0.1
    if own and asked.head not in folded:
        return 0.1 if _TRADING_BODY.search(asked.head) else 0.4 if named else 0.2
    if named:
        return 1.0
    if own:
        return 0.1 if _TRADING_BODY.search(asked.head) and not _own_name(asked.head, sentence) else 0.8
    return 0.6 if _BODY_WORDS[sentence.language].search(folded) else 0.0


_SEVERAL_ASKED: Final = re.compile(r"(?<![\d/])0?(?P<count>[2-9]|\d\d)(?:家|个)? ?(?!/|tháng|năm|年|月|日)[^\W\d]")


def _names_enough(sentence: Sentence, question: QuestionAnalysis) -> bool:
    """Where the names of several are wanted (``tên 3 phòng khám``), one name does not answer."""
    asked = _SEVERAL_ASKED.search(question.folded)
    return asked is None or len({body.name for body in find_agencies(sentence.text, sentence.language)}) >= 2


_TRADING_BODY: Final = re.compile(
    r"công ty|cong ty|nhà thầu|nhà cung cấp|公司|厂家|供应商|compan|firm|contractor|supplier"
)
"""Bodies of which a text says little but the name: without a name it has not said which."""


def _own_name(head: str, sentence: Sentence) -> bool:
    """Tell whether the class of body is followed (in Chinese: preceded) by a name."""
    if sentence.language == "zh":
        return re.search(rf"[\u4e00-\u9fff]{{2,}}(?:有限|股份|集团)*{re.escape(head)}", fold(sentence.text)) is not None
    return re.search(rf"(?i:{re.escape(head)}) (?:\w+ ){{0,3}}?[A-ZĐ]", sentence.text) is not None


_GENERIC_BODY: Final = re.compile(
    r"đơn vị|cơ quan|tổ chức|ngành|bên|tập thể|lực lượng|don vi|co quan|to chuc|单位|部门|机构|组织|方|机关|"
    r"团队|企业|doanh nghiệp|unit|agenc|organi|bod|group|institution|team|office"
)
"""Words for bodies in general: the answer names the body and need not repeat them."""


def _document(asked: Asked, sentence: Sentence, question: QuestionAnalysis) -> float:
    return 1.0 if _DOCUMENT_WORDS[sentence.language].search(sentence.text) else 0.3


def _reason(asked: Asked, sentence: Sentence, question: QuestionAnalysis) -> float:
    folded = fold(sentence.text)
    return 1.0 if matcher(REASON_CUES[sentence.language], folded).search(folded) else 0.0


_SHORTCOMINGS: Final[dict[Language, re.Pattern[str]]] = {
    "vi": re.compile(
        r"khó khăn|hạn chế|tồn tại|vướng mắc|bất cập|yếu kém|thiếu|chưa|kho khan|han che|ton tai|vuong mac|bat cap"
    ),
    "zh": re.compile(r"不足|问题|困难|短板|差距|薄弱|滞后|不够|不平衡|缺乏|瓶颈"),
    "en": re.compile(
        r"difficult|limitation|shortcoming|problem|obstacle|weakness|challenge|constraint|behind|\black|shortage"
    ),
}


def shortcoming(question: QuestionAnalysis, text: str, language: Language) -> float:
    """Tell whether ``text`` names a shortcoming where one is asked for (0.2 or 1); 0.5 where none is."""
    if question.strong or not _SHORTCOMINGS[question.language].search(question.folded):
        return 0.5
    return 1.0 if _SHORTCOMINGS[language].search(fold(text)) else 0.2


_RECOGNISERS: Final[dict[AskedKind, Callable[[Asked, Sentence, QuestionAnalysis], float]]] = {
    "date": _date,
    "published": _published,
    "author": _author,
    "place": _place,
    "person": _person,
    "post": _post,
    "agency": _agency,
    "document": _document,
    "reason": _reason,
    "money": money,
    "rate": rate,
    "duration": duration,
    "count": count,
}
