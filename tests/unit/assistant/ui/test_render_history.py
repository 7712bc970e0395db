from __future__ import annotations

import base64
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversations import ConversationSummary
from assistant.ui.conversation_groups import Age, age_of, grouped
from assistant.ui.history_panel import safe_name
from assistant.ui.render.history import render_download, render_history_head, render_history_rows
from assistant.ui.texts import load_texts

VI, EN = load_texts("vi"), load_texts("en")
NOW = datetime(2024, 7, 18, 9, 0, tzinfo=timezone(timedelta(hours=7)))  # a Thursday


def _conversation(identity: str, moment: datetime, title: str = "Câu hỏi?") -> ConversationSummary:
    return ConversationSummary(identity, title, moment, moment, 1)


@pytest.mark.parametrize(
    ("moment", "age"),
    [
        (datetime(2024, 7, 17, 17, 0, tzinfo=UTC), "today"),  # midnight has passed in Hanoi
        (datetime(2024, 7, 17, 16, 59, tzinfo=UTC), "week"),
        (datetime(2024, 7, 14, 17, 0, tzinfo=UTC), "week"),
        (datetime(2024, 7, 14, 16, 59, tzinfo=UTC), "month"),
        (datetime(2024, 6, 30, 17, 0, tzinfo=UTC), "month"),
        (datetime(2024, 6, 30, 16, 59, tzinfo=UTC), "earlier"),
        (datetime(2023, 7, 18, 2, 0, tzinfo=UTC), "earlier"),
        (datetime(2024, 7, 19, 2, 0, tzinfo=UTC), "today"),  # a clock that runs ahead
    ],
)
def test_ages_begin_at_midnight_on_monday_and_on_the_first(moment: datetime, age: Age) -> None:
    assert age_of(moment, NOW) == age


def test_groups_are_newest_first_and_never_empty() -> None:
    recent, old = _conversation("a", NOW), _conversation("b", NOW - timedelta(days=200))
    assert grouped([recent, old], NOW) == [("today", [recent]), ("earlier", [old])]


def test_rows_mark_the_open_conversation_and_keep_titles_text() -> None:
    rows = [_conversation("a", NOW, "<b>Một</b>"), _conversation("b", NOW, "")]
    shown = render_history_rows(rows, "b", "", NOW, (), EN)
    assert re.findall(r"<span>(.*?)</span>", shown) == ["&lt;b&gt;Một&lt;/b&gt;", "Without a name"]
    assert shown.count('aria-current="true"') == 1
    assert shown.count('data-event="export_conversation"') == 4
    assert "Today" in shown


def test_an_empty_history_an_empty_search_and_a_problem_are_not_the_same() -> None:
    assert "sẽ được lưu" in render_history_rows((), None, " ", NOW, (), VI)
    assert "Không có cuộc hỏi đáp nào" in render_history_rows((), None, "x", NOW, (), VI)
    assert 'role="alert"' in render_history_rows((), None, "", NOW, ("Hỏng.",), VI)


def test_a_long_history_says_how_much_of_it_is_not_listed() -> None:
    shown = render_history_rows((_conversation("a", NOW),), None, "", NOW, (), EN, 1200)
    assert "1,200 older conversations" in shown


def test_what_was_searched_for_stays_in_the_box() -> None:
    assert 'value="&lt;x&gt;"' in render_history_head("<x>", EN)


def test_a_download_carries_its_file() -> None:
    shown = render_download('a"b.md', b"\x00\xff", "markdown", "n1")
    assert 'data-download="a&quot;b.md"' in shown
    assert f'data-content="{base64.b64encode(bytes([0, 255])).decode()}"' in shown
    assert render_download("a", b"", "docx", "n1") != render_download("a", b"", "docx", "n2")


@given(st.text(max_size=300), st.sampled_from(["md", "docx"]))
def test_a_file_name_is_never_a_path_and_keeps_its_ending(title: str, ending: str) -> None:
    name = safe_name(f"{title}.{ending}")
    assert name.endswith(f".{ending}")
    assert not set(name) & set('<>:"/\\|?*\n\r\t\x00')
    assert not name.startswith((".", " "))
    assert 0 < len(name) <= 120
