"""Looking after the library in a real browser: files followed to their end, corrections, removal, administration."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from tests.e2e.browsing import ask, nameless_controls, open_page, small_targets
from tests.e2e.serving import free_port, serve, serve_scripted
from tests.models import models_folder
from vectorstore.errors import ModelUnavailable
from vectorstore.models import DEFAULT_MODEL, model_folder

pytestmark = pytest.mark.e2e

GATES = """SỞ THỦY LỢI TỈNH LAM HẢI
BÁO CÁO
Kết quả kiểm tra cống ngăn mặn 6 tháng đầu năm 2024
Trong 6 tháng đầu năm 2024, Sở đã kiểm tra 57 cống ngăn mặn trên địa bàn tỉnh.
Kinh phí sửa chữa được bố trí từ nguồn sự nghiệp của tỉnh.
"""
QUESTION = "6 tháng đầu năm 2024 đã kiểm tra bao nhiêu cống ngăn mặn?"


def file(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def open_library(page: Page) -> None:
    page.locator("#tab-library").click()
    expect(page.locator("#library-drop .drop")).to_be_visible()


def open_row(page: Page, name: str) -> None:
    page.locator("table.reports .plain", has_text=name).first.click()
    expect(page.locator(".document")).to_be_visible()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of ``python app.py`` over an empty library."""
    try:
        model = model_folder(DEFAULT_MODEL, models_folder())
    except ModelUnavailable:
        pytest.skip(f"model {DEFAULT_MODEL} is not on disk (make setup fetches it)")
    port = free_port()
    environment = {
        "BAOCAO_DATA_DIR": str(tmp_path_factory.mktemp("care") / "data"),
        "BAOCAO_EMBEDDING_MODEL": str(model),
        "BAOCAO_MODEL__NAME": "none",
        "BAOCAO_SERVER__PORT": str(port),
        "HF_HUB_OFFLINE": "1",
    }
    with serve([sys.executable, "app.py"], f"http://127.0.0.1:{port}/", "healthz", environment=environment) as address:
        yield address


@pytest.mark.model
def test_the_life_of_a_report_from_its_upload_to_its_removal(browser: Browser, served: str) -> None:
    """A good and a bad file are followed to their end; a title is corrected and survives new indexes; then removed."""
    context = browser.new_context(locale="vi-VN", viewport={"width": 1360, "height": 860})
    context.set_default_timeout(60_000)
    page = open_page(context, served)
    open_library(page)
    page.locator("[data-files]").set_input_files(
        [file("cống ngăn mặn.txt", GATES.encode()), file("hỏng.pdf", b"%PDF-1.7\nnot a document")]
    )
    rows = page.locator(".job .items li")
    expect(rows.filter(has_text="đã thêm")).to_have_count(1, timeout=90_000)
    refused = rows.filter(has_text="hỏng.pdf")
    expect(refused.locator(".badge")).to_have_text("không nhận", timeout=60_000)
    expect(refused.locator(".reason")).to_contain_text("bị hỏng, không mở được")
    expect(refused.get_by_role("button", name="Chọn tệp khác")).to_be_visible()
    expect(page.locator("table.reports tbody tr")).to_have_count(2, timeout=60_000)

    page.locator("#tab-ask").click()
    ask(page, QUESTION)
    expect(page.locator(".turn.answered .text")).to_contain_text("57 cống", timeout=60_000)

    open_library(page)
    open_row(page, "cống ngăn mặn")
    title = page.locator(".field").first
    title.locator("summary").click()
    title.locator('input[name="value"]').fill("Cống ngăn mặn Lam Hải nửa đầu 2024")
    title.get_by_role("button", name="Lưu").click()
    expect(page.locator("table.reports")).to_contain_text("Cống ngăn mặn Lam Hải nửa đầu 2024")
    expect(title).to_contain_text("đã sửa tay")

    page.locator("#tab-admin").click()
    page.get_by_role("button", name="Công việc và chỉ mục").click()
    page.get_by_role("button", name="Lập lại chỉ mục").click()
    expect(page.locator(".card.done")).to_contain_text("Đang lập lại chỉ mục")

    def rebuilt() -> bool:
        page.get_by_role("button", name="Tình trạng").click()
        page.get_by_role("button", name="Công việc và chỉ mục").click()
        return page.locator("tr", has_text="Bộ số 2").filter(has_text="đang dùng").count() == 1

    for _ in range(60):
        if rebuilt():
            break
        page.wait_for_timeout(1000)
    expect(page.locator("tr", has_text="Bộ số 2")).to_contain_text("đang dùng")
    page.locator("#tab-ask").click()
    ask(page, f"{QUESTION} ")
    page.locator(".turn.answered").last.locator(".text .cite").first.click()
    expect(page.locator("#source")).to_contain_text("Cống ngăn mặn Lam Hải nửa đầu 2024")

    open_library(page)
    page.locator("[data-pick]:enabled").first.check()
    page.locator(".bulk summary.danger").click()
    page.get_by_role("button", name="Chuyển vào thùng rác").click()
    expect(page.locator("table.reports", has_text="Lam Hải nửa đầu")).to_have_count(0, timeout=60_000)
    page.locator("#tab-ask").click()
    page.get_by_role("button", name="Cuộc hỏi đáp mới").first.click()
    ask(page, QUESTION, wait=False)
    expect(page.locator("#conversation .turn").last).not_to_contain_text("57 cống", timeout=60_000)
    expect(page.locator(":is(.card.abstained, .card.trouble)").last).to_be_visible(timeout=60_000)

    open_library(page)
    page.get_by_role("button", name="Thùng rác (1 báo cáo)").click()
    page.get_by_role("button", name="Khôi phục “Cống ngăn mặn Lam Hải nửa đầu 2024”").click()
    page.get_by_role("button", name="Trở lại danh sách").click()
    expect(page.locator("table.reports", has_text="Lam Hải nửa đầu")).to_have_count(1, timeout=60_000)
    context.close()


