"""What each paragraph of a document is: recognised by its words and place, never by the names of its styles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Final

from assistant.export.profiles import Profile
from assistant.format_check.docx_reading import ReadDocument, ReadParagraph, ReadRun

MOTTO: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
TIEU_NGU: Final = "Độc lập - Tự do - Hạnh phúc"
TYPE_NAMES: Final = frozenset(
    {
        *("nghị quyết", "quyết định", "chỉ thị", "quy chế", "quy định", "thông cáo", "thông báo", "hướng dẫn"),
        *("chương trình", "kế hoạch", "phương án", "đề án", "dự án", "báo cáo", "biên bản", "tờ trình", "hợp đồng"),
        *("công điện", "bản ghi nhớ", "bản thỏa thuận", "giấy ủy quyền", "giấy mời", "giấy giới thiệu"),
        *("giấy nghỉ phép", "phiếu gửi", "phiếu chuyển", "phiếu báo"),
    }
)
"""Types of administrative documents (Nghị định 30/2020/NĐ-CP, Phụ lục III)."""
_SUPERIORS: Final = re.compile(r"(?:UBND|ỦY BAN|UỶ BAN|BỘ|SỞ|TỔNG CỤC|CỤC|ĐẠI HỌC|HỘI ĐỒNG|THÀNH PHỐ|HUYỆN|TỈNH)\b")
_AGENCIES: Final = re.compile(
    r"(?:SỞ|VIỆN|TRUNG TÂM|BỆNH VIỆN|TRƯỜNG|CỤC|CHI CỤC|PHÒNG|BAN|VĂN PHÒNG|THANH TRA|TRẠM)\b"
)
_POST: Final = re.compile(
    r"^(?:(?:TM|KT|TL|TUQ|Q)\.|(?:PHÓ )?(?:GIÁM ĐỐC|CHỦ TỊCH|(?:VIỆN |CỤC |HIỆU |VỤ )?TRƯỞNG|CHÁNH)\b)",
    re.IGNORECASE,
)
_ANNEX: Final = re.compile(
    r"^(?:Phụ lục|PHỤ LỤC|附件\s*\d*$|Ghi chú của bản rà soát|审核稿说明|Notes of the review copy)"
)
_ZH_HEADINGS: Final = (
    re.compile(r"^[一二三四五六七八九十]+、"),
    re.compile(r"^（[一二三四五六七八九十]+）"),
    re.compile(r"^\d+[．.](?!\d)"),
    re.compile(r"^（\d+）"),
)
_VI_HEADINGS: Final = (
    re.compile(r"^[IVXLC]+\s?[.\-–]\s"),
    re.compile(r"^\d+(?:\.\d+)*\.\s"),
    re.compile(r"^[a-zđ]\)\s"),
)
ZH_DATE: Final = re.compile(r"^(?:\d{2,4}|[\s　【】]*)年(?:\d{1,2}|[\s　【】]*)月(?:\d{1,2}|[\s　【】]*)日$")
ZH_NUMBER: Final = re.compile(r"^[^〔［\[（(。，]{0,30}[〔［\[【(（][\s　】\d]*\d{0,4}\s*[〕］\]】)）]第?[\s　\d]*号")
_TYPED_LINE: Final = re.compile(r"[_\-–—.*=\s]+")
_SHORT_DATE: Final = re.compile(
    r"[^\W\d][^,\d]{1,40},\s*(?:ngày\s*)?\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}\.?", re.IGNORECASE
)
"""Place and date in figures, which the head of a document must not give so but which nothing else is."""
_LONGEST_HEADING: Final = 160


@dataclass(slots=True)
class Elements:
    """Paragraphs by role in reading order; a paragraph has one role."""

    by_role: dict[str, list[ReadParagraph]] = field(default_factory=dict)

    def add(self, role: str, paragraph: ReadParagraph) -> None:
        self.by_role.setdefault(role, []).append(paragraph)

    def of(self, role: str) -> list[ReadParagraph]:
        return self.by_role.get(role, [])

    def first(self, role: str) -> ReadParagraph | None:
        return next(iter(self.of(role)), None)


def find_elements(document: ReadDocument, profile: Profile) -> Elements:
    """Give every paragraph that holds words its role in a layout."""
    paragraphs = [one for one in document.paragraphs if one.text]
    end = next((at for at, one in enumerate(paragraphs) if at and _ANNEX.match(one.text) and one.table < 0), None)
    found = Elements()
    for one in paragraphs[end:] if end is not None else []:
        found.add("annex", one)
    paragraphs = paragraphs[:end]
    if profile.name == "nd30":
        _find_nd30(document, paragraphs, found)
    elif profile.name == "gbt9704":
        _find_gbt9704(document, paragraphs, found)
    else:
        _find_plain(document, paragraphs, found, profile)
    return found


def same_words(text: str, wanted: str) -> bool:
    """Whether a text is a standing phrase, in whatever case, spacing or spelling."""
    left, right = _folded(text), _folded(wanted)
    return SequenceMatcher(None, left, right, autojunk=False).ratio() >= 0.86 if left else False


def _folded(text: str) -> str:
    plain = "".join(one for one in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(one))
    return re.sub(r"[\W_]+", "", plain)


# ---- Nghị định 30 -------------------------------------------------------------------------------------------------


def _find_nd30(document: ReadDocument, paragraphs: Sequence[ReadParagraph], found: Elements) -> None:
    head_end = _head_end(paragraphs)
    head, rest = paragraphs[:head_end], paragraphs[head_end:]
    _find_head(head, found)
    foot = _find_foot(rest, found)
    text = [one for one in rest if one.index not in foot]
    if text and text[0].table < 0 and _is_type(text[0].text):
        found.add("type_name", text[0])
        text = text[1:]
        while text and text[0].table < 0 and _is_subject(text[0], bool(found.of("subject"))):
            if not _TYPED_LINE.fullmatch(text[0].text):
                found.add("subject", text[0])
            text = text[1:]
    _find_vietnamese_text(document, text, found, letterhead=True)


def _is_type(text: str) -> bool:
    words = " ".join(text.split()).lower()
    return words in TYPE_NAMES or any(same_words(words, name) and len(words) < 24 for name in TYPE_NAMES)


def _head_end(paragraphs: Sequence[ReadParagraph]) -> int:
    """Where the head ends: at the type of the document, else after the last of its standing elements."""
    for at, one in enumerate(paragraphs[:40]):
        if _is_type(one.text) and one.table < 0:
            return at
    last = 0
    for at, one in enumerate(paragraphs[:40]):
        text = one.text
        standing = same_words(text, MOTTO) or same_words(text, TIEU_NGU) or text.startswith("V/v")
        if standing or _is_date(text) or re.match(r"(?i)số\s*:?.*/", text):
            last = at + 1
    return last


def _is_date(text: str) -> bool:
    if _SHORT_DATE.fullmatch(text):
        return True
    return re.search(r"(?i)\bngày\b.*\btháng\b.*\bnăm\b", text) is not None and len(text) < 90


def _is_subject(one: ReadParagraph, more: bool) -> bool:
    text = one.text
    if re.match(r"(?:Kính gửi|Căn cứ|Theo đề nghị|Thực hiện)", text) or any(rule.match(text) for rule in _VI_HEADINGS):
        return False
    if more:
        return one.align == "center" and len(text) <= 250
    return len(text) <= 300 and (one.align == "center" or not text.rstrip().endswith((".", ":", ";")))


def _find_head(head: Sequence[ReadParagraph], found: Elements) -> None:
    left: list[ReadParagraph] = []
    in_table = any(one.table >= 0 for one in head)
    for one in head:
        text = one.text
        if same_words(text, MOTTO):
            found.add("motto", one)
        elif same_words(text, TIEU_NGU):
            found.add("tieu_ngu", one)
        elif re.match(r"(?i)số\s*:?\s*.*/", text):
            found.add("number", one)
        elif _is_date(text):
            found.add("place_date", one)
        elif text.startswith(("V/v", "v/v", "Về việc")):
            found.add("short_subject", one)
        elif in_table and one.table < 0:
            found.add("subject", one)  # before the type of the document: its order will be wrong
        elif not _TYPED_LINE.fullmatch(text):
            left.append(one)
    for at, one in enumerate(left):
        found.add("issuer" if _is_issuer(left, at) else "superior", one)


def _is_issuer(left: Sequence[ReadParagraph], at: int) -> bool:
    """The last name is the issuer's; one before it belongs to it when both are bold and it names no body above."""
    if at == len(left) - 1:
        return True
    one, last = left[at], left[-1]
    above = _SUPERIORS.match(one.text.upper()) and _AGENCIES.match(last.text.upper())
    return all(run.bold for run in one.runs) and all(run.bold for run in last.runs) and not above


