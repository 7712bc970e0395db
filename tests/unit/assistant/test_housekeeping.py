"""The daily clean-up goes on after a failure and ends when it is told to."""

from __future__ import annotations

import threading

from assistant.housekeeping import Housekeeping
from vectorstore.errors import DiskFull


def test_a_failure_is_not_the_end_of_it() -> None:
    calls = 0
    third = threading.Event()

    def clean_up() -> dict[str, int]:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise DiskFull(path="/data", detail="full")
        if calls == 3:
            third.set()
        return {"conversations": calls}

    keeping = Housekeeping(clean_up, first=0.0, every=0.001)
    keeping.start()
    assert third.wait(20)
    keeping.stop()
    after = calls
    assert calls >= 3
    threading.Event().wait(0.05)
    assert calls == after


def test_stopping_what_was_never_started_is_no_error() -> None:
    Housekeeping(dict).stop()
