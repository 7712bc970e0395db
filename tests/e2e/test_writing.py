"""Answers in a model's words: as they stream, wait, are stopped, and settle with what checking found."""

from __future__ import annotations

from urllib.parse import urlparse

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.browsing import ask, open_page
from tests.e2e.scripted_writing import STRUCK

pytestmark = pytest.mark.e2e

HEALTH = "6 tháng đầu năm 2024 đã khám sức khỏe cho bao nhiêu lượt cán bộ?"


def test_a_written_answer_is_checked_while_it_streams_and_settles_with_what_has_no_support_struck(
    context: BrowserContext, scripted: str
) -> None:
    page = open_page(context, scripted)
    ask(page, "slow written: tóm tắt", wait=False)
    expect(page.locator("#live .borne-out")).to_contain_text("1.284 lượt")
    expect(page.locator("#live .doubted")).to_contain_text("2.150 lượt")
    expect(page.locator("#live del")).to_have_count(0)
    answer = page.locator("#conversation .turn.answered")
    struck = answer.locator("del.unsupported")
    expect(struck).to_have_text(STRUCK["vi"].replace("[2]", "2"))
    assert struck.evaluate("(one) => getComputedStyle(one).textDecorationLine") == "line-through"
    why = answer.locator(".why")
    why.hover()
    expect(page.locator("#tip")).to_contain_text("2.150 lượt")
    page.mouse.move(5, 5)
    why.click()
    expect(page.locator("#tip")).to_contain_text("2.150 lượt")
    expect(answer.locator("details.checked summary")).to_have_text(
        "1 nguồn · đã đối chiếu 2 số liệu · 1 số liệu chưa xác nhận · 1 câu không có căn cứ"
    )
    expect(answer.locator(".mode")).to_have_text("do mô hình viết, đã đối chiếu")
    expect(answer.locator("details.provenance dl")).not_to_be_visible()
    answer.locator("details.provenance summary").click()
    expect(answer.locator("details.provenance dl")).to_contain_text("qwen2.5-coder-1.5b-instruct")
    copied = answer.locator('[data-local="copy"]').get_attribute("data-copy") or ""
    assert "2.150" not in copied
    assert "(Đã bỏ 1 câu không có căn cứ.)" in copied
    assert "Nguồn:" in copied


def test_stop_while_waiting_and_while_streaming_frees_the_page_at_once(context: BrowserContext, scripted: str) -> None:
    page = open_page(context, scripted)
    ask(page, f"slow queue · {HEALTH}", wait=False)
    expect(page.locator("#live .waiting")).to_have_text("Đang chờ 2 câu hỏi trước")
    page.locator("#stop").click()
    expect(page.locator(".turn.stopped")).to_contain_text("Đã dừng khi chưa có câu trả lời.")
    ask(page, f"queue · {HEALTH}")
    expect(page.locator(".turn.answered")).to_have_count(1)
    expect(page.locator(".waiting")).to_have_count(0)
    ask(page, "slow written: tóm tắt", wait=False)
    expect(page.locator("#live .text")).to_contain_text("Trong 6 tháng")
    page.keyboard.press("Escape")
    expect(page.locator(".turn.stopped").last).to_contain_text("chưa qua đối chiếu")
    expect(page.locator("#send")).to_be_visible()


def test_a_follow_up_says_what_was_searched_for_and_keeps_the_question(context: BrowserContext, scripted: str) -> None:
    page = open_page(context, scripted)
    ask(page, HEALTH)
    ask(page, "Thế còn năm 2023?")
    turn = page.locator(".turn.answered").last
    expect(turn.locator(".question h2")).to_have_text("Thế còn năm 2023?")
    expect(turn.locator(".rewritten")).to_contain_text(f"Hiểu câu hỏi là: {HEALTH.rstrip('?')} — Thế còn năm 2023?")
    page.locator('[data-event="new_conversation"]').click()
    ask(page, "Thế còn khám sức khỏe năm 2023?")
    expect(page.locator(".turn.answered")).to_have_count(1)
    expect(page.locator(".rewritten")).to_have_count(0)


def test_what_a_model_left_out_or_could_not_write_is_told(context: BrowserContext, scripted: str) -> None:
    page = open_page(context, scripted)
    ask(page, f"dropped · {HEALTH}")
    expect(page.locator(".notices").last).to_contain_text("Số câu đã bỏ vì không có căn cứ trong nguồn: 2.")
    ask(page, f"broken · {HEALTH}")
    expect(page.locator(".notices").last).to_contain_text("Mô hình ngôn ngữ không viết được câu trả lời này")
    expect(page.locator(".mode").last).to_have_text("trích dẫn nguyên văn")


def test_two_conversations_are_answered_at_once_and_each_keeps_its_own(context: BrowserContext, scripted: str) -> None:
    page = open_page(context, scripted)
    ask(page, f"slow · {HEALTH}", wait=False)
    expect(page.locator("#live .text")).to_contain_text("Theo")
    page.locator('[data-event="new_conversation"]').click()
    expect(page.locator(".welcome")).to_be_visible()
    ask(page, "Tỷ lệ hộ nghèo của tỉnh là bao nhiêu?")
    expect(page.locator("#conversation .turn")).to_have_count(1)
    slow = page.locator("#history .row", has_text="slow · 6 tháng").first
    slow.click()
    expect(page.locator("#conversation .turn.answered .text")).to_contain_text("Theo báo cáo")


def test_hostile_words_of_an_answer_stay_text_and_call_nobody(context: BrowserContext, scripted: str) -> None:
    asked: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(scripted)
    page.locator("html[data-arrived]").wait_for(state="attached")
    ask(page, "hostile?")
    answer = page.locator(".turn.answered .text")
    expect(answer).to_contain_text("![ảnh](http://tracker.invalid/pixel.png?q=1)")
    expect(answer).to_contain_text("<img src=http://tracker.invalid/a.png>")
    expect(answer.locator(":is(img, script, a, svg, style)")).to_have_count(0)
    page.locator("details.checked summary").click()
    page.locator("#tab-check").click()
    page.locator("#check-text textarea").fill(
        "![x](http://tracker.invalid/b.png) <img src=http://tracker.invalid/c.png>."
    )
    page.locator("#check-start").click()
    expect(page.locator(".checked-text")).to_contain_text("<img src=http://tracker.")
    hosts = {urlparse(url).hostname for url in asked if urlparse(url).scheme in {"http", "https", "ws", "wss"}}
    assert hosts == {"127.0.0.1"}
    assert page.evaluate("window.hacked") is None


def test_even_markup_that_slipped_through_could_fetch_nothing(context: BrowserContext, scripted: str) -> None:
    page = open_page(context, scripted)
    refused = page.evaluate(
        """() => new Promise((tell) => {
            document.addEventListener('securitypolicyviolation', (event) => tell(event.blockedURI));
            document.body.insertAdjacentHTML('beforeend', '<img src="http://tracker.invalid/pixel.png">');
        })"""
    )
    assert refused == "http://tracker.invalid/pixel.png"


def test_a_model_that_is_not_on_disk_is_told_with_its_command(context: BrowserContext, scripted: str) -> None:
    page = open_page(context, scripted)
    writer = page.locator(".status .writer")
    expect(writer.locator("summary")).to_have_text("trích dẫn, không dùng mô hình")
    writer.locator("summary").click()
    expect(writer.locator("code")).to_have_text("baocao models pull qwen2.5-coder-1.5b-instruct")
