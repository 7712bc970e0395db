"""The pictures of the README, over the sample library: ``python -m tests.e2e.readme_pictures docs/images``.

Needs the default embedding model on disk and Chromium.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.e2e.browsing import ask, launch_chromium, open_page, open_source
from tests.e2e.serving import REPOSITORY, free_port, serve
from tests.models import models_folder
from vectorstore.models import DEFAULT_MODEL, model_folder


def _vietnamese(page: Page) -> None:
    ask(page, "Ngộ độc thực phẩm 6 tháng đầu 2024 ở Vân Khê: mấy vụ, bao nhiêu người mắc?")
    open_source(page)


def _chinese(page: Page) -> None:
    ask(page, "平台二期什么时候开工，完成了多少投资？")
    open_source(page)


def _phone(page: Page) -> None:
    ask(page, "Ngộ độc thực phẩm 6 tháng đầu 2024 ở Vân Khê: mấy vụ, bao nhiêu người mắc?")


PICTURES: tuple[tuple[str, str, str, tuple[int, int], Callable[[Page], None]], ...] = (
    ("answer-with-source", "vi-VN", "light", (1280, 720), _vietnamese),
    ("answer-dark-chinese", "zh-CN", "dark", (1280, 720), _chinese),
    ("phone", "vi-VN", "light", (390, 780), _phone),
)
"""Name, locale, theme, size in pixels, and what is done first."""


def take_pictures(folder: Path) -> None:
    """Index the sample library in a temporary folder, serve it, and write the pictures as PNG."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    with tempfile.TemporaryDirectory() as data:
        environment = {
            "BAOCAO_DATA_DIR": data,
            "BAOCAO_EMBEDDING_MODEL": str(model_folder(DEFAULT_MODEL, models_folder())),
            "BAOCAO_SERVER__PORT": str(port),
        }
        add = "from assistant.cli import main; main()"
        reports = str(REPOSITORY / "examples" / "reports")
        subprocess.run(
            [sys.executable, "-c", add, "ingest", reports],
            cwd=REPOSITORY,
            env={**os.environ, **environment},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        address = f"http://127.0.0.1:{port}/"
        with (
            serve([sys.executable, "app.py"], address, "readyz", environment=environment),
            sync_playwright() as playwright,
        ):
            browser = launch_chromium(playwright)
            for name, locale, theme, (width, height), reach in PICTURES:
                context = browser.new_context(
                    locale=locale,
                    color_scheme="dark" if theme == "dark" else "light",
                    viewport={"width": width, "height": height},
                )
                page = open_page(context, address)
                reach(page)
                page.mouse.move(width / 2, height - 4)
                page.wait_for_timeout(400)
                page.screenshot(path=folder / f"{name}.png")
                context.close()
            browser.close()


if __name__ == "__main__":
    take_pictures(Path(sys.argv[1]))
