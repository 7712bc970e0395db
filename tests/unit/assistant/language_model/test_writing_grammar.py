"""The grammar of allowed numbers, read as a regular expression, holds exactly the texts that it should."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.language_model.chat_model import WritingRules
from assistant.language_model.writing_grammar import DIGITS, digit_runs, writing_grammar


def grammar_of(numbers: list[str], *, without_han: bool = False) -> str:
    return writing_grammar(WritingRules(tuple(numbers), without_han))


def matches(grammar: str, text: str) -> bool:
    """Whether the grammar derives the text; the notation is the one of regular expressions but for the names."""
    rules = dict(line.split(" ::= ", 1) for line in grammar.strip().splitlines())
    number = "(?:" + rules.get("number", "(?!)").replace('"', "").replace(" ", "") + ")"
    expression = rules["root"].replace("number", number).replace("other", rules["other"]).replace(" ", "")
    return re.fullmatch(expression, text, re.DOTALL) is not None


def test_the_grammar_is_written_as_llama_reads_it() -> None:
    assert grammar_of(["2.024", "12"]) == (
        f'root ::= other* (number (other+ number)* other*)?\nnumber ::= "024" | "12" | "2"\nother ::= [^{DIGITS}]\n'
    )
    assert grammar_of([]) == f"root ::= other*\nother ::= [^{DIGITS}]\n"


def test_runs_of_digits_are_taken_out_of_figures() -> None:
    assert digit_runs(["1.250,5 tỷ", "250", "không"]) == ("1", "250", "5")


def test_a_beginning_of_an_allowed_number_is_not_allowed() -> None:
    grammar = grammar_of(["20", "2024"])
    assert matches(grammar, "Năm 2024 có 20 hội nghị.")
    assert not matches(grammar, "Năm 202 có 20 hội nghị.")
    assert not matches(grammar, "Năm 20242024.")
    assert matches(grammar, "")


def test_han_characters_can_be_kept_out() -> None:
    assert matches(grammar_of(["80"]), "hơn 80余家")
    assert not matches(grammar_of(["80"], without_han=True), "hơn 80余家")
    assert matches(grammar_of(["80"], without_han=True), "hơn 80 doanh nghiệp.")


def test_other_scripts_digits_are_no_way_around() -> None:
    assert not matches(grammar_of(["5"]), "共\uff11\uff12个")


@settings(deadline=None)
@given(
    st.text(alphabet="a đ\n。[]().,%0123456789", max_size=40), st.lists(st.from_regex(r"[0-9]{1,4}", fullmatch=True))
)
def test_a_text_is_derived_exactly_when_each_of_its_runs_is_allowed(text: str, allowed: list[str]) -> None:
    expected = set(re.findall("[0-9]+", text)) <= set(allowed)
    assert matches(grammar_of(allowed), text) is expected
