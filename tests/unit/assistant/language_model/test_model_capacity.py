"""How a local model is run follows from the machine, and a setting is taken as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import ChatModelUnusable
from assistant.language_model.model_capacity import Machine, RunPlan, Wish, _available_memory, plan_run, read_machine

GIGABYTE = 1_000_000_000
FREE = Wish(context_tokens=4096, slots=0, threads=0)


def plan(machine: Machine, wish: Wish = FREE) -> RunPlan:
    return plan_run("m", weights=1_117_320_768, cache_bytes=28_672, longest=32_768, wish=wish, machine=machine)


def test_a_machine_with_room_gets_a_slot_for_each_core_and_at_most_four() -> None:
    assert plan(Machine(2, 20 * GIGABYTE)) == RunPlan(2, 2, 4096, 32, 512)
    assert plan(Machine(16, 20 * GIGABYTE)) == RunPlan(16, 4, 4096, 256, 512)


def test_short_memory_means_fewer_answers_at_once_and_fewer_saved_prompts() -> None:
    assert plan(Machine(4, 2_200_000_000)) == RunPlan(4, 1, 4096, 64, 57)


def test_too_little_memory_is_said_with_both_amounts() -> None:
    with pytest.raises(ChatModelUnusable) as caught:
        plan(Machine(2, GIGABYTE))
    assert caught.value.facts == {"name": "m", "detail": "2084 MB of memory wanted, 1000 MB available"}


def test_settings_are_taken_as_they_are() -> None:
    assert plan(Machine(2, 20 * GIGABYTE), Wish(2048, 3, 1)) == RunPlan(1, 3, 2048, 32, 512)


def test_no_more_context_than_the_model_was_made_for() -> None:
    assert plan(Machine(2, 20 * GIGABYTE), Wish(100_000, 1, 0)).context_tokens == 32_768


def test_the_limit_of_a_container_counts(tmp_path: Path) -> None:
    meminfo = tmp_path / "meminfo"
    meminfo.write_text("MemTotal: 9000000 kB\nMemAvailable: 8000000 kB\n", encoding="ascii")
    assert _available_memory(meminfo, tmp_path) == 8_000_000 * 1024
    (tmp_path / "memory.max").write_text("3000000000\n", encoding="ascii")
    (tmp_path / "memory.current").write_text("1000000000\n", encoding="ascii")
    assert _available_memory(meminfo, tmp_path) == 2_000_000_000
    (tmp_path / "memory.max").write_text("max\n", encoding="ascii")
    assert _available_memory(meminfo, tmp_path) == 8_000_000 * 1024


def test_this_machine_has_a_core_and_memory() -> None:
    machine = read_machine()
    assert machine.cores >= 1
    assert machine.available_bytes > 0
