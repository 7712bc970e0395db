"""The commands ``baocao models …``: which models there are, fetching them, and where they lie."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.cli_terminal import AsJson, DataDir, emit, fields_text, known_errors, read_settings, say

models_app = typer.Typer(no_args_is_help=True, help="Models on this machine: for searching and for writing.")


@models_app.command("list")
def models_list(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List the models that can be fetched, which of them are on disk, and what they want."""
    with known_errors():
        models = read_settings(data_dir).models_dir
        for row in [*_embedding_rows(models), *_language_rows(models)]:
            emit(row, as_json, lambda shown: fields_text(shown) + "\n")


@models_app.command("pull")
def models_pull(
    name: Annotated[str | None, typer.Argument(help="Name in the list.", show_default="the search model")] = None,
    given: Annotated[Path | None, typer.Option("--from", help="Folder or file that holds the model.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Fetch a model, check it, and store it under the data folder. A pull that was stopped goes on where it was."""
    from vectorstore.models import pull_model
    from vectorstore.models.language_fetch import pull_language_model
    from vectorstore.models.language_models import LANGUAGE_MODELS

    with known_errors():
        settings = read_settings(data_dir)
        wanted = name or settings.embedding_model
        if wanted in LANGUAGE_MODELS:
            with byte_bar() as advance:
                path = pull_language_model(
                    wanted, settings.models_dir, given=given, report=_above_bar, on_bytes=advance
                )
            typer.echo(path)
        else:
            typer.echo(pull_model(wanted, settings.models_dir, given=given, report=say))


@models_app.command("path")
def models_path(
    name: Annotated[str | None, typer.Argument(help="Name in the list.", show_default="the search model")] = None,
    data_dir: DataDir = None,
) -> None:
    """Print where a model that is on disk lies: the folder of a search model, the file of a language model."""
    from vectorstore.models import model_folder
    from vectorstore.models.language_models import LANGUAGE_MODELS, language_model_file

    with known_errors():
        settings = read_settings(data_dir)
        wanted = name or settings.embedding_model
        find = language_model_file if wanted in LANGUAGE_MODELS else model_folder
        typer.echo(find(wanted, settings.models_dir))


def _embedding_rows(models: Path) -> Iterator[dict[str, Any]]:
    from vectorstore.models import CATALOGUE, installed_models

    installed = {manifest.name: manifest for manifest in installed_models(models)}
    for entry in CATALOGUE.values():
        manifest = installed.get(entry.name)
        yield {
            "name": entry.name,
            "kind": "search",
            "installed": manifest is not None,
            "languages": entry.languages,
            "licence": entry.licence,
            "dimension": entry.dimension,
            "origin": manifest.origin if manifest else None,
        }


def _language_rows(models: Path) -> Iterator[dict[str, Any]]:
    from vectorstore.models.language_models import LANGUAGE_MODELS, installed_language_models

    installed = {manifest.name: manifest for manifest in installed_language_models(models)}
    for entry in LANGUAGE_MODELS.values():
        manifest = installed.get(entry.name)
        yield {
            "name": entry.name,
            "kind": "language",
            "installed": manifest is not None,
            "languages": entry.languages,
            "licence": entry.licence,
            "parameters": entry.parameters,
            "download_megabytes": entry.size // 1_000_000,
            "memory_megabytes": entry.memory_megabytes(),
            "sha256": entry.sha256,
            "origin": manifest.origin if manifest else None,
        }


@contextmanager
def byte_bar() -> Iterator[Callable[[int, int], None]]:
    """Show the progress of a download on standard error: a bar in a terminal, a line for each tenth elsewhere."""
    from tqdm import tqdm

    live = sys.stderr.isatty()
    with tqdm(total=0, unit="B", unit_scale=True, file=sys.stderr, disable=not live, leave=False) as bar:
        tenths = -1

        def advance(done: int, total: int) -> None:
            nonlocal tenths
            bar.total = total
            bar.update(done - bar.n)
            if not live and total and done * 10 // total > tenths:
                tenths = done * 10 // total
                say(f"{done // 1_000_000} / {total // 1_000_000} MB")

        yield advance


def _above_bar(line: str) -> None:
    from tqdm import tqdm

    with tqdm.external_write_mode(file=sys.stderr):
        say(line)
