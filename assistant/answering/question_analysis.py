"""What a question asks for, by rule: the kinds of thing, the subject, names, posts, years and the language.

Nothing here looks at the library. A kind is *strong* when the text that answers must hold a thing of that kind (a
date for *when*, an amount for *how much*); the others only say how an answer is led in and how long it may be.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.answer_patterns import (
    NAME_REQUIRED,
    PLAN_CUES,
    QUESTION_CUES,
    RESULT_CUES,
    AskedKind,
    Pattern,
    matcher,
)
from assistant.answering.answer_posts import Post, find_posts
from assistant.answering.answer_terms import content_keys, question_terms, without_asking
from assistant.errors import EmptyQuestion, QuestionTooLong
from ingest.folding import VietnamesePattern, fold, has_marks
from vectorstore.records import Language, Script
from vectorstore.search_text import read_query

LONGEST_QUESTION: Final = 2_000
"""Characters beyond which a question is refused unread."""

STRONG_KINDS: Final[frozenset[AskedKind]] = frozenset(
    {
        "published",
        "author",
        "reason",
        "money",
        "rate",
        "count",
        "duration",
        "post",
        "document",
        "date",
        "place",
        "person",
        "agency",
    }
)
_FIGURE_KINDS: Final[frozenset[AskedKind]] = frozenset({"money", "rate", "count", "duration"})
_TOPIC_KINDS: Final[frozenset[AskedKind]] = frozenset({"result", "plan", "example", "manner", "definition", "list"})
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_LATIN: Final = re.compile(r"[^\W\d_\u3400-\u9fff]+")
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_QUOTED: Final = re.compile(r"[“\"«「『‘]([^”\"»」』’]{2,60})[”\"»」』’]|《([^》]{2,80})》")
_WORD: Final = re.compile(r"[^\W_][\w&.-]*")
_HONORIFIC: Final = re.compile(r"^(?:Ông|Bà|Đồng chí|Anh|Chị|Mr|Ms|Mrs|Dr|The)\.?\s+")
_MONTH: Final = re.compile(r"January|February|March|April|May|June|July|August|September|October|November|December")
_ACRONYM: Final = re.compile(r"\b(?=[\w&-]*[A-ZĐ][\w&-]*[A-ZĐ])[A-ZĐ][A-ZĐa-z0-9&-]{1,15}\b")


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that is asked for. ``head`` is the noun counted or the class of body asked for, folded, or empty."""

    kind: AskedKind
    head: str = ""
    surface: str = ""
    loose: bool = False
    """The noun was not said beside the asking word but guessed from what stands before it."""
    named: bool = False
    """A name of its own is wanted: the class of thing does not answer."""


@dataclass(frozen=True, slots=True)
class QuestionAnalysis:
    """A question as the evidence step sees it."""

    text: str
    language: Language
    script: Script
    folded: str
    asked: tuple[Asked, ...]
    terms: tuple[str, ...]
    """Search keys of what the question is about, without the words that only ask."""
    focus: tuple[str, ...]
    """The keys nearest to the words that ask: what of the subject is wanted (``giường bệnh``, ``thành lập``)."""
    names: tuple[str, ...]
    """Proper names, quoted titles and acronyms, as written."""
    posts: tuple[Post, ...]
    years: tuple[int, ...]
    name_required: bool
    role: str | None
    """``plan`` or ``result`` where the question says which of both it wants."""

    @property
    def kinds(self) -> tuple[AskedKind, ...]:
        return tuple(dict.fromkeys(asked.kind for asked in self.asked))

    @property
    def strong(self) -> tuple[Asked, ...]:
        return tuple(asked for asked in self.asked if asked.kind in STRONG_KINDS)

    @property
    def lead_kind(self) -> AskedKind:
        """The kind that the answer is led in by: the first strong one, else the first."""
        return self.strong[0].kind if self.strong else self.asked[0].kind


