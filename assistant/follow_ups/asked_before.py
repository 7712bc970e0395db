"""A conversation as a batch file gives it, read into exchanges that follow-ups can lean on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.conversations import Exchange
from assistant.follow_ups.follow_up import complete_question


def decode_history(rows: Any) -> tuple[Exchange, ...]:
    """Read ``[{"question", "answer"}]``, ``[{"role", "content"}]`` or a list of questions, oldest first.

    Each question is completed from those before it. Raises ``TypeError`` for anything else.
    """
    if rows is None:
        return ()
    if not isinstance(rows, list):
        raise TypeError("history is not a list")
    exchanges: list[Exchange] = []
    for question, answer in _pairs(rows):
        standalone = complete_question(question, exchanges).text
        exchanges.append(Exchange(question, standalone, answer))
    return tuple(exchanges)


def _pairs(rows: Sequence[Any]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for row in rows:
        if isinstance(row, str):
            pairs.append((row, ""))
        elif isinstance(row, dict) and isinstance(row.get("question"), str):
            pairs.append((row["question"], str(row.get("answer") or "")))
        elif isinstance(row, dict) and isinstance(row.get("content"), str):
            if row.get("role") != "assistant":
                pairs.append((row["content"], ""))
            elif pairs:
                pairs[-1] = (pairs[-1][0], row["content"])
        else:
            raise TypeError(f"history holds {row!r}")
    return pairs
