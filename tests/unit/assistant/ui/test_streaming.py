from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.answering.answer import AnswerEvent, PassagesFound, TextDelta
from assistant.cancellation import Cancellation, Cancelled
from assistant.errors import LibraryEmpty
from assistant.ui.streaming import RunningWork, WorkStream
from vectorstore.records import SearchFilter

FOUND = PassagesFound((), SearchFilter())


@pytest.fixture
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as started:
        yield started


class _Source:
    """Gives one event, then waits for permission before each of the rest; tells when it was closed."""

    def __init__(self) -> None:
        self.permission = threading.Semaphore(0)
        self.closed = threading.Event()

    def events(self, _: Cancellation) -> Iterator[AnswerEvent]:
        try:
            yield FOUND
            while self.permission.acquire(timeout=5):
                yield TextDelta("x")
        finally:
            self.closed.set()


def test_every_event_arrives_in_order(executor: ThreadPoolExecutor) -> None:
    events: list[AnswerEvent] = [FOUND, *(TextDelta(str(number)) for number in range(200))]
    stream = WorkStream[AnswerEvent](lambda _: iter(events), executor)
    assert [event for batch in stream.batches() for event in batch] == events
    assert stream.error is None


def test_stop_releases_the_reader_at_once_and_closes_the_source_at_its_next_event(
    executor: ThreadPoolExecutor,
) -> None:
    source = _Source()
    stream = WorkStream[AnswerEvent](source.events, executor)
    batches = stream.batches()
    assert next(batches) == (FOUND,)
    stream.stop()
    assert list(batches) == []
    assert not source.closed.is_set()
    source.permission.release()
    assert source.closed.wait(5)


def test_stop_ends_a_step_that_is_under_way_and_is_no_error(executor: ThreadPoolExecutor) -> None:
    told = threading.Event()

    def stuck(cancellation: Cancellation) -> Iterator[AnswerEvent]:
        yield FOUND
        with cancellation.telling(told.set):
            assert told.wait(5)
        raise Cancelled

    stream = WorkStream[AnswerEvent](stuck, executor)
    assert next(stream.batches()) == (FOUND,)
    stream.stop()
    assert told.wait(5)
    executor.shutdown(wait=True)
    assert stream.error is None


def test_stop_from_another_thread_releases_a_waiting_reader(executor: ThreadPoolExecutor) -> None:
    source = _Source()
    stream = WorkStream[AnswerEvent](source.events, executor)
    batches = stream.batches()
    next(batches)
    threading.Timer(0.05, stream.stop).start()
    assert list(batches) == []
    source.permission.release()


def test_what_the_source_raises_ends_the_answer_and_is_kept(executor: ThreadPoolExecutor) -> None:
    def failing(_: Cancellation) -> Iterator[AnswerEvent]:
        yield FOUND
        raise LibraryEmpty

    stream = WorkStream[AnswerEvent](failing, executor)
    assert [event for batch in stream.batches() for event in batch] == [FOUND]
    assert isinstance(stream.error, LibraryEmpty)


def test_a_source_that_fails_before_its_first_event_is_no_different(executor: ThreadPoolExecutor) -> None:
    def failing(_: Cancellation) -> Iterator[AnswerEvent]:
        raise LibraryEmpty

    stream = WorkStream[AnswerEvent](failing, executor)
    assert list(stream.batches()) == []
    assert isinstance(stream.error, LibraryEmpty)


def test_a_session_stops_only_its_own_answer(executor: ThreadPoolExecutor) -> None:
    running, sources = RunningWork(), (_Source(), _Source())
    first, second = (WorkStream[AnswerEvent](source.events, executor) for source in sources)
    running.start("a", first)
    running.start("b", second)
    running.stop("a")
    running.stop("nobody")
    assert (first.stopped, second.stopped) == (True, False)
    second.stop()
    for source in sources:
        source.permission.release()


def test_a_new_answer_of_a_session_stops_the_one_before_and_outlives_its_end(executor: ThreadPoolExecutor) -> None:
    running, sources = RunningWork(), (_Source(), _Source())
    first, second = (WorkStream[AnswerEvent](source.events, executor) for source in sources)
    running.start("a", first)
    running.start("a", second)
    assert first.stopped
    running.finish("a", first)
    running.stop("a")
    assert second.stopped
    for source in sources:
        source.permission.release()
