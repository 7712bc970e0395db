"""Places where a site withheld text: a marker on a line of its own stands where the notice stood.

``……（略）`` written by an author and ``……`` alone are ordinary writing and stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.cleaning.lines import is_mostly_han, is_vietnamese
from ingest.cleaning.mapped_text import Edit, MappedText
from ingest.documents import Observation
from vectorstore.records import Language

_SELLS = (
    "会员|會員|付费|付費|登录|登錄|注册|註冊|完整阅读|完整閱讀|全文|购买|購買|开通|開通|订阅|訂閱|https?:|"
    "www\\.|扫码|掃碼|下载|下載|VIP|vip"
)
_OMITTED = re.compile(
    r"[ .…]{0,16}[(（\[【](?=[^()（）\[\]【】\n]{0,160}?(?:" + _SELLS + r"))[^()（）\[\]【】\n]{0,80}?"
    r"(?:省略|隐藏|隱藏|剩余|剩餘|余下|餘下|还有|還有)[^()（）\[\]【】\n\d]{0,10}(?P<missing>\d[\d,，.]{0,9})\s*个?字"
    r"[^()（）\[\]【】\n]{0,120}[)）\]】][ .…]{0,16}"
)
_UNFINISHED = re.compile(
    r"[ .…]{0,16}[(（\[【]\s*(?:本文)?未完[^()（）\[\]【】\n]{0,200}(?:[)）\]】]|$)[ .…]{0,16}", re.MULTILINE
)
_FULL = re.compile(r"(?:全文|全篇|原文|本文)共?计?\s*(\d[\d,，.]{0,9})\s*个?字")
_SHOWN = re.compile(r"(?:显示|顯示|展示|预览|預覽|可见|可見)了?(?:前)?\s*(\d[\d,，.]{0,9})\s*个?字")
_WHOLE_LINE = re.compile(
    r"^[ \t]*[-•*.…(（\[【\s]{0,8}(?:"
    r"(?:剩余|余下|还有|剩餘|餘下|還有)\s*(?:\d[\d,，.]{0,9}\s*(?:个?字|%|％)|内容|內容|部分)[^\n。]{0,20}(?:付费|"
    r"登录|会员|订阅|购买|付費|登錄|會員|訂閱|購買)[^\n。]{0,30}"
    r"|(?:请|請)?(?:登录|登錄|注册|註冊|付费|付費|订阅|訂閱|开通会员|開通會員|成为会员|成為會員)[^\n。]{0,"
    r"12}(?:查看|阅读|閱讀)(?:全文|完整|剩余|更多内容)[^\n。]{0,20}"
    r"|(?:正式)?(?:会员|會員)(?:可|才能|方可)[^\n。]{0,8}(?:阅读|查看|閱讀)(?:全文|完整)?[^\n。]{0,20}"
    r"|试读(?:已)?结束[^\n]{0,30}|未完待[续續]"
    r"|(?:vui lòng |bạn cần |hãy |quý độc giả )?đăng nhập[^\n.]{0,30} để (?:xem|đọc) (?:tiếp|toàn bộ|toàn văn|đầy "
    r"đủ|hết|nội dung)[^\n]{0,60}"
    r"|nội dung (?:này |đầy đủ |còn lại )?(?:chỉ )?dành (?:riêng )?cho (?:thành viên|hội viên|tài khoản|người đăng "
    r"ký|bạn đọc (?:trả phí|đăng ký))[^\n]{0,60}"
    r"|(?:bạn )?(?:còn|đã ẩn|ẩn|lược bớt) (?P<vietnamese>\d[\d.,]{0,9}) (?:chữ|từ|ký tự)[^\n]{0,40}(?:thành viên|"
    r"đăng nhập|trả phí|đăng ký)[^\n]{0,40}"
    r"|(?:please )?(?:log in|sign in|subscribe|register)(?: now| or [a-z ]{1,20})? to (?:read|view|continue|unlock|"
    r"see)[^\n]{0,60}"
    r"|this (?:content|article|document) is (?:only )?(?:for|available to) (?:paying )?(?:subscribers|"
    r"members)[^\n]{0,30}"
    r"|(?P<english>\d[\d,]{0,9}) (?:words|characters) (?:omitted|hidden|remaining)[^\n]{0,40}"
    r"|còn tiếp|còn nữa|to be continued|未完"
    r")[.…!！)）\]】\s]{0,8}$",
    re.MULTILINE | re.IGNORECASE,
)
_MARKER = re.compile(r"^⟦(?:缺(?: (\d+) 字)?|thiếu(?: ([\d.]+) chữ)?|(?:([\d,]+) characters )?missing)⟧$")


@dataclass(frozen=True, slots=True)
class GapNotice:
    """A notice that text is withheld, at ``text[start:end]``."""

    start: int
    end: int
    missing: int | None
    at_end: bool
    full_length: str | None = None
    shown_length: str | None = None


def gap_marker(missing: int | None, language: Language) -> str:
    """The line that stands for withheld text; sizes are in characters as the site counted them."""
    if language == "zh":
        return "⟦缺⟧" if missing is None else f"⟦缺 {missing} 字⟧"
    if language == "vi":
        return "⟦thiếu⟧" if missing is None else f"⟦thiếu {missing:,} chữ⟧".replace(",", ".")
    return "⟦missing⟧" if missing is None else f"⟦{missing:,} characters missing⟧"


def read_marker(line: str) -> tuple[bool, int | None]:
    """Whether a line is a gap marker, and the number of characters that it names."""
    match = _MARKER.match(line)
    if match is None:
        return False, None
    digits = next((group for group in match.groups() if group), None)
    return True, int(digits.replace(".", "").replace(",", "")) if digits else None


def find_gap_notices(text: str) -> list[GapNotice]:
    """Every notice of withheld text, in order, none overlapping another."""
    notices = [GapNotice(*m.span(), _number(m["missing"]), False) for m in _OMITTED.finditer(text)]
    notices += [_unfinished(match) for match in _UNFINISHED.finditer(text)]
    for match in _WHOLE_LINE.finditer(text):
        missing = match["vietnamese"] or match["english"]
        notices.append(GapNotice(*match.span(), _number(missing), not text[match.end() :].strip()))
    kept: list[GapNotice] = []
    for notice in sorted(notices, key=lambda notice: (notice.start, -notice.end)):
        if not kept or notice.start >= kept[-1].end:
            kept.append(notice)
    return kept


def _unfinished(match: re.Match[str]) -> GapNotice:
    full, shown = _FULL.search(match.group()), _SHOWN.search(match.group())
    return GapNotice(*match.span(), None, True, full and full.group(1), shown and shown.group(1))


def _number(digits: str | None) -> int | None:
    return int(re.sub(r"\D", "", digits)) if digits else None


def mark_gaps(mapped: MappedText) -> tuple[MappedText, list[Observation]]:
    """Put a marker line in the place of every notice; what the notice says of lengths is observed."""
    edits, observations = [], []
    for notice in find_gap_notices(mapped.text):
        surroundings = mapped.text[max(0, notice.start - 300) : notice.end + 300]
        marker = gap_marker(notice.missing, _language(surroundings))
        edits.append(Edit(notice.start, notice.end, f"\n{marker}\n", "end_gap" if notice.at_end else "paywall_gap"))
        raw_start, raw_end = mapped.raw_span(notice.start, notice.end)
        for field, value in (("full_length", notice.full_length), ("shown_length", notice.shown_length)):
            if value:
                observations.append(Observation(field, re.sub(r"\D", "", value), raw_start, raw_end))
    return mapped.apply(edits), observations


def _language(text: str) -> Language:
    if is_mostly_han(text):
        return "zh"
    return "vi" if is_vietnamese(text) else "en"
