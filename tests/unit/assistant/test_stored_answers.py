"""Answers as JSON text: nothing is lost, older texts are read, newer ones refused."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.answer import Answer, AnsweredFigure, AnswerTimings, Citation
from assistant.stored_answers import ANSWERS, FILTERS
from tests.kept_samples import sample_answer
from vectorstore.records import SearchFilter

TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
FIGURES = st.builds(
    AnsweredFigure,
    surface=TEXTS,
    value=DECIMALS,
    high=st.none() | DECIMALS,
    unit=TEXTS,
    op=TEXTS,
    status=st.sampled_from(["supported", "op_changed", "derived"]),
    citation=st.none() | st.integers(1, 99),
    start=st.integers(),
    end=st.integers(),
)
CITATIONS = st.builds(Citation, title=st.none() | TEXTS, quote=TEXTS, source=TEXTS, defects=st.tuples(TEXTS))
ANSWERS_OF_ANY_KIND = st.builds(
    replace,
    st.just(sample_answer()),
    text=TEXTS,
    support=FLOATS,
    figures=st.lists(FIGURES, max_size=3).map(tuple),
    citations=st.lists(CITATIONS, max_size=2).map(tuple),
    timings=st.builds(AnswerTimings, FLOATS, FLOATS, st.none() | FLOATS, FLOATS),
    understood=st.builds(SearchFilter, issuers=st.frozensets(TEXTS, max_size=3)),
    standalone=st.none() | TEXTS,
)


@given(ANSWERS_OF_ANY_KIND)
def test_an_answer_comes_back_as_it_was_written(answer: Answer) -> None:
    assert ANSWERS.from_json(ANSWERS.to_json(answer)) == answer


def test_decimals_keep_their_digits() -> None:
    figure = ANSWERS.from_json(ANSWERS.to_json(sample_answer())).figures[0]
    assert (str(figure.value), str(figure.high)) == ("1250.50", "1E+3")
    assert isinstance(figure.value, Decimal)


def test_an_answer_written_before_a_field_existed_takes_its_default() -> None:
    document = json.loads(ANSWERS.to_json(sample_answer()))
    for name in ("summary", "provenance", "standalone", "understood", "nearest"):
        del document["value"][name]
    for sentence in document["value"]["sentences"]:
        del sentence["findings"], sentence["start"], sentence["end"]
    read = ANSWERS.from_json(json.dumps(document))
    assert (read.summary, read.provenance, read.standalone, read.nearest) == (None, (), None, ())
    assert read.understood == SearchFilter()
    assert [(sentence.findings, sentence.start) for sentence in read.sentences] == [((), -1), ((), -1)]


@pytest.mark.parametrize("text", ["[]", "{}", '{"version": "1"}', "{", '{"version": 2, "value": {}}', '{"version": 1}'])
def test_what_is_no_stored_answer_of_this_version_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        ANSWERS.from_json(text)


def test_a_lone_surrogate_does_not_keep_an_answer_from_being_stored() -> None:
    assert ANSWERS.from_json(ANSWERS.to_json(sample_answer("a\ud800b"))).question == "a?b"


def test_a_filter_comes_back_as_it_was_written() -> None:
    restricted = SearchFilter(document_ids=frozenset({"a", "b"}), period=sample_answer().understood.period)
    assert FILTERS.from_json(FILTERS.to_json(restricted)) == restricted
