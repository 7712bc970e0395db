from __future__ import annotations

from datetime import date

import gradio as gr
import pytest

from assistant.ui.events import html_part, number_value, payload, read_period, text_value, toggled
from vectorstore.records import Period, SearchFilter

YEAR = Period(date(2024, 1, 1), date(2024, 12, 31))


def _event(data: object) -> gr.EventData:
    return gr.EventData(None, data)


def test_values_of_the_wrong_kind_count_as_missing() -> None:
    event = _event({"question": 7, "turn": "1", "flag": True})
    assert (text_value(event, "question"), number_value(event, "turn"), number_value(event, "flag")) == ("", -1, -1)
    assert number_value(_event({"turn": 3}), "turn") == 3


@pytest.mark.parametrize("data", [None, [], "text", 5])
def test_an_event_without_values_is_empty(data: object) -> None:
    assert payload(_event(data)) == {}


def test_a_value_is_added_and_taken_away_again() -> None:
    once = toggled(SearchFilter(), "issuers", "Sở Y tế")
    assert once == SearchFilter(issuers=frozenset({"Sở Y tế"}))
    assert toggled(once, "issuers", "Sở Y tế") == SearchFilter()
    assert toggled(once, "languages", "vi") == SearchFilter(issuers=frozenset({"Sở Y tế"}), languages=frozenset({"vi"}))


def test_another_period_takes_the_place_of_the_first_and_the_same_one_clears_it() -> None:
    chosen = toggled(SearchFilter(), "period", str(YEAR))
    assert chosen == SearchFilter(period=YEAR)
    assert toggled(chosen, "period", "2023-01-01/2023-12-31").period == Period(date(2023, 1, 1), date(2023, 12, 31))
    assert toggled(chosen, "period", str(YEAR)) == SearchFilter()


@pytest.mark.parametrize(
    ("field", "value"),
    [("document_ids", "x"), ("", "x"), ("issuers", ""), ("period", "2024"), ("period", "2024-12-31/2024-01-01")],
)
def test_what_makes_no_sense_changes_nothing(field: str, value: str) -> None:
    assert toggled(SearchFilter(period=YEAR), field, value) == SearchFilter(period=YEAR)


def test_a_period_backwards_is_no_period() -> None:
    assert read_period("2024-05-02/2024-05-01") is None
    assert read_period("2024-05-01/2024-05-01") == Period(date(2024, 5, 1), date(2024, 5, 1))


def test_a_part_names_its_events_so_that_they_can_be_listened_to() -> None:
    part = html_part("history", "open_conversation")
    assert '"open_conversation"' in str(part.js_on_load)
    assert callable(part.open_conversation)
