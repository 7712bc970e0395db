"""Bars as a table: read aloud row by row, printed, and seen without a script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.ui.render.markup import Html, tag
from assistant.ui.texts import Texts


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its name, its count, and how much of that is marked (``part``)."""

    name: str
    count: int
    part: int = 0


def render_bars(
    heading: str, bars: Sequence[Bar], texts: Texts, *, part_name: str | None = None, whole_name: str = ""
) -> Html:
    """A chart of horizontal bars, the longest as wide as there is room; ``part_name`` explains the marked part."""
    most = max((bar.count for bar in bars), default=0)
    rows = [_row(bar, most, texts, part_name) for bar in bars]
    key = None
    if part_name is not None:
        key = tag("p", tag("span", whole_name), tag("span", part_name, class_="refused"), class_="key")
    body = tag("table", tag("tbody", *rows)) if most else tag("p", texts("chart.empty"), class_="hint")
    return tag("figure", tag("figcaption", heading), body, key if most else None, class_="chart")


def _row(bar: Bar, most: int, texts: Texts, part_name: str | None) -> Html:
    whole = 100 * (bar.count - bar.part) / most if most else 0
    part = 100 * bar.part / most if most else 0
    said = texts.number(bar.count)
    if part_name is not None and bar.part:
        said = texts("chart.part", count=said, part=texts.number(bar.part), name=part_name)
    return tag(
        "tr",
        tag("th", bar.name, scope="row"),
        tag(
            "td",
            tag(
                "div",
                tag("span", style=f"width:{whole:.2f}%") if whole else None,
                tag("span", style=f"width:{part:.2f}%", class_="refused") if part else None,
                class_="bar",
                aria_hidden="true",
            ),
        ),
        tag("td", texts.number(bar.count), aria_label=said, title=said),
    )