@pytest.fixture
def scripted_care() -> Iterator[str]:
    """Address of a scripted page of its own: what is done there stays."""
    with serve_scripted(pause_seconds=0.02) as address:
        yield address


def test_dropped_files_are_followed_to_their_end_and_a_missed_drop_leaves_the_page(
    context: BrowserContext, scripted_care: str
) -> None:
    page = open_page(context, scripted_care)
    open_library(page)
    drop = """(selector) => {
        const files = new DataTransfer();
        files.items.add(new File(["a"], "quý 3.txt"));
        files.items.add(new File(["b"], "hỏng.pdf"));
        document.querySelector(selector).dispatchEvent(
            new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: files }));
    }"""
    page.evaluate(drop, "#library-controls")
    expect(page.locator(".job")).to_have_count(0)
    page.evaluate(drop, "[data-drop]")
    expect(page.locator(".job summary progress")).to_be_visible()
    expect(page.locator(".job summary")).to_contain_text("còn chưa đến một phút")
    refused = page.locator('.items li[data-state="refused"]')
    expect(refused).to_contain_text("hỏng.pdf")
    expect(refused.locator(".reason")).to_contain_text("bị hỏng")
    expect(page.locator('.items li[data-state="done"]')).to_contain_text("quý 3.txt")
    expect(page.locator("table.reports")).to_contain_text("quý 3.txt")
    page.locator('.items li[data-state="done"]').get_by_role("button", name="Mở").click()
    expect(page.locator(".document")).to_be_visible()


def test_a_correction_can_be_made_and_taken_back_by_keyboard(context: BrowserContext, scripted_care: str) -> None:
    page = open_page(context, scripted_care)
    open_library(page)
    open_row(page, "Công tác chăm sóc")
    title = page.locator(".field").first
    title.locator("summary").focus()
    page.keyboard.press("Enter")
    box = title.locator('input[name="value"]')
    box.fill("Chăm sóc sức khỏe cán bộ")
    box.press("Enter")
    expect(page.locator("table.reports")).to_contain_text("Chăm sóc sức khỏe cán bộ")
    expect(title).to_contain_text("đã sửa tay")
    page.get_by_role("button", name="Lịch sử").click()
    expect(page.locator(".document .history")).to_contain_text("Sửa tay: Tiêu đề")
    page.get_by_role("button", name="Thông tin").click()
    title.locator("details").evaluate("(one) => { one.open = true; }")
    title.get_by_role("button", name="Bỏ chỗ sửa: Tiêu đề").click()
    expect(page.locator("table.reports")).not_to_contain_text("Chăm sóc sức khỏe cán bộ")


