"""DOCX to PDF through LibreOffice, where it is installed; without a network, without a display, in its own profile."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from assistant.errors import PdfFailed, PdfUnavailable

PROGRAMS: Final = ("soffice", "libreoffice")
TIME_LIMIT_SECONDS: Final = 120.0


def pdf_program() -> str | None:
    """The LibreOffice that would be used; ``None`` where there is none."""
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


def export_pdf(docx: bytes) -> bytes:
    """Turn a DOCX into PDF; raises ``PdfUnavailable`` without LibreOffice and ``PdfFailed`` where it does not do it."""
    program = pdf_program()
    if program is None:
        raise PdfUnavailable
    with tempfile.TemporaryDirectory(prefix="baocao-pdf-") as folder:
        home = Path(folder)
        source = home / "draft.docx"
        source.write_bytes(docx)
        command = [
            *(
                program,
                "--headless",
                "--norestore",
                "--nolockcheck",
                f"-env:UserInstallation={(home / 'user').as_uri()}",
            ),
            *("--convert-to", "pdf", "--outdir", folder, str(source)),
        ]
        try:
            finished = subprocess.run(command, capture_output=True, timeout=TIME_LIMIT_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PdfFailed(detail=str(error)) from error
        made = home / "draft.pdf"
        if not made.is_file():
            raise PdfFailed(detail=finished.stderr.decode("utf-8", "replace").strip()[-300:] or finished.returncode)
        return made.read_bytes()
