"""Starts the page in a process of its own and waits until it answers."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve_scripted(*, pause_seconds: float = 0.0, port: int | None = None, model: str = "absent") -> Iterator[str]:
    """Serve the page over the scripted service, on a free port unless one is given; yields its address."""
    port = port or free_port()
    command = [sys.executable, "-m", "tests.e2e.scripted_server", str(port), str(pause_seconds), model]
    with serve(command, f"http://127.0.0.1:{port}/", "healthz") as address:
        yield address


@contextmanager
def serve(
    command: Sequence[str],
    address: str,
    probe: str,
    *,
    environment: Mapping[str, str] | None = None,
    timeout_seconds: float = 90.0,
) -> Iterator[str]:
    """Run ``command`` until the block ends; yields ``address`` once ``address + probe`` answers with success.

    Raises ``RuntimeError`` with the process's output when it dies or does not answer in time.
    """
    process = subprocess.Popen(
        command,
        cwd=REPOSITORY,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        _wait_until_ready(process, address + probe, time.monotonic() + timeout_seconds)
        yield address
    finally:
        process.terminate()
        try:
            process.communicate(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def _wait_until_ready(process: subprocess.Popen[str], address: str, deadline: float) -> None:
    while time.monotonic() < deadline:
        if process.poll() is not None:
            output = process.stdout.read() if process.stdout is not None else ""
            raise RuntimeError(f"the server ended with {process.returncode}:\n{output}")
        try:
            with urllib.request.urlopen(address, timeout=2) as reply:
                if reply.status == 200:
                    return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    process.kill()
    output, _ = process.communicate()
    raise RuntimeError(f"the server did not answer at {address} in time:\n{output}")
