"""From a request to a signed-off file in a real browser: outline, writing, changes by hand and by words, versions."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assistant.drafting.draft_templates import templates
from tests.e2e.browsing import ask, begin_draft, nameless_controls, open_page, small_targets, write_draft
from tests.e2e.scripted_library import VIETNAMESE

pytestmark = pytest.mark.e2e

REQUEST = "Viết báo cáo sơ kết công tác chăm sóc sức khỏe cán bộ 6 tháng đầu năm 2024, gửi UBND tỉnh, khoảng 800 chữ"
CHINESE = "根据库中材料写一份2024年上半年工作情况的报告"
ENGLISH = "Write the half-year report of the Harbour Office"
HEALTH = "6 tháng đầu năm 2024 đã khám sức khỏe cho bao nhiêu lượt cán bộ?"
RESULT, ADVICE, EQUIPMENT = (VIETNAMESE.split("\n")[line] for line in (4, 5, 13))


def _point(page: Page, words: str) -> None:
    page.locator(".para", has_text=words).locator(".words").click(position={"x": 60, "y": 10})
    expect(page.locator("#draft-side .focused")).to_contain_text(words)


def _edit(page: Page, words: str, written: str) -> None:
    _point(page, words)
    page.locator('#draft-side [data-event="edit_block"]').click()
    page.locator(".para-form textarea").fill(written)
    page.locator(".para-form button[type=submit]").click()


def _drag(page: Page, words: str, part: str) -> None:
    """Drag a sentence as a hand does: a drop counts only after the browser has seen it over the target."""
    page.locator(".fact", has_text=words).locator(".grip").hover()
    page.mouse.down()
    target = page.locator(f'.part[data-part="{part}"] h3')
    target.hover()
    target.hover(position={"x": 30, "y": 8})
    expect(page.locator(".part.over")).to_have_attribute("data-part", part)
    page.mouse.up()


def _body(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def _download(page: Page, file: str) -> bytes:
    page.locator(".download summary").click()
    with page.expect_download() as caught:
        page.locator(f'.download [data-payload*="{file}"]').click()
    return Path(caught.value.path()).read_bytes()


def test_from_a_request_to_a_downloaded_file_with_one_revision_and_one_locked_part(
    context: BrowserContext, scripted: str
) -> None:
    page = open_page(context, scripted)
    begin_draft(page, REQUEST)
    expect(page.locator(".draft-brief .field", has_text="Cơ quan ban hành").locator(".inferred")).to_have_text(
        "suy ra từ yêu cầu"
    )
    expect(page.locator('.part[data-part="causes"] .no-fact')).to_have_text(
        "Báo cáo không nêu: phần này sẽ là chỗ trống để điền."
    )
    expect(page.locator(".draft-bar .solid")).to_have_text("Viết")
    page.locator(".fact", has_text=RESULT).locator(".pin").click()
    expect(page.locator(".fact.pinned")).to_contain_text(RESULT)
    page.locator(".fact", has_text=ADVICE).locator('[data-event="drop_fact"]').click()
    expect(page.locator('.part[data-part="results"] .fact.told')).to_have_count(1)
    page.locator('[data-event="write_draft"]').click()
    expect(page.locator(".leaf:not(.being-written) .type_name")).to_contain_text("BÁO CÁO")
    expect(page.locator(".leaf")).not_to_contain_text(ADVICE)
    expect(page.locator(".leaf .blank", has_text="nguyên nhân của tồn tại")).to_be_visible()

    _edit(page, EQUIPMENT, f"{EQUIPMENT} Có 77 máy như vậy.")
    expect(page.locator(".leaf .figure.open, .leaf .figure.contradicted")).to_have_count(0)
    _point(page, "Có 77 máy")
    page.locator('[data-event="lock_part"]').click()
    expect(page.locator(".para.locked")).to_have_count(2)
    page.locator('[data-event="begin_block"]').click()
    page.locator(".para-form textarea").fill("Đoạn thêm bằng tay, chưa khóa.")
    page.locator(".para-form button[type=submit]").click()
    expect(page.locator(".leaf")).to_contain_text("Đoạn thêm bằng tay")

    _point(page, "Có 77 máy")
    page.locator(".instruction textarea").fill("rút gọn phần này")
    page.locator(".instruction button").click()
    expect(page.locator(".leaf:not(.being-written)")).not_to_contain_text("Đoạn thêm bằng tay")
    expect(page.locator(".para.locked", has_text="Có 77 máy như vậy.")).to_be_visible()
    page.locator('[data-section="versions"][data-local]').click()
    expect(page.locator(".versions li[aria-current]")).to_contain_text("sửa theo ý kiến")
    expect(page.locator(".versions li[aria-current]")).to_contain_text("rút gọn phần này")

    review, clean = _body(_download(page, "review")), _body(_download(page, "clean"))
    for text in (review, clean):
        assert "Có 77 máy như vậy." in text
        assert "1.284 lượt cán bộ" in text
        assert ADVICE not in text
        assert "Đoạn thêm bằng tay" not in text
        assert "PHÒNG BẢO VỆ SỨC KHỎE" in text
    assert "nguyên nhân của tồn tại" in review
    assert "nguyên nhân của tồn tại" not in clean


def test_the_brief_can_be_corrected_and_what_was_corrected_is_no_longer_inferred(
    context: BrowserContext, scripted: str
) -> None:
    page = open_page(context, scripted)
    begin_draft(page, REQUEST)
    issuer = page.locator(".draft-brief .field", has_text="Cơ quan ban hành")
    issuer.locator("input").fill("Trung tâm Y tế huyện Đông Sơn")
    page.locator(".draft-brief button[type=submit]").click()
    expect(issuer.locator(".inferred")).to_have_count(0)
    expect(issuer.locator("input")).to_have_value("Trung tâm Y tế huyện Đông Sơn")
    expect(page.locator(".draft-brief .field", has_text="Độ dài").locator(".inferred")).to_have_count(1)
    page.locator('.draft-brief select[name="genre"]').select_option("speech")
    page.locator(".draft-brief button[type=submit]").click()
    expect(page.locator('.draft-brief input[name="speaker"]')).to_be_visible()


def test_facts_are_moved_added_and_left_out_with_their_whole_report(context: BrowserContext, scripted: str) -> None:
    page = open_page(context, scripted)
    begin_draft(page, REQUEST)
    plans = page.locator('.part[data-part="plans"]')
    page.locator(".fact", has_text=EQUIPMENT).locator(".mover summary").press("Enter")
    page.locator(".fact", has_text=EQUIPMENT).locator(".mover .option", has_text="PHƯƠNG HƯỚNG").press("Enter")
    expect(plans.locator(".fact")).to_contain_text(EQUIPMENT)
    _drag(page, ADVICE, "limits")
    expect(page.locator('.part[data-part="limits"] .fact')).to_contain_text(ADVICE)
    causes = page.locator('.part[data-part="causes"]')
    causes.locator(".finder summary").click()
    causes.locator('input[name="words"]').fill("Quý II")
    causes.locator('input[name="words"]').press("Enter")
    causes.locator('.found [data-event="add_fact"]').first.click()
    expect(causes.locator(".fact.told")).to_contain_text("Quý II | 672")
    page.locator(".drawn-from .chip.chosen").click()
    expect(page.locator(".fact.told")).to_have_count(0)
    page.locator(".drawn-from .left-out").click()
    expect(causes.locator(".fact.told")).to_contain_text("Quý II | 672")
    page.locator(".fact-source").first.click()
    expect(page.locator("#draft-source mark")).to_be_in_viewport()


def test_a_long_draft_is_followed_survives_a_reload_and_can_be_stopped(context: BrowserContext, scripted: str) -> None:
    page = open_page(context, scripted)
    begin_draft(page, f"slow · {REQUEST}")
    page.locator('[data-event="write_draft"]').click()
    expect(page.locator(".draft-progress")).to_contain_text(
        "Đang viết phần 1/5: I. KẾT QUẢ ĐẠT ĐƯỢC · còn khoảng 4 phút"
    )
    expect(page.locator(".draft-bar .solid")).to_have_count(0)
    page.reload()
    expect(page.locator("#panel-draft")).to_be_visible()
    expect(page.locator(".draft-progress")).to_contain_text(re.compile("Đang viết phần [2-5]/5"))
    expect(page.locator(".para.done").first).to_be_visible()
    page.locator(".halt").click()
    expect(page.locator(".draft-progress")).to_have_count(0)
    expect(page.locator(".outline")).to_be_visible()
    page.locator('[data-event="write_draft"]').click()
    expect(page.locator(".draft-progress")).to_be_visible()
    page.reload()
    expect(page.locator(".leaf:not(.being-written)")).to_contain_text("1.284 lượt", timeout=30_000)
    expect(page.locator(".draft-name small")).to_have_text("Đã lưu · phiên bản 1")


def test_two_pages_on_one_draft_lose_no_word(context: BrowserContext, scripted: str) -> None:
    first = open_page(context, scripted)
    write_draft(first, REQUEST)
    second = open_page(context, scripted)
    second.locator("#tab-draft").click()
    second.locator(".draft-rows .row").first.click()
    expect(second.locator(".leaf")).to_contain_text(ADVICE)
    _edit(first, ADVICE, "Câu sửa ở trang thứ nhất.")
    expect(first.locator(".leaf")).to_contain_text("Câu sửa ở trang thứ nhất.")
    _edit(second, ADVICE, "Câu sửa ở trang thứ hai.")
    trouble = second.locator(".draft-trouble")
    expect(trouble).to_contain_text("Dự thảo đã được sửa ở nơi khác")
    expect(trouble.locator("blockquote")).to_have_text("Câu sửa ở trang thứ hai.")
    expect(second.locator(".para-form textarea")).to_have_value("Câu sửa ở trang thứ hai.")
    trouble.locator('[data-event="reload_draft"]').click()
    expect(second.locator(".leaf")).to_contain_text("Câu sửa ở trang thứ nhất.")
    expect(trouble.locator("blockquote")).to_have_text("Câu sửa ở trang thứ hai.")
    trouble.locator('[data-event="dismiss_problem"]').click()
    expect(trouble).to_have_count(0)
    _edit(second, "Câu sửa ở trang thứ nhất.", "Câu sửa ở trang thứ hai.")
    expect(second.locator(".leaf")).to_contain_text("Câu sửa ở trang thứ hai.")


def test_what_is_typed_survives_other_changes_to_the_text(context: BrowserContext, scripted: str) -> None:
    page = open_page(context, scripted)
    write_draft(page, REQUEST)
    _point(page, ADVICE)
    page.locator('[data-event="edit_block"]').click()
    page.locator(".para-form textarea").fill("Đang gõ dở")
    page.locator('[data-local="draft_side"][data-section="blanks"]').click()
    page.locator(".blanks .go").first.click()
    page.locator('.languages [data-payload*="en"]').click()
    expect(page.locator("#tab-draft")).to_have_text("Draft")
    expect(page.locator(".para-form textarea")).to_have_value("Đang gõ dở")
    expect(page.locator(".leaf")).to_contain_text("Kính gửi")


def test_blanks_are_filled_versions_compared_and_changes_undone(context: BrowserContext, scripted: str) -> None:
    page = open_page(context, scripted)
    write_draft(page, REQUEST)
    page.locator('[data-local="draft_side"][data-section="blanks"]').click()
    expect(page.locator(".blanks li")).to_have_count(6)
    signer = page.locator(".blanks li", has_text="họ và tên người ký")
    signer.locator("input[type=text]").fill("Lê Văn An")
    signer.locator("button[type=submit]").click()
    expect(page.locator(".leaf .signature_name")).to_contain_text("Lê Văn An")
    expect(page.locator(".blanks li")).to_have_count(5)
    page.locator('[data-local="draft_side"][data-section="versions"]').click()
    page.locator('[data-event="compare_versions"]').first.click()
    expect(page.locator(".compared ins")).to_have_text("Lê Văn An")
    page.locator('[data-event="close_comparison"]').click()
    page.locator('#draft-side [data-event="restore_version"]').first.click()
    expect(page.locator(".leaf .signature_name")).to_contain_text("họ và tên người ký")
    expect(page.locator(".versions li[aria-current]")).to_contain_text("khôi phục")


def test_an_answer_is_used_in_a_draft_with_its_question_and_sources(context: BrowserContext, scripted: str) -> None:
    page = open_page(context, scripted)
    ask(page, HEALTH)
    page.locator('[data-event="use_in_draft"]').click()
    expect(page.locator("#draft-request-box")).to_have_value(HEALTH)
    expect(page.locator("#draft-scope .chip.chosen")).to_have_text(
        "Công tác chăm sóc sức khỏe cán bộ 6 tháng đầu năm 2024"
    )
    expect(page.locator("#draft-request-box")).to_be_focused()


def test_kept_drafts_are_listed_searched_renamed_and_deleted_and_patterns_fill_the_box(
    context: BrowserContext, scripted: str
) -> None:
    page = open_page(context, scripted)
    begin_draft(page, REQUEST)
    page.locator('[data-event="close_draft"]').click()
    row = page.locator(".draft-rows .entry").first
    row.locator("summary").first.click()
    row.locator('input[name="title"]').fill("Bản thảo thử đổi tên")
    row.locator(".rename button").click()
    page.locator('#draft-list input[type="search"]').fill("đổi tên")
    expect(page.locator(".draft-rows .row")).to_have_count(1)
    page.locator(".draft-rows summary").first.click()
    page.locator(".draft-rows .delete summary").click()
    page.locator('[data-event="delete_draft"]').click()
    expect(page.locator("#draft-list")).to_contain_text("Không có bản thảo nào chứa các từ này.")
    page.locator('[data-local="draft_template"]').first.click()
    box = page.locator("#draft-request-box")
    expect(box).to_have_value(templates("vi")[0][1])
    assert page.evaluate("window.getSelection().toString()") == "〈lĩnh vực〉"
    page.reload()
    page.locator("#tab-draft").click()
    expect(box).to_have_value(templates("vi")[0][1])


def test_an_unclear_instruction_and_a_bug_are_told_in_words(context: BrowserContext, scripted: str) -> None:
    page = open_page(context, scripted)
    write_draft(page, REQUEST)
    page.locator(".instruction textarea").fill("làm cho hay hơn")
    page.locator(".instruction button").click()
    expect(page.locator(".draft-trouble")).to_contain_text("Chưa hiểu yêu cầu chỉnh sửa")
    expect(page.locator(".draft-trouble blockquote")).to_have_text("làm cho hay hơn")
    page.locator('[data-event="close_draft"]').click()
    begin_draft(page, f"explode · {REQUEST}")
    page.locator('[data-event="write_draft"]').click()
    expect(page.locator(".draft-trouble")).to_contain_text("mã sự cố")


@pytest.mark.parametrize(
    ("locale", "request_words", "write", "download"),
    [
        ("zh-CN", CHINESE, "成文", "下载Word"),
        ("en-GB", ENGLISH, "Write", "Download Word"),
        ("vi-VN", REQUEST, "Viết", "Tải bản Word"),
    ],
)
def test_a_draft_is_written_on_a_phone_in_every_language(
    browser: Browser, scripted: str, locale: str, request_words: str, write: str, download: str
) -> None:
    context = browser.new_context(locale=locale, viewport={"width": 360, "height": 740})
    context.set_default_timeout(15_000)
    page = open_page(context, scripted)

    def fits() -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert page.evaluate("document.querySelector('#panel-draft').scrollWidth") <= 360
        assert (
            page.evaluate(
                """() => [...document.querySelectorAll('#draft-begin, #draft-column, #draft-side, #draft-brief')]
                .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth).length"""
            )
            == 0
        )
        assert nameless_controls(page) == []
        assert small_targets(page) == []

    page.locator("#tab-draft").click()
    fits()
    begin_draft(page, request_words)
    expect(page.locator(".draft-bar .solid")).to_have_text(write)
    fits()
    page.locator('[data-pane="brief"]').click()
    fits()
    page.locator('[data-event="write_draft"]').click()
    expect(page.locator(".leaf:not(.being-written)")).to_be_visible()
    expect(page.locator(".download summary")).to_have_text(download)
    fits()
    page.locator(".para:has(.cite) .words").first.click(position={"x": 20, "y": 8})
    expect(page.locator("#draft-side .focused")).to_be_visible()
    fits()
    for section in ("blanks", "check", "versions"):
        page.locator(f'[data-local="draft_side"][data-section="{section}"]').click()
        fits()
    page.locator('[data-pane="main"]').click()
    page.locator("#draft-main .cite").first.click()
    expect(page.locator("#draft-source mark").first).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("#draft-source")).not_to_be_visible()
    assert page.evaluate("window.hacked") is None
    context.close()
