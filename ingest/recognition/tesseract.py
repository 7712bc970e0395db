"""Tesseract, run as a program of its own over one picture at a time."""

from __future__ import annotations

import csv
import io
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ingest.errors import ReadingTimedOut
from ingest.recognition.readings import Box, ReadLine, ReadWord

if TYPE_CHECKING:
    from PIL.Image import Image

    from ingest.loaders.limits import ReadingClock

PAGE_SECONDS: Final = 240.0
"""The longest that one call may take."""
_POLL_SECONDS: Final = 0.2
_DATA: Final = {"vi": ("vie",), "zh": ("chi_sim", "chi_tra"), "en": ("eng",)}
_WORD_LEVEL: Final = "5"


@dataclass(frozen=True, slots=True)
class Tesseract:
    """An installed Tesseract with the language data that it has."""

    program: str
    version: str
    data: frozenset[str]

    @property
    def name(self) -> str:
        return f"tesseract {self.version}"

    def reads(self, language: str) -> bool:
        """Tell whether data for a language (``vi``, ``zh``, ``en``) is installed."""
        return any(name in self.data for name in _DATA[language])

    def read(
        self, picture: Image, languages: Sequence[str], clock: ReadingClock, *, strip: bool = False
    ) -> tuple[ReadLine, ...]:
        """Read with the data of the languages that is there; of Chinese the simplified one before the traditional."""
        chosen = [next((name for name in _DATA[one] if name in self.data), "") for one in languages]
        return self._run(picture, "+".join(filter(None, chosen)) or "eng", "6" if strip else "3", clock)

    def _run(self, picture: Image, data: str, arrangement: str, clock: ReadingClock) -> tuple[ReadLine, ...]:
        with tempfile.TemporaryDirectory(prefix="baocao-page-") as folder:
            path = Path(folder) / "page.png"
            picture.save(path, "PNG", compress_level=1)
            command = [self.program, str(path), "stdout", "-l", data, "--psm", arrangement, "--dpi", "300", "tsv"]
            return _lines(_output(command, clock))


@cache
def installed_tesseract() -> Tesseract | None:
    """Find Tesseract on the search path; ``None`` where it is missing or does not answer."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    try:
        told = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=True)
        listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    version = (told.stdout or told.stderr).split("\n", 1)[0].removeprefix("tesseract").strip()
    return Tesseract(program, version, frozenset(listed.stdout.split("\n")[1:]) - {""})


def _output(command: list[str], clock: ReadingClock) -> str:
    """Run a command, with a limit of time; it is stopped as well when the clock says so."""
    environment = {**os.environ, "OMP_THREAD_LIMIT": os.environ.get("OMP_THREAD_LIMIT", "1")}
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=os.name == "posix",
    )
    waited = 0.0
    try:
        while True:
            try:
                told, _ = process.communicate(timeout=_POLL_SECONDS)
                return told.decode("utf-8", errors="replace")
            except subprocess.TimeoutExpired as running:
                waited += _POLL_SECONDS
                if waited > PAGE_SECONDS:
                    raise ReadingTimedOut(seconds=PAGE_SECONDS) from running
                clock.check()
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()


def _lines(table: str) -> tuple[ReadLine, ...]:
    """Read Tesseract's table of words; words of one line share block, paragraph and line number."""
    lines: dict[tuple[str, str, str], list[ReadWord]] = {}
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        if row.get("level") != _WORD_LEVEL or not text:
            continue
        left, top = int(row["left"]), int(row["top"])
        box = Box(left, top, left + int(row["width"]), top + int(row["height"]))
        word = ReadWord(text, box, max(0.0, float(row["conf"]) / 100))
        lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(word)
    return tuple(ReadLine(tuple(words)) for words in lines.values())
