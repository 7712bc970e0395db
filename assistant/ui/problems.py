"""Errors as a reader meets them: known ones by their code, unknown ones by an incident number that is in the log."""

from __future__ import annotations

import logging
import secrets

from assistant.errors import AssistantError
from assistant.messages import message
from assistant.ui.texts import Texts
from assistant.ui.visit import Problem
from assistant.ui.wording import file_name
from assistant.views import ModelState, Readiness, ReportSummary
from ingest.errors import IngestError
from ingest.jobs.records import JobItem, WorkState
from vectorstore.errors import StoreError

_log = logging.getLogger(__name__)


def problem_of(error: BaseException) -> Problem:
    """Describe an error for the page. An unknown one is logged whole under a fresh incident number."""
    if isinstance(error, AssistantError | IngestError | StoreError):
        return Problem(error.code, tuple((name, str(value)) for name, value in error.facts.items()))
    incident = secrets.token_hex(4)
    _log.error("incident %s while serving the page", incident, exc_info=error)
    return Problem("internal_error", (("incident", incident),))


def problem_words(problem: Problem, texts: Texts) -> tuple[str, ...]:
    """What happened, what it means, what to do next; parts that say nothing are left out."""
    worded = message(problem.code, texts.language, **dict(problem.facts))
    return tuple(sentence for sentence in (worded.happened, worded.meaning, worded.remedy) if sentence)


def refusal_words(report: ReportSummary, texts: Texts) -> str:
    """Why a file was not accepted and what to do, in one stretch of words; empty for a file that was."""
    if report.code is None:
        return ""
    sentences = problem_words(Problem(report.code, (("file", file_name(report.source)), *report.facts)), texts)
    return ("" if texts.language == "zh" else " ").join(sentences)


def readiness_words(readiness: Readiness, texts: Texts) -> str | None:
    """Why the library is busy or in trouble; ``None`` when it is ready."""
    if readiness.code is None:
        return None
    sentences = problem_words(Problem(readiness.code, readiness.facts), texts)
    return ("" if texts.language == "zh" else " ").join(sentences)


def model_words(model: ModelState, texts: Texts) -> str | None:
    """Why no language model writes answers; ``None`` where the state says it all."""
    if model.code is None:
        return None
    sentences = problem_words(Problem(model.code, model.facts), texts)
    return ("" if texts.language == "zh" else " ").join(sentences)


def item_words(item: JobItem, texts: Texts) -> str:
    """Why a file was refused or failed and what to do; empty for one that was not."""
    if item.code is None:
        return ""
    facts = {"file": file_name(item.subject)} | {name: str(value) for name, value in item.facts.items()}
    sentences = problem_words(Problem(item.code, tuple(facts.items())), texts)
    return ("" if texts.language == "zh" else " ").join(sentences)


def work_words(state: WorkState, texts: Texts) -> str:
    """What has stopped the work; empty while it goes on."""
    if state.trouble is None:
        return ""
    facts = tuple((name, str(value)) for name, value in state.facts.items())
    sentences = problem_words(Problem(state.trouble, facts), texts)
    return ("" if texts.language == "zh" else " ").join(sentences)
