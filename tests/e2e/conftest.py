"""A real browser, and the page served in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.e2e.browsing import launch_chromium
from tests.e2e.serving import serve_scripted


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        started = launch_chromium(playwright)
        yield started
        started.close()


@pytest.fixture(scope="session")
def scripted() -> Iterator[str]:
    """Address of the page over the scripted service."""
    with serve_scripted(pause_seconds=0.02) as address:
        yield address


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of a Vietnamese reader, with nothing remembered."""
    opened = browser.new_context(locale="vi-VN", viewport={"width": 1360, "height": 820})
    opened.set_default_timeout(15_000)
    yield opened
    opened.close()
