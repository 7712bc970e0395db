"""A workshop in a process of its own: it works at low priority, and a file that kills it harms nobody else."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ingest.catalogue_writes import Reading
from ingest.errors import IngestError, ReadingFailed, ReadingTimedOut, RefusedFile
from ingest.workshop import ReadingTask, StoredTask, Workshop
from vectorstore.errors import EmbeddingError, StoreError

NICENESS: Final = 5
_GRACE_SECONDS: Final = 30.0
"""How long after its own limit a loader may still take to notice, before its process is ended."""
_EMBED_SECONDS: Final = 600.0
_START_SECONDS: Final = 300.0


class ProcessWorkshop:
    """Hands work to a child process, which is started when there is work and ends after ``idle_seconds`` without.

    ``build`` makes the workshop inside the child; it must be importable by name. Calls from several threads take turns.
    """

    def __init__(
        self,
        build: Callable[[], Workshop],
        *,
        read_seconds: float,
        idle_seconds: float = 120.0,
        niceness: int = NICENESS,
    ) -> None:
        self._build = build
        self._niceness = niceness
        self._read_seconds = read_seconds
        self._idle_seconds = idle_seconds
        self._turn = threading.Lock()
        self._child: _Child | None = None
        self._used = time.monotonic()

    def read(self, task: ReadingTask) -> Reading:
        try:
            answer = self._ask("read", task, self._read_seconds + _GRACE_SECONDS)
        except TimeoutError as error:
            raise ReadingTimedOut(file=task.source, seconds=self._read_seconds) from error
        except EOFError as error:
            raise ReadingFailed(file=task.source, detail="the program that read it broke down") from error
        if not isinstance(answer, Reading):
            raise TypeError(f"the workshop answered {type(answer).__name__}")
        return answer

    def read_stored(self, task: StoredTask) -> Reading:
        source = task.stored.loaded.source
        try:
            answer = self._ask("read_stored", task, self._read_seconds + _GRACE_SECONDS)
        except (TimeoutError, EOFError) as error:
            raise ReadingFailed(file=source, detail="the program that read it broke down") from error
        if not isinstance(answer, Reading):
            raise TypeError(f"the workshop answered {type(answer).__name__}")
        return answer

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        try:
            return np.asarray(self._ask("embed", list(texts), _EMBED_SECONDS), np.float32)
        except (TimeoutError, EOFError) as error:
            raise EmbeddingError(model="-", detail=f"the embedding process broke down: {error!r}") from error

    def close(self) -> None:
        """End the child process; the next call starts another."""
        with self._turn:
            self._end()

    def rest(self) -> None:
        """End the child process if it has had nothing to do for a while, so that its memory is free."""
        if time.monotonic() - self._used > self._idle_seconds and self._turn.acquire(blocking=False):
            try:
                self._end()
            finally:
                self._turn.release()

    def _ask(self, method: str, argument: object, seconds: float) -> object:
        with self._turn:
            self._used = time.monotonic()
            fresh = self._child is None or not self._child.process.is_alive()
            if fresh:
                self._end()
                self._child = _Child.start(self._build, self._niceness)
            assert self._child is not None
            try:
                answer = self._child.ask(method, argument, seconds + (_START_SECONDS if fresh else 0.0))
            except (TimeoutError, EOFError):
                self._end()
                raise
            finally:
                self._used = time.monotonic()
        if isinstance(answer, _Raised):
            raise answer.error()
        return answer

    def _end(self) -> None:
        if self._child is not None:
            self._child.end()
        self._child = None


class _Raised:
    """A known error on its way back from the child (errors with facts do not survive pickling by themselves)."""

    def __init__(self, error: IngestError | StoreError) -> None:
        self._kind = type(error)
        self._facts = {
            name: value if isinstance(value, int | float | str) else str(value) for name, value in error.facts.items()
        }

    def error(self) -> IngestError | StoreError:
        return self._kind(**self._facts)


class _Child:
    """The process and the pipe to it."""

    def __init__(self, process: Any, pipe: Connection) -> None:
        self.process = process
        self._pipe = pipe

    @classmethod
    def start(cls, build: Callable[[], Workshop], niceness: int) -> _Child:
        context = multiprocessing.get_context("spawn")  # a fork after opening Chroma hangs
        mine, theirs = context.Pipe()
        process = context.Process(
            target=serve, args=(theirs, build, os.getpid(), niceness), name="workshop", daemon=True
        )
        process.start()
        theirs.close()
        return cls(process, mine)

    def ask(self, method: str, argument: object, seconds: float) -> object:
        try:
            self._pipe.send((method, argument))
            if not self._pipe.poll(seconds):
                raise TimeoutError(f"no answer within {seconds:.0f} s")
            return self._pipe.recv()
        except (BrokenPipeError, ConnectionResetError) as error:
            raise EOFError(str(error)) from error

    def end(self) -> None:
        self._pipe.close()
        self.process.join(0.5)
        if self.process.is_alive():
            self.process.kill()
            self.process.join(5)
        self.process.close()


def serve(pipe: Connection, build: Callable[[], Workshop], parent: int, niceness: int) -> None:
    """What the child does: give way to everything else, answer until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    if hasattr(os, "nice"):
        os.nice(niceness)
    _leave_with_parent(parent)
    workshop: Workshop | None = None
    while True:
        try:
            method, argument = pipe.recv()
        except (EOFError, OSError):
            return
        answer: object
        try:
            if workshop is None:
                workshop = build()
            answer = getattr(workshop, method)(argument)
        except (RefusedFile, StoreError) as error:
            answer = _Raised(error)
        with contextlib.suppress(BrokenPipeError):
            pipe.send(answer)


def _leave_with_parent(parent: int) -> None:
    """End soon after the parent was killed, even in the middle of a file that never ends."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(0)

    if os.name != "nt":
        threading.Thread(target=watch, name="parent", daemon=True).start()