def _find_foot(rest: Sequence[ReadParagraph], found: Elements) -> set[int]:
    """Nơi nhận and the signature: in the two cells of a table, or one after the other."""
    foot: set[int] = set()
    label = next((one for one in reversed(rest) if re.match(r"(?i)\s*nơi nhận\b", one.text)), None)
    table = label.table if label is not None else -1
    if label is None or table < 0:
        table = next((one.table for one in reversed(rest) if one.table >= 0 and _POST.match(one.text)), -1)
    signature: list[ReadParagraph] = []
    after = False
    for one in rest:
        in_table = table >= 0 and one.table == table
        if label is not None and one.index == label.index:
            found.add("recipients_label", one)
            after = True
        elif in_table and label is not None and one.column == label.column and one.row >= label.row:
            found.add("recipients", one)
        elif in_table:
            signature.append(one)
        elif table < 0 and after and one.text.startswith(("-", "–", "Lưu")):
            found.add("recipients", one)
        else:
            continue
        foot.add(one.index)
    if table < 0:
        signature = _loose_signature(rest, foot)
        foot |= {one.index for one in signature}
    named = len(signature) > 1 and not _POST.match(signature[-1].text)
    for one in signature[:-1] if named else signature:
        found.add("signature_post", one)
    if named:
        found.add("signature_name", signature[-1])
    return foot


