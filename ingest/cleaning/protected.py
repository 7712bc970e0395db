"""Lines that no rule may take out: numbers and dates of documents, signature blocks, recipients, annexes,
copies to.

This is the blacklist of section 4 of the noise catalogue. ``is_protected`` looks at one line; a sentence
that holds a number and a unit is protected too, however much it looks like a counter.
"""

from __future__ import annotations

import re

from ingest.cleaning.lines import ends_sentence

_DOCUMENT_NUMBER = re.compile(
    r"(?:^|[\s(])(?:số\s*:?\s*)?\d{1,5}/(?:\d{4}/)?[A-ZĐ]{1,6}(?:-[A-ZĐ&]{1,12}){1,3}(?!\w)|^(?:Số|SỐ)\s*:\s*(?:\d|"
    r"…|\.{2,}|\s*/)|"
    r"(?:^|\s)\d{1,5}-[A-ZĐ]{2,5}/[A-ZĐ]{2,8}(?!\w)|"
    r"[\u3400-\u9fff][〔\[［（(【](?:\d{4})?[〕\]］）)】]\s*第?\s*\d{1,4}\s*[号號]"
)
_SITE_LICENCE = re.compile(
    r"©|[Aa]ll rights reserved|版权所有|Copyright|Bản quyền|GP-|/GP(?!\w)|-(?:BVHTTDL|TTĐT|STTTT|BTTTT)(?!\w)|"
    r"[Gg]iấy phép|GIẤY PHÉP|ICP|公网安备|许可证"
)
_ISSUE_DATE = re.compile(
    r"^(?!thứ |chủ nhật)[^,.\d]{2,40},\s*ngày\s+[\d….]{1,6}\s+tháng\s+[\d….]{1,6}\s+năm\s+[\d….]{2,6}$|"
    r"^\d{4}年\d{1,2}月\d{1,"
    r"2}日(?:印发|印發)?$|"
    r"^[〇○零一二三四五六七八九]{4}年[〇○零一二三四五六七八九十]{1,3}月[〇○零一二三四五六七八九十]{1,3}日$",
    re.IGNORECASE,
)
_OFFICIAL_PART = re.compile(
    r"^(?:nơi nhận\s*:?|kính gửi\s*:|phụ lục|lưu\s*:\s*vt|-\s*lưu\s*:?\s*vt|附件|附表|附录|附錄|抄送|抄报|抄報|"
    r"主送|印发机关|印發機關|此页无正文|此頁無正文)",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"^(?:(?:TM|KT|TL|TUQ|Q)\.\s|(?:PHÓ |QUYỀN )?(?:GIÁM ĐỐC|TỔNG GIÁM ĐỐC|CHỦ TỊCH|VIỆN TRƯỞNG|HIỆU TRƯỞNG|CỤC "
    r"TRƯỞNG|VỤ TRƯỞNG|BỘ TRƯỞNG|"
    r"TRƯỞNG (?:PHÒNG|BAN|KHOA)|CHI CỤC TRƯỞNG|THỦ TRƯỞNG|"
    r"CHÁNH VĂN PHÒNG|BÍ THƯ|THƯ KÝ|CHỦ TRÌ|CHỦ TỌA|KẾ TOÁN|NGƯỜI (?:BÁO CÁO|LẬP|VIẾT BÁO "
    r"CÁO))\b|\((?:đã ký|Đã ký|ĐÃ KÝ|ký tên|Ký tên).{0,20}\))"
)
_NUMBER_AND_UNIT = re.compile(r"\d[\d.,]*\s*(?:%|[^\W\d_])")


def is_signature_cue(text: str) -> bool:
    """Tell whether a line is the post or the mark that stands above a signatory's name."""
    return _SIGNATURE.match(text) is not None


def is_protected(text: str) -> bool:
    """Tell whether a line must stay whatever stands around it."""
    if _DOCUMENT_NUMBER.search(text[:400]) and not _SITE_LICENCE.search(text):
        return True
    if _ISSUE_DATE.match(text) or _OFFICIAL_PART.match(text) or _SIGNATURE.match(text):
        return True
    return ends_sentence(text) and _NUMBER_AND_UNIT.search(text) is not None and not _SITE_LICENCE.search(text)
