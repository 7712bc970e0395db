"""Conversations that are kept: found again, renamed, deleted, saved as files, judged."""

from __future__ import annotations

import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.browsing import ask, open_page, open_source
from tests.e2e.scripted_library import VIETNAMESE
from tests.e2e.serving import serve_scripted

pytestmark = pytest.mark.e2e

HEALTH = "6 tháng đầu năm 2024 đã khám sức khỏe cho bao nhiêu lượt cán bộ?"
POVERTY = "Tỷ lệ hộ nghèo của tỉnh là bao nhiêu?"


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    with serve_scripted() as address:
        yield address


@pytest.fixture
def kept(served: str) -> str:
    """Address of a page whose history is empty."""
    with urllib.request.urlopen(f"{served}forget") as reply:
        assert reply.status == 200
    return served


def _menu(page: Page, title: str) -> None:
    page.locator(".entry", has_text=title).locator("> details > summary").click()


def test_conversations_are_restored_searched_renamed_and_deleted(context: BrowserContext, kept: str) -> None:
    page = open_page(context, kept)
    expect(page.locator("#history-rows")).to_contain_text("sẽ được lưu tại đây")
    ask(page, HEALTH)
    page.locator('[data-event="new_conversation"]').click()
    ask(page, POVERTY)
    rows = page.locator("#history-rows .row")
    expect(rows).to_have_text([POVERTY, HEALTH])
    expect(page.locator("#history-rows h3")).to_have_text("Hôm nay")

    page.reload()
    expect(page.locator(".welcome")).to_be_visible()
    rows.last.click()
    expect(page.locator(".turn.answered .question h2")).to_have_text(HEALTH)
    open_source(page, 2)
    expect(page.locator("#source mark")).to_have_text(VIETNAMESE.split("\n")[5])

    search = page.locator('#history input[name="words"]')
    search.fill("hộ nghèo")
    expect(rows).to_have_text([POVERTY])
    search.fill("không có từ này")
    expect(page.locator("#history-rows")).to_contain_text("Không có cuộc hỏi đáp nào chứa các từ này.")
    search.fill("")
    expect(rows).to_have_count(2)

    _menu(page, HEALTH)
    title = page.locator('.entry input[name="title"]:visible')
    title.fill("Sức khỏe <b>cán bộ</b>")
    title.press("Enter")
    expect(rows.last).to_have_text("Sức khỏe <b>cán bộ</b>")
    expect(rows.last).to_be_focused()
    expect(page.locator(".turn.answered .question h2")).to_have_text(HEALTH)

    _menu(page, "Sức khỏe")
    page.locator(".delete summary:visible").click()
    page.get_by_role("button", name="Giữ lại").click()
    expect(rows).to_have_count(2)
    page.locator(".delete summary:visible").click()
    page.get_by_role("button", name="Xóa hẳn").click()
    expect(rows).to_have_text([POVERTY])
    expect(page.locator(".welcome")).to_be_visible()


def test_conversations_are_saved_as_files_with_safe_names(context: BrowserContext, kept: str, tmp_path: Path) -> None:
    page = open_page(context, kept)
    ask(page, "khám/..\\sức: khỏe?")
    for form, ending in (("Markdown", ".md"), ("Word", ".docx")):
        _menu(page, "khám")
        with page.expect_download() as download:
            page.locator(".row-actions .option:visible", has_text=form).click()
        name = download.value.suggested_filename
        assert name == f"khám .. sức khỏe{ending}"
        saved = tmp_path / name
        download.value.save_as(saved)
        if form == "Word":
            assert zipfile.is_zipfile(saved)
        else:
            assert saved.read_text(encoding="utf-8").startswith("# khám/..\\sức: khỏe?\n")


def test_feedback_shows_at_once_moves_nothing_and_is_kept(context: BrowserContext, kept: str) -> None:
    page = open_page(context, kept)
    ask(page, HEALTH)
    tools = page.locator(".tools")
    before = tools.bounding_box()
    useful = page.locator(".useful")
    useful.click()
    expect(useful).to_have_attribute("aria-pressed", "true")
    page.locator(".not-useful").click()
    menu = page.locator(".feedback .menu")
    expect(menu).to_be_in_viewport(ratio=1)
    menu.get_by_role("button", name="Số liệu sai").click()
    expect(menu).not_to_be_visible()
    expect(useful).to_have_attribute("aria-pressed", "false")
    page.locator(".not-useful").click()
    menu.locator("input[name=comment]").fill("Sai ở bảng 1")
    menu.get_by_role("button", name="Lưu").click()
    assert tools.bounding_box() == before
    page.reload()
    page.locator("#history-rows .row").click()
    expect(page.locator(".not-useful")).to_have_attribute("data-pressed", "true")
    page.locator(".not-useful").click()
    expect(menu.get_by_role("button", name="Số liệu sai")).to_have_attribute("aria-pressed", "true")
    expect(menu.locator("input[name=comment]")).to_have_value("Sai ở bảng 1")
    menu.get_by_role("button", name="Bỏ đánh giá").click()
    expect(page.locator(".not-useful")).to_have_attribute("data-pressed", "false")
    page.reload()
    page.locator("#history-rows .row").click()
    expect(page.locator(".not-useful")).to_have_attribute("data-pressed", "false")


def test_two_pages_see_each_others_conversations_after_a_reload(browser: Browser, kept: str) -> None:
    contexts = [browser.new_context(locale="vi-VN", viewport={"width": 1360, "height": 820}) for _ in range(2)]
    one, other = (open_page(context, kept) for context in contexts)
    ask(one, HEALTH)
    ask(other, POVERTY)
    one.reload()
    expect(one.locator("#history-rows .row")).to_have_text([POVERTY, HEALTH])
    one.locator("#history-rows .row").last.click()
    expect(one.locator(".turn.answered")).to_have_count(1)
    other.reload()
    _menu(other, HEALTH)
    other.locator(".delete summary:visible").click()
    other.get_by_role("button", name="Xóa hẳn").click()
    expect(other.locator("#history-rows .row")).to_have_text([POVERTY])
    _menu(one, HEALTH)
    one.locator('.entry input[name="title"]:visible').press("Enter")
    expect(one.locator(".history-problem")).to_contain_text("Không tìm thấy cuộc hỏi đáp này.")
    ask(one, POVERTY)
    expect(one.locator(".turn.answered")).to_have_count(2)
    for context in contexts:
        context.close()


def test_a_quotation_from_a_report_that_is_gone_is_told_calmly(context: BrowserContext, scripted: str) -> None:
    page = open_page(context, scripted)
    ask(page, "removed?")
    page.locator(".turn.answered .text .cite").click()
    expect(page.locator("#source")).to_contain_text("Báo cáo này không còn trong kho")
    expect(page.locator('[role="alert"]:visible')).to_have_count(0)


def test_what_is_typed_into_a_name_survives_an_answer_that_arrives(context: BrowserContext, kept: str) -> None:
    page = open_page(context, kept)
    ask(page, HEALTH)
    ask(page, "queue slow khám?", wait=False)
    _menu(page, HEALTH)
    title = page.locator('.entry input[name="title"]:visible')
    title.fill("đang gõ")
    expect(page.locator(".turn.answered")).to_have_count(2)
    expect(title).to_have_value("đang gõ")
    expect(title).to_be_focused()
