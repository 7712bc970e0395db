"""Numbers of official documents: 15/BC-SYT, 30/2020/NĐ-CP, 05-NQ/TW; 卫办发〔2024〕9号, also with its year lost."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.folding import LazyPattern, fold_case
from vectorstore.records import ValueStatus

TYPE_SYMBOLS: dict[str, str] = {
    "NQ": "nghị quyết", "QĐ": "quyết định", "CT": "chỉ thị", "QC": "quy chế", "QyĐ": "quy định", "TC": "thông cáo",
    "TB": "thông báo", "HD": "hướng dẫn", "CTr": "chương trình", "KH": "kế hoạch", "PA": "phương án", "ĐA": "đề án",
    "DA": "dự án", "BC": "báo cáo", "BB": "biên bản", "TTr": "tờ trình", "HĐ": "hợp đồng", "CĐ": "công điện",
    "BGN": "bản ghi nhớ", "BTT": "bản thỏa thuận", "GUQ": "giấy ủy quyền", "GM": "giấy mời", "GGT": "giấy giới thiệu",
    "GNP": "giấy nghỉ phép", "PG": "phiếu gửi", "PC": "phiếu chuyển", "PB": "phiếu báo", "NĐ": "nghị định",
    "TT": "thông tư", "TTLT": "thông tư liên tịch", "CV": "công văn", "QH": "luật",
}  # fmt: skip
"""Abbreviations of document types (Decree 30/2020/NĐ-CP, Annex III, and those of legal documents)."""


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A document number as written; ``year`` is ``None`` where none is given, ``status`` damaged where it was lost.

    ``type_symbol`` is the abbreviation of the document's type (``BC``) or, in Chinese, the agency's code (卫办发).
    """

    surface: str
    start: int
    end: int
    value: str
    number: int | None
    year: int | None
    type_symbol: str
    issuer_symbol: str
    rule: str
    confidence: float = 1.0
    status: ValueStatus = "stated"


_TYPES = "|".join(sorted(TYPE_SYMBOLS, key=len, reverse=True))
_BLANK = r"[.…_ ]{2,}"
_VI_STATE = LazyPattern(
    r"(?P<label>(?i:số)\s*:?\s*)?(?<![\w/.,-])(?P<n>\d{1,5})\s?/\s?(?:(?P<y>(?:19|20)\d\d)\s?/\s?)?"
    r"(?P<t>[A-ZĐƯ][A-ZĐƯa-z]{0,5}\d{0,2})(?:\s?[-–]\s?(?P<i>[A-ZĐƯ][A-ZĐƯÂÊÔƠa-z&.]{0,14}\d{0,2}(?:[-–.][A-ZĐƯ&]{1,12}\d{0,2}){0,3}))?(?![\w/])"
)
_VI_BLANK = LazyPattern(
    rf"(?i:số)\s*:?\s*(?:{_BLANK}|\s+)/(?:(?P<y>(?:19"
    rf"|20)\d\d)/)?(?P<t>{_TYPES})[-–](?P<i>[A-ZĐƯ&]{{2,14}}(?:[-–][A-ZĐƯ&]{{1,12}})?)(?!\w)"
)
_VI_PARTY = LazyPattern(
    r"(?P<label>(?i:số)\s*:?\s*)?(?<![\w/.,-])(?P<n>\d{1,5})\s?[-–]\s?(?P<t>[A-ZĐ][A-ZĐa-z]{0,3})/(?P<i>[A-ZĐƯ]{2,10})(?!\w)"
)
_ZH = LazyPattern(
    r"(?P<c>[\u4e00-\u9fff×*xX]{1,14})\s?[〔\[［【（(﹝]\s*(?P<y>(?:19"
    r"|20)\d\d)?\s*[〕\]］】）)﹞]\s*(?:第\s?)?(?P<n>\d{1,4}|[×*xX_]{1,3})\s*号"
)
_ZH_NOT_CODE = LazyPattern(r".*(?:关于|根据|按照|依据|印发|的|和|及|与|了|经|以|见|文件|通知|为|在|是|由)")
_MAX_CODE = 10


def find_document_numbers(text: str) -> tuple[DocumentNumber, ...]:
    """Find document numbers in Vietnamese and Chinese form, in order; dates and ``24/7`` are none."""
    found: list[DocumentNumber] = []
    if "/" in text:
        for pattern, reader in ((_VI_STATE, _read_state), (_VI_PARTY, _read_party), (_VI_BLANK, _read_blank)):
            found += [number for match in pattern.finditer(text) if (number := reader(text, match)) is not None]
    if "号" in text or "號" in text:
        folded = fold_case(text)
        found += [_read_chinese(text, match) for match in _ZH.finditer(folded)]
    kept: list[DocumentNumber] = []
    for number in sorted(found, key=lambda number: (number.start, -number.end)):
        if not kept or number.start >= kept[-1].end:
            kept.append(number)
    return tuple(kept)


def document_number_spans(text: str) -> list[tuple[int, int]]:
    """Where document numbers stand."""
    return [(number.start, number.end) for number in find_document_numbers(text)]


def _make(
    text: str,
    start: int,
    end: int,
    value: str,
    n: str | None,
    y: str | None,
    t: str,
    i: str,
    rule: str,
    status: ValueStatus,
) -> DocumentNumber:
    number = int(n) if n and n.isdecimal() else None
    confidence = 1.0 if status == "stated" else 0.5
    return DocumentNumber(
        text[start:end], start, end, value, number, int(y) if y else None, t, i, rule, confidence, status
    )


def _read_state(text: str, match: re.Match[str]) -> DocumentNumber | None:
    symbol, issuer = match["t"], match["i"] or ""
    known = symbol in TYPE_SYMBOLS or symbol.rstrip("0123456789") in TYPE_SYMBOLS
    if (
        not known
        and not (issuer and (match["label"] or (symbol.isupper() and len(symbol) > 1)))
        and not (match["label"] and len(symbol) > 1)
    ):
        return None
    start = match.start("n")
    value = re.sub(r"\s", "", text[start : match.end()]).replace("–", "-")
    return _make(text, start, match.end(), value, match["n"], match["y"], symbol, issuer, "vi_state", "stated")


def _read_party(text: str, match: re.Match[str]) -> DocumentNumber | None:
    if match["t"] not in TYPE_SYMBOLS and not match["label"]:
        return None
    start = match.start("n")
    value = re.sub(r"\s", "", text[start : match.end()]).replace("–", "-")
    return _make(text, start, match.end(), value, match["n"], None, match["t"], match["i"], "vi_party", "stated")


def _read_blank(text: str, match: re.Match[str]) -> DocumentNumber:
    year = f"{match['y']}/" if match["y"] else ""
    value = f"/{year}{match['t']}-{match['i']}"
    return _make(
        text, match.start(), match.end(), value, None, match["y"], match["t"], match["i"], "vi_blank", "damaged"
    )


def _read_chinese(text: str, match: re.Match[str]) -> DocumentNumber:
    code = match["c"]
    prefix = _ZH_NOT_CODE.match(code)
    start = match.start("c") + (prefix.end() if prefix and prefix.end() < len(code) else 0)
    start = max(start, match.end("c") - _MAX_CODE)
    code = match.string[start : match.end("c")]
    status: ValueStatus = "stated" if match["y"] and match["n"].isdecimal() else "damaged"
    value = f"{code}〔{match['y'] or ''}〕{match['n']}号"
    return _make(text, start, match.end(), value, match["n"], match["y"], code, "", "zh", status)
