"""Drafts that are being written now. Writing goes on when the page is closed; whoever comes back follows it again."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import replace

from assistant.cancellation import Cancellation, Cancelled
from assistant.drafting.draft import Draft, DraftBlock
from assistant.drafting.kept_draft import (
    DraftComposed,
    DraftEvent,
    DraftFinished,
    DraftRewritten,
    PartStarted,
    PartWritten,
)
from assistant.ui.draft_visit import DraftRun
from assistant.ui.problems import problem_of

RunKey = tuple[str, str]
"""User and draft: nobody follows or stops what another user writes."""


class _Live:
    """One run: a worker thread moves it on, any number of pages wait for its next state."""

    def __init__(self, run: DraftRun) -> None:
        self.cancellation = Cancellation()
        self._changed = threading.Condition()
        self._run = run
        self._state = 0

    def advance(self, run: DraftRun) -> None:
        with self._changed:
            self._run = run
            self._state += 1
            self._changed.notify_all()

    @property
    def run(self) -> DraftRun:
        with self._changed:
            return self._run

    def states(self) -> Iterator[DraftRun]:
        seen = -1
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._state != seen)  # noqa: B023 - called before the next round
                seen, run = self._state, self._run
            yield run
            if run.ended:
                return


class DraftRuns:
    """The runs of all users, each found under its own key."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._lock = threading.Lock()
        self._live: dict[RunKey, _Live] = {}

    def start(
        self, key: RunKey, run: DraftRun, source: Callable[[Cancellation], Iterator[DraftEvent]]
    ) -> Iterator[DraftRun]:
        """Begin a run and give its states; one that is under way for the same draft goes on instead."""
        with self._lock:
            live = self._live.get(key)
            if live is not None:
                return live.states()
            live = self._live[key] = _Live(run)
        asking = contextvars.copy_context()  # whose draft it is, for the length of the run
        work = self._executor.submit(asking.run, self._pump, live, source)
        work.add_done_callback(lambda done: self._end(key, live, done))
        return live.states()

    def running(self, key: RunKey) -> DraftRun | None:
        """The state of a run that is under way."""
        with self._lock:
            live = self._live.get(key)
        return None if live is None else live.run

    def follow(self, key: RunKey) -> Iterator[DraftRun]:
        """Give the present state and each later one; the last one has ``ended``. Nothing where nothing runs."""
        with self._lock:
            live = self._live.get(key)
        if live is not None:
            yield from live.states()

    def stop(self, key: RunKey) -> None:
        """Give a run up; what has been kept of it stays."""
        with self._lock:
            live = self._live.get(key)
        if live is not None:
            live.cancellation.cancel()

    def _pump(self, live: _Live, source: Callable[[Cancellation], Iterator[DraftEvent]]) -> None:
        live.cancellation.check()
        events = source(live.cancellation)
        try:
            for event in events:
                live.advance(advanced(live.run, event))
                live.cancellation.check()
        finally:
            close = getattr(events, "close", None)
            if close is not None:
                close()

    def _end(self, key: RunKey, live: _Live, done: Future[None]) -> None:
        error = done.exception()
        with self._lock:
            self._live.pop(key, None)
        problem = None if error is None or isinstance(error, Cancelled) else problem_of(error)
        live.advance(replace(live.run, ended=True, problem=problem))


def advanced(run: DraftRun, event: DraftEvent) -> DraftRun:
    """The run after one more event."""
    if isinstance(event, PartStarted):
        return replace(
            run,
            part=event.part,
            heading=event.heading,
            number=event.number,
            total=event.total,
            seconds_left=event.seconds_left,
        )
    if isinstance(event, DraftComposed | DraftRewritten):
        return replace(run, draft=event.draft)
    if isinstance(event, DraftFinished):
        return replace(run, kept=event.kept, draft=event.kept.draft)
    if isinstance(event, PartWritten):
        draft = None if run.draft is None else with_part(run.draft, event.part, event.blocks)
        return replace(run, draft=draft, written=run.written | {event.part})
    return run


def with_part(draft: Draft, part: str, blocks: tuple[DraftBlock, ...]) -> Draft:
    """The draft with the blocks of a part replaced; a part that was not there yet comes before the foot."""
    at = next((place for place, one in enumerate(draft.blocks) if one.part == part), None)
    rest = tuple(one for one in draft.blocks if one.part != part)
    if at is None:
        at = 1 + max((place for place, one in enumerate(rest) if one.part), default=len(rest) - 1)
    return replace(draft, blocks=(*rest[:at], *blocks, *rest[at:]))
