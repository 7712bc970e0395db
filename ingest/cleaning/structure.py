"""Sorting of clean lines into blocks: title, headings, paragraphs, lists, tables, captions, stamps, bylines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.cleaning.bylines import is_byline, is_stamp
from ingest.cleaning.captions import may_stand_under_image, reads_like_caption
from ingest.cleaning.lines import Line, ends_sentence, is_mostly_han, is_upper, word_count
from ingest.cleaning.metaline import date_line, line_key, read_fields
from ingest.cleaning.numbering import Marker, MarkerKind, heading_level, read_marker
from ingest.cleaning.protected import is_signature_cue
from ingest.documents import BlockKind

_TYPE_NAME = re.compile(
    r"(?:BÁO CÁO|KẾ HOẠCH|TỜ TRÌNH|QUYẾT ĐỊNH|THÔNG BÁO|CHƯƠNG TRÌNH|BIÊN BẢN|NGHỊ QUYẾT|CHỈ THỊ|HƯỚNG DẪN|PHƯƠNG "
    r"ÁN|ĐỀ ÁN|DỰ ÁN|QUY CHẾ|QUY ĐỊNH|CÔNG ĐIỆN|GIẤY MỜI|BÀI PHÁT BIỂU|PHÁT BIỂU|DIỄN VĂN|THAM LUẬN|ĐỀ CƯƠNG)(?:\s|"
    r"$)"
)
_SUBJECT = re.compile(r"(?:V/v|Về việc)[:\s]")
_CHINESE_TITLE = re.compile(
    r"(?:关于|關於|在|对|對).{2,70}(?:通知|报告|報告|总结|總結|讲话|講話|方案|意见|意見|函|请示|請示|汇报|匯報|"
    r"简报|簡報|纪要|紀要|计划|計劃|要点|要點|办法|辦法|通报|通報|公告|决定|決定)$"
)
_LETTERHEAD = re.compile(
    r"(?:CỘNG HÒA|CỘNG HOÀ) XÃ HỘI CHỦ NGHĨA|Độc lập\s*[-–]\s*Tự do|^(?:Số|SỐ)\s*:|ĐẢNG CỘNG SẢN VIỆT NAM|"
    r"[〔\[]\d{4}[〕\]]\s*\d+\s*[号號]$|(?:文件|签发人[:：].*)$"
)
_SALUTATION = re.compile(
    r"(?:(?:Kính )?[Tt]hưa (?:các |toàn thể |đồng chí|quý |ông|bà|Hội nghị|hội nghị|Đại hội|đại hội|bà con)|Kính "
    r"(?:thưa|gửi|mời)|(?:尊敬的|各位|同志们|同志們|女士们|女士們|朋友们|朋友們|老师们|先生们).{0,60}[:：!！]$|"
    r"Dear |Ladies and gentlemen|Distinguished |Your Excellenc|Mr\.? Chair|Honou?rable )"
)
_ONE_CALL = re.compile(r"[^!?。！？]+(?:(?<=\S)[!?！])?")
_LONGEST_HEADING, _LONGEST_HAN_HEADING = 160, 60
_HEADING_KINDS: frozenset[MarkerKind] = frozenset(
    (
        "part",
        "chapter",
        "section",
        "article",
        "capital",
        "roman",
        "arabic",
        "decimal",
        "letter",
        "han",
        "han_parenthesis",
        "han_arabic",
        "han_digit_parenthesis",
    )
)
_LIST_KINDS: frozenset[MarkerKind] = frozenset(
    ("bullet", "letter", "parenthesis", "circled", "arabic", "han_digit_parenthesis", "ordinal_clause")
)


@dataclass(frozen=True, slots=True)
class Hints:
    """What the format or the raw text told of lines, by line index."""

    captions: frozenset[int] = frozenset()
    after_image: frozenset[int] = frozenset()
    headings: dict[int, int] = field(default_factory=dict)
    titles: frozenset[int] = frozenset()
    list_items: frozenset[int] = frozenset()
    tables: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Sorted:
    """The kind and, for headings, the depth of one line."""

    kind: BlockKind
    level: int = 0


def sort_lines(lines: list[Line], hints: Hints) -> list[Sorted]:
    """Say what every line is."""
    tables = hints.tables
    titles = find_title(lines, tables, hints)
    title = max(titles) if titles else None
    kinds: dict[int, BlockKind] = dict.fromkeys(titles, "title")
    kinds.update(dict.fromkeys(tables, "table"))
    for line in lines:
        if line.index not in kinds:
            special = _special(lines, line, title, hints)
            if special is not None:
                kinds[line.index] = special
    headings = _find_headings(lines, kinds, hints)
    present = frozenset(marker.kind for marker in headings.values() if marker is not None)
    result = []
    for line in lines:
        if line.index in kinds:
            result.append(Sorted(kinds[line.index]))
        elif line.index in headings:
            result.append(Sorted("heading", _level(line, headings[line.index], present, hints)))
        else:
            result.append(Sorted(_list_or_paragraph(line, hints)))
    return result


def find_title(lines: list[Line], tables: frozenset[int], hints: Hints) -> frozenset[int]:
    """The lines of the title: as the format says, the type name with its subject, or the first line that can be one."""
    if hints.titles:
        bare = [index for index in hints.titles if _TYPE_NAME.fullmatch(lines[index].text.strip())]
        return hints.titles.union(*(_subject_lines(lines, index, tables) for index in bare))
    top = [line for line in lines[:24] if line.index not in tables and not line.is_gap]
    letterhead = any(_LETTERHEAD.search(line.text) for line in top[:8])
    for line in top:
        if (
            _TYPE_NAME.match(line.text)
            and (is_upper(line.text) or len(line.text) < 40)
            and (letterhead or line.index <= 6)
        ):
            return frozenset({line.index, *_subject_lines(lines, line.index, tables)})
    first_headings = [line.index for line in lines[:4] if hints.headings.get(line.index) == 1]
    if first_headings and read_marker(lines[first_headings[0]].text) is None:
        return frozenset(first_headings[:1])
    for line in top:
        if (
            letterhead
            and _TYPE_NAME.match(line.text.upper())
            and len(line.text) <= 200
            and not ends_sentence(line.text)
        ):
            subject = _subject_lines(lines, line.index, tables) if len(line.text) < 12 else []
            return frozenset({line.index, *subject})
        if letterhead and (_SUBJECT.match(line.text) or _CHINESE_TITLE.search(line.text)):
            return frozenset({line.index})
    if letterhead and not any(is_mostly_han(line.text) for line in top):
        return frozenset()
    below_header = _title_above_date(top[:12], hints)
    if below_header is not None:
        return frozenset({below_header})
    for line in top[:8]:
        if not _can_be_title(line, hints):
            if len(line.text) > 200 and ends_sentence(line.text):
                return frozenset()
            continue
        return frozenset({line.index})
    return frozenset()


def _title_above_date(top: list[Line], hints: Hints) -> int | None:
    """The line above the last date of a page's head, if only short lines (names of the site, menus) stand above it."""
    found = None
    for above, line in pairwise(top):
        if word_count(above.text) >= 5 and date_line(line_key(line.text[:100])) and _can_be_title(above, hints):
            found = above.index
    if found is None or any(word_count(line.text) > 5 for line in top if line.index < found and not _is_meta(line)):
        return None
    return found


