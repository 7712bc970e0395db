"""Requests are admitted in the order of their arrival, never more at once than there are places."""

from __future__ import annotations

import threading
from contextlib import ExitStack

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.cancellation import Cancellation, Cancelled
from assistant.language_model.turnstile import Turnstile


@settings(deadline=None)
@given(places=st.integers(1, 4), leaving=st.lists(st.integers(0, 20), max_size=30))
def test_admission_follows_arrival_whoever_leaves(places: int, leaving: list[int]) -> None:
    turnstile = Turnstile(places)
    stacks = [ExitStack() for _ in range(12)]
    tickets = [stack.enter_context(turnstile.ticket()) for stack in stacks]
    here = list(range(12))
    for choice in leaving:
        if not here:
            break
        gone = here.pop(choice % len(here))
        stacks[gone].close()
        assert [number for number in here if tickets[number].admitted] == here[:places]
    for number in here:
        stacks[number].close()
    assert turnstile._inside == 0


def test_who_waits_is_told_how_many_are_ahead_each_time_it_changes() -> None:
    turnstile = Turnstile(1)
    first, second, third = ExitStack(), ExitStack(), ExitStack()
    first.enter_context(turnstile.ticket())
    second.enter_context(turnstile.ticket())
    ticket = third.enter_context(turnstile.ticket())
    told = ticket.wait(Cancellation())
    assert next(told) == 2
    first.close()
    assert next(told) == 1
    second.close()
    assert list(told) == []
    third.close()


def test_who_is_admitted_at_once_is_told_nothing() -> None:
    with Turnstile(2).ticket() as ticket:
        assert list(ticket.wait(Cancellation())) == []


def test_who_gives_up_while_waiting_is_woken_and_leaves_the_queue() -> None:
    turnstile = Turnstile(1)
    with turnstile.ticket():
        cancellation = Cancellation()
        outcome: list[str] = []

        def wait() -> None:
            with turnstile.ticket() as ticket:
                try:
                    for ahead in ticket.wait(cancellation):
                        outcome.append(str(ahead))
                except Cancelled:
                    outcome.append("cancelled")

        waiting = threading.Thread(target=wait)
        waiting.start()
        cancellation.cancel()
        waiting.join(10)
        assert outcome[-1] == "cancelled"
        with turnstile.ticket() as after:
            assert turnstile._ahead(after) == 1


def test_no_place_at_all_is_a_mistake() -> None:
    with pytest.raises(ValueError):
        Turnstile(0)
