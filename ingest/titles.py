"""The title of a report, or none: a wrong title in front of every passage costs more than a missing one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ingest.agencies import find_agencies
from ingest.document_types import TYPE_LINES
from ingest.documents import Block, CleanDocument, LoadedDocument
from ingest.folding import LOWER, UPPER, LazyPattern, fold
from vectorstore.records import Language

MAX_TITLE = 200
_MAX_HAN_TITLE = 80


@dataclass(frozen=True, slots=True)
class TitleReading:
    """A title with where it stands in clean text (``None`` for one from a file's properties)."""

    title: str
    start: int | None
    end: int | None
    rule: str
    confidence: float
    type_line: str | None = None


_END_OF_SENTENCE = LazyPattern(r"[.。;；:：,，、](?:[”\"’»)）]*)\Z")
_INNER_SENTENCE = LazyPattern(rf"[。；]|[.?!]\s+[{UPPER}]")
_ABBREVIATION = LazyPattern(r"\b(?:[Tt][Pp]|TS|ThS|BS|PGS|GS|St|No|Mr|Ms|Dr|vs|[A-Z])\.\s")
_HEAD = 1500
_SUBJECT_LINE = LazyPattern(r"(?m)^[ \t|*]*(?P<n>[Vv]/[Vv][ :]\s*[^\n|\t]{6,180})")
_NOT_TITLE = LazyPattern(
    r"cộng h[òo]a xã hội|độc lập\s*[-–]\s*tự do|kính gửi|^số\s*:|^nơi nhận|ngày\s*[\d….]+\s*tháng|^[-–_=*\s|.]+$"
    r"|^v/v(?!\w)|^\d+$|^trang \d|^page \d|^第.{0,3}页|^(?:时间|日期|来源|作者|发布)[:：]"
    r"|^(?:home|trang chủ|首页)(?!\w)|^https?:|^(?:同志们|各位)|^(?:kính thưa|thưa)|文件$|^目\s*录|^mục lục|^contents"
)
_DATE_LINE = LazyPattern(
    r"^[^a-zà-ỹ\u4e00-\u9fff]*$|^(?:(?:thứ \w+|chủ nhật)[ ,]*)?[\d/.:,\s-]+$|^\d{4}年\d{1,2}月\d{1,2}日$"
)
_PROSE_START = LazyPattern(
    r"^(?:in|on|at|the|this|these|it|he|she|they|we|after|before|when|while|although|because|as|since|there|a"
    r"|an)\s.{60,}|^(?:thực hiện|căn cứ|ngày \d|trong |sau khi|theo |để |nhằm |hiện nay|hôm nay|sáng ngày"
    r"|chiều ngày|sáng \d|chiều \d)"
    r"|^(?:为|根据|按照|今天|近日|日前|\d{1,2}月\d{1,2}日|今年|去年|在.{2,30}(?:下|中|上)[,，])"
)
_JUNK_PROPERTY = LazyPattern(
    r"microsoft word|untitled|^(?:document|tài liệu|无标题|新建)\s*\d*$|\.(?:docx?|pdf|txt|html?|xlsx?)$|^(?:slide"
    r"|powerpoint|book)\s*\d*$|^\W*$|^\d+$",
    re.IGNORECASE,
)
_SITE_TAIL = LazyPattern(r"\s*(?:[|_»]|\s[-–—]\s)\s*([^|_»]{2,60})\Z")
_PORTAL = LazyPattern(
    r"^(?:cổng (?:thông tin|ttđt)|trang (?:chủ|thông tin)|website|portal)[^–|-]*[–|-]\s*", re.IGNORECASE
)
_CAPITAL_RUN = LazyPattern(rf"(?<=[^\W\d_,–] )(?P<n>(?:[{UPPER}]\w*)(?: [{UPPER}]\w*)*)(?!\w)")
_MAX_TITLE_LINES = 4
_ISSUE_NUMBER = LazyPattern(
    r"[(（\s]*(?:总|總)?第\s?[\d一二三四五六七八九十〇]{1,5}\s?期|số\s?:?\s?\d{1,4}(?:/\d{4})?\s*\Z|issue\s(?:no\.?\s)?\d"
)
_BULLETIN = LazyPattern(r"(?:简报|簡報|快报|快報|通讯|通訊|信息|動態|动态|专报|專報)\Z|\Abản tin|bulletin|newsletter")
_COMPILER = LazyPattern(
    r"(?:编印|編印|主办|主辦|编|編)\s*(?:\d{4}年|\Z)|^\d{4}年\d{1,2}月|biên soạn|biên tập|compiled by"
)
_SUBJECT_STOP = LazyPattern(
    r"^(?:kính gửi|căn cứ|thực hiện|theo |ngày |[ivx]+[.\-/)]|\d+[.)]|phần |i\.|a\.|[-–_*=\s]+$|\(kèm theo"
    r"|\(tại |\(trình)|như sau\s*:?$",
    re.IGNORECASE,
)


def read_title(clean: CleanDocument, loaded: LoadedDocument, language: Language) -> TitleReading | None:
    """Find the title: that of a letterhead, the cleaner's, the first heading of the format, or the file's own property.

    A first line that reads like a sentence of running text is no title, and a text of one paragraph has none.
    """
    reading = _letterhead_title(clean) or _under_masthead(clean, language)
    if reading is not None:
        return reading
    block = _whole_title(clean)
    marked = any(region.kind in {"title", "heading"} for region in loaded.regions)
    if block is not None:
        text = clean.text[block.start : block.end]
        if (
            is_title_like(text, language, marked=marked)
            and _has_body_after(clean, block)
            and not _is_agency(text, language)
        ):
            return TitleReading(_tidy(text), block.start, block.end, "title_line", 0.95)
    return _subject_line(clean) or _first_line(clean, language, skip=block) or _property_title(clean, loaded, language)


def _first_line(clean: CleanDocument, language: Language, skip: Block | None) -> TitleReading | None:
    """The first line that can be a title; only names of agencies may stand above it."""
    for first in [one for one in clean.blocks if one.kind not in {"stamp", "byline", "gap"}][:4]:
        text = clean.text[first.start : first.end]
        if first.kind not in {"title", "heading", "paragraph"} or not _has_body_after(clean, first):
            return None
        heading = first.kind == "heading" and not re.match(r"\s*(?:[IVX]+|\d+|[一二三四五])[.、)．]", text)
        agency = _is_agency(text, language)
        cue = heading or _has_title_cue(text, language)
        if first is not skip and not agency and cue and is_title_like(text, language, marked=heading):
            return TitleReading(_tidy(text), first.start, first.end, "first_line", 0.8)
        if not agency:
            return None
    return None


def _is_agency(line: str, language: Language) -> bool:
    """Tell whether a line is nothing but the name of an agency, as the head of a letter is."""
    text = line.strip(" |*#\t")
    return any(len(agency.surface) >= 0.95 * len(text) for agency in find_agencies(text, language))


def _subject_line(clean: CleanDocument) -> TitleReading | None:
    """``V/v …`` under the number of an official letter, which has no other title."""
    match = _SUBJECT_LINE.search(clean.text[:_HEAD])
    if match is None:
        return None
    return TitleReading(
        match["n"].strip(), match.start("n"), match.start("n") + len(match["n"].strip()), "subject_line", 0.9
    )


def is_title_like(text: str, language: Language, *, marked: bool = False) -> bool:
    """Tell whether a line can be a title: short, no sentence, no date, no part of a letterhead."""
    line = text.strip(" |*#\t")
    folded = fold(line)
    limit = _MAX_HAN_TITLE if language == "zh" else MAX_TITLE
    if not 4 <= len(line) <= limit or _NOT_TITLE.search(folded) or _DATE_LINE.match(folded):
        return False
    if marked:
        return True
    protected = _ABBREVIATION.sub(" ", line)
    if _END_OF_SENTENCE.search(line) or _INNER_SENTENCE.search(protected) or _PROSE_START.search(folded):
        return False
    if language == "zh" and line.count("，") + line.count(",") > 2:
        return False
    return len(line.split()) <= 40 and (language == "zh" or len(line.split()) >= 2)


def display_title(title: str, body: str) -> str:
    """Write an ALL-CAPITALS title in sentence case, with the capitals that the body gives to the same words."""
    if not any(letter.isalpha() for letter in title) or title != title.upper() or title == title.lower():
        return title
    written = title[:1].upper() + title[1:].lower()
    for name in _names_in(body):
        pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
        written = pattern.sub(name, written)
    return written[:1].upper() + written[1:]


def _names_in(body: str) -> list[str]:
    """What the body writes with capitals inside its sentences and nowhere without, short names first."""
    names = {agency.name for agency in find_agencies(body, "vi")}
    names |= {match["n"] for match in _CAPITAL_RUN.finditer(body) if match["n"] not in {"", "I"}}
    names = {name for name in names if name.lower() != name and (name.isupper() or name.lower() not in body)}
    return sorted(names, key=len)


def _letterhead_title(clean: CleanDocument) -> TitleReading | None:
    """``BÁO CÁO`` alone on its line near the top, with the subject lines under it."""
    blocks = [block for block in clean.blocks if block.kind not in {"stamp", "gap", "caption"}]
    for index, block in enumerate(blocks[:16]):
        line = clean.text[block.start : block.end].strip(" |*#.:\t")
        if fold(line) not in TYPE_LINES or not (line.isupper() or _titles_go_on(blocks, index)):
            continue
        subject: list[Block] = []
        for following in blocks[index + 1 : index + 4]:
            text = clean.text[following.start : following.end].strip(" |*\t")
            if not text or len(text) > MAX_TITLE or _SUBJECT_STOP.search(fold(text)) or text.endswith((".", ";", ":")):
                break
            if len(text) < 4:
                continue
            subject.append(following)
        end = subject[-1].end if subject else block.end
        words = [clean.text[one.start : one.end].strip(" |*#\t") for one in subject]
        return TitleReading(" ".join([line, *words]).strip(), block.start, end, "letterhead", 0.95, type_line=line)
    return None


def _titles_go_on(blocks: list[Block], index: int) -> bool:
    """Tell whether a title block has another right under it: type line and subject of a letter without capitals."""
    return blocks[index].kind == "title" and index + 1 < len(blocks) and blocks[index + 1].kind == "title"


def _whole_title(clean: CleanDocument) -> Block | None:
    """The first title block, with those that go on from it directly as one."""
    first = next((index for index, block in enumerate(clean.blocks) if block.kind == "title"), None)
    if first is None:
        return None
    last = first
    while last + 1 < len(clean.blocks) and last - first < _MAX_TITLE_LINES and clean.blocks[last + 1].kind == "title":
        last += 1
    return replace(clean.blocks[first], end=clean.blocks[last].end)


def _under_masthead(clean: CleanDocument, language: Language) -> TitleReading | None:
    """The headline of a bulletin, under the bulletin's own name, number and compiler (``工作简报``, ``第14期``)."""
    blocks = [block for block in clean.blocks if block.kind not in {"stamp", "byline", "gap"}][:7]
    lines = [clean.text[block.start : block.end].strip() for block in blocks]
    issue = next((index for index, line in enumerate(lines[:4]) if _ISSUE_NUMBER.match(fold(line))), None)
    if issue is None or not any(_BULLETIN.search(fold(line)) for line in lines[: issue + 1]):
        return None
    for block, line in zip(blocks[issue + 1 :], lines[issue + 1 :], strict=True):
        if _COMPILER.search(fold(line)) or _is_agency(line, language):
            continue
        if is_title_like(line, language, marked=block.kind in {"title", "heading"}) and _has_body_after(clean, block):
            bulletin = next(one for one in lines[: issue + 1] if _BULLETIN.search(fold(one)))
            return TitleReading(_tidy(line), block.start, block.end, "under_masthead", 0.85, type_line=bulletin)
        return None
    return None


def _has_body_after(clean: CleanDocument, block: Block) -> bool:
    """Tell whether a body follows that does not merely go on with the line (a broken sentence is no title)."""
    after = [
        other for other in clean.blocks if other.start >= block.end and other.kind not in {"stamp", "byline", "caption"}
    ]
    return bool(after) and re.match(rf"\d{{0,2}}\s?[{LOWER}]", clean.text[after[0].start : after[0].start + 4]) is None


def _has_title_cue(text: str, language: Language) -> bool:
    folded = fold(text)
    if language == "vi":
        letters = [letter for letter in text if letter.isalpha()]
        capitals = bool(letters) and sum(letter.isupper() for letter in letters) > 0.8 * len(letters)
        return (
            capitals
            or re.search(r"sơ kết|tổng kết|hội nghị|báo cáo|kế hoạch|phát biểu|thông báo|kết quả|hội thảo", folded)
            is not None
        )
    if language == "zh":
        return (
            re.search(
                r"(?:通知|报告|总结|讲话|方案|意见|函|请示|汇报|简报|纪要|计划|要点|办法|会议|召开|活动|工作情况|致辞)",
                folded,
            )
            is not None
        )
    return re.search(r"\b(?:report|review|plan|summary|remarks|conference|meeting|notice)\b", folded) is not None


def _property_title(clean: CleanDocument, loaded: LoadedDocument, language: Language) -> TitleReading | None:
    for name, value in loaded.properties:
        if not name.lower().endswith("title") or _JUNK_PROPERTY.search(value.strip()):
            continue
        title = " ".join(value.split())
        tail = _SITE_TAIL.search(title)
        if tail is not None and len(title[: tail.start()]) >= 8:
            title = title[: tail.start()].strip()
        if is_title_like(title, language, marked=True):
            at = clean.text.find(title)
            start, end = (at, at + len(title)) if at >= 0 else (None, None)
            return TitleReading(_tidy(title), start, end, "file_property", 0.7)
    return None


def _tidy(text: str) -> str:
    title = " ".join(text.strip(" |*#\t\n").split())
    title = re.sub(r"^(?:标题|标题|題目|题目|Tiêu đề|Title)\s*[:：]\s*", "", title)
    return _PORTAL.sub("", title)
