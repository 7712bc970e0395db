from __future__ import annotations

import html
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ui.render.markup import Html, action, icon, join, tag, text


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.data = ""

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.names.append(name)
        self.attributes += attributes

    def handle_data(self, data: str) -> None:
        self.data += data


def _parse(markup: str) -> _Elements:
    parser = _Elements()
    parser.feed(markup)
    parser.close()
    return parser


@given(st.text())
def test_text_never_becomes_an_element_or_an_attribute(hostile: str) -> None:
    parsed = _parse(tag("p", hostile, title=hostile))
    assert parsed.names == ["p"]
    assert [name for name, _ in parsed.attributes] == ["title"]


@given(st.text(alphabet=st.characters(min_codepoint=32, exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp", "Cf"))))
def test_text_is_shown_as_it_is(plain: str) -> None:
    assert html.unescape(text(plain)) == plain


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\u202e", "\u2066", "\ud800", "\u2028", "\uffff"])
def test_what_cannot_be_shown_or_turns_the_reading_direction_becomes_a_replacement(character: str) -> None:
    assert text(f"a{character}b") == "a\ufffdb"


def test_line_breaks_and_tabs_are_kept() -> None:
    assert text("a\tb\nc") == "a\tb\nc"


def test_markup_inside_markup_is_not_escaped_twice() -> None:
    assert tag("p", tag("b", "<1>"), " & ") == "<p><b>&lt;1&gt;</b> &amp; </p>"


def test_attributes_are_written_left_out_or_bare() -> None:
    made = tag("button", "x", class_="a b", aria_label='say "x"', data_count=0, hidden=True, disabled=False, id=None)
    assert made == '<button class="a b" aria-label="say &quot;x&quot;" data-count="0" hidden>x</button>'


def test_an_action_carries_its_payload_as_escaped_json() -> None:
    made = action("ask_example", "Hỏi", payload={"question": 'a"><script>'})
    parsed = _parse(made)
    assert parsed.names == ["button"]
    assert ("data-payload", '{"question": "a\\"><script>"}') in parsed.attributes


def test_an_action_without_children_shows_its_label_and_needs_no_other_name() -> None:
    assert action("clear", "Xóa") == '<button type="button" data-event="clear">Xóa</button>'


def test_only_what_tag_made_counts_as_markup() -> None:
    assert join(["<b>", Html("<i></i>"), None]) == "&lt;b&gt;<i></i>"


def test_an_icon_says_nothing_to_a_screen_reader() -> None:
    assert 'aria-hidden="true"' in icon("close")