def _loose_signature(rest: Sequence[ReadParagraph], foot: set[int]) -> list[ReadParagraph]:
    free = [one for one in rest[-14:] if one.index not in foot and one.table < 0]
    start = next((at for at, one in enumerate(free) if _POST.match(one.text) and len(one.text) < 60), None)
    return free[start : start + 4] if start is not None else []


def _find_vietnamese_text(
    document: ReadDocument, text: Sequence[ReadParagraph], found: Elements, *, letterhead: bool
) -> None:
    started = False
    for one in text:
        words = one.text
        if one.table >= 0:
            found.add(_cell_role(document, one), one)
        elif (letterhead and not started and words.startswith("Kính gửi")) or (
            letterhead and not started and found.of("addressee") and words.startswith("- ")
        ):
            found.add("addressee", one)
        elif letterhead and not started and re.match(r"(?:Căn cứ|Theo đề nghị của)\b", words):
            found.add("basis", one)
        else:
            started = True
            found.add(_vietnamese_role(one, letterhead=letterhead), one)


def _vietnamese_role(one: ReadParagraph, *, letterhead: bool) -> str:
    if len(one.text) <= _LONGEST_HEADING:
        if _VI_HEADINGS[0].match(one.text):
            return "heading_1"
        for level, rule in enumerate(_VI_HEADINGS[1:], 2):
            if rule.match(one.text) and one.outline < 9:
                return f"heading_{level}"
    if one.outline < 4:
        return f"heading_{one.outline + 1}"
    sentence = one.text.endswith((".", ";", ","))
    if (
        letterhead
        and not sentence
        and len(one.text) <= _LONGEST_HEADING
        and all(run.bold for run in one.runs if run.text.strip())
    ):
        return "heading_4"
    return "body"


