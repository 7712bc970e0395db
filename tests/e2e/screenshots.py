"""Pictures of every state of the page: ``python -m tests.e2e.screenshots FOLDER [NAME_PART…]``.

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


_WRITTEN = {"vi": "written: tóm tắt kết quả", "zh": "written：概述工作", "en": "written: sum it up"}
_TEXTS = {
    "vi": (
        "Trong 6 tháng đầu năm, đơn vị đã khám định kỳ cho 1.284 lượt cán bộ, đạt 96,3% kế hoạch. "
        "Khoảng 250 cán bộ nghỉ hưu được tư vấn.\nCông tác tuyên truyền được đẩy mạnh."
    ),
    "zh": "2024年上半年，全县接种疫苗3.2万剂次，同比增长15.5%。\n群众满意度明显提高。",
    "en": "In the first half of 2024 the unit examined 1.284 people. Another 77 were advised.\nMorale is high.",
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


def _written(page: Page, language: str) -> None:
    ask(page, _WRITTEN[language])
    page.locator("del.unsupported + .why").hover()


def _writing(page: Page, language: str) -> None:
    ask(page, f"slow {_WRITTEN[language]}", wait=False)
    page.locator("#live .doubted").wait_for()


def _waiting(page: Page, language: str) -> None:
    ask(page, f"slow queue · {_QUESTIONS[language]}", wait=False)
    page.locator("#live .waiting").wait_for()


def _follow_up(page: Page, language: str) -> None:
    ask(page, _QUESTIONS[language])
    ask(page, {"vi": "Thế còn năm 2023?", "zh": "那2023年呢？", "en": "What about 2023?"}[language])


def _dropped(page: Page, language: str) -> None:
    ask(page, f"dropped · {_QUESTIONS[language]}")
    page.locator("details.provenance summary").click()


def _broken(page: Page, language: str) -> None:
    ask(page, f"broken · {_QUESTIONS[language]}")


def _feedback(page: Page, language: str) -> None:
    ask(page, _QUESTIONS[language])
    page.locator(".not-useful").click()


def _removed(page: Page, language: str) -> None:
    ask(page, "removed?")
    page.locator("#conversation .text .cite").click()
    page.locator("#source .gone").wait_for()


def _hostile(page: Page, language: str) -> None:
    ask(page, "hostile?")


def _row(page: Page, language: str) -> None:
    _history(page, language)
    page.locator(".entry summary").first.click()
    page.locator(".delete summary").first.click()


def _model(page: Page, language: str) -> None:
    page.locator(".status .writer summary").click()


def _check(page: Page, language: str) -> None:
    page.locator("#tab-check").click()
    page.locator("#check-text textarea").fill(_TEXTS[language])


def _checked(page: Page, language: str) -> None:
    _check(page, language)
    page.locator("#check-start").click()
    page.locator(".check-done").wait_for()


def _checked_source(page: Page, language: str) -> None:
    _checked(page, language)
    page.locator(".checked-text .cite").first.click()
    page.locator("#check-source mark").first.wait_for()


def _checking(page: Page, language: str) -> None:
    _check(page, language)
    page.locator("#check-text textarea").fill(f"slow. {_TEXTS[language]}")
    page.locator("#check-start").click()
    page.locator(".checking").wait_for()


def _scope(page: Page, language: str) -> None:
    page.locator("#tab-check").click()
    page.locator(".check-scope summary").click()
    page.locator(".check-scope .option").first.click()
    page.locator(".check-scope .chip.chosen").wait_for()


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
    "row": _row,
    "written": _written,
    "writing": _writing,
    "waiting": _waiting,
    "follow_up": _follow_up,
    "dropped": _dropped,
    "broken": _broken,
    "feedback": _feedback,
    "removed": _removed,
    "hostile": _hostile,
    "model": _model,
    "check": _check,
    "checking": _checking,
    "checked": _checked,
    "checked_source": _checked_source,
    "scope": _scope,
    "library": _library,
    "report": _report,
}


def take_pictures(folder: Path, *parts: str) -> int:
    """Write ``state-language-theme-width.png`` for each combination whose name holds all ``parts``; count them."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = 0
    with serve_scripted(pause_seconds=0.02) as address, sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        for width, (pixels, height) in WIDTHS.items():
            for theme in THEMES:
                for language, locale in LOCALES.items():
                    for state, reach in STATES.items():
                        name = f"{state}-{language}-{theme}-{width}"
                        if not all(part in name for part in parts):
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
    sys.stdout.write(f"{take_pictures(Path(sys.argv[1]), *sys.argv[2:])} pictures\n")
