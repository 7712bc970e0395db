"""What scripted drafts are made of, in three languages: parts, sentences of the scripted library, heads and feet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.answering.answer import AnsweredFigure, Citation, FigureStatus
from assistant.drafting.draft import Blank, BlockKind, DraftBlock, Profile
from assistant.drafting.fact_values import FactPlace
from tests.e2e.scripted_library import CHINESE, HOSTILE, VIETNAMESE
from vectorstore.records import Language

_BLANK = re.compile(r"\[([^\]]{3,})\]")
_FIGURE = re.compile(r"(?<![\d/])\d+(?:[.,]\d+)*(?:\s?%|\s?(?:lượt|cán bộ|vessels)|万剂次|个|例|万元)")


@dataclass(frozen=True, slots=True)
class ScriptedPart:
    """A part with the lines of the library's document that belong to it."""

    code: str
    heading: str
    required: bool
    lines: tuple[int, ...]
    wanted: str
    """What its blank asks for."""


TEXTS: Mapping[Language, str] = {"vi": VIETNAMESE, "zh": CHINESE, "en": HOSTILE}
DOCUMENTS: Mapping[Language, int] = {"vi": 1, "zh": 2, "en": 3}
PROFILES: Mapping[Language, Profile] = {"vi": "nd30", "zh": "gbt9704", "en": "plain_en"}
PARTS: Mapping[Language, tuple[ScriptedPart, ...]] = {
    "vi": (
        ScriptedPart("results", "I. KẾT QUẢ ĐẠT ĐƯỢC", True, (4, 5), "kết quả đạt được: báo cáo nguồn không nêu"),
        ScriptedPart("limits", "II. TỒN TẠI, HẠN CHẾ", True, (13,), "tồn tại, hạn chế: báo cáo nguồn không nêu"),
        ScriptedPart("causes", "III. NGUYÊN NHÂN", True, (), "nguyên nhân của tồn tại: báo cáo nguồn không nêu"),
        ScriptedPart("plans", "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ", True, (), "nhiệm vụ: báo cáo nguồn không nêu"),
        ScriptedPart("requests", "V. ĐỀ XUẤT, KIẾN NGHỊ", False, (), ""),
    ),
    "zh": (
        ScriptedPart("results", "一、主要工作及成效", True, (1, 3, 4), "成效：来源报告未写到"),
        ScriptedPart("limits", "二、存在的问题", True, (), "问题：来源报告未写到"),
        ScriptedPart("plans", "三、下一步打算", True, (6,), "打算：来源报告未写到"),
    ),
    "en": (
        ScriptedPart("results", "1. Results", True, (1,), "results: no report gives them"),
        ScriptedPart("limits", "2. Issues and causes", True, (), "issues: no report gives them"),
        ScriptedPart("plans", "3. Priorities", False, (2,), ""),
    ),
}
HEADS: Mapping[Language, tuple[tuple[BlockKind, str], ...]] = {
    "vi": (
        ("superior", "UBND TỈNH VĨNH LÂM"),
        ("issuer", "PHÒNG BẢO VỆ SỨC KHỎE"),
        ("number", "Số:       /BC-[ký hiệu cơ quan]"),
        ("motto", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"),
        ("place_date", "Vĩnh Lâm, ngày … tháng … năm …"),
        ("type_name", "BÁO CÁO"),
        ("subject", "Kết quả công tác chăm sóc sức khỏe cán bộ 6 tháng đầu năm 2024"),
        ("addressee", "Kính gửi: Ủy ban nhân dân tỉnh Vĩnh Lâm"),
        (
            "paragraph",
            "Phòng Bảo vệ sức khỏe báo cáo kết quả công tác chăm sóc sức khỏe cán bộ 6 tháng đầu năm 2024 như sau:",
        ),
    ),
    "zh": (
        ("issuer", "林溪县疾病预防控制中心文件"),
        ("number", "[发文字号]"),
        ("title", "林溪县疾病预防控制中心关于2024年上半年工作情况的报告"),
        ("addressee", "县卫生健康局："),
        ("paragraph", "现将2024年上半年工作情况报告如下："),
    ),
    "en": (
        ("title", "Half-year report of the Harbour Office of Port Ellery"),
        ("subtitle", "January to June 2024"),
        ("paragraph", "This report reviews the work of the Harbour Office in the first half of 2024."),
    ),
}
FEET: Mapping[Language, tuple[tuple[BlockKind, str], ...]] = {
    "vi": (
        ("closing", "Trên đây là báo cáo kết quả công tác 6 tháng đầu năm 2024./."),
        ("recipients", "Nơi nhận:\n- Như trên;\n- Lưu: VT, [đơn vị soạn thảo]."),
        ("signature_post", "[quyền hạn, chức vụ người ký]"),
        ("signature_name", "[họ và tên người ký]"),
    ),
    "zh": (
        ("closing", "特此报告。"),
        ("signature_name", "林溪县疾病预防控制中心"),
        ("issue_date", "[成文日期]"),
    ),
    "en": (),
}
TITLES: Mapping[Language, str] = {
    "vi": "Kết quả công tác chăm sóc sức khỏe cán bộ 6 tháng đầu năm 2024",
    "zh": "关于2024年上半年工作情况的报告",
    "en": "Half-year report of the Harbour Office of Port Ellery",
}


def place_of(language: Language, line: int) -> FactPlace:
    """Where a line of the language's document stands."""
    lines = TEXTS[language].split("\n")
    start = sum(len(one) + 1 for one in lines[:line])
    return FactPlace(f"{DOCUMENTS[language]:064x}", start, start + len(lines[line]))


def words_at(place: FactPlace) -> str:
    """The text at a place of the scripted library."""
    language = next(one for one, number in DOCUMENTS.items() if f"{number:064x}" == place.document_id)
    return TEXTS[language][place.start : place.end]


def read_block(block: DraftBlock, citations: Sequence[Citation]) -> DraftBlock:
    """Find blanks and figures in a block's text; a figure is borne out by a source that holds it."""
    quotes = [one for one in citations if one.key in block.citations]
    blanks = tuple(Blank(one.start(), one.end(), one.group(1)) for one in _BLANK.finditer(block.text))
    figures = []
    for match in _FIGURE.finditer(block.text):
        if not block.part or any(one.start <= match.start() < one.end for one in blanks):
            continue
        source = next((one for one in quotes if match.group() in one.quote), None)
        status: FigureStatus = "unsupported" if source is None else "supported"
        key = None if source is None else source.key
        figures.append(
            AnsweredFigure(match.group(), Decimal(1), None, "unit", "=", status, key, match.start(), match.end())
        )
    return replace(block, blanks=blanks, figures=tuple(figures))