def _is_meta(line: Line) -> bool:
    return bool(read_fields(line_key(line.text[:300])))


def _can_be_title(line: Line, hints: Hints) -> bool:
    if line.index in hints.captions or len(line.text) > 300 or _LETTERHEAD.search(line.text):
        return False
    if read_fields(line_key(line.text)) or _SALUTATION.match(line.text):
        return False
    if (ends_sentence(line.text) and line.text[-1] not in "!?！？”\"’'…") or line.text[-1] in ";；,，":
        return False
    marker = read_marker(line.text)
    return marker is None or line.index in hints.headings


def _subject_lines(lines: list[Line], index: int, tables: frozenset[int]) -> list[int]:
    found = []
    for line in lines[index + 1 : index + 4]:
        plain = line.index not in tables and read_marker(line.text) is None and not ends_sentence(line.text)
        if (
            not plain
            or len(line.text) > 250
            or line.text[-1] in ":;,：；"
            or _SALUTATION.match(line.text)
            or _LETTERHEAD.search(line.text)
        ):
            break
        if read_fields(line_key(line.text)) or re.match(r"(?:Thực hiện|Căn cứ|\()", line.text):
            break
        found.append(line.index)
    return found


def _special(lines: list[Line], line: Line, title: int | None, hints: Hints) -> BlockKind | None:
    if line.is_gap:
        return "gap"
    if is_stamp(lines, line.index, title):
        return "stamp"
    if is_byline(lines, line.index, title):
        return "byline"
    if line.index in hints.captions:
        return "caption"
    if line.index in hints.headings or line.index in hints.list_items:
        return None
    if line.index in hints.after_image and may_stand_under_image(line.text) and read_marker(line.text) is None:
        return "caption"
    if len(line.text) <= 140 and line.text.startswith("Kính gửi"):
        return "salutation"
    if (
        len(line.text) <= 140
        and _SALUTATION.match(line.text)
        and line.text[-1] in ":!,.：！，;"
        and _ONE_CALL.fullmatch(line.text)
    ):
        return "salutation"
    if (title is None or line.index > title) and reads_like_caption(line.text) and read_marker(line.text) is None:
        return "caption"
    return None


