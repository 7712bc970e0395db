"""How much of a conversation goes into a prompt: the newest exchanges that fit a budget of tokens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from assistant.conversations import Exchange

MOST_EXCHANGES: Final = 4
"""Follow-ups lean on what was said just before; older exchanges only cost time."""
LONGEST_ANSWER: Final = 240
"""Characters of an answer beyond which it is cut: a follow-up needs to know what it was about."""


def trim_history(
    history: Sequence[Exchange], *, budget: int, count_tokens: Callable[[str], int], most: int = MOST_EXCHANGES
) -> tuple[Exchange, ...]:
    """Keep the newest exchanges, oldest first, whose rendered text has at most ``budget`` tokens.

    An exchange is kept whole or not at all, and none is skipped: what is kept is the end of the conversation. Where
    even the newest is too long it is left out too.
    """
    kept: list[Exchange] = []
    left = budget
    for exchange in reversed(history[-most:] if most > 0 else ()):
        cost = count_tokens(render_exchange(exchange))
        if cost > left:
            break
        left -= cost
        kept.append(exchange)
    return tuple(reversed(kept))


def render_history(history: Sequence[Exchange]) -> str:
    """Write exchanges as a prompt shows them, one line for each question and answer."""
    return "\n".join(render_exchange(exchange) for exchange in history)


def render_exchange(exchange: Exchange) -> str:
    """Write an exchange on two lines; line breaks inside it become spaces, so that it cannot pose as another turn."""
    answer = "–" if exchange.abstained else " ".join(exchange.answer.split())
    shortened = answer if len(answer) <= LONGEST_ANSWER else answer[: LONGEST_ANSWER - 1].rstrip() + "…"
    return f"Q: {' '.join(exchange.standalone.split())}\nA: {shortened}"
