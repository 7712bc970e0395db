"""Runs ``baocao backup`` and ``baocao restore`` as people do: in a process of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]


def baocao(*arguments: object) -> tuple[int, dict[str, Any], str]:
    """Exit code, the JSON printed, and what was said on standard error."""
    program = "import sys; from assistant.cli import main; sys.argv[0] = 'baocao'; main()"
    finished = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=REPOSITORY,
    )
    row = json.loads(finished.stdout) if finished.stdout.strip() else {}
    return finished.returncode, row, finished.stderr