def analyse_question(text: str) -> QuestionAnalysis:
    """Analyse a question; raises ``EmptyQuestion`` without a letter or digit, ``QuestionTooLong`` beyond 2,000."""
    if len(text) > LONGEST_QUESTION:
        raise QuestionTooLong(limit=LONGEST_QUESTION, found=len(text))
    if not any(character.isalnum() for character in text):
        raise EmptyQuestion
    question = " ".join(text.split())
    language = question_language(question)
    folded = fold(question)
    posts = find_posts(question, language)
    lowered = _lowered(question, folded, language)
    spans = _cue_spans(folded, language)
    asked = _once(
        _reduce(tuple(_asked(kind, lowered, start, end, language) for kind, start, end in spans), folded, language)
    )
    if not any(item.kind != "other" for item in asked):
        asked = _implied(lowered, language)
    person = any(item.kind == "person" for item in asked)
    return QuestionAnalysis(
        text=question,
        language=language,
        script=_script(question, folded, language),
        folded=folded,
        asked=asked or (Asked("other"),),
        terms=question_terms(question, language),
        focus=_focus(question, lowered, spans, language),
        names=_names(question, language, posts),
        posts=posts,
        years=tuple(dict.fromkeys(int(year) for year in _YEAR.findall(folded))),
        name_required=person
        and (
            bool(posts)
            or _SIGNED_BY.search(folded) is not None
            or matcher(NAME_REQUIRED[language], folded).search(folded) is not None
        ),
        role=_role(folded, language),
    )


_IMPLIED_COUNT: Final[dict[Language, Pattern]] = {
    "vi": VietnamesePattern(r"(?:^|, ?)(?:tổng )?số (?:lượng )?(?P<head>(?!hiệu|điện|liệu)\w+(?: \w+){0,3})"),
    "zh": re.compile(r"(?P<head>[\u4e00-\u9fff]{1,4}?)(?:数量?|人数|总量|总数|人次|量)\W*$"),
    "en": re.compile(r"\b(?:number|total|count) of (?P<head>\w+(?: \w+)?)"),
}
_IMPLIED_RATE: Final[dict[Language, Pattern]] = {
    "vi": VietnamesePattern(r"tỷ lệ|tỉ lệ|công suất|tỷ suất|tỉ suất"),
    "zh": re.compile(r"率|占比|比例|比重"),
    "en": re.compile(r"\b(?:rate|share|proportion|turnover|percentage)\b"),
}
_NAME_WANTED: Final[dict[Language, Pattern]] = {
    "vi": VietnamesePattern(r"^(?:họ )?tên\b"),
    "zh": re.compile(r"(?:名字|姓名|名称|名单)\W*$"),
    "en": re.compile(r"^names? of\b"),
}


def _implied(folded: str, language: Language) -> tuple[Asked, ...]:
    """Read what is wanted off a question of keywords alone (``số ca mắc …``, ``…签约率``)."""
    if matcher(_NAME_WANTED[language], folded).search(folded):
        return (_thing_named(Asked("person"), folded),) if _NAMED_BODY.search(folded) else (Asked("person"),)
    rate = matcher(_IMPLIED_RATE[language], folded).search(folded)
    if rate:
        return (Asked("rate", _rate_head(folded, language), rate[0]),)
    count = matcher(_IMPLIED_COUNT[language], folded).search(folded)
    if count:
        head = count["head"]
        stop = _VI_HEAD_STOP.search(head) if language == "vi" else None
        return (Asked("count", (head[: stop.start()] if stop else head).strip(), count[0], loose=True),)
    return ()


_RATE_HEAD: Final[dict[Language, Pattern]] = {
    "vi": VietnamesePattern(
        r"(?:tỷ|tỉ) (?:lệ|suất|trọng) (?P<head>\w+(?: \w+){0,3})|(?P<whole>công suất(?: \w+){0,3})"
    ),
    "zh": re.compile(r"(?P<head>[\u4e00-\u9fff]{2,6}率)"),
    "en": re.compile(
        r"(?P<head>\w+) (?:rate|ratio|turnover)\b|(?:share|proportion|percentage) of (?P<whole>\w+(?: \w+)?)"
    ),
}


def _rate_head(folded: str, language: Language) -> str:
    """Give the words that tell which rate is asked for, or nothing."""
    found = list(matcher(_RATE_HEAD[language], folded).finditer(folded))
    if not found:
        return ""
    head: str = next(group for group in found[-1].groups() if group)
    if language == "zh":
        return head[-4:]
    stop = (_VI_HEAD_STOP if language == "vi" else _EN_HEAD_STOP).search(head)
    return (head[: stop.start()] if stop else head).strip()


_SIGNED_BY: Final = re.compile(r"\bai (?:ký|là người|nấu|gửi)|\bai (?:ky|la nguoi)\b|谁(?:签|写)|who signed")


def question_language(text: str) -> Language:
    """Tell the language of a question, also of Vietnamese typed without tone marks."""
    han = len(_HAN.findall(text))
    folded = fold(text)
    words = len(_LATIN.findall(folded))
    if han and han >= 2 * words:
        return "zh"
    english = len(_ENGLISH.findall(folded))
    if english >= 2 and english * 5 >= words:
        return "en"
    if has_marks(folded) or read_query(text).stripped:
        return "vi"
    return "zh" if han > words else "en"


