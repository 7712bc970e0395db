"""What the page's script sends: read as strictly as any other input from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import gradio as gr

from vectorstore.records import Period, SearchFilter


def html_part(name: str, *events: str) -> gr.HTML:
    """Make a part of the page that ``render`` fills and whose buttons may send ``events``.

    The part is joined to ``page.js``, whichever of the two is there first.
    """
    listed = ", ".join(f'"{event}"' for event in events)
    script = f"(window.baocaoParts ||= []).push({{element, trigger, watch, events: [{listed}]}});"
    return gr.HTML("", elem_id=name, js_on_load=script, apply_default_css=False)


def payload(event: gr.EventData) -> Mapping[str, object]:
    """The event's values; an event without any has an empty mapping."""
    data = event._data  # the values of a custom event have no other accessor
    return data if isinstance(data, Mapping) else {}


def text_value(event: gr.EventData, name: str) -> str:
    """A text of the event, empty if it is missing or something else."""
    value = payload(event).get(name)
    return value if isinstance(value, str) else ""


def number_value(event: gr.EventData, name: str) -> int:
    """A whole number of the event, ``-1`` if it is missing or something else."""
    value = payload(event).get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else -1


def toggled(chosen: SearchFilter, field: str, value: str) -> SearchFilter:
    """Add a value to a filter, or take it away if it is there; what makes no sense changes nothing."""
    if field == "issuers" and value:
        return replace(chosen, issuers=chosen.issuers ^ {value})
    if field == "doc_types" and value:
        return replace(chosen, doc_types=chosen.doc_types ^ {value})
    if field == "languages" and value:
        return replace(chosen, languages=chosen.languages ^ {value})
    if field == "period":
        period = read_period(value)
        return chosen if period is None else replace(chosen, period=None if period == chosen.period else period)
    return chosen


def read_period(value: str) -> Period | None:
    """Read ``2024-01-01/2024-12-31``; anything else is ``None``."""
    start, _, end = value.partition("/")
    try:
        return Period(date.fromisoformat(start), date.fromisoformat(end))
    except ValueError:
        return None