def test_chosen_rows_are_moved_and_removed_and_come_back(context: BrowserContext, scripted_care: str) -> None:
    page = open_page(context, scripted_care)
    open_library(page)
    rows = page.locator("table.reports tbody tr")
    expect(rows).to_have_count(5)
    expect(page.locator(".bulk")).not_to_be_visible()
    page.locator("[data-pick-all]").check()
    expect(page.locator("[data-picked]")).to_have_text("Đã chọn 3")
    page.locator('.bulk input[name="collection"]').fill("Năm 2024")
    page.get_by_role("button", name="Chuyển", exact=True).click()
    expect(page.locator(".card.done")).to_have_text("Đã chuyển 3 báo cáo.")
    page.locator('select[name="collection"]').select_option("Năm 2024")
    expect(rows).to_have_count(3)
    page.locator("[data-pick]").first.check()
    page.locator(".bulk summary.danger").click()
    page.get_by_role("button", name="Chuyển vào thùng rác").click()
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="Thùng rác (1 báo cáo)").click()
    page.locator(".bin button").click()
    expect(page.locator(".card.done")).to_contain_text("Đang khôi phục 1 báo cáo")


def test_the_administration_tells_the_state_and_what_was_not_answered(
    context: BrowserContext, scripted_care: str
) -> None:
    page = open_page(context, scripted_care)
    page.locator("#tab-admin").click()
    expect(page.locator(".admin .tile")).to_have_count(8)
    expect(page.locator(".card.trouble")).to_contain_text("Đĩa sắp đầy")
    page.get_by_role("button", name="Sử dụng và chất lượng").click()
    expect(page.locator(".admin .words").first).to_contain_text("kinh phí")
    page.get_by_role("button", name="Người dùng và quyền").click()
    page.locator('form[data-submit="add_account"] input[name="name"]').fill("lan")
    page.locator('form[data-submit="add_account"] input[name="password"]').fill("một câu ngắn chỉ mình tôi biết")
    page.get_by_role("button", name="Thêm tài khoản").click()
    expect(page.locator(".admin td").filter(has_text=re.compile("^lan")).first).to_be_visible(timeout=60_000)
    expect(page.locator('form[data-submit="add_account"] input[name="name"]')).to_have_value("")
    page.get_by_role("button", name="Nhật ký").click()
    expect(page.locator('form[data-submit="add_account"]')).to_have_count(0, timeout=60_000)
    expect(page.locator(".admin table")).to_contain_text("thêm tài khoản", timeout=60_000)
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("Tải về dạng bảng")).click()
    assert download.value.suggested_filename == "audit.csv"
    assert "account_added" in download.value.path().read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("width", [1360, 360])
def test_every_control_of_both_tabs_has_a_name_is_large_enough_and_nothing_is_cut_off(
    browser: Browser, scripted_care: str, width: int
) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": width, "height": 800})
    context.set_default_timeout(15_000)
    page = open_page(context, scripted_care)
    open_library(page)
    page.locator("[data-pick]:enabled").first.check()
    screens = ["table"]
    while screens:
        assert nameless_controls(page) == []
        assert [one for one in small_targets(page) if 'type="checkbox"' not in str(one[0])] == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        here = screens.pop()
        if here == "table":
            open_row(page, "林溪县")
            screens.append("document")
        elif here == "document":
            page.locator('#report [data-event="close_report"]').click()
            page.locator("#tab-admin").click()
            expect(page.locator(".admin .tiles")).to_be_visible()
            screens.append("0")
        elif int(here) < 4:
            page.locator(".admin .sections button").nth(int(here) + 1).click()
            expect(page.locator(".admin .sections button").nth(int(here) + 1)).to_have_attribute("aria-pressed", "true")
            screens.append(str(int(here) + 1))
    context.close()
