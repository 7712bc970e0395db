# ruff: noqa: E501 (markup is easier to read in one piece)
from __future__ import annotations

import pytest

from ingest.documents import LoadedDocument
from ingest.loaders import load_bytes
from tests.corpus.web_pages import SAVED_PAGES, SavedPage


def _load(markup: str) -> LoadedDocument:
    document = load_bytes(markup.encode(), "page.html")
    assert document.media_type == "html"
    return document


def _shown(document: LoadedDocument) -> str:
    """The text outside furniture."""
    text = document.text
    for region in sorted(document.regions, key=lambda region: -region.start):
        if region.kind == "furniture":
            text = text[: region.start] + text[region.end :]
    return text


def _regions(document: LoadedDocument, *kinds: str) -> list[tuple[str, int, str]]:
    return [(r.kind, r.level, document.text[r.start : r.end]) for r in document.regions if r.kind in kinds]


@pytest.mark.parametrize("page", SAVED_PAGES, ids=lambda page: page.name)
def test_a_saved_page_gives_its_article_in_order_and_none_of_its_furniture(page: SavedPage) -> None:
    shown = _shown(_load(page.markup))
    places = [shown.find(line) for line in page.article]
    assert [line for line, place in zip(page.article, places, strict=True) if place < 0] == []
    assert places == sorted(places)
    assert [line for line in page.furniture if line in shown] == []


def test_structure_becomes_regions() -> None:
    document = _load(
        "<html><head><title>Tổng kết năm | Cổng</title></head><body><h1>Tổng kết năm</h1><p>Đoạn một.</p><h2>I. Kết quả"
        "</h2><ul><li>một<ul><li>hai</li></ul></li></ul><ol start=3 type=a><li>ba</li><li>bốn</li></ol>"
        "<table><tr><th>A</th><th>B|C</th></tr><tr><td>1<br>2</td><td>3</td></tr></table>"
        "<figure><img src=x.jpg alt='Hội [nghị]'><figcaption>Quang cảnh</figcaption></figure></body></html>"
    )
    assert _regions(document, "title", "heading", "list_item", "table", "image") == [
        ("title", 1, "Tổng kết năm"),
        ("heading", 2, "I. Kết quả"),
        ("list_item", 1, "- một"),
        ("list_item", 2, "- hai"),
        ("list_item", 1, "c. ba"),
        ("list_item", 1, "d. bốn"),
        ("table", 0, "| A | B\\|C |\n| 1 2 | 3 |"),
        ("image", 0, "![Hội nghị]()"),
    ]
    assert document.text.endswith("![Hội nghị]()\n\nQuang cảnh")
    assert document.properties == (("title", "Tổng kết năm | Cổng"),)


def test_a_list_item_that_brings_its_own_mark_gets_no_second_one() -> None:
    document = _load("<html><body><ul><li>1. Khám bệnh</li><li>a) Chữa bệnh</li><li>- Dự phòng</li></ul></body></html>")
    assert document.text == "1. Khám bệnh\n\na) Chữa bệnh\n\n- Dự phòng"


def test_inline_tags_do_not_break_words_and_line_breaks_stay() -> None:
    document = _load("<html><body><p>Khám <b>b</b>ệnh cho <i>934</i> người<br>tại xã\n An Điền</p></body></html>")
    assert document.text == "Khám bệnh cho 934 người\ntại xã An Điền"


def test_links_inside_the_text_stay_text() -> None:
    document = _load(
        "<html><body><p>Căn cứ <a href=1>Kế hoạch số 11/KH-UBND</a> của tỉnh về phát triển sự nghiệp y tế năm nay.</p>"
        "<p><a href=2>Quyết định số 12/QĐ-UBND ngày 10/01/2024</a></p><p>Sở đề nghị các đơn vị nghiêm túc thực hiện "
        "những nội dung nói trên.</p></body></html>"
    )
    assert _regions(document, "furniture") == []


def test_hidden_elements_are_dropped_and_that_is_recorded() -> None:
    document = _load("<html><body><p>Hiện ra</p><p style='display : none'>ẩn đi</p><p hidden>ẩn nữa</p></body></html>")
    assert (document.text, document.warnings) == ("Hiện ra", ("hidden_text_dropped",))


def test_a_container_that_holds_most_of_the_text_is_never_furniture() -> None:
    words = "Sở Y tế báo cáo kết quả công tác phòng chống dịch bệnh. " * 5
    document = _load(f"<html><body class=menu-open><div class=sidebar><p>{words}</p></div></body></html>")
    assert _regions(document, "furniture") == []


def test_a_page_with_markup_in_its_text_shows_it_as_text() -> None:
    document = _load("<html><body><p>Mã độc &lt;script&gt;alert(1)&lt;/script&gt; được chặn</p></body></html>")
    assert document.text == "Mã độc <script>alert(1)</script> được chặn"


