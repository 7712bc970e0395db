"""The tab that checks any text, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.browsing import open_page
from tests.e2e.scripted_library import VIETNAMESE

pytestmark = pytest.mark.e2e

TEXT = (
    "Đơn vị đã khám định kỳ cho 1.284 lượt cán bộ, đạt 96,3% kế hoạch. "
    "Ngoài ra có 250 cán bộ nghỉ hưu được tư vấn.\nCông tác tuyên truyền được đẩy mạnh."
)


def _check(page: Page, text: str) -> None:
    page.locator("#tab-check").click()
    page.locator("#check-text textarea").fill(text)
    page.locator("#check-start").click()


def test_a_pasted_text_is_marked_sentence_by_sentence_with_its_findings(context: BrowserContext, scripted: str) -> None:
    page = open_page(context, scripted)
    page.locator("#tab-check").click()
    expect(page.locator("#check-limit")).to_contain_text("Tối đa 20.000 ký tự.")
    _check(page, TEXT)
    expect(page.locator(".check-summary")).to_contain_text("1/3 câu có căn cứ")
    expect(page.locator(".checked-text .borne")).to_have_count(1)
    expect(page.locator(".checked-text .unsupported")).to_have_text(
        ["Ngoài ra có 250 cán bộ nghỉ hưu được tư vấn.", "Công tác tuyên truyền được đẩy mạnh."]
    )
    expect(page.locator(".checked-text .figure.confirmed")).to_have_text(["1.284 lượt", "96,3%"])
    expect(page.locator(".findings li")).to_have_count(2)
    expect(page.locator(".findings li").first).to_contain_text("250 cán bộ")
    page.locator(".checked-text .cite").first.click()
    expect(page.locator("#check-source mark")).to_have_text(VIETNAMESE.split("\n")[4])
    expect(page.locator("#check-source mark")).to_be_in_viewport()


def test_a_check_can_be_limited_to_documents_and_stopped(context: BrowserContext, scripted: str) -> None:
    page = open_page(context, scripted)
    page.locator("#tab-check").click()
    page.locator("#check-scope summary").click()
    page.locator("#check-scope input").press_sequentially("林溪", delay=30)
    expect(page.locator("#check-scope .option")).to_have_count(1)
    expect(page.locator("#check-scope input")).to_be_focused()
    page.locator("#check-scope .option").click()
    expect(page.locator("#check-scope .chip.chosen")).to_have_text("林溪县2024年上半年疾病预防控制工作总结")
    _check(page, TEXT)
    expect(page.locator(".check-summary")).to_contain_text("0/3 câu có căn cứ")
    page.locator("#check-scope .chip.chosen").click()
    expect(page.locator("#check-scope")).to_contain_text("Đối chiếu với toàn bộ kho")
    _check(page, f"slow. {TEXT}")
    expect(page.locator(".checking")).to_contain_text("Đang đối chiếu")
    page.locator("#check-stop").click()
    expect(page.locator("#check-result")).to_contain_text("Đã dừng")
    expect(page.locator("#check-start")).to_be_visible()


def test_too_long_a_text_and_a_bug_are_told_in_words(context: BrowserContext, scripted: str) -> None:
    page = open_page(context, scripted)
    _check(page, "a" * 20_001)
    expect(page.locator("#check-result .card.trouble")).to_contain_text("20001")
    _check(page, "explode.")
    expect(page.locator("#check-result .card.trouble")).to_contain_text("mã sự cố")


@pytest.mark.parametrize("locale", ["vi-VN", "zh-CN", "en-GB"])
def test_the_check_fits_a_phone(browser: Browser, scripted: str, locale: str) -> None:
    context = browser.new_context(locale=locale, viewport={"width": 360, "height": 740})
    context.set_default_timeout(15_000)
    page = open_page(context, scripted)
    _check(page, TEXT)
    page.locator(".check-done").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("document.querySelector('#check-column').scrollWidth") <= 360
    page.locator(".checked-text .cite").first.click()
    expect(page.locator("#check-source mark")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("#check-source")).not_to_be_visible()
    context.close()
