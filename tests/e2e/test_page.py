"""The page in a real browser, over a service whose answers are known by heart."""

from __future__ import annotations

import re
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.browsing import ask, nameless_controls, open_page, open_source, small_targets
from tests.e2e.scripted_library import CHINESE, HOSTILE, VIETNAMESE
from tests.e2e.serving import free_port, serve_scripted

pytestmark = pytest.mark.e2e

HEALTH = "6 tháng đầu năm 2024 đã khám sức khỏe cho bao nhiêu lượt cán bộ?"
SLOW = f"slow · {HEALTH}"


def _width_of_document(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


def test_an_answer_streams_after_its_passages_and_ends_checked(context: BrowserContext, scripted: str) -> None:
    page = open_page(context, scripted)
    ask(page, SLOW, wait=False)
    expect(page.locator("#live .question h2")).to_have_text(SLOW)
    expect(page.locator("#live details.reading summary")).to_have_text("Đang đọc 2 đoạn")
    expect(page.locator("#live details.reading ol")).not_to_be_visible()
    expect(page.locator("#live .text")).to_contain_text("Theo báo cáo")
    expect(page.locator("#stop")).to_be_visible()
    expect(page.locator("#send")).not_to_be_visible()
    expect(page.locator("#conversation .turn.answered .text .cite")).to_have_text(["1", "2"])
    expect(page.locator("#live .turn")).to_have_count(0)
    expect(page.locator("#send")).to_be_visible()
    expect(page.locator("details.checked summary")).to_have_text(
        "1 nguồn · đã đối chiếu 1 số liệu · 2 số liệu chưa xác nhận"
    )
    expect(page.locator(".figure.confirmed")).to_have_text("1.284 lượt")
    expect(page.locator(".figure.open")).to_have_text("96,3%")
    expect(page.locator(".figure.contradicted")).to_have_text("200 cán bộ")
    expect(page.locator(".notices")).to_contain_text("thiếu khoảng 1.015 chữ")


def test_a_citation_opens_its_source_with_the_quote_highlighted_in_view(context: BrowserContext, scripted: str) -> None:
    page = open_page(context, scripted)
    ask(page, HEALTH)
    open_source(page, 2)
    expect(page.locator("#source mark")).to_have_text(VIETNAMESE.split("\n")[5])
    expect(page.locator("#source mark")).to_be_in_viewport()
    head = page.locator("#source .report-head")
    expect(head).to_contain_text("Công tác chăm sóc sức khỏe cán bộ 6 tháng đầu năm 2024")
    expect(head).to_contain_text("Phòng Bảo vệ sức khỏe tỉnh Vĩnh Lâm")
    expect(head).to_contain_text("ban hành 12/7/2024")
    expect(head).to_contain_text("kỳ: 6 tháng đầu năm 2024")
    expect(head).to_contain_text("Không đầy đủ: thiếu khoảng 1.015 chữ")
    expect(head).to_be_in_viewport()
    expect(page.locator("#source .gap")).to_have_text("Nguồn thiếu khoảng 1.015 chữ ở đây")


def test_hovering_a_citation_shows_the_quoted_sentence(context: BrowserContext, scripted: str) -> None:
    page = open_page(context, scripted)
    ask(page, HEALTH)
    page.locator(".text .cite").first.hover()
    expect(page.locator("#tip")).to_have_text(VIETNAMESE.split("\n")[4])


def test_switching_the_language_keeps_the_conversation_and_is_remembered(
    context: BrowserContext, scripted: str
) -> None:
    page = open_page(context, scripted)
    ask(page, HEALTH)
    open_source(page)
    page.get_by_role("button", name="中文").click()
    expect(page.locator("details.checked summary")).to_have_text("1个来源 · 已核对1项数据 · 2项数据未能确认")
    expect(page.locator("#question textarea")).to_have_attribute("placeholder", "请输入有关报告的问题…")
    expect(page.locator("#send")).to_have_text("提问")
    expect(page.locator("#source .report-head")).to_contain_text("发文日期：2024年7月12日")
    expect(page.locator("#source mark")).to_have_text(VIETNAMESE.split("\n")[4])
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    page.reload()
    expect(page.locator("#send")).to_have_text("提问")
    page.get_by_role("button", name="English").click()
    expect(page.locator("#send")).to_have_text("Ask")


@pytest.mark.parametrize(("locale", "send"), [("vi-VN", "Hỏi"), ("zh-CN", "提问"), ("en-GB", "Ask"), ("fr-FR", "Hỏi")])
def test_the_browser_chooses_the_language(browser: Browser, scripted: str, locale: str, send: str) -> None:
    context = browser.new_context(locale=locale)
    page = open_page(context, scripted)
    expect(page.locator("#send")).to_have_text(send)
    context.close()


def test_the_unanswerable_is_a_calm_card_with_questions_that_can_be_asked(
    context: BrowserContext, scripted: str
) -> None:
    page = open_page(context, scripted)
    ask(page, "Tỷ lệ hộ nghèo của tỉnh là bao nhiêu?")
    card = page.locator(".card.abstained")
    expect(card).to_contain_text("Các báo cáo trong kho không nêu thông tin này.")
    expect(card).to_contain_text("Đã tìm trong 9 đoạn của 3 báo cáo.")
    expect(card.locator(".passage")).to_have_count(2)
    expect(card.locator(".example")).to_have_count(2)
    expect(page.locator('[role="alert"]:visible')).to_have_count(0)
    card.locator(".passage").last.click()
    expect(page.locator("#source mark")).to_have_text(CHINESE.split("\n")[6])
    card.locator(".example").first.click()
    expect(page.locator(".turn.answered .cite").first).to_be_visible()


def test_script_and_markup_in_a_report_stay_text(context: BrowserContext, scripted: str) -> None:
    page = open_page(context, scripted)
    ask(page, "How many vessels were inspected? <script>window.hacked = 9</script>")
    open_source(page)
    lines = HOSTILE.split("\n")
    expect(page.locator("#source .paper")).to_contain_text(lines[0])
    expect(page.locator("#source mark")).to_have_text(lines[1])
    expect(page.locator("#source .paper")).to_contain_text(lines[2])
    expect(page.locator("#source .paper :is(img, script, a, b, strong)")).to_have_count(0)
    expect(page.locator("#conversation :is(img, script)")).to_have_count(0)
    page.locator("#tab-library").click()
    expect(page.locator("table.reports")).to_contain_text("<script>window.hacked = 1</script>")
    assert page.evaluate("window.hacked") is None


@pytest.mark.parametrize("locale", ["vi-VN", "zh-CN", "en-GB"])
def test_a_phone_never_scrolls_sideways_and_shows_the_source_as_a_sheet(
    browser: Browser, scripted: str, locale: str
) -> None:
    context = browser.new_context(locale=locale, viewport={"width": 360, "height": 740})
    page = open_page(context, scripted)
    assert _width_of_document(page) <= 360
    ask(page, HEALTH)
    assert _width_of_document(page) <= 360
    open_source(page)
    expect(page.locator("#source mark").first).to_be_in_viewport()
    assert _width_of_document(page) <= 360
    page.keyboard.press("Escape")
    expect(page.locator("#source")).not_to_be_visible()
    page.locator("#tab-library").click()
    page.locator("table.reports .plain", has_text="Monthly report").click()
    expect(page.locator(".document dl.details").first).to_be_visible()
    assert _width_of_document(page) <= 360
    page.locator('.document [data-event="show_part"]').nth(1).click()
    expect(page.locator(".document .paper")).to_be_visible()
    assert _width_of_document(page) <= 360
    context.close()


def test_keys_ask_break_lines_stop_focus_and_edit(context: BrowserContext, scripted: str) -> None:
    page = open_page(context, scripted)
    page.locator("body").click(position={"x": 700, "y": 90})
    page.keyboard.press("/")
    box = page.locator("#question textarea")
    expect(box).to_be_focused()
    page.keyboard.type("slow")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("khám sức khỏe?")
    expect(box).to_have_value("slow\nkhám sức khỏe?")
    page.keyboard.press("Enter")
    expect(page.locator("#live .text")).to_contain_text("Theo")
    expect(box).to_have_value("")
    page.keyboard.press("Escape")
    expect(page.locator(".turn.stopped")).to_contain_text("Đã dừng.")
    expect(box).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(box).to_have_value("slow\nkhám sức khỏe?")


def test_stop_ends_the_answer_at_once_and_the_next_question_works(context: BrowserContext, scripted: str) -> None:
    page = open_page(context, scripted)
    ask(page, SLOW, wait=False)
    expect(page.locator("#live .text")).to_contain_text("Theo")
    page.locator("#stop").click()
    expect(page.locator(".turn.stopped .text")).to_contain_text("Theo")
    expect(page.locator(".turn.stopped .cite")).to_have_count(0)
    ask(page, HEALTH)
    expect(page.locator(".turn.answered")).to_have_count(1)


def test_two_readers_never_see_each_others_conversation(browser: Browser, scripted: str) -> None:
    first, second = browser.new_context(locale="vi-VN"), browser.new_context(locale="zh-CN")
    one, other = open_page(first, scripted), open_page(second, scripted)
    ask(one, SLOW, wait=False)
    ask(other, "2024年上半年接种了多少剂次疫苗？")
    expect(one.locator(".turn.answered")).to_have_count(1)
    expect(one.locator("#conversation-column")).not_to_contain_text("疫苗")
    expect(other.locator("#conversation-column")).not_to_contain_text("Theo báo cáo")
    expect(one.locator("#send")).to_have_text("Hỏi")
    expect(other.locator("#send")).to_have_text("提问")
    one.locator('details[data-keep="filter-doc_types"] summary').click()
    one.locator('details[data-keep="filter-doc_types"] .option').first.click()
    expect(one.locator("#filters .chip.chosen")).to_have_count(1)
    other.reload()
    expect(other.locator("#filters")).to_contain_text("报告期")
    expect(other.locator("#filters .chip.chosen")).to_have_count(0)
    first.close()
    second.close()


def test_filters_become_chips_limit_the_search_and_can_be_removed(context: BrowserContext, scripted: str) -> None:
    page = open_page(context, scripted)
    page.locator('details[data-keep="filter-period"] summary').click()
    page.locator('details[data-keep="filter-period"] .option').first.click()
    expect(page.locator("#filters .chip.chosen")).to_have_text("năm 2024")
    ask(page, "Tỷ lệ hộ nghèo của tỉnh là bao nhiêu?")
    expect(page.locator(".turn .question")).to_contain_text("Phạm vi tìm: năm 2024")
    page.locator("#filters .chip.chosen").click()
    expect(page.locator("#filters .chip.chosen")).to_have_count(0)


def test_what_was_understood_can_be_taken_away(context: BrowserContext, scripted: str) -> None:
    page = open_page(context, scripted)
    ask(page, HEALTH)
    page.locator(".understood .chip").click()
    expect(page.locator(".turn.answered")).to_have_count(2)
    expect(page.locator(".turn.answered").last.locator(".understood")).to_have_count(0)


def test_a_bug_is_told_with_an_incident_number_and_the_page_goes_on(context: BrowserContext, scripted: str) -> None:
    page = open_page(context, scripted)
    ask(page, "explode")
    card = page.locator(".card.trouble")
    expect(card).to_contain_text(re.compile(r"mã sự cố [0-9a-f]{8}"))
    expect(card).not_to_contain_text("RuntimeError")
    ask(page, HEALTH)
    expect(page.locator(".turn.answered")).to_have_count(1)


def test_the_library_lists_filters_and_opens_documents(context: BrowserContext, scripted: str) -> None:
    page = open_page(context, scripted)
    page.locator("#tab-library").click()
    rows = page.locator("table.reports tbody tr")
    expect(rows).to_have_count(5)
    expect(rows.filter(has_text="công văn 118.pdf")).to_contain_text("Không nhận")
    page.locator('#library-controls input[name="words"]').fill("cham soc")
    expect(rows).to_have_count(1)
    expect(page.locator("#library-list")).to_contain_text("1/5 tài liệu")
    rows.first.locator(".plain").click()
    document = page.locator(".document")
    expect(document).to_contain_text("118/BC-BVSK")
    document.get_by_role("button", name="Phần đã bỏ").click()
    expect(document).to_contain_text("9 chỗ, 1.550 ký tự")
    expect(document.locator("del").first).to_have_text("Trang chủ | Tin tức | Liên hệ")
    document.get_by_role("button", name="Toàn văn").click()
    expect(document.locator(".paper")).to_contain_text("Trang thiết bị siêu âm")
    page.locator('#library-controls input[name="words"]').fill("")
    page.locator('select[name="state"]').select_option("refused")
    expect(rows).to_have_count(2)


def test_a_source_leads_to_its_whole_report(context: BrowserContext, scripted: str) -> None:
    page = open_page(context, scripted)
    ask(page, HEALTH)
    open_source(page)
    page.locator('#source [data-event="open_report"]').click()
    expect(page.locator(".document .paper")).to_contain_text("Nơi nhận: Như trên; Lưu: VT.")
    expect(page.locator("#tab-library")).to_have_attribute("aria-selected", "true")


def test_the_theme_follows_the_system_until_it_is_switched(browser: Browser, scripted: str) -> None:
    context = browser.new_context(locale="en-GB", color_scheme="dark")
    page = open_page(context, scripted)
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("button", name="Switch to light").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    context.close()


def test_the_page_asks_nobody_but_its_own_server_for_anything(context: BrowserContext, scripted: str) -> None:
    hosts: set[str | None] = set()
    problems: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: hosts.add(urlparse(request.url).hostname))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(scripted)
    page.locator("html[data-arrived]").wait_for(state="attached")
    ask(page, HEALTH)
    open_source(page)
    page.locator("#tab-library").click()
    expect(page.locator("table.reports")).to_be_visible()
    assert hosts - {None} == {"127.0.0.1"}
    assert problems == []


