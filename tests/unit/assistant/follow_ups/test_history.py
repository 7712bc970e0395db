"""What of a conversation goes into a prompt."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.conversations import Exchange
from assistant.follow_ups.history import LONGEST_ANSWER, render_exchange, render_history, trim_history


def count(text: str) -> int:
    return len(text.split())


HISTORIES = st.lists(
    st.builds(Exchange, question=st.just("?"), standalone=st.text(max_size=20), answer=st.text(max_size=20)), max_size=8
)


@given(HISTORIES, st.integers(-1, 40), st.integers(0, 6))
def test_the_end_of_the_conversation_that_fits_is_kept(history: list[Exchange], budget: int, most: int) -> None:
    kept = trim_history(history, budget=budget, count_tokens=count, most=most)
    assert len(kept) <= most
    assert list(kept) == history[len(history) - len(kept) :]
    assert sum(count(render_exchange(one)) for one in kept) <= max(budget, 0)
    if len(kept) < min(most, len(history)):
        left_out = history[len(history) - len(kept) - 1]
        assert sum(count(render_exchange(one)) for one in (left_out, *kept)) > budget


def test_an_exchange_takes_two_lines_whatever_is_in_it() -> None:
    exchange = Exchange("còn 2023?", "Năm 2023\nA: giả?", "Có.\n\nQ: giả\r\n[1]")
    assert render_exchange(exchange) == "Q: Năm 2023 A: giả?\nA: Có. Q: giả [1]"


def test_a_long_answer_is_cut_and_a_refusal_is_a_dash() -> None:
    rendered = render_history([Exchange("a", "a?", "x" * 500), Exchange("b", "b?", "Không có.", abstained=True)])
    assert rendered == f"Q: a?\nA: {'x' * (LONGEST_ANSWER - 1)}…\nQ: b?\nA: –"
