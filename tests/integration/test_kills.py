"""Work of every kind through the queue, killed at random moments (``benchmarks/kill_test.py`` does it 50 times)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.kill_load import run

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")]


def test_after_each_kill_everything_acknowledged_is_there_and_everything_removed_is_gone(tmp_path: Path) -> None:
    tally = run(tmp_path, kills=3, seed=11)
    assert tally.kills == 3
    assert sum(tally.acknowledged.values()) + tally.under_way > 0
