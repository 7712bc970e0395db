"""What a question is about, and asking the same about something else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from assistant.answering.answer_patterns import matcher
from assistant.follow_ups.follow_up_slots import names_in, period_mentions
from assistant.follow_ups.follow_up_words import ASKING, GENERIC, Table, find, find_all, table
from ingest.agencies import find_agencies
from ingest.folding import fold
from vectorstore.records import Language

_TOPIC_FORM: Final = table(
    r"^về (?P<s>[^?]+), [^?,]+$", r"^关于(?P<s>[^？?]+)，[^，？?]+$", r"^regarding (?P<s>[^?]+), [^?,]+$"
)
_ENDS: Final = table(
    r"(?:[\s,:]|(?<!\w)(?:được tổ chức|được|bị|đã|đang|có|là|của|từ|ở|tại|vào|do|về|trong|cho|với|diễn ra|họp"
    r"|xảy ra|hỏng"
    r"|đạt|gồm|khoảng|thì|và|để|khởi công|ký|báo cáo|dự họp|phát biểu)(?!\w))+$",
    r"(?:[\s，,：:的]|是|有|在|由|从|为|于|了|到|要|共|会|被|召开|举行|举办|开工|竣工|开始|推行|实施|发布|一共"
    r"|主持|签署|讲话|又|都|占)+$",
    r"(?:[\s,:]|\b(?:is|are|was|were|did|does|do|has|have|had|held|by|in|at|on|of|for|to|take place|happen|start)\b)+$",
)
_STARTS: Final = table(
    r"^(?:[\s,:]|(?:có|đã|là|được|chủ trì|ký|tham dự|dự|tổ chức|của|do|thì|và|phát biểu|trong tổng số)(?!\w))+",
    r"^(?:[\s，,：:]|的|是|有|了|主持|参加|出席|签署|负责|共)+",
    r"^(?:[\s,:]|\b(?:is|are|was|were|did|does|do|has|have|had|of|will|chaired|signed|attended|organi[sz]ed)\b)+",
)


def subject_of(question: str, language: Language) -> str:
    """What a stand-alone question is about: its words without those that ask."""
    body = question.strip().rstrip("?？.。!！ ")
    form = find(_TOPIC_FORM, body, language)
    if form:
        return body[form.start("s") : form.end("s")]
    kept, at = [], 0
    for match in find_all(ASKING, body, language):
        counts = language == "vi" and re.search(r"(?:bao nhiêu|bao nhieu|mấy)\W*$", fold(match[0]))
        kept.append(body[at : match.start()] + (" số" if counts and body[match.end() :].strip() else ""))
        at = match.end()
    kept.append(body[at:])
    glue = "" if language == "zh" else " "
    pieces = [piece for piece in (_trimmed(part, language) for part in kept) if piece]
    subject = _trimmed(glue.join(pieces), language)
    return _count_first(_period_last(re.sub(r"\s+", " ", subject), language), language) or body


def _period_last(subject: str, language: Language) -> str:
    """Put ``Trong 6 tháng đầu năm 2024,`` behind what happened then."""
    match = re.match(r"(?:trong|vào|tại) (?P<when>[^,]+?),? +(?P<what>.+)$", subject, re.IGNORECASE)
    periods = period_mentions(subject, language) if match and language == "vi" else []
    if match is None or not periods or periods[0].start > match.start("when") + 4:
        return subject
    when, what = subject[match.start("when") : periods[0].end], subject[periods[0].end :].strip(" ,")
    return f"{what} trong {lower_first(when)}" if what else subject


def _count_first(subject: str, language: Language) -> str:
    """Put a Vietnamese count before the place and period that opened it (``số hộ nghèo huyện A năm 2024``)."""
    match = re.match(r"(?P<where>.+?) (?P<count>số (?!liệu|hiệu).+)$", subject) if language == "vi" else None
    if match is None:
        return subject
    where = match["where"]
    spans = [(one.start, one.end) for one in period_mentions(where, "vi")]
    spans += [(name.start, name.end) for name in names_in(where, "vi")]
    spans += [(agency.start, agency.end) for agency in find_agencies(where, "vi")]
    return subject if own_words(_masked(where, spans), "vi") else f"{match['count']} {lower_first(where)}"


def _trimmed(text: str, language: Language) -> str:
    """Take function words and bare verbs off both ends."""
    trailing = find(_ENDS, text, language)
    text = text[: trailing.start()] if trailing else text
    leading = find(_STARTS, text, language)
    return (text[leading.end() :] if leading else text).strip()


def about(subject: str, question: str, language: Language) -> str:
    """Ask ``question`` about ``subject``: the topic first, then the question as it was asked."""
    asked = question.strip().rstrip("?？.。!！ ")
    if language == "zh":
        return f"关于{subject}，{asked}？"
    lead = "Về" if language == "vi" else "Regarding"
    return f"{lead} {lower_first(subject)}, {lower_first(asked)}?"


def lower_first(text: str) -> str:
    """A sentence's beginning as it stands inside a sentence; names keep their capitals."""
    words = text.split(" ", 2)
    body = next(iter(find_agencies(text, "vi")), None)
    proper = (len(words) > 1 and words[1][:1].isupper()) or (body is not None and body.start == 0)
    return text if proper or text[:2].isupper() or text[:1] not in text[:1].upper() else text[:1].lower() + text[1:]


