"""What every command of ``baocao`` shares: its options, its settings, and how it speaks to people and programs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from assistant.settings import Settings
    from vectorstore.records import Language

EXIT_USER_ERROR = 1

DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Folder of the library.", show_default="./data")]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON even to a terminal.")]


def read_settings(data_dir: Path | None, options: dict[str, object] | None = None) -> Settings:
    """Load the settings with what was given on the command line."""
    from assistant.settings import load_settings

    return load_settings({"data_dir": data_dir, **(options or {})})


@contextmanager
def known_errors() -> Iterator[None]:
    """Turn a known error into its message on standard error and exit code 1."""
    from assistant.errors import KNOWN_ERRORS
    from assistant.messages import message_for

    try:
        yield
    except KNOWN_ERRORS as error:
        say(f"{getattr(error, 'code', '')}: {message_for(error, interface_language())}")
        raise typer.Exit(EXIT_USER_ERROR) from error


def interface_language() -> Language:
    """The language of messages in the terminal, from the locale; English where it is none of ours."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    if locale.startswith("vi"):
        return "vi"
    return "zh" if locale.startswith("zh") else "en"


def say(line: str) -> None:
    """Write one line for people to standard error."""
    typer.echo(line, err=True)


def emit(row: dict[str, Any], as_json: bool, render: Callable[[dict[str, Any]], str]) -> None:
    """Write one result: JSON for programs and on request, text for a person at a terminal."""
    if as_json or not sys.stdout.isatty():
        typer.echo(json.dumps(row, ensure_ascii=False))
    else:
        typer.echo(render(row))


def fields_text(row: dict[str, Any]) -> str:
    """One field on a line."""
    return "\n".join(f"{name}: {value}" for name, value in row.items())
