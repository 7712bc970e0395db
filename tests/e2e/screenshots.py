"""Pictures of every state of the page: ``python -m tests.e2e.screenshots FOLDER [NAME_PART]``.

Three languages, both themes, three widths, over ``ScriptedService``; no model or index is needed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, sync_playwright

from tests.e2e.browsing import ask, launch_chromium, open_page, open_source
from tests.e2e.serving import serve_scripted

WIDTHS = {"wide": (1440, 860), "middle": (1000, 760), "phone": (390, 780)}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LOCALES = {"vi": "vi-VN", "zh": "zh-CN", "en": "en-GB"}

_QUESTIONS = {
    "vi": "6 tháng đầu năm 2024 đã khám sức khỏe cho bao nhiêu lượt cán bộ?",
    "zh": "2024年上半年接种了多少剂次疫苗？",
    "en": "How many vessels were inspected in May 2024?",
}
_UNKNOWN = {
    "vi": "Tỷ lệ hộ nghèo của tỉnh là bao nhiêu?",
    "zh": "全县贫困发生率是多少？",
    "en": "What was the poverty rate?",
}


def _answer(page: Page, language: str) -> None:
    ask(page, _QUESTIONS[language])


def _source(page: Page, language: str) -> None:
    ask(page, _QUESTIONS[language])
    open_source(page)


def _sources(page: Page, language: str) -> None:
    ask(page, _QUESTIONS[language])
    page.locator("details.checked summary").click()


def _abstention(page: Page, language: str) -> None:
    ask(page, _UNKNOWN[language])


def _streaming(page: Page, language: str) -> None:
    ask(page, f"slow · {_QUESTIONS[language]}", wait=False)
    page.locator("#live .text").wait_for()
    page.locator("details.reading summary").click()


def _stopped(page: Page, language: str) -> None:
    _streaming(page, language)
    page.keyboard.press("Escape")
    page.locator(".turn.stopped").wait_for()


def _filter(page: Page, language: str) -> None:
    page.locator('details[data-keep="filter-doc_types"] summary').click()
    page.locator('details[data-keep="filter-doc_types"] .option').first.click()
    page.locator(".chip.chosen").wait_for()
    page.locator('details[data-keep="filter-period"] summary').click()


def _failed(page: Page, language: str) -> None:
    ask(page, "explode")


def _library(page: Page, language: str) -> None:
    page.locator("#tab-library").click()
    page.locator("table.reports").wait_for()


def _report(page: Page, language: str) -> None:
    _library(page, language)
    page.locator("table.reports .plain").first.click()
    page.locator(".document .paper").wait_for()


def _history(page: Page, language: str) -> None:
    ask(page, _QUESTIONS[language])
    if page.locator(".only-narrow").is_visible():
        page.locator(".only-narrow").click()


def _nothing(page: Page, language: str) -> None:
    return


STATES: Mapping[str, Callable[[Page, str], None]] = {
    "empty": _nothing,
    "streaming": _streaming,
    "answer": _answer,
    "source": _source,
    "sources": _sources,
    "abstention": _abstention,
    "stopped": _stopped,
    "failed": _failed,
    "filter": _filter,
    "history": _history,
    "library": _library,
    "report": _report,
}


def take_pictures(folder: Path, part: str = "") -> int:
    """Write ``state-language-theme-width.png`` for every combination whose name holds ``part``; returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = 0
    with serve_scripted(pause_seconds=0.02) as address, sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        for width, (pixels, height) in WIDTHS.items():
            for theme in THEMES:
                for language, locale in LOCALES.items():
                    for state, reach in STATES.items():
                        name = f"{state}-{language}-{theme}-{width}"
                        if part not in name:
                            continue
                        context = browser.new_context(
                            locale=locale, color_scheme=theme, viewport={"width": pixels, "height": height}
                        )
                        page = open_page(context, address)
                        reach(page, language)
                        page.wait_for_timeout(250)
                        page.screenshot(path=folder / f"{name}.png")
                        context.close()
                        taken += 1
        browser.close()
    return taken


if __name__ == "__main__":
    sys.stdout.write(f"{take_pictures(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else '')} pictures\n")