def has_own_subject(question: str, language: Language) -> bool:
    """Tell whether a question holds words of its own beside periods, asking words and general ones."""
    return bool(own_words(question, language))


def own_words(question: str, language: Language) -> str:
    """The words of a question beside periods, asking words and general ones."""
    text = _masked(question, ((one.start, one.end) for one in period_mentions(question, language)))
    for patterns in (ASKING, GENERIC):
        text = _masked(text, (match.span() for match in find_all(patterns, text, language)))
    return " ".join(re.findall(r"[^\W_]+", text))


def _masked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + "|" * (end - start) + text[end:]
    return text


_PAIRS: Final[dict[Language, tuple[tuple[str, str], ...]]] = {
    "vi": (
        ("nam", "nữ"),
        ("thành thị", "nông thôn"),
        ("nội trú", "ngoại trú"),
        ("tổng thu", "tổng chi"),
        ("trẻ em", "người lớn"),
        ("công lập", "tư nhân"),
    ),
    "zh": (("男", "女"), ("城镇", "农村"), ("城市", "农村"), ("住院", "门诊"), ("收入", "支出"), ("儿童", "老年人")),
    "en": (
        ("men", "women"),
        ("male", "female"),
        ("urban", "rural"),
        ("inpatient", "outpatient"),
        ("inpatients", "outpatients"),
        ("revenue", "expenditure"),
        ("boys", "girls"),
    ),
}
_BOUNDARY: Final = table(
    r"(?<!\w)(?:được|đã|đang|sẽ|là|có|bị|do|vào|tại|ở|trong|từ|đến|của|gồm|cho|để|khi|và|với|về|so|năm|tháng|quý|ngày"
    r"|ghi nhận|báo cáo|toàn|cả|ước tính|tổng cộng|tổng số|số lượng|theo)(?!\w)",
    r"的|了|在|是|有|于|从|到|里|中(?!心|医|小|毒|学)|由|对|和|与|一共|总共|共|合计|安排|要|达到?|为",
    r"\b(?:the|a|an|of|in|on|at|to|for|by|with|from|and|was|were|is|are|did|does|do|has|have|had|there"
    r"|recorded?|registered"
    r"|reported|receive[d]?|treated?|admitted|have|had)\b",
)
_COUNTED: Final = table(
    r"^(?:(?:số|ca|vụ|lượt|trường hợp|người|bệnh nhân|mắc|lần|hộ|chiếc|cái|suất)(?!\w)[\s]*)+",
    r"(?:患者|病例|病人|人数|人次|对象)$",
    r"\s*\b(?:cases?|patients?|people|persons?|staff|deaths?|visits?|doses?|households?)$",
)
_GENERIC_CHUNK: Final = frozenset({"lượt", "ca", "người", "vụ", "số", "lần", "人", "次", "张", "名", "cases", "people"})


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of content words of a question."""

    start: int
    end: int


def replace_thing(previous: str, thing: str, language: Language) -> tuple[str, bool] | None:
    """Ask ``previous`` about another ``thing``, and say whether it is sure what it takes the place of."""
    thing = thing if language == "zh" else lower_first(thing)
    swapped = _swapped(previous, thing, language) or _same_head(previous, thing, language)
    if swapped is not None:
        return swapped, True
    chunks = _chunks(previous, language)
    if not chunks:
        return None
    chosen = chunks[-1] if language == "zh" else chunks[0]
    post = fold(thing).removeprefix("副")
    if language == "zh" and post != fold(thing) and fold(previous)[: chosen.end].endswith(post):
        return previous[: chosen.end - len(post)] + thing + previous[chosen.end :], True
    if language == "zh":
        alike = [chunk for chunk in chunks if fold(previous)[chunk.end - 1] == fold(thing)[-1]]
        chosen = alike[-1] if alike else chosen
        sure = len(chunks) == 1 or len(alike) == 1
    else:
        counted = re.search(r"(?<!\w)(?:bao nhiêu|mấy|how many|how much)\s", previous.lower())
        after = [chunk for chunk in chunks if counted and 0 <= chunk.start - counted.end() < 16]
        chosen, sure = (after[0], True) if after else (chosen, len(chunks) == 1)
    return previous[: chosen.start] + thing + previous[chosen.end :], sure


def _swapped(previous: str, thing: str, language: Language) -> str | None:
    """Exchange a word for its counterpart (``nam`` – ``nữ``)."""
    for pair in _PAIRS[language]:
        for new, old in (pair, pair[::-1]):
            edges = ("", "") if language == "zh" else (r"(?<!\w)", r"(?!\w)")
            found = re.search(f"{edges[0]}{old}{edges[1]}", fold(previous))
            if found and re.fullmatch(f"(?:{new})", fold(thing)):
                return previous[: found.start()] + thing + previous[found.end() :]
    return None


def _same_head(previous: str, thing: str, language: Language) -> str | None:
    """Replace the words that begin with the noun that ``thing`` begins with (vắc xin sởi, vắc xin bại liệt)."""
    if language != "vi" or " " not in thing:
        return None
    words = fold(thing).split()
    folded = fold(previous)
    for length in range(min(3, len(words) - 1), 0, -1):
        head = re.search(rf"(?<!\w){re.escape(' '.join(words[:length]))}(?!\w)", folded)
        if head is None or (length == 1 and words[0] in _GENERIC_CHUNK):
            continue
        later = [match.start() for match in _stops(previous, language) if match.start() > head.end()]
        later += [name.start for name in names_in(previous, language) if name.start > head.end()]
        verb = matcher(_PHRASE_END[language], folded).search(folded, head.end())
        later += [verb.start() + 1] if verb else []
        end = min(later, default=len(folded.rstrip(" ?.!")))
        return (previous[: head.start()] + thing + " " + previous[end:]).replace(" ?", "?").strip()
    return None


def _stops(text: str, language: Language) -> list[re.Match[str]]:
    found = [*find_all(_BOUNDARY, text, language), *find_all(ASKING, text, language)]
    found += list(re.finditer(r"[,.;:?!，。；？]|\d+", text))
    return sorted(found, key=lambda match: match.start())


def _chunks(text: str, language: Language) -> list[Chunk]:
    """The runs of content words that are no period, place, body or asking words."""
    taken = [(one.start, one.end) for one in period_mentions(text, language)]
    taken += [(name.start, name.end) for name in names_in(text, language)]
    if language != "zh":
        taken += [(agency.start, agency.end) for agency in find_agencies(text, language)]
    taken += [match.span() for match in _stops(text, language)]
    masked = _masked(text, taken)
    found: list[Chunk] = []
    for run in re.finditer(r"[^|\W]+(?:[ -][^|\W]+)*", masked):
        start, end = run.span()
        counted = find(_COUNTED, run[0], language)
        if counted and counted.end() - counted.start() < len(run[0]):
            start, end = (start + counted.end(), end) if counted.start() == 0 else (start, start + counted.start())
        words = text[start:end].strip()
        if words and fold(words) not in _GENERIC_CHUNK and own_words(words, language):
            found.append(Chunk(start, end))
    return found


def noun_phrase(text: str, head: str, language: Language) -> str | None:
    """The phrase of a question that a head noun opens (Vietnamese, English) or closes (Chinese), up to its verb."""
    folded = fold(text)
    if language == "zh":
        end = folded.find(fold(head))
        if end < 0:
            return None
        before = re.split(r"[了，,？?谁]|主持|参加|出席|召开", folded[:end])[-1]
        close = re.match(r"[》”’」』]?", text[end + len(head) :])
        return text[end - len(before) : end + len(head)] + (close[0] if close else "")
    at = re.search(rf"(?<!\w){re.escape(fold(head))}(?!\w)", folded)
    if at is None:
        return None
    stop = matcher(_PHRASE_END[language], folded).search(folded, at.end())
    start = at.start()
    if language == "en":
        before = re.search(r"(?:\b(?:the|that|this)\s)?(?:[\w-]+\s){0,5}$", folded[: at.start()])
        article = folded.rfind("the ", 0, at.start())
        start = article if before and article >= before.start() else at.start()
    return text[start : stop.start() if stop else len(text)].strip(" ?.,")


_PHRASE_END: Final[Table] = table(
    r"\s(?:được|đã|đang|sẽ|là|có|bị|do|vào|từ|gồm|bao|mấy|xảy ra|diễn ra|hỏng|thu|cho|hôm|khi|ai|không|họp"
    r"|ở đâu|tại đâu"
    r"|khai mạc|đề ra|quy định|nêu|giao|đặt ra|yêu cầu|đạt|kiến nghị|khởi công|tốn|cần)(?!\w)|[,?.;]",
    r"$^",
    r"\s(?:was|were|is|are|held|take|took|did|does|has|have|had|will|cost|happen|start|begin|attended|chaired"
    r"|signed)\b|[,?.;]",
)
