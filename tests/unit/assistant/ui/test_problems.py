from __future__ import annotations

import logging
import re

import pytest

from assistant.errors import QuestionTooLong
from assistant.ui.problems import problem_of, problem_words
from assistant.ui.texts import LANGUAGES, load_texts
from assistant.ui.visit import Problem
from ingest.errors import UnknownDocument
from vectorstore.errors import IndexLocked


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (QuestionTooLong(limit=10, found=20), Problem("question_too_long", (("limit", "10"), ("found", "20")))),
        (UnknownDocument(document_id="x"), Problem("unknown_document", (("document_id", "x"),))),
        (IndexLocked(holder="7", path="p"), Problem("index_locked", (("holder", "7"), ("path", "p")))),
    ],
)
def test_a_known_error_keeps_its_code_and_facts(error: Exception, expected: Problem) -> None:
    assert problem_of(error) == expected


def test_a_bug_is_logged_whole_under_the_number_that_the_reader_gets(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        problem = problem_of(ZeroDivisionError("secret detail"))
    incident = dict(problem.facts)["incident"]
    assert re.fullmatch("[0-9a-f]{8}", incident)
    assert incident in caplog.text
    assert "secret detail" in caplog.text
    for language in LANGUAGES:
        words = " ".join(problem_words(problem, load_texts(language)))
        assert incident in words
        assert "secret" not in words
