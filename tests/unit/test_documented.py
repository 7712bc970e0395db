"""Every command, option and setting stands on a page of the documentation."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer.main

from assistant.cli import app
from assistant.settings import setting_descriptions

REPOSITORY = Path(__file__).resolve().parents[2]
PAGES = "\n".join(path.read_text(encoding="utf-8") for path in sorted((REPOSITORY / "docs").glob("*.md")))


def commands() -> list[str]:
    found: list[str] = []

    def walk(command: object, name: str) -> None:
        inner = getattr(command, "commands", None)
        if inner is None:
            found.append(name)
            return
        for key, child in inner.items():
            walk(child, f"{name} {key}")

    walk(typer.main.get_command(app), "baocao")
    return found


@pytest.mark.parametrize("command", commands())
def test_every_command_is_on_a_page(command: str) -> None:
    assert f"`{command}" in PAGES


@pytest.mark.parametrize("setting", [name for name, _ in setting_descriptions()])
def test_every_setting_is_on_a_page(setting: str) -> None:
    assert f"`{setting}`" in PAGES


def test_the_readme_names_its_own_commands() -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    for target in ("run", "test"):
        assert f"make {target}" in readme
        assert f"\n{target}:" in makefile
    assert "make test" in (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8")
