from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.documents import LoadedDocument, Region
from ingest.errors import EncryptedFile, FileTooLarge
from ingest.figure_tables import find_cells
from ingest.loaders import LoadLimits, load_bytes
from ingest.loaders.cell_values import (
    CHINESE,
    ENGLISH,
    VIETNAMESE,
    Separators,
    is_date_format,
    show_date,
    show_number,
    with_separators,
)
from ingest.loaders.delimited import table_delimiter
from tests.corpus.docx_files import archive
from tests.corpus.office_files import compound, open_document, row, xlsx

FILES = Path(__file__).resolve().parents[3] / "corpus" / "files"
STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="0.0%"/><numFmt numFmtId="165" formatCode="#,##0"/>'
    '<numFmt numFmtId="166" formatCode="dd/mm/yyyy"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs>'
)


def _load(data: bytes) -> LoadedDocument:
    return load_bytes(data, "x")


@pytest.mark.parametrize(
    ("value", "code", "separators", "shown"),
    [
        (0.963, "0.0%", VIETNAMESE, "96,3%"),
        (0.963, "0.0%", ENGLISH, "96.3%"),
        (0.9630000000000001, "General", VIETNAMESE, "0,963"),
        (1284, "#,##0", VIETNAMESE, "1.284"),
        (1284.5, "#,##0.00", CHINESE, "1,284.50"),
        (-12.5, "#,##0.0;(#,##0.0)", ENGLISH, "(12.5)"),
        (12450500000, '#,##0.0,,," tỷ đồng"', VIETNAMESE, "12,5 tỷ đồng"),
        (7, "00", ENGLISH, "07"),
        (5, '0" ca"', VIETNAMESE, "5 ca"),
        (0.5, "#.##", ENGLISH, "0.5"),
        (1e20, "General", ENGLISH, "100000000000000000000"),
        (3, "@", ENGLISH, "3"),
        (0.125, "# ?/?", ENGLISH, "0.125"),
    ],
)
def test_a_number_is_read_as_its_cell_shows_it(value: float, code: str, separators: Separators, shown: str) -> None:
    assert show_number(value, code, separators) == shown


@pytest.mark.parametrize(
    ("value", "code", "separators", "shown"),
    [
        (45473, "dd/mm/yyyy", VIETNAMESE, "30/06/2024"),
        (45473, "yyyy-mm-dd", VIETNAMESE, "30/06/2024"),
        (45473, 'yyyy"年"m"月"d"日"', CHINESE, "2024年6月30日"),
        (45473.25, "dd/mm/yyyy hh:mm", VIETNAMESE, "30/06/2024 06:00"),
        (45473, "mmm-yy", ENGLISH, "Jun-2024"),
        (1, "d/m/yyyy", ENGLISH, "1/1/1900"),
        (3e9, "dd/mm/yyyy", ENGLISH, "3000000000"),
    ],
)
def test_a_day_is_read_as_its_cell_shows_it(value: float, code: str, separators: Separators, shown: str) -> None:
    assert is_date_format(code)
    assert show_date(value, code, separators) == shown


@given(st.integers(-(10**12), 10**12), st.integers(0, 4), st.sampled_from([VIETNAMESE, CHINESE, ENGLISH]))
def test_a_shown_number_keeps_its_value_whatever_the_separators(
    number: int, places: int, separators: Separators
) -> None:
    code = "#,##0" + ("." + "0" * places if places else "")
    shown = show_number(number / 10**places, code, separators)
    plain = shown.replace(separators.thousands, "").replace(separators.decimal, ".")
    assert float(plain) == pytest.approx(number / 10**places)