def test_spans_of_rows_and_columns_keep_the_columns_in_place() -> None:
    document = _load(
        "<html><body><p>Bảng</p><table><tr><th rowspan=2>Xã</th><th colspan=2>Khám</th></tr>"
        "<tr><th>Nam</th><th>Nữ</th></tr>"
        "<tr><td>An</td><td>1</td><td>2</td></tr></table></body></html>"
    )
    assert _regions(document, "table") == [("table", 0, "| Xã | Khám |  |\n|  | Nam | Nữ |\n| An | 1 | 2 |")]


@pytest.mark.parametrize("encoding", ["gb2312", "gbk", "gb18030"])
def test_the_declared_character_set_is_used_when_it_decodes(encoding: str) -> None:
    markup = f"<html><head><meta charset={encoding}></head><body><p>柳川区卫生健康局工作总结。</p></body></html>"
    document = load_bytes(markup.encode(encoding), "x")
    assert (document.text, document.encoding) == ("柳川区卫生健康局工作总结。", "gb18030")


def test_a_wrong_declaration_does_not_spoil_the_text() -> None:
    document = _load("<html><head><meta charset=gb2312></head><body><p>Sở Y tế báo cáo</p></body></html>")
    assert (document.text, document.encoding) == ("Sở Y tế báo cáo", "utf-8")


def test_text_typed_in_a_legacy_font_is_converted() -> None:
    document = _load("<html><body><p><font face='.VnTime'>Céng hoµ x· héi chñ nghÜa ViÖt Nam</font></p></body></html>")
    assert (document.text, document.encoding) == ("Cộng hoà xã hội chủ nghĩa Việt Nam", "tcvn3")


def test_a_page_nested_too_deep_keeps_its_words() -> None:
    deep = "<div>" * 5000
    document = _load(
        f"<html><head><title>T</title><script>x()</script></head><body>{deep}<p>Báo &amp; cáo</p><p>hai</p>"
    )
    assert (document.text, document.warnings) == ("Báo & cáo\n\nhai", ("structure_lost",))


def test_dates_author_and_site_come_from_the_head() -> None:
    document = _load(
        "<html><head><meta name=PubDate content='2024-08-07 17:06'><meta name=ContentSource content='融媒体中心'>"
        "<meta property='og:site_name' content='柳川区'><title>工作会议</title></head><body><p>会议召开了。</p></body></html>"
    )
    assert dict(document.properties) == {
        "published": "2024-08-07 17:06",
        "source": "融媒体中心",
        "site": "柳川区",
        "title": "工作会议",
    }


_BODY = "<p>Ngày 11/7/2024, Sở Y tế tổ chức hội nghị sơ kết công tác sáu tháng đầu năm với 934 đại biểu tham dự.</p>"


def test_a_list_of_links_in_the_middle_of_the_text_is_text() -> None:
    links = "".join(f"<li><a href={n}>Quyết định số {n}/QĐ-SYT</a></li>" for n in range(1, 5))
    document = _load(f"<html><body><div id=x>{_BODY}<ul>{links}</ul>{_BODY}</div></body></html>")
    assert _regions(document, "furniture") == []


def test_a_linked_source_line_at_the_end_is_text_and_a_row_of_links_is_not() -> None:
    document = _load(
        f"<html><body><div>{_BODY}{_BODY}<p>Nguồn: <a href=1>Báo Bình An điện tử</a></p></div>"
        "<div><a>Về trang trước</a> <a>Lên đầu trang</a></div></body></html>"
    )
    assert _regions(document, "furniture") == [("furniture", 0, "Về trang trước Lên đầu trang")]


def test_a_title_that_is_a_link_stays_below_a_row_of_menu_links() -> None:
    menu = "".join(f"<div><a>{name}</a></div>" for name in ("Trang chủ", "Giới thiệu", "Tin tức"))
    document = _load(f"<html><body>{menu}<h2><a href=x>Hội nghị sơ kết</a></h2>{_BODY}</body></html>")
    assert [text for _, _, text in _regions(document, "furniture")] == ["Trang chủ", "Giới thiệu", "Tin tức"]
    assert _regions(document, "heading") == [("heading", 2, "Hội nghị sơ kết")]


def test_what_the_styles_of_the_page_hide_is_dropped_unless_it_is_the_text() -> None:
    sheet = "<style>.menu{color:red} .an, #x { display : none } @media print { .in{display:none} } .t .b{display:none}</style>"
    document = _load(
        f"<html><head>{sheet}</head><body><p class=an>ẩn</p><p id=x>ẩn</p><p class=in>In ra</p><p class=b>Thấy</p>{_BODY}</body></html>"
    )
    assert document.text.split("\n\n")[:2] == ["In ra", "Thấy"]
    assert document.warnings == ("hidden_text_dropped",)
    whole = _load(
        f"<html><head><style>.tab{{display:none}}</style></head><body><div class=tab>{_BODY}</div></body></html>"
    )
    assert whole.warnings == ()
