"""The program as people start it, over a small library, in a real browser."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e.browsing import ask, open_page, open_source
from tests.e2e.serving import REPOSITORY, free_port, serve
from tests.models import models_folder
from vectorstore.errors import ModelUnavailable
from vectorstore.models import DEFAULT_MODEL, model_folder

pytestmark = [pytest.mark.e2e, pytest.mark.model]

SAMPLES = (
    "van-khe-bao-cao-6-thang-2023.txt",
    "van-khe-bao-cao-6-thang-2024.docx",
    "wangxi-2024-h1.txt",
    "van-khe-cdc-half-year-review-2024-en.md",
)
HOSTILE = """SỞ THỦY LỢI TỈNH LAM HẢI
BÁO CÁO
Kết quả kiểm tra cống ngăn mặn 6 tháng đầu năm 2024
Trong 6 tháng đầu năm 2024, Sở đã kiểm tra 57 cống ngăn mặn <script>window.hacked = 1</script> trên địa bàn tỉnh.
Kinh phí sửa chữa <img src=x onerror="window.hacked = 2"> được bố trí từ nguồn sự nghiệp của tỉnh.
"""
POISONING = "Ngộ độc thực phẩm 6 tháng đầu 2024 ở Vân Khê: mấy vụ, bao nhiêu người mắc?"
EVIDENCE = "02 vụ ngộ độc thực phẩm làm 63 người mắc"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of ``python app.py`` over four sample reports, a hostile one and a file that is refused."""
    try:
        model = model_folder(DEFAULT_MODEL, models_folder())
    except ModelUnavailable:
        pytest.skip(f"model {DEFAULT_MODEL} is not on disk (make setup fetches it)")
    folder = tmp_path_factory.mktemp("served")
    reports = folder / "reports"
    reports.mkdir()
    for name in SAMPLES:
        shutil.copy(REPOSITORY / "examples" / "reports" / name, reports / name)
    (reports / "cong-ngan-man.txt").write_text(HOSTILE, encoding="utf-8")
    (reports / "hỏng.pdf").write_bytes(b"%PDF-1.7\nnot a document")
    port = free_port()
    environment = {
        "BAOCAO_DATA_DIR": str(folder / "data"),
        "BAOCAO_EMBEDDING_MODEL": str(model),
        "BAOCAO_SERVER__PORT": str(port),
        "HF_HUB_OFFLINE": "1",
    }
    added = subprocess.run(
        [sys.executable, "-c", "from assistant.cli import main; main()", "ingest", str(reports)],
        cwd=REPOSITORY,
        env={**_plain_environment(), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert added.returncode == 3, added.stdout + added.stderr
    with serve([sys.executable, "app.py"], f"http://127.0.0.1:{port}/", "readyz", environment=environment) as address:
        yield address


def _plain_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("BAOCAO_")}


@pytest.fixture
def reader(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(locale="vi-VN", viewport={"width": 1360, "height": 820})
    opened.set_default_timeout(30_000)
    yield opened
    opened.close()


def test_a_question_is_answered_with_the_sentence_of_the_report(reader: BrowserContext, served: str) -> None:
    page = open_page(reader, served)
    expect(page.locator(".welcome")).to_contain_text("Kho hiện có 5 báo cáo.")
    expect(page.locator(".welcome .example").first).to_be_visible()
    ask(page, POISONING)
    expect(page.locator(".turn.answered .text")).to_contain_text(EVIDENCE)
    open_source(page)
    expect(page.locator("#source mark").first).to_be_in_viewport()
    expect(page.locator("#source mark").first).to_contain_text(EVIDENCE)
    expect(page.locator("#source .report-head")).to_contain_text("6 tháng đầu năm 2024")
    page.get_by_role("button", name="中文").click()
    expect(page.locator("#send")).to_have_text("提问")
    expect(page.locator("#source mark").first).to_contain_text(EVIDENCE)


def test_what_no_report_says_is_not_answered(reader: BrowserContext, served: str) -> None:
    page = open_page(reader, served)
    ask(page, "Giá vé xe buýt từ sân bay về trung tâm thành phố là bao nhiêu?")
    expect(page.locator(".card.abstained")).to_be_visible()
    expect(page.locator(".turn .cite")).to_have_count(0)


def test_script_in_a_report_stays_text(reader: BrowserContext, served: str) -> None:
    page = open_page(reader, served)
    ask(page, "6 tháng đầu năm 2024 Sở Thủy lợi Lam Hải đã kiểm tra bao nhiêu cống ngăn mặn?")
    page.locator("#tab-library").click()
    page.locator("table.reports .plain", has_text=re.compile("cống ngăn mặn", re.IGNORECASE)).click()
    page.locator('.document [data-event="show_part"]').nth(1).click()
    paper = page.locator(".document .paper")
    expect(paper).to_contain_text("57 cống ngăn mặn")
    expect(paper.locator("script, img")).to_have_count(0)
    expect(page.locator("#conversation script, #conversation img")).to_have_count(0)
    assert page.evaluate("window.hacked") is None


def test_the_library_shows_refused_files_with_their_reason(reader: BrowserContext, served: str) -> None:
    page = open_page(reader, served)
    page.locator("#tab-library").click()
    expect(page.locator("table.reports tbody tr")).to_have_count(6)
    page.locator('select[name="state"]').select_option("refused")
    row = page.locator("table.reports tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("hỏng.pdf")
    expect(row).to_contain_text("Không nhận")


def test_several_readers_are_answered_at_once(browser: Browser, served: str) -> None:
    contexts = [browser.new_context(locale=locale) for locale in ("vi-VN", "zh-CN", "en-GB")]
    pages = [open_page(context, served) for context in contexts]
    for page in pages:
        ask(page, POISONING, wait=False)
    for page in pages:
        expect(page.locator(".turn.answered")).to_have_count(1, timeout=60_000)
    for context in contexts:
        context.close()