@pytest.mark.parametrize(
    ("shown", "value", "expected"),
    [
        ("1,284", "1284", "1.284"),
        ("1.284", "1284", "1.284"),
        ("1.284", "1.284", "1,284"),
        ("96.3%", "0.963", "96,3%"),
        ("1,300.5 ca", "1300.5", "1.300,5 ca"),
        ("khoảng ba", "3", "khoảng ba"),
    ],
)
def test_a_shown_number_is_told_by_its_value_before_separators_change(shown: str, value: str, expected: str) -> None:
    assert with_separators(shown, value, VIETNAMESE) == expected


def test_a_workbook_gives_sections_titles_and_tables_whose_cells_have_heads() -> None:
    heads = '<row r="3">' + row("Huyện", "Số ca mắc", "", "Tỷ lệ")[5:]
    below = '<row r="4">' + row("", "Năm 2023", "Năm 2024 (ước)", "")[5:]
    rows = row("Vân Khê", (1284, 2), (1300, 2), (0.963, 1)) + row("Hải Kiên", (451, 2), (460, 2), (0.938, 1))
    sheet = (
        f"<sheetData>{row('Bảng 1. Kết quả sáu tháng')}{heads}{below}{rows}</sheetData>"
        '<mergeCells><mergeCell ref="A3:A4"/><mergeCell ref="B3:C3"/><mergeCell ref="D3:D4"/></mergeCells>'
    )
    second = "<sheetData>" + row("Ngày báo cáo", (45473, 3)) + row("Đơn vị", "Sở Y tế") + "</sheetData>"
    data = xlsx(
        {"Kết quả": sheet, "Ẩn": "<sheetData>" + row("mật") + "</sheetData>", "Phụ lục": second},
        styles=STYLES,
        hidden=("Ẩn",),
    )
    document = _load(data)
    table = (
        "| Huyện | Số ca mắc Năm 2023 | Số ca mắc Năm 2024 (ước) | Tỷ lệ |\n"
        "| Vân Khê | 1.284 | 1.300 | 96,3% |\n| Hải Kiên | 451 | 460 | 93,8% |"
    )
    assert document.text.split("\n\n") == [
        "Kết quả",
        "Bảng 1. Kết quả sáu tháng",
        table,
        "Phụ lục",
        "| Ngày báo cáo | 30/06/2024 |\n| Đơn vị | Sở Y tế |",
    ]
    assert (document.media_type, document.warnings) == ("xlsx", ("hidden_sheet_dropped",))
    start = document.text.index("| Huyện")
    assert document.regions[:2] == (Region("heading", 0, 7, 1), Region("table", start, start + len(table)))
    cell = next(one for one in find_cells(document.text) if document.text[one.start : one.end] == "96,3%")
    assert cell.head.words == "tỷ lệ"


def test_formulas_are_read_by_their_kept_values_and_missing_ones_are_told() -> None:
    cells = '<row><c t="str"><f>A1</f><v>Tổng</v></c><c><f>SUM(A1)</f><v>7</v></c><c><f>B1*2</f></c></row>'
    document = _load(xlsx({"Sheet1": "<sheetData>" + row("Đơn vị", "Số", "Gấp đôi") + cells + "</sheetData>"}))
    assert document.text == "| Đơn vị | Số | Gấp đôi |\n| Tổng | 7 |  |"
    assert document.warnings == ("formula_without_value",)


def test_a_workbook_with_macros_is_read_and_the_macros_are_not_looked_at() -> None:
    data = xlsx(
        {"Sheet1": "<sheetData>" + row("Đơn vị báo cáo") + "</sheetData>"}, extra={"xl/vbaProject.bin": b"\x00" * 99}
    )
    assert _load(data).text == "Đơn vị báo cáo"


def test_a_chinese_workbook_has_points_for_decimals() -> None:
    sheet = "<sheetData>" + row("街道", "签约率") + row("澄湾街道", (0.749, 1)) + "</sheetData>"
    assert _load(xlsx({"Sheet1": sheet}, styles=STYLES)).text == "| 街道 | 签约率 |\n| 澄湾街道 | 74.9% |"