def test_a_server_that_is_gone_or_was_restarted_is_told_and_a_typed_question_is_kept(context: BrowserContext) -> None:
    port = free_port()
    with serve_scripted(port=port) as address:
        page = open_page(context, address)
        ask(page, HEALTH)
        page.locator("#question textarea").fill("chưa hỏi?")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator(".notice-bar.offline")).to_be_visible()
    expect(page.locator(".turn.answered")).to_be_visible()
    with serve_scripted(port=port):
        page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(page.locator(".notice-bar.restarted")).to_be_visible()
        expect(page.locator(".notice-bar.offline")).not_to_be_visible()
        page.get_by_role("button", name="Tải lại trang").click()
        expect(page.locator(".welcome")).to_be_visible()
        expect(page.locator("#question textarea")).to_have_value("chưa hỏi?")
        ask(page, HEALTH)
        expect(page.locator(".turn.answered")).to_have_count(1)


def test_nothing_of_gradio_itself_is_shown(context: BrowserContext, scripted: str) -> None:
    page = open_page(context, scripted)
    expect(page.locator("body")).not_to_contain_text(re.compile("gradio", re.IGNORECASE))
    assert page.title() == "baocao · hỏi đáp báo cáo"


def test_every_control_has_a_name_and_a_target_large_enough(context: BrowserContext, scripted: str) -> None:
    page = open_page(context, scripted)
    ask(page, "written: tóm tắt")
    page.locator(".entry summary").first.click()
    page.locator(".delete summary:visible").click()
    assert nameless_controls(page) == []
    assert small_targets(page) == []
    page.locator(".not-useful").last.click()
    assert nameless_controls(page) == []
    assert small_targets(page) == []
    page.locator("#tab-check").click()
    page.locator("#check-text textarea").fill("Khám 1.284 lượt. Không rõ.")
    page.locator("#check-start").click()
    page.locator(".check-done").wait_for()
    page.locator("#check-scope summary").click()
    assert nameless_controls(page) == []
    assert small_targets(page) == []
