"""The child process of a local language model, seen from its parent: started, watched, ended."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from assistant.cancellation import Cancellation
from vectorstore.storage_errors import storage_errors

HOST_COMMAND = (sys.executable, "-P", "-m", "assistant.language_model.model_host")
"""``-P``: a folder ``assistant`` in the working folder is somebody else's."""
LOG_LINES = 200
LONGEST_LOG_LINE = 500
END_SECONDS = 3.0
"""How long a process may take to end by itself before it is killed."""


class HostFailed(Exception):
    """The process did not come to serve; the text says why."""


class ModelProcess:
    """One child process. It ends with this one: its standard input ends then."""

    def __init__(self, order: str, command: Sequence[str] = HOST_COMMAND) -> None:
        self._answers: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._log: deque[str] = deque(maxlen=LOG_LINES)
        self._child = subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            env={"OMP_WAIT_POLICY": "PASSIVE", **os.environ},  # threads that wait sleep: others need the cores too
            start_new_session=True,  # Ctrl+C in the terminal is for the page, which ends this process itself
        )
        self._readers = [
            threading.Thread(target=self._read_answers, args=(self._child.stdout,), daemon=True),
            threading.Thread(target=self._read_log, args=(self._child.stderr,), daemon=True),
        ]
        for reader in self._readers:
            reader.start()
        self._order(order)

    def wait_until_serving(self, seconds: float, cancellation: Cancellation) -> str:
        """Return the address once it serves. Raises ``HostFailed`` and ``Cancelled``."""
        with cancellation.telling(lambda: self._answers.put("")):
            try:
                line = self._answers.get(timeout=seconds)
            except queue.Empty:
                raise HostFailed(f"it did not start within {seconds:g} seconds") from None
        cancellation.check()
        if line is None:
            self._child.wait(END_SECONDS)
            raise HostFailed(f"it ended while it was starting (exit status {self._child.returncode})")
        try:
            row = json.loads(line)
            if "address" in row:
                return str(row["address"])
            raise HostFailed(str(row["error"]))
        except (ValueError, KeyError, TypeError) as error:
            raise HostFailed("it answered nonsense while it was starting") from error

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._child.pid

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._child.poll() is None

    def ends_within(self, seconds: float) -> bool:
        """Whether it has ended or ends within so many seconds."""
        try:
            self._child.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def stop(self) -> None:
        """End it: kindly first, then by force."""
        if self._child.stdin is not None:
            with suppress(OSError):  # the process was gone before what was written to it had arrived
                self._child.stdin.close()
        if not self.ends_within(END_SECONDS):
            self._child.kill()
            self._child.wait()
        for reader in self._readers:
            reader.join(1.0)
        for stream in (self._child.stdout, self._child.stderr):
            if stream is not None:
                stream.close()

    def kill(self) -> None:
        """End it at once: it does not answer."""
        self._child.kill()
        self.stop()

    def write_log(self, path: Path) -> None:
        """Write the last lines that it said, for whoever looks into why it ended."""
        with storage_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(self._log), encoding="utf-8")

    def _order(self, order: str) -> None:
        if self._child.stdin is None:
            return
        try:
            self._child.stdin.write(order)
            self._child.stdin.flush()
        except OSError:  # it has ended already; waiting for it says so
            self._answers.put(None)

    def _read_answers(self, stream: IO[str]) -> None:
        for line in stream:
            self._answers.put(line)
        self._answers.put(None)

    def _read_log(self, stream: IO[str]) -> None:
        for line in stream:
            self._log.append(line[:LONGEST_LOG_LINE])
