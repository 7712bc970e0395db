"""What a reader does on the page, so that the tests read as stories."""

from __future__ import annotations

import os
import shutil

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str | None:
    """The browser named by ``BAOCAO_CHROMIUM``, else one that the system has installed."""
    named = os.environ.get("BAOCAO_CHROMIUM")
    return named or next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )


def launch_chromium(playwright: Playwright) -> Browser:
    """Start the browser without a window; skips the test by name where there is none."""
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium on this machine (set BAOCAO_CHROMIUM to its path)")
    return playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_ARGUMENTS))


def open_page(context: BrowserContext, address: str) -> Page:
    """Open the page and wait until it is shown in the reader's language."""
    page = context.new_page()
    page.goto(address)
    page.locator("html[data-arrived]").wait_for(state="attached")
    page.locator("#question textarea").wait_for()
    return page


def ask(page: Page, question: str, *, wait: bool = True) -> None:
    """Type a question and press Enter; waits for the outcome unless told otherwise."""
    before = page.locator("#conversation .turn").count()
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")
    if wait:
        page.locator("#conversation .turn").nth(before).wait_for()


def open_source(page: Page, number: int = 1) -> None:
    """Click a citation of the last answer and wait for the highlight."""
    page.locator("#conversation .turn").last.locator(".text .cite").nth(number - 1).click()
    page.locator("#source mark").first.wait_for()


def begin_draft(page: Page, request: str) -> None:
    """Type a request in the Draft tab and wait for its outline."""
    page.locator("#tab-draft").click()
    page.locator("#draft-request-box").fill(request)
    page.locator(".draft-request button[type=submit]").click()
    page.locator(".outline").wait_for()


def write_draft(page: Page, request: str) -> None:
    """Have a draft written from the outline of a request, to its end."""
    begin_draft(page, request)
    page.locator('[data-event="write_draft"]').click()
    page.locator('.side-section[data-section="versions"] li').first.wait_for(state="attached")
    page.locator(".leaf:not(.being-written)").wait_for()


def nameless_controls(page: Page) -> list[str]:
    """Visible controls that a screen reader has no name for."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('button, input, select, textarea, summary')]
            .filter((one) => one.checkVisibility() && one.type !== 'hidden')
            .filter((one) => !(one.innerText.trim() || one.ariaLabel || one.labels?.length || one.title))
            .map((one) => one.outerHTML.slice(0, 120))"""
    )
    return found


def small_targets(page: Page) -> list[list[object]]:
    """Visible controls that are lower than a finger needs, with their height in pixels."""
    found: list[list[object]] = page.evaluate(
        """() => [...document.querySelectorAll('button, summary, textarea, input')]
            .filter((one) => one.checkVisibility() && one.type !== 'hidden' && !one.closest('.skip'))
            .map((one) => {
                const box = one.getBoundingClientRect();
                const pad = (name) => {
                    const inset = parseFloat(getComputedStyle(one, name).top);
                    return getComputedStyle(one, name).content !== 'none' && inset < 0 ? -2 * inset : 0;
                };
                return [one.outerHTML.slice(0, 90), box.height + Math.max(pad('::before'), pad('::after'))];
            })
            .filter(([, height]) => height < 33.5)"""
    )
    return found