def test_an_old_workbook_gives_the_same_as_a_new_one() -> None:
    document = _load((FILES / "table.xls").read_bytes())
    assert document.media_type == "xls"
    assert document.text.split("\n\n")[:3] == [
        "Kết quả",
        "Bảng 1. Kết quả sáu tháng đầu năm 2024",
        "| STT | Huyện | Số ca mắc 2023 | Số ca mắc 2024 (ước) | Tỷ lệ | Ngày |\n"
        "| 1 | Vân Khê | 1.284 | 1.300,5 | 96,3% | 30/06/2024 |\n| 2 | Hải Kiên | 451 | 460,0 | 93,8% |  |",
    ]
    assert document.warnings == ("hidden_sheet_dropped",)


def test_a_sheet_of_open_document_is_shown_in_the_separators_of_its_language() -> None:
    def cell(text: str, value: str = "") -> str:
        kind = f' office:value-type="float" office:value="{value}"' if value else ""
        return f"<table:table-cell{kind}><text:p>{text}</text:p></table:table-cell>"

    rows = (
        f"<table:table-row>{cell('Huyện')}{cell('Số ca')}</table:table-row>"
        f"<table:table-row>{cell('Vân Khê')}{cell('1,284', '1284')}<table:table-cell"
        ' table:number-columns-repeated="16000"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    )
    document = _load(open_document(f'<table:table table:name="Sheet1">{rows}</table:table>', "spreadsheet"))
    assert (document.media_type, document.text) == ("ods", "| Huyện | Số ca |\n| Vân Khê | 1.284 |")


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("Huyện;Số ca;Tỷ lệ\nVân Khê;1284;96,3\nHải Kiên;451;93,8\n", ";"),
        ("district,cases\nVan Khe,1284\nHai Kien,451\n", ","),
        ("街道\t签约率\n澄湾\t74.9%\n", "\t"),
        ("sep=|\na|b\n1|2\n", "|"),
        ("Trong quý, tỉnh đã khám 1.284 lượt.\nNgoài ra, tỉnh đã họp hai lần.\n", None),
        ("Kính gửi: Sở Y tế, các đơn vị.\nThực hiện kế hoạch, Trung tâm báo cáo như sau.\n", None),
        ("Hà, Nam, Bắc\nĐông, Tây, Nam\n", None),
        ("một dòng, chỉ một dòng", None),
    ],
)
def test_a_table_of_text_is_told_from_prose(text: str, delimiter: str | None) -> None:
    assert table_delimiter(text) == delimiter


def test_a_delimited_table_keeps_its_cells_as_written() -> None:
    document = _load('Huyện;Số ca;Tỷ lệ\n"Vân; Khê";1284;96,3\nHải Kiên;451;93,8\n'.encode("utf-16"))
    assert (document.media_type, document.encoding) == ("csv", "utf-16-le")
    assert document.text == "| Huyện | Số ca | Tỷ lệ |\n| Vân; Khê | 1284 | 96,3 |\n| Hải Kiên | 451 | 93,8 |"


def test_sheets_beyond_any_report_are_refused() -> None:
    wide = "<sheetData><row>" + "".join(f'<c r="{c}1"><v>1</v></c>' for c in ("A", "XFD")) + "</row></sheetData>"
    with pytest.raises(FileTooLarge):
        _load(xlsx({"Sheet1": wide}))
    bomb = xlsx({"Sheet1": "<sheetData>" + " " * 70_000_000 + "</sheetData>"})
    with pytest.raises(FileTooLarge):
        _load(bomb)


def test_locked_office_files_are_told() -> None:
    manifest = "<manifest><encryption-data/></manifest>"
    locked = archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "x",
                      "META-INF/manifest.xml": manifest})  # fmt: skip
    with pytest.raises(EncryptedFile):
        load_bytes(locked, "x", limits=LoadLimits())
    with pytest.raises(EncryptedFile):
        _load(compound({"EncryptedPackage": b"x" * 5000, "EncryptionInfo": b"x"}))