_ENGLISH: Final = re.compile(
    r"\b(?:how|many|much|what|which|who|whom|whose|when|where|why|the|of|did|does|is|are|was|were|has|have|and|for|from|by|at|with|under|in|there)\b"
)


def _script(text: str, folded: str, language: Language) -> Script:
    if language != "zh":
        return "latin"
    changed = sum(a != b for a, b in zip(text, folded, strict=False) if _HAN.match(a))
    return "hant" if changed else "hans"


def _cue_spans(folded: str, language: Language) -> list[tuple[AskedKind, int, int]]:
    """Find cues by rule priority; a later rule may not claim words that an earlier one holds."""
    taken: list[tuple[AskedKind, int, int]] = []
    for kind, pattern in QUESTION_CUES[language]:
        for match in matcher(pattern, folded).finditer(folded):
            start, end = match.span()
            if start < end and all(end <= other or start >= stop for _, other, stop in taken):
                taken.append((kind, start, end))
    return sorted(taken, key=lambda span: span[1])


def _once(asked: tuple[Asked, ...]) -> tuple[Asked, ...]:
    return tuple({(item.kind, item.head): item for item in reversed(asked)}.values())[::-1]


def _lowered(question: str, folded: str, language: Language) -> str:
    """Give a lower-case copy of the same length that keeps Vietnamese spelling; Chinese is simplified."""
    lowered = question.lower()
    return folded if language == "zh" or len(lowered) != len(folded) else lowered


def _is_polar(folded: str, language: Language) -> bool:
    return any(matcher(cue, folded).search(folded) for kind, cue in QUESTION_CUES[language] if kind == "polar")


def _reduce(asked: tuple[Asked, ...], folded: str, language: Language) -> tuple[Asked, ...]:
    """Drop the kinds that are only mentioned: an amount whose cause is asked, the topic of a yes/no question."""
    kinds = {item.kind for item in asked}
    if _is_polar(folded, language) and not re.search(
        r"bao nhieu|bao nhiêu|多少|谁|哪|几|\bai\b|how many|how much", folded
    ):
        return (Asked("polar"),)
    if "person" in kinds and not _asks_for_human(folded, language):
        asked = tuple(_thing_named(item, folded) if item.kind == "person" else item for item in asked)
    dropped: set[AskedKind] = {"polar"}
    if "reason" in kinds:
        dropped |= _FIGURE_KINDS | _TOPIC_KINDS
    if kinds & {"published", "author"}:
        dropped |= {"person", "agency", "date", "document", "list"}
    if kinds & {"money", "rate"}:
        asked = tuple(
            item for item in asked if item.kind != "count" or folded.find(item.surface) < folded.rfind(item.head)
        )
    kept = tuple(item for item in asked if item.kind not in dropped)
    strong = [item for item in kept if item.kind in STRONG_KINDS]
    return tuple(item for item in kept if not strong or item.kind in STRONG_KINDS or _is_own_clause(item, folded))


_NAME_ONLY: Final = re.compile(r"\btên\b|\bten\b|叫什么|名字|名称|\bname\b")
_HUMAN: Final = re.compile(
    r"\bai\b|người|chủ (?:nhà|hộ|cơ sở)|nạn nhân|bệnh nhân|đồng chí|\bông\b|\bbà\b|"
    r"lãnh đạo|đại biểu|cá nhân|bác sĩ|chuyên gia|phóng viên|"
    r"tác giả|cán bộ|trưởng|giám đốc|chủ tịch|bí thư"
    r"|nguoi|dong chi|lanh dao|truong|giam doc|chu tich|bi thu|谁|人|位|领导|同志|专家|代表|者|员|长|书记|主任|姓|"
    r"\bwho|whom|whose|person|people"
    r"|director|chairman|minister|leader|speaker|official|head|secretary|president|mayor|doctor|"
    r"officer|man\b|woman\b|his|her"
)


_NAMED_BODY: Final = re.compile(
    r"công ty|doanh nghiệp|cơ sở|phòng khám|nhà thầu|đơn vị|tập thể|hợp tác xã|nhà máy|cong ty|doanh nghiep|co so"
    r"|phong kham|don vi|tap the|公司|企业|单位|机构|集体|诊所|厂家|供应商|compan|firm|clinic|contractor|supplier|unit"
)


def _thing_named(item: Asked, folded: str) -> Asked:
    """Ask for a body by name where one is named, otherwise for whatever the text lists."""
    if _NAMED_BODY.search(folded):
        return Asked("agency", "", item.surface, named=True)
    return Asked("list", item.head, item.surface)


