from __future__ import annotations

from ingest.loaders.limits import ReadingClock
from ingest.loaders.markdown import load_markdown


def _marked(text: str) -> list[tuple[str, int, str]]:
    return [
        (region.kind, region.level, text[region.start : region.end])
        for region in load_markdown(text, ReadingClock(10)).regions
    ]


def test_headings_lists_images_and_tables_are_marked_and_the_text_stays() -> None:
    text = (
        "# Báo cáo\r\n\r\nMở đầu\r\n\r\n## I. Kết quả\r\n- một\r\n  - hai\r\n1. ba\r\n\r\n![ảnh](a.png)\r\n\r\n"
        "| a | b |\r\n|---|--:|\r\n| 1 | 2 |\r\n\r\nHết"
    )
    assert load_markdown(text, ReadingClock(10)).text == text
    assert _marked(text) == [
        ("heading", 1, "# Báo cáo"),
        ("heading", 2, "## I. Kết quả"),
        ("list_item", 1, "- một"),
        ("list_item", 2, "  - hai"),
        ("list_item", 1, "1. ba"),
        ("image", 0, "![ảnh](a.png)"),
        ("table", 0, "| a | b |\r\n|---|--:|\r\n| 1 | 2 |"),
    ]


def test_underlined_headings_are_marked_but_a_rule_below_a_paragraph_is_not() -> None:
    assert _marked("Tổng kết\n========\n\nhai dòng\ncủa đoạn\n---\n") == [("heading", 1, "Tổng kết\n========")]


def test_code_between_fences_is_left_alone() -> None:
    assert _marked("```\n# không phải đầu mục\n```\n# Đầu mục\n") == [("heading", 1, "# Đầu mục")]


def test_front_matter_becomes_properties_and_furniture() -> None:
    text = '---\ntitle: "Tổng kết năm"\nlayout: x\ndate: 2024-01-02\n---\n# A\n'
    loaded = load_markdown(text, ReadingClock(10))
    assert loaded.properties == (("title", "Tổng kết năm"), ("date", "2024-01-02"))
    assert _marked(text) == [("furniture", 0, text[: text.index("# A")]), ("heading", 1, "# A")]


def test_a_row_of_bars_without_a_rule_is_no_table() -> None:
    assert _marked("| 标题:讲话 |\n| 同志们 |\n") == []
