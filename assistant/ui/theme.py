"""The page's Gradio theme: system fonts only, colours from ``page.css`` so that one file holds both themes."""

from __future__ import annotations

from typing import Any

import gradio as gr

FONTS = (
    "system-ui",
    "Segoe UI",
    "Roboto",
    "Noto Sans",
    "PingFang SC",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "sans-serif",
)
"""Fonts that come with the systems people use; together they carry all three scripts. Nothing is downloaded."""


def build_theme() -> Any:
    """Make the theme. Colours are the custom properties of ``page.css``, the same names in light and dark."""
    colours = {
        "body_background_fill": "var(--paper, #faf8f4)",
        "body_text_color": "var(--ink, #1f2529)",
        "background_fill_primary": "var(--paper)",
        "background_fill_secondary": "var(--paper-deep)",
        "block_background_fill": "transparent",
        "border_color_primary": "var(--line)",
        "input_background_fill": "var(--sheet)",
        "input_border_color": "var(--line-strong)",
        "input_border_color_focus": "var(--accent)",
        "input_placeholder_color": "var(--ink-soft)",
        "button_primary_background_fill": "var(--accent)",
        "button_primary_background_fill_hover": "var(--accent-strong)",
        "button_primary_text_color": "var(--on-accent)",
        "color_accent": "var(--accent)",
    }
    both = {**colours, **{f"{name}_dark": value for name, value in colours.items() if name != "color_accent"}}
    both["body_background_fill_dark"] = "var(--paper, #1b1a18)"
    both["body_text_color_dark"] = "var(--ink, #ece7df)"
    return gr.themes.Base(font=list(FONTS), font_mono=["ui-monospace", "monospace"]).set(**both)