def _asks_for_human(folded: str, language: Language) -> bool:
    """Tell the name of a person from the name of a thing (``tên của dự án là gì``)."""
    return not _NAME_ONLY.search(folded) or bool(_HUMAN.search(folded)) or bool(find_posts(folded, language))


def _is_own_clause(item: Asked, folded: str) -> bool:
    """Tell whether a weak kind is asked in a clause of its own (``bao nhiêu …, dùng để làm gì``)."""
    place = folded.find(item.surface)
    before = folded[:place]
    return item.kind in {"purpose", "list", "manner", "result"} and bool(
        re.search(r"[,，;；、]|\bvà\b|\band\b|以及", before)
    )


_VI_HEAD_STOP: Final = re.compile(
    r"\b(?:được|đã|đang|sẽ|là|trong|tại|ở|của|đi|và|hoặc|có|cho|ra|bị|so|tham|đến|từ|với|do|để|mà|"
    r"thì|vào|trên|theo|về|đạt|không|bởi|như|nào|khi|anh|họ|vẫn|còn|nhất|trong|nữa|hơn|cùng|thì|"
    r"nếu|các|những|vậy|thế|nhỉ|ạ|đấy|rồi"
    r"|duoc|da|dang|se|la|tai|o|cua|di|va|co|ra|bi|den|tu|voi|de|vao|tren|theo|ve|dat|khong)\b|[,.?!;:()“”\"]"
)
_EN_HEAD_STOP: Final = re.compile(
    r"\b(?:is|are|was|were|did|does|do|has|have|had|will|would|can|could|in|at|on|of|to|by|from|"
    r"that|who|which|with|for|occurred|took"
    r"|attended|been|be|and|or|there|per|during|received|participated|should|must|does)\b|[,.?!;:()]"
)
_ZH_HEAD_STOP: Final = re.compile(
    r"[，,。?？!！;；:：、（(）)“”\"的是了在被得到与和及或为以有过以上吗呢并]|参加|获得|涉及|覆盖|完成|达到|发生|进行"
)
_ZH_CLASSIFIERS: Final = "个名家项条次人位件份场期辆台座所处批张间户类种例起级篇套支点本元吨亩度米公里天年月"


def _asked(kind: AskedKind, folded: str, start: int, end: int, language: Language) -> Asked:
    surface = folded[start:end]
    if kind == "rate":
        return Asked(kind, _rate_head(folded, language), surface)
    if kind not in {"count", "agency"}:
        return Asked(kind, surface=surface)
    if kind == "agency":
        return Asked(kind, _body_head(surface, language), surface)
    head, loose = _counted_head(folded, start, end, language)
    if re.match(r"(?:một|mỗi|mot|moi|per|each|a) ", head):
        head, loose = "", True
    if _MONEY_HEAD.search(head):
        return Asked("money", surface=surface)
    return Asked(kind, head, surface, loose)


_MONEY_HEAD: Final = re.compile(r"经费|资金|费用|补贴|补助|金额|罚款|\btiền\b|kinh phí|ngân sách|\bmoney\b|funding")


def _counted_head(folded: str, start: int, end: int, language: Language) -> tuple[str, bool]:
    """Give the noun that is counted and whether it had to be guessed from the words before."""
    after = folded[end:].strip()
    if language == "zh":
        return _chinese_head(folded[:start], after)
    stop = (_VI_HEAD_STOP if language == "vi" else _EN_HEAD_STOP).search(after)
    words = (after[: stop.start()] if stop else after).split()[:4]
    if words:
        return " ".join(words), False
    return _head_before(folded[:start], language), True


def _head_before(before: str, language: Language) -> str:
    """Take the noun that opens the question (``Dân số tỉnh … là bao nhiêu``)."""
    if language == "en":
        match = re.search(r"\b(?:the )?(?:total )?(?:number|total) of (?P<head>\w+(?: \w+)?)", before)
        return match["head"] if match else ""
    subject = re.sub(r"^(?:tổng |tong )?(?:số lượng|số|so luong|so)\s+", "", before.strip())
    stop = _VI_HEAD_STOP.search(subject)
    return " ".join((subject[: stop.start()] if stop else subject).split()[:2])


