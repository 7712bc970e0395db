from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from assistant.cancellation import Cancellation
from assistant.drafting.draft import Brief, Draft, DraftBlock
from assistant.drafting.kept_draft import DraftComposed, DraftEvent, PartStarted, PartWritten
from assistant.errors import InstructionUnclear
from assistant.ui.draft_runs import DraftRuns, advanced, with_part
from assistant.ui.draft_visit import DraftRun

KEY = ("local", "a" * 32)
TEXT = Draft(
    Brief("r", "report", "vi"),
    "T",
    "nd30",
    (
        DraftBlock("type_name", "BÁO CÁO"),
        DraftBlock("heading", "I", 1, "results"),
        DraftBlock("paragraph", "cũ", part="results"),
        DraftBlock("heading", "II", 1, "plans"),
        DraftBlock("recipients", "Nơi nhận"),
    ),
)


@pytest.fixture
def runs() -> Iterator[DraftRuns]:
    with ThreadPoolExecutor(4) as executor:
        yield DraftRuns(executor)


class Gate:
    """A source that waits between its events until it is let through."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.closed = threading.Event()

    def __call__(self, cancellation: Cancellation) -> Iterator[DraftEvent]:
        try:
            yield PartStarted("results", "I", 1, 1, 30.0)
            with cancellation.telling(self.open.set):
                self.open.wait(10)
            cancellation.check()
            yield DraftComposed(TEXT)
        finally:
            self.closed.set()


def test_a_page_that_comes_back_follows_the_same_run_to_its_end(runs: DraftRuns) -> None:
    gate = Gate()
    states = runs.start(KEY, DraftRun(KEY[1]), gate)
    first = next(one for one in states if one.number == 1)
    assert (first.heading, first.total, first.seconds_left, first.ended) == ("I", 1, 30.0, False)
    del states  # the page is gone
    again = runs.follow(KEY)
    assert next(again).number == 1
    gate.open.set()
    last = list(again)[-1]
    assert (last.ended, last.problem, last.draft) == (True, None, TEXT)
    assert runs.running(KEY) is None
    assert list(runs.follow(KEY)) == []


def test_a_second_start_of_the_same_draft_joins_the_run_and_other_users_do_not_see_it(runs: DraftRuns) -> None:
    gate, never = Gate(), Gate()
    runs.start(KEY, DraftRun(KEY[1]), gate)
    joined = runs.start(KEY, DraftRun(KEY[1]), never)
    assert runs.running(("another", KEY[1])) is None
    runs.stop(("another", KEY[1]))
    gate.open.set()
    assert list(joined)[-1].draft == TEXT
    assert not never.closed.is_set()


def test_a_stopped_run_ends_without_a_problem_and_closes_its_source(runs: DraftRuns) -> None:
    gate = Gate()
    states = runs.start(KEY, DraftRun(KEY[1]), gate)
    assert next(one for one in states if one.number == 1).part == "results"
    runs.stop(KEY)
    last = list(states)[-1]
    assert (last.ended, last.problem, last.draft) == (True, None, None)
    assert gate.closed.is_set()


def test_what_goes_wrong_is_told_by_its_code(runs: DraftRuns) -> None:
    def source(_: Cancellation) -> Iterator[DraftEvent]:
        raise InstructionUnclear(instruction="x")
        yield

    last = list(runs.start(KEY, DraftRun(KEY[1]), source))[-1]
    assert last.problem is not None
    assert (last.problem.code, last.problem.facts) == ("instruction_unclear", (("instruction", "x"),))


def test_a_written_part_takes_the_place_of_what_it_held_and_a_new_one_comes_before_the_foot() -> None:
    new = (DraftBlock("heading", "I", 1, "results"), DraftBlock("paragraph", "mới", part="results"))
    run = advanced(advanced(DraftRun("d"), DraftComposed(TEXT)), PartWritten("results", new, "model"))
    assert run.draft is not None
    assert [one.text for one in run.draft.blocks] == ["BÁO CÁO", "I", "mới", "II", "Nơi nhận"]
    assert run.written == {"results"}
    added = with_part(TEXT, "requests", (DraftBlock("heading", "III", 1, "requests"),))
    assert [one.text for one in added.blocks] == ["BÁO CÁO", "I", "cũ", "II", "III", "Nơi nhận"]
    assert advanced(replace(run, draft=None), PartWritten("plans", new, "model")).draft is None
