"""Pictures of every state of the page: ``python -m tests.e2e.screenshots FOLDER [NAME_PART…]``.

Three languages, both themes, three widths, over ``ScriptedService``; no model or index is needed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, sync_playwright

from tests.e2e.browsing import ask, begin_draft, launch_chromium, open_page, open_source, write_draft
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
    page.locator("#filters .chip.chosen").wait_for()
    page.locator('details[data-keep="filter-period"] summary').click()


def _failed(page: Page, language: str) -> None:
    ask(page, "explode")


def _library(page: Page, language: str) -> None:
    page.locator("#tab-library").click()
    page.locator("table.reports").wait_for()


def _report(page: Page, language: str) -> None:
    _library(page, language)
    page.locator("table.reports .plain", has_text="Monthly report").click()
    page.locator('.document [data-event="show_part"]').nth(1).click()
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
    page.locator("#check-scope summary").click()
    page.locator("#check-scope .option").first.click()
    page.locator("#check-scope .chip.chosen").wait_for()


def _history(page: Page, language: str) -> None:
    ask(page, _QUESTIONS[language])
    if page.locator(".only-narrow").is_visible():
        page.locator(".only-narrow").click()


_REQUESTS = {
    "vi": "Viết báo cáo sơ kết công tác chăm sóc sức khỏe cán bộ 6 tháng đầu năm 2024, gửi UBND tỉnh, khoảng 800 chữ",
    "zh": "根据库中材料写一份2024年上半年工作情况的报告，报送县卫生健康局，800字左右",
    "en": "Write the half-year report of the Harbour Office for January to June 2024, about 800 words",
}


def _draft_start(page: Page, language: str) -> None:
    page.locator("#tab-draft").click()
    page.locator("#draft-request-box").fill(_REQUESTS[language])


def _draft_outline(page: Page, language: str) -> None:
    begin_draft(page, _REQUESTS[language])
    page.locator(".fact .pin").first.click()
    page.locator(".fact.pinned").wait_for()


def _draft_brief(page: Page, language: str) -> None:
    _draft_outline(page, language)
    if page.locator('[data-pane="brief"]').is_visible():
        page.locator('[data-pane="brief"]').click()


def _draft_writing(page: Page, language: str) -> None:
    begin_draft(page, f"slow · {_REQUESTS[language]}")
    page.locator('[data-event="write_draft"]').click()
    page.locator(".draft-progress .meter").wait_for()
    page.locator(".para.current").first.wait_for()


def _draft_text(page: Page, language: str) -> None:
    write_draft(page, _REQUESTS[language])


def _draft_side(page: Page, language: str, section: str) -> None:
    _draft_text(page, language)
    if page.locator('[data-pane="side"]').is_visible():
        page.locator('[data-pane="side"]').click()
    page.locator(f'[data-local="draft_side"][data-section="{section}"]').click()


def _draft_paragraph(page: Page, language: str) -> None:
    _draft_text(page, language)
    page.locator(".para:has(.cite) .words").first.click(position={"x": 20, "y": 8})
    page.locator("#draft-side .focused").wait_for()


def _draft_blanks(page: Page, language: str) -> None:
    _draft_side(page, language, "blanks")


def _draft_check(page: Page, language: str) -> None:
    _draft_side(page, language, "check")


def _draft_edit(page: Page, language: str) -> None:
    _draft_paragraph(page, language)
    page.locator('[data-event="lock_part"]').click()
    page.locator(".para.locked").first.wait_for(state="attached")
    page.locator('[data-event="begin_block"]').click()
    page.locator(".para-form textarea").wait_for()


def _draft_versions(page: Page, language: str) -> None:
    _draft_paragraph(page, language)
    page.locator('[data-event="edit_block"]').click()
    box = page.locator(".para-form textarea")
    box.fill(box.input_value() + " 2025.")
    page.locator(".para-form button[type=submit]").click()
    box.wait_for(state="detached")
    if page.locator('[data-pane="side"]').is_visible():
        page.locator('[data-pane="side"]').click()
    page.locator('[data-local="draft_side"][data-section="versions"]').click()
    page.locator('[data-event="compare_versions"]').first.click()
    page.locator(".compared").wait_for()


def _draft_source(page: Page, language: str) -> None:
    _draft_text(page, language)
    page.locator("#draft-main .cite").first.click()
    page.locator("#draft-source mark").wait_for()


def _draft_download(page: Page, language: str) -> None:
    _draft_text(page, language)
    page.locator(".download summary").click()


def _draft_trouble(page: Page, language: str) -> None:
    _draft_text(page, language)
    if page.locator('[data-pane="side"]').is_visible():
        page.locator('[data-pane="side"]').click()
    page.locator(".instruction textarea").fill("…?")
    page.locator(".instruction button").click()
    page.locator(".draft-trouble").wait_for()


def _draft_list(page: Page, language: str) -> None:
    _draft_text(page, language)
    page.locator('[data-event="close_draft"]').click()
    page.locator(".draft-rows").wait_for()


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
    "draft_start": _draft_start,
    "draft_outline": _draft_outline,
    "draft_brief": _draft_brief,
    "draft_writing": _draft_writing,
    "draft_text": _draft_text,
    "draft_paragraph": _draft_paragraph,
    "draft_blanks": _draft_blanks,
    "draft_check": _draft_check,
    "draft_edit": _draft_edit,
    "draft_versions": _draft_versions,
    "draft_source": _draft_source,
    "draft_download": _draft_download,
    "draft_trouble": _draft_trouble,
    "draft_list": _draft_list,
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
