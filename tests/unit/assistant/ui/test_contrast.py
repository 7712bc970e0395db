"""Colours of ``page.css`` against WCAG 2.2 level AA: 4.5 for text, 3 for the edges of controls."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).resolve().parents[4] / "assistant" / "ui" / "page.css").read_text(encoding="utf-8")

TEXT_PAIRS = [
    ("ink", "paper"),
    ("ink", "sheet"),
    ("ink", "paper-deep"),
    ("ink-soft", "paper"),
    ("ink-soft", "sheet"),
    ("ink-soft", "paper-deep"),
    ("accent", "paper"),
    ("accent", "sheet"),
    ("accent", "accent-soft"),
    ("accent-strong", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("highlight-ink", "highlight"),
    ("good", "good-soft"),
    ("weak", "weak-soft"),
    ("bad", "bad-soft"),
    ("bad", "paper"),
    ("bad", "sheet"),
    ("good", "sheet"),
    ("weak", "sheet"),
    ("accent", "paper-deep"),
    ("ink", "bad-soft"),
    ("ink-soft", "bad-soft"),
    ("paper", "ink"),
]
EDGE_PAIRS = [
    ("line-strong", "paper"),
    ("line-strong", "sheet"),
    ("accent", "paper"),
    ("good", "paper"),
    ("weak", "paper"),
]


def _colours(selector: str) -> dict[str, str]:
    block = re.search(re.escape(selector) + r"\s*\{(.*?)\}", CSS, re.DOTALL)
    assert block is not None
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block.group(1)))


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(first: str, second: str) -> float:
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("selector", [":root", ':root[data-theme="dark"]'], ids=["light", "dark"])
def test_text_and_edges_stand_out_enough(selector: str) -> None:
    colours = _colours(selector)
    weak = [
        (pair, round(_contrast(colours[pair[0]], colours[pair[1]]), 2))
        for pairs, least in ((TEXT_PAIRS, 4.5), (EDGE_PAIRS, 3.0))
        for pair in pairs
        if _contrast(colours[pair[0]], colours[pair[1]]) < least
    ]
    assert weak == []


def test_both_themes_name_the_same_colours() -> None:
    assert sorted(_colours(":root")) == sorted(_colours(':root[data-theme="dark"]'))


def test_black_on_white_is_the_greatest_contrast() -> None:
    assert round(_contrast("#000000", "#ffffff"), 1) == 21.0