def _find_headings(lines: list[Line], kinds: dict[int, BlockKind], hints: Hints) -> dict[int, Marker | None]:
    """Numbered lines that head something, lines in capitals, and what the format calls a heading.

    Numbered lines of one kind that follow each other with nothing between them are a list.
    """
    markers = {line.index: read_marker(line.text) for line in lines if line.index not in kinds}
    first = max((index for index, kind in kinds.items() if kind == "title"), default=0)
    found: dict[int, Marker | None] = {}
    for line in lines:
        marker = markers.get(line.index)
        if line.index in kinds or (line.index in hints.list_items and line.index not in hints.headings):
            continue
        if line.index in hints.headings:
            found[line.index] = marker if marker is not None and marker.kind in _HEADING_KINDS else None
        elif marker is not None:
            if marker.kind in _HEADING_KINDS and _is_heading(lines, line, marker, markers, kinds):
                found[line.index] = marker
        elif line.index > first and _is_capital_heading(line):
            found[line.index] = None
    return found


def _is_heading(
    lines: list[Line], line: Line, marker: Marker, markers: dict[int, Marker | None], kinds: dict[int, BlockKind]
) -> bool:
    body = line.text[marker.length :]
    han = is_mostly_han(line.text)
    if not body.strip():
        return marker.kind in ("part", "chapter", "section", "article")
    if len(body) > (_LONGEST_HAN_HEADING if han else _LONGEST_HEADING) or body[-1] in ";；,，":
        return False
    if re.search(r"[。！？!?；;]." if han else r"[.!?;] [A-ZĐÀ-Ỹ]", body):
        return False
    if ends_sentence(body) and not (
        han and body[-1] == "。" and len(body) <= 40 and body.count("，") + body.count(",") <= 2
    ):
        return False
    following = lines[line.index + 1] if line.index + 1 < len(lines) else None
    if ends_sentence(body) and (following is None or markers.get(following.index) is not None):
        return False
    if is_upper(body) and marker.kind in ("roman", "capital"):
        return True
    return not _in_list(line.index, marker, lines, markers, kinds)


def _in_list(
    index: int, marker: Marker, lines: list[Line], markers: dict[int, Marker | None], kinds: dict[int, BlockKind]
) -> bool:
    """Whether a short line beside it is numbered in the same way: then nothing stands under the numbers."""
    if marker.kind in ("part", "chapter", "section"):
        return False
    same = []
    for near in (index - 1, index + 1):
        other = markers.get(near) if 0 <= near < len(lines) and near not in kinds else None
        alike = other is not None and other.kind == marker.kind and other.depth == marker.depth
        same.append(alike and (near > index or not _is_run_in(lines[near].text)))
    if marker.kind in ("roman", "han"):
        return all(same)
    return any(same)


def _is_run_in(text: str) -> bool:
    """Whether a numbered line is a paragraph of its own rather than an item of a list."""
    if not ends_sentence(text):
        return False
    return "。" in text[:-1] or len(text) > (_LONGEST_HAN_HEADING if is_mostly_han(text) else _LONGEST_HEADING)


def _is_capital_heading(line: Line) -> bool:
    text = line.text
    return (
        is_upper(text)
        and (len(text.split()) >= 2 or len(text) >= 5)
        and len(text) <= 150
        and not ends_sentence(text)
        and text[-1] not in ",;:"
        and not _LETTERHEAD.search(text)
        and not is_signature_cue(text)
        and line.index > 0
    )


def _level(line: Line, marker: Marker | None, present: frozenset[MarkerKind], hints: Hints) -> int:
    if marker is not None:
        return heading_level(marker, present)
    return hints.headings.get(line.index, 1)


def _list_or_paragraph(line: Line, hints: Hints) -> BlockKind:
    marker = read_marker(line.text)
    if line.index in hints.list_items:
        return "list_item"
    if marker is None:
        return "paragraph"
    if marker.kind in ("han", "han_parenthesis", "han_arabic"):
        return "paragraph" if "。" in line.text[:-1] or ends_sentence(line.text) else "list_item"
    return "list_item" if marker.kind in _LIST_KINDS or marker.kind in ("roman", "decimal") else "paragraph"
