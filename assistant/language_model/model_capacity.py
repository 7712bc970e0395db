"""How a local language model is run on this machine: threads, answers at once, context, and whether it fits at all."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import ChatModelUnusable

MEGABYTE = 1_000_000
WORKING_BYTES = 350 * MEGABYTE
"""Buffers and the process itself, above weights, context and saved prompts."""
SPARE_BYTES = 500 * MEGABYTE
"""What the page, its search model and the system keep."""
MOST_SAVED_PROMPTS_MEGABYTES = 512
MOST_SLOTS = 4
BATCH_TOKENS_PER_CORE = 16
"""Tokens of a prompt that are read in one go, for each core; a stop is noticed only between two of them."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What there is to run a model on."""

    cores: int
    available_bytes: int
    """Memory that can be had without swapping."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the settings ask for; 0 leaves the choice to the machine."""

    context_tokens: int
    slots: int
    threads: int


@dataclass(frozen=True, slots=True)
class RunPlan:
    """How the model is run. ``context_tokens`` is for each of the ``slots``."""

    threads: int
    slots: int
    context_tokens: int
    batch_tokens: int
    saved_prompts_megabytes: int


def plan_run(name: str, weights: int, cache_bytes: int, longest: int, wish: Wish, machine: Machine) -> RunPlan:
    """Choose how to run a model of ``weights`` bytes with ``cache_bytes`` for a token of context.

    As many answers at once as there are cores, at most four, and fewer where memory is short; a setting is taken as it
    is. Raises ``ChatModelUnusable`` where not even one answer fits, saying how much memory is wanted.
    """
    context = min(wish.context_tokens, longest) if longest else wish.context_tokens
    free = machine.available_bytes - SPARE_BYTES - WORKING_BYTES - weights
    for_slot = cache_bytes * context
    slots = wish.slots or min(MOST_SLOTS, max(1, machine.cores))
    while not wish.slots and slots > 1 and free < for_slot * slots:
        slots -= 1
    if free < for_slot * slots:
        wanted = (weights + for_slot * slots + WORKING_BYTES + SPARE_BYTES) // MEGABYTE
        detail = f"{wanted} MB of memory wanted, {machine.available_bytes // MEGABYTE} MB available"
        raise ChatModelUnusable(name=name, detail=detail)
    left = (free - for_slot * slots) // MEGABYTE
    return RunPlan(
        threads=wish.threads or machine.cores,
        slots=slots,
        context_tokens=context,
        batch_tokens=min(512, max(32, BATCH_TOKENS_PER_CORE * machine.cores)),
        saved_prompts_megabytes=min(MOST_SAVED_PROMPTS_MEGABYTES, left // 2),
    )


def read_machine() -> Machine:
    """Cores that this process may use and memory that is available, limits of its control group included."""
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity is not None else os.cpu_count() or 1
    return Machine(cores, _available_memory(Path("/proc/meminfo"), Path("/sys/fs/cgroup")))


def _available_memory(meminfo: Path, group: Path) -> int:
    available = 1 << 62  # where the system does not say, the operating system decides when memory is asked for
    if meminfo.is_file():
        for line in meminfo.read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                available = int(line.split()[1]) * 1024
    limit, used = _number(group / "memory.max"), _number(group / "memory.current")
    if limit is not None and used is not None:
        available = min(available, max(0, limit - used))
    return available


def _number(path: Path) -> int | None:
    try:
        text = path.read_text(encoding="ascii").strip()
    except OSError:
        return None
    return int(text) if text.isdigit() else None
