"""Recognition of captions, which stand in the text but beside its flow."""

from __future__ import annotations

import re

from ingest.cleaning.lines import ends_sentence, is_mostly_han

LONGEST = 220
_OPENING = re.compile(
    r"(?:Quang cảnh|Toàn cảnh|Khung cảnh|Hình ảnh|Một số hình ảnh|Chùm ảnh|Ảnh minh họa|Ảnh:|Ảnh chụp|Ảnh tư liệu|"
    r"\(?Ảnh\s?\d*[.:]|Hình\s?\d+[.:]|\(Ảnh[:\s]|Các đại biểu (?:dự|tham dự|tham gia|chụp|trao đổi|thảo luận|tại|"
    r"nghe|thực hiện|bấm|cắt|thăm|tham quan)|"
    r"Đông đảo .{0,60}(?:dự|tham dự|tham gia)|Chụp ảnh|Đoàn .{0,80}chụp ảnh|Photo\b|Figure \d+|Fig\. \d+|Pictured|"
    r"Image:|In the photo)"
)
_PERSON = re.compile(
    r"(?:(?:Các )?[Đđ]ồng chí|Đ/c|Ông|Bà|Các ông|PGS|GS|TS|ThS|BS|BSCK|ThS\.BS|Bác sĩ|Viện trưởng|Phó Viện trưởng|"
    r"Giám đốc|Phó Giám đốc|Chủ tịch|Phó Chủ tịch|Bí thư|Phó Bí thư|Thứ trưởng|Bộ trưởng|Trưởng (?:phòng|khoa|ban|"
    r"đoàn)|Đại tá|Thượng tá|Trung tá|Thiếu tướng|"
    r"Lãnh đạo|Đại diện|Ban (?:Giám đốc|Tổ chức|Lãnh đạo)|Đoàn|Tập thể|Cán bộ|Nhân viên|Học viên|Người dân)\b"
)
_ACTION = re.compile(
    r"(?:phát biểu|trao|tặng|chụp ảnh|ký (?:kết|giao ước|biên bản|cam kết|thỏa thuận)|trao đổi|định hướng|khai mạc|"
    r"bế mạc|chủ trì|điều hành|báo cáo|trình bày|giới thiệu|tham luận|thảo luận|thăm|kiểm tra|khảo sát|tham quan|"
    r"cắt băng|bấm nút|dâng hương|tham dự|dự|nhận|đón nhận|biểu dương|chúc mừng|lấy mẫu|khám|tư vấn|hướng dẫn|thực "
    r"hiện)\b"
)
_PLACE = re.compile(
    r"\btại (?:hội nghị|buổi|lễ|cuộc họp|phiên họp|hội thảo|lớp|chương trình|đại hội|tọa đàm|trung tâm|bệnh viện|"
    r"trạm|viện)",
    re.IGNORECASE,
)
_AWARD = re.compile(r"\b(?:trao|tặng|chụp ảnh|phát biểu|định hướng|trao đổi|ký (?:kết|giao ước)|cắt băng|bấm nút)\b")
_ROLE_DASH = re.compile(
    r"^[^.;:]{2,60} [–-] (?:[^.;:]{2,80} [–-] )?(?:phát biểu|trao đổi|định hướng|trao|tặng|chủ trì|báo cáo|khai "
    r"mạc|bế mạc|kết luận)\b"
)
_CHINESE = re.compile(
    r"^(?:[(（【▲△]\s*)?(?:图为|圖為|图\s?\d+|圖\s?\d+|上图|下图|左图|右图|图片(?:说明|来源)?[:：]|现场图|配图|"
    r"资料图|示意图|(?:会议|会场|活动|培训|签约|颁奖)现场(?:图)?[。]?$|.{2,30}(?:摄|供图)[)）]?$)|^▲"
)
_RUNNING = re.compile(r"[;；]$|\b(?:đã|sẽ)\b.*\b(?:đã|sẽ)\b")


def reads_like_caption(text: str) -> bool:
    """Tell whether a line stands under a picture, by its words alone.

    It is short, opens like a caption and no sentence ends in it; a Chinese one may end with a full stop.
    """
    if not text or len(text) > LONGEST:
        return False
    if is_mostly_han(text):
        return len(text) <= 100 and _CHINESE.match(text) is not None and "。" not in text[:-1]
    if ends_sentence(text) or text[-1] in ":;,!?" or _RUNNING.search(text):
        return False
    if _OPENING.match(text) or _ROLE_DASH.match(text):
        return True
    if not _PERSON.match(text):
        return False
    return _AWARD.search(text) is not None or (_ACTION.search(text) is not None and _PLACE.search(text) is not None)


def may_stand_under_image(text: str) -> bool:
    """Tell whether the line after an image can be its caption: short, and unfinished or opening like one."""
    if len(text) > LONGEST or text[-1] in ":;":
        return False
    return not ends_sentence(text) or reads_like_caption(text.rstrip(".。 "))