def _cell_role(document: ReadDocument, one: ReadParagraph) -> str:
    table = document.tables[one.table]
    return "table_head" if one.row == 0 and table.rows > 1 else "table_cell"


# ---- GB/T 9704 ----------------------------------------------------------------------------------------------------


def _find_gbt9704(document: ReadDocument, paragraphs: Sequence[ReadParagraph], found: Elements) -> None:
    number = next(
        (at for at, one in enumerate(paragraphs[:12]) if ZH_NUMBER.match(one.text.split("\t")[0].strip())), None
    )
    if number is None:
        red = [one for one in paragraphs[:3] if _is_red(one)]
        number_end = len(red)
        for one in red:
            found.add("issuer", one)
    else:
        for one in paragraphs[:number]:
            found.add("issuer", one)
        for role, one in _number_and_signer(paragraphs[number]):
            found.add(role, one)
        number_end = number + 1
    rest = list(paragraphs[number_end:])
    rest = _find_title(rest, found)
    if rest and rest[0].table < 0 and rest[0].text.endswith(("：", ":")) and len(rest[0].text) < 120:
        found.add("addressee", rest[0])
        rest = rest[1:]
    _find_chinese_text(document, _find_chinese_foot(rest, found), found)


def _number_and_signer(one: ReadParagraph) -> list[tuple[str, ReadParagraph]]:
    """发文字号 with the words 签发人：, and the signer's name, which stands in another typeface."""
    whole = "".join(run.text for run in one.runs)
    cut = whole.find("签发人")
    if cut < 0:
        return [("number", one)]
    cut += 4
    before: list[ReadRun] = []
    after: list[ReadRun] = []
    at = 0
    for run in one.runs:
        kept = max(0, min(len(run.text), cut - at))
        before += [replace(run, text=run.text[:kept])] if kept else []
        after += [replace(run, text=run.text[kept:])] if kept < len(run.text) else []
        at += len(run.text)
    named = [("signer", replace(one, runs=tuple(after)))] if after else []
    return [("number", replace(one, runs=tuple(before))), *named]


def _is_red(one: ReadParagraph) -> bool:
    return any(is_red(run.colour) for run in one.runs)


def is_red(colour: str) -> bool:
    """Whether a colour of six hexadecimal digits is a red."""
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", colour):
        return False
    red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
    return red >= 0xC0 and green <= 0x40 and blue <= 0x40


def _find_title(rest: list[ReadParagraph], found: Elements) -> list[ReadParagraph]:
    """The first paragraph is the title; centred ones of its size go on with it, others are under it."""
    if not rest or rest[0].table >= 0:
        return rest
    first = rest[0]
    found.add("title", first)
    at = 1
    while at < len(rest) and rest[at].align == "center" and rest[at].table < 0 and len(rest[at].text) < 120:
        same = _size(rest[at]) == _size(first)
        found.add("title" if same and not rest[at].text.startswith(("（", "(")) else "subtitle", rest[at])
        at += 1
    return rest[at:]


def _size(one: ReadParagraph) -> float:
    return max((run.size_pt for run in one.runs), default=0.0)


def _find_chinese_foot(rest: list[ReadParagraph], found: Elements) -> list[ReadParagraph]:
    kept: list[ReadParagraph] = []
    date = next((at for at in range(len(rest) - 1, -1, -1) if _is_chinese_date(rest[at].text)), None)
    for at, one in enumerate(rest):
        if re.match(r"抄\s*送[：:]?", one.text) or re.search(r"印发$", one.text):
            found.add("imprint", one)
        elif date is not None and at == date:
            found.add("issue_date", one)
        elif date is not None and at == date - 1 and len(one.text) <= 40 and not one.text.endswith(("。", "；")):
            found.add("signature_name", one)
        else:
            kept.append(one)
    return kept


