"""LibreOffice as a converter of old Office files, where it is installed: run without a display, macros or a trace."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Final, Literal

from ingest.errors import ConverterAbsent, CorruptFile, ReadingTimedOut
from ingest.loaders.limits import LoadLimits, ReadingClock, check_limit

PROGRAMS: Final = ("soffice", "libreoffice")
_POLL_SECONDS: Final = 0.2
_LONGEST_SECONDS: Final = 120.0
_PROFILE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">
<value>3</value></prop><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""


def office_program(limits: LoadLimits) -> str | None:
    """The program as set, or as found on the search path."""
    names = (limits.office_program,) if limits.office_program else PROGRAMS
    return next(filter(None, map(shutil.which, names)), None)


def convert(
    data: bytes, source: Literal["doc", "ppt"], target: Literal["docx", "pptx"], limits: LoadLimits, clock: ReadingClock
) -> bytes:
    """Convert a file; raises ``ConverterAbsent`` without LibreOffice, ``CorruptFile`` where it cannot read the file.

    It gets a profile of its own that runs no macros and is thrown away, and is killed with all it started when its
    time is up (``ReadingTimedOut``).
    """
    program = office_program(limits)
    if program is None:
        raise ConverterAbsent(format=source)
    with tempfile.TemporaryDirectory(prefix="baocao-office-") as place:
        folder = Path(place)
        profile = folder / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        before = folder / f"document.{source}"
        before.write_bytes(data)
        made = folder / "made"
        command = [
            program, "--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--convert-to", target, "--outdir", str(made), str(before),
        ]  # fmt: skip
        with clock.apart(_LONGEST_SECONDS):
            _run(command, folder, clock)
        after = made / f"document.{target}"
        if not after.is_file():
            raise CorruptFile(format=source, detail="LibreOffice could not read it")
        check_limit(after.stat().st_size, limits.max_bytes, "bytes")
        return after.read_bytes()


def _run(command: list[str], folder: Path, clock: ReadingClock) -> None:
    environment = {**os.environ, "HOME": str(folder), "TMPDIR": str(folder)}
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=os.name == "posix",
        )
    except OSError as problem:
        raise ConverterAbsent(format=problem.strerror or "") from problem
    try:
        while process.poll() is None:
            try:
                process.wait(_POLL_SECONDS)
            except subprocess.TimeoutExpired as running:
                try:
                    clock.check()
                except ReadingTimedOut:
                    raise ReadingTimedOut(seconds=_LONGEST_SECONDS) from running
    finally:
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        elif process.poll() is None:
            process.kill()
        process.wait()