def _chinese_head(before: str, after: str) -> tuple[str, bool]:
    if after[:1] == "人" and after[1:2] not in {"员", "民", "才", "口"}:
        return "人", False
    body = after.lstrip(_ZH_CLASSIFIERS) if len(after) > 1 and after[0] in _ZH_CLASSIFIERS else after
    stop = _ZH_HEAD_STOP.search(body)
    phrase = body[: stop.start()] if stop else body
    if phrase:
        return phrase[:8], False
    subject = re.sub(
        r"(?:一共|总共|共计|共|目前|已经|已|大约|约|现)?(?:有|是|为|达到?|增加到|拥有|包括)?了?$", "", before
    )
    noun = re.split(r"[，,。;；、的\d]", subject)[-1][-4:]
    return (noun, True) if noun and not re.fullmatch(r"[年月日上下半]*", noun) else (after[:1], True)


def _body_head(surface: str, language: Language) -> str:
    if language == "vi":
        bare = re.sub(r"\s*(?:nào|nao|là gì|la gi|ở đâu|o dau)$", "", surface)
        return re.sub(r"^(?:ở|tại|từ|đến|thuộc|o|tai|tu)\s+", "", bare)
    if language == "zh":
        return re.sub(r"^(?:哪|什么)(?:一|几)?(?:个|些|家|所|座)?", "", surface)
    return surface.split(" ")[-1]


def _focus(
    question: str, lowered: str, spans: Sequence[tuple[AskedKind, int, int]], language: Language
) -> tuple[str, ...]:
    """Take the content words beside each strong cue; an English question carries its verb at the end, so that too."""
    reach = 5 if language == "zh" else 24
    strong = [span for span in spans if span[0] in STRONG_KINDS] or list(spans)
    keys: list[str] = []
    for _, start, end in strong:
        inside = content_keys(without_asking(lowered[start:end], language), language)
        before = re.split(r"[,，;；。?？]", lowered[max(0, start - reach) : start])[-1]
        after = re.split(r"[,，;；。?？]", lowered[end : end + reach])[0]
        if language != "zh":
            before = before.partition(" ")[2] if start > reach else before
            after = after.rpartition(" ")[0] if end + reach < len(lowered) else after
        keys += [*inside, *content_keys(before, language)[-4:], *content_keys(after, language)[:4]]
    if language == "en":
        keys += content_keys(lowered.rstrip(" ?.!"), language)[-1:]
    return tuple(dict.fromkeys(key for key in keys if key in question_terms(question, language)))


def _names(question: str, language: Language, posts: tuple[Post, ...]) -> tuple[str, ...]:
    quoted = [first or second for first, second in _QUOTED.findall(question)]
    found = quoted + _ACRONYM.findall(question)
    if language != "zh":
        found += _capitalised_runs(question)
    else:
        found += re.findall(r"[A-Za-zÀ-ỹ][A-Za-z0-9À-ỹ.-]+(?: [A-ZĐÀ-Ỹ][A-Za-z0-9À-ỹ.-]+)*", question)
        found += _ZH_PLACE.findall(fold(question))
    titles = {fold(post.surface) for post in posts}
    bare = [_HONORIFIC.sub("", name).strip() for name in found]
    return tuple(
        dict.fromkeys(
            name
            for name in bare
            if len(name) > 1 and not _MONTH.fullmatch(name) and not any(fold(name) in title for title in titles)
        )
    )


_ZH_PLACE: Final = re.compile(
    r"(?<![\u4e00-\u9fff])[^\W\d_在于对从和与及的我本该全各某是把哪几个两三岁上下第多少]{2,4}?(?:省|市|区|县|镇|乡|街道|村)(?![委级直外内分域])"
)


def _capitalised_runs(question: str) -> list[str]:
    """Join neighbouring capitalised words; the first word of the question only counts inside a run."""
    runs: list[list[str]] = []
    previous_end, first = -2, True
    for match in _WORD.finditer(question):
        capital = match[0][0].isupper()
        if capital and runs and match.start() == previous_end + 1:
            runs[-1].append(match[0])
        elif capital:
            runs.append([match[0]])
        if capital and first:
            runs[-1].insert(0, "")
        previous_end = match.end() if capital else -2
        first = False
    return [" ".join(run).strip(" .-") for run in runs if run != ["", run[-1]]]


def _role(folded: str, language: Language) -> str | None:
    plan = matcher(PLAN_CUES[language], folded).search(folded) is not None
    result = matcher(RESULT_CUES[language], folded).search(folded) is not None
    if plan and result:
        return "result" if _DONE.search(folded) and not _TO_DO.search(folded) else None
    return "plan" if plan else "result" if result else None


_DONE: Final = re.compile(r"\bđã\b|\bda chi\b|thực tế|已经|已|实际|花了|so far|has been|have been|\bspent\b")
_TO_DO: Final = re.compile(r"dự kiến|phấn đấu|sẽ\b|力争|计划(?:投入|完成|安排|新建)|拟|将|planned to|will\b")
