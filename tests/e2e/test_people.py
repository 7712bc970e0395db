"""The program with accounts, as people meet it in a real browser: log-in, lock-out, and what each role sees."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assistant.people.values import Role
from tests.e2e.browsing import ask
from tests.e2e.serving import REPOSITORY, free_port, serve
from tests.e2e.test_served import SAMPLES, _plain_environment
from tests.models import models_folder
from tests.people_samples import PASSWORD, open_people
from vectorstore.errors import ModelUnavailable
from vectorstore.models import DEFAULT_MODEL, model_folder

pytestmark = [pytest.mark.e2e, pytest.mark.model]

SECRET = """SỞ THỦY LỢI TỈNH LAM HẢI
BÁO CÁO MẬT
Kết quả kiểm tra cống ngăn mặn 6 tháng đầu năm 2024
Trong 6 tháng đầu năm 2024, Sở đã kiểm tra 57 cống ngăn mặn trên địa bàn tỉnh Lam Hải.
"""
QUESTION = "6 tháng đầu năm 2024 Sở Thủy lợi Lam Hải đã kiểm tra bao nhiêu cống ngăn mặn?"
ACCOUNTS: dict[str, Role] = {"chef": "administrator", "viet": "writer", "doc": "reader", "khoa": "reader"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of ``baocao serve`` with four accounts, open reports and a closed, confidential one."""
    try:
        model = model_folder(DEFAULT_MODEL, models_folder())
    except ModelUnavailable:
        pytest.skip(f"model {DEFAULT_MODEL} is not on disk (make setup fetches it)")
    folder = tmp_path_factory.mktemp("people")
    secret = folder / "cong-ngan-man.txt"
    secret.write_text(SECRET, encoding="utf-8")
    port = free_port()
    environment = {
        "BAOCAO_DATA_DIR": str(folder / "data"),
        "BAOCAO_EMBEDDING_MODEL": str(model),
        "BAOCAO_SERVER__PORT": str(port),
        "BAOCAO_ACCESS__FAILURES": "3",
        "HF_HUB_OFFLINE": "1",
    }
    samples = [str(REPOSITORY / "examples" / "reports" / name) for name in SAMPLES]
    commands = [["ingest", *samples], ["ingest", "--collection", "mật", str(secret)]]
    (folder / "data").mkdir()
    with closing(open_people(folder / "data")) as people:
        for name, role in ACCOUNTS.items():
            people.add_user(name, role, PASSWORD)
        people.set_confidential("mật", True)
        people.grant("mật", "viet", "read")
    for command in commands:
        done = subprocess.run(
            [sys.executable, "-c", "from assistant.cli import main; main()", *command],
            cwd=REPOSITORY,
            env={**_plain_environment(), **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    with serve([sys.executable, "app.py"], f"http://127.0.0.1:{port}/", "readyz", environment=environment) as address:
        yield address


@pytest.fixture
def browsing(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(locale="vi-VN", viewport={"width": 1360, "height": 820})
    opened.set_default_timeout(30_000)
    yield opened
    opened.close()


def log_in(context: BrowserContext, address: str, name: str, password: str = PASSWORD) -> Page:
    page = context.new_page()
    page.goto(address)
    page.get_by_label("Tên tài khoản").fill(name)
    page.get_by_label("Mật khẩu", exact=True).fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
    return page


def arrive(context: BrowserContext, address: str, name: str) -> Page:
    page = log_in(context, address, name)
    page.locator("html[data-arrived]").wait_for(state="attached")
    page.locator("#question textarea").wait_for()
    expect(page.locator(".user-name")).to_have_text(name)
    return page


def test_a_wrong_password_is_said_in_words_and_too_many_lock_the_name(browsing: BrowserContext, served: str) -> None:
    for _ in range(3):
        page = log_in(browsing, served, "khoa", "không phải mật khẩu")
        expect(page.get_by_role("alert")).to_contain_text("Tên hoặc mật khẩu không đúng.")
        expect(page.get_by_label("Tên tài khoản")).to_have_value("khoa")
    page = log_in(browsing, served, "khoa")
    expect(page.get_by_role("alert")).to_contain_text("Đã đăng nhập sai quá nhiều lần.")
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()


def test_a_reader_sees_neither_the_tabs_of_others_nor_a_closed_collection(
    browsing: BrowserContext, served: str
) -> None:
    page = arrive(browsing, served, "doc")
    expect(page.locator(".welcome")).to_contain_text("Kho hiện có 4 báo cáo.")
    names = page.locator('.tabs [role="tab"]').evaluate_all("tabs => tabs.map((tab) => tab.dataset.tab)")
    assert names == ["ask", "library"]
    expect(page.locator("#tab-admin")).to_have_count(0)
    ask(page, QUESTION)
    expect(page.locator("#conversation")).not_to_contain_text("57")
    page.locator("#tab-library").click()
    expect(page.locator("table.reports tbody tr")).to_have_count(4)
    expect(page.locator("table.reports")).not_to_contain_text("cống ngăn mặn")


def test_whom_it_was_granted_to_gets_the_answer_with_its_mark(browsing: BrowserContext, served: str) -> None:
    page = arrive(browsing, served, "viet")
    names = page.locator('.tabs [role="tab"]').evaluate_all("tabs => tabs.map((tab) => tab.dataset.tab)")
    assert "check" in names
    assert "admin" not in names
    ask(page, QUESTION)
    expect(page.locator(".turn.answered .text")).to_contain_text("57 cống ngăn mặn")
    expect(page.locator(".turn .notices")).to_contain_text("báo cáo mật")
    page.locator("#tab-library").click()
    expect(page.locator("table.reports .badge.confidential")).to_have_count(1)


def test_each_person_has_a_history_of_its_own(browser: Browser, served: str) -> None:
    first, second = (browser.new_context(locale="vi-VN") for _ in range(2))
    mine = arrive(first, served, "chef")
    ask(mine, "Ngộ độc thực phẩm 6 tháng đầu 2024 ở Vân Khê: mấy vụ, bao nhiêu người mắc?")
    expect(mine.locator("#history-rows")).to_contain_text("Ngộ độc thực phẩm")
    yours = arrive(second, served, "doc")
    expect(yours.locator("#history-rows")).not_to_contain_text("Ngộ độc thực phẩm")
    first.close()
    second.close()


def test_logging_out_ends_the_other_pages_of_the_browser_too(browsing: BrowserContext, served: str) -> None:
    page = arrive(browsing, served, "doc")
    other = browsing.new_page()
    other.goto(served)
    other.locator("#question textarea").wait_for()
    page.locator(".user summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    other.locator("#question textarea").fill("Còn trả lời không?")
    other.locator("#question textarea").press("Enter")
    expect(other.get_by_role("heading", name="Đăng nhập")).to_be_visible()


def test_ones_own_password_is_changed_and_the_log_in_page_fits_a_phone(browser: Browser, served: str) -> None:
    context = browser.new_context(locale="vi-VN", viewport={"width": 360, "height": 740})
    page = arrive(context, served, "viet")
    page.goto(served + "password")
    page.get_by_label("Mật khẩu hiện tại").fill(PASSWORD)
    page.get_by_label("Mật khẩu mới", exact=True).fill("ngắn")
    page.get_by_label("Nhập lại mật khẩu mới").fill("ngắn")
    page.get_by_role("button", name="Đổi mật khẩu").click()
    expect(page.get_by_role("alert")).to_contain_text("ngắn hơn 10 ký tự")
    page.get_by_label("Mật khẩu hiện tại").fill(PASSWORD)
    page.get_by_label("Mật khẩu mới", exact=True).fill(PASSWORD + " xa")
    page.get_by_label("Nhập lại mật khẩu mới").fill(PASSWORD + " xa")
    page.get_by_role("button", name="Đổi mật khẩu").click()
    expect(page.get_by_role("status")).to_contain_text("Đã đổi mật khẩu")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    heights = page.locator("input:visible, button").evaluate_all("all => all.map((one) => one.offsetHeight)")
    assert min(heights) >= 40
    context.close()


def test_the_health_checks_are_open_and_nothing_else_is(served: str) -> None:
    import httpx

    with httpx.Client(base_url=served) as client:
        assert client.get("/healthz").json() == {"status": "alive"}
        assert client.get("/readyz").status_code == 200
        assert client.get("/", headers={"accept": "text/html"}).headers["location"] == "/login"
        for path in ("/", "/config", "/gradio_api/info", "/gradio_api/startup-events", "/theme.css"):
            assert client.get(path).status_code in {401, 404}