def _is_chinese_date(text: str) -> bool:
    spaced = text.replace(" ", "").replace("　", "")
    return (
        ZH_DATE.match(text) is not None
        or re.fullmatch(
            r"[\d○〇零一二三四五六七八九十]*年[\d一二三四五六七八九十]*月[\d一二三四五六七八九十]*日", spaced
        )
        is not None
    )


def _find_chinese_text(document: ReadDocument, text: Sequence[ReadParagraph], found: Elements) -> None:
    for one in text:
        if one.table >= 0:
            found.add(_cell_role(document, one), one)
            continue
        level = next((at for at, rule in enumerate(_ZH_HEADINGS, 1) if rule.match(one.text)), 0)
        is_heading = level and ((level <= 2 and len(one.text) <= 60) or one.outline < 9)
        found.add(f"heading_{level}" if is_heading else "body", one)


# ---- without a letterhead -----------------------------------------------------------------------------------------


def _find_plain(document: ReadDocument, paragraphs: Sequence[ReadParagraph], found: Elements, profile: Profile) -> None:
    for one in paragraphs:
        text = one.text
        vietnamese = same_words(text, MOTTO) or re.match(r"(?:Nơi nhận\s*:|Số\s*:\s*\S*/)", text)
        numbered = one.table < 0 and len(text) < 40 and ZH_NUMBER.fullmatch(text)
        if vietnamese or text.startswith("抄送：") or (profile.language == "zh" and numbered):
            found.add("letterhead", one)
    out = {one.index for one in found.of("letterhead")}
    rest = [one for one in paragraphs if one.index not in out]
    if profile.language == "en":
        _find_english(document, rest, found)
        return
    rest = _find_title(rest, found)
    if profile.language == "zh":
        while rest and rest[0].table < 0 and rest[0].text.endswith("：") and len(rest[0].text) <= 40:
            found.add("salutation", rest[0])
            rest = rest[1:]
        foot = [one for one in rest if one.align == "right" and one.text.startswith(("（", "来源："))]
        for one in foot:
            found.add("byline", one)
        rest = [one for one in rest if one not in foot]
        _find_chinese_text(document, _find_chinese_foot(rest, found), found)
        return
    _find_vietnamese_plain(document, rest, found)


def _find_vietnamese_plain(document: ReadDocument, rest: Sequence[ReadParagraph], found: Elements) -> None:
    kept: list[ReadParagraph] = []
    for one in rest:
        if one.table < 0 and re.match(r"(?:Kính thưa|Thưa)\b.*!$", one.text) and len(one.text) < 160:
            found.add("salutation", one)
        elif one.table < 0 and (one.align == "right" or re.match(r"(?:Tin|Ảnh|Tin, ảnh|Đưa tin|Nguồn)\s*:", one.text)):
            found.add("byline", one)
        elif one.table < 0 and not kept and one.outline == 9 and all(run.bold for run in one.runs if run.text.strip()):
            found.add("lead", one)
            kept.append(one)
        else:
            kept.append(one)
    leads = {one.index for one in found.of("lead")}
    _find_vietnamese_text(document, [one for one in kept if one.index not in leads], found, letterhead=False)


def _is_english_subtitle(text: str) -> bool:
    return len(text) < 120 and not text.endswith((".", ":", "!", "?", ",", ";")) and text[0] not in "-–•(*"


def _find_english(document: ReadDocument, rest: Sequence[ReadParagraph], found: Elements) -> None:
    started = False
    for at, one in enumerate(rest):
        if one.table >= 0:
            found.add(_cell_role(document, one), one)
        elif at == 0:
            found.add("title", one)
        elif one.outline < 4:
            started = True
            found.add(f"heading_{one.outline + 1}", one)
        elif not started and at < 5 and _is_english_subtitle(one.text):
            found.add("subtitle", one)
        else:
            started = True
            found.add("body", one)
