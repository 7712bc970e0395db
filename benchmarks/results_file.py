"""Stored results: write a measurement to a file and show it beside the one stored before."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results"


def flatten(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Turn nested results into dotted names."""
    flat: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            flat |= flatten(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = value
    return flat


def load_results(name: str) -> dict[str, Any]:
    """The stored results of a benchmark; empty where it has never been stored."""
    path = RESULTS / f"{name}.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def store_results(name: str, values: Mapping[str, Any]) -> Path:
    """Write the results with the day and the kind of machine."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    head = {
        "measured_on": datetime.now(UTC).date().isoformat(),
        "machine": platform.machine(),
        "system": platform.system(),
    }
    path.write_text(
        json.dumps(head | dict(values), ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )
    return path


def compare(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """A table of every number: stored, now, difference."""
    old, new = flatten(before), flatten(now)
    lines = [f"{'':58} {'stored':>10} {'now':>10} {'change':>9}"]
    for name, value in new.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        stored = old.get(name)
        change = f"{value - stored:+.3f}" if isinstance(stored, int | float) else ""
        lines.append(f"{name:58} {_short(stored):>10} {_short(value):>10} {change:>9}")
    return "\n".join(lines)


def _short(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
