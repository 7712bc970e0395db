"""The commands ``baocao backup`` and ``baocao restore``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli_terminal import AsJson, DataDir, emit, fields_text, known_errors, read_settings


def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE.zip", help="ZIP file, or a folder, that is not there yet.")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Write a backup of the data folder, also while the page is open."""
    from assistant.backup import write_backup

    with known_errors():
        emit(asdict(write_backup(read_settings(data_dir).data_dir, target)), as_json, fields_text)


def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE.zip", help="Backup: a ZIP file or a folder.")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Take a backup back into an empty data folder; every digest is checked, the indexes are mended."""
    from assistant.backup import restore_backup
    from assistant.library_mending import mend_library

    with known_errors():
        report = restore_backup(source, read_settings(data_dir).data_dir)
        settings = read_settings(data_dir)  # again: the backup may hold a settings file
        emit(asdict(report) | mend_library(settings), as_json, fields_text)
