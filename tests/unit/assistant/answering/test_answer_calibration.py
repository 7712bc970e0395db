"""Fitting with documents left out, the choice of a threshold, and a calibration kept with a library."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from assistant.answering.abstention import Calibration, default_calibration
from assistant.answering.answer_calibration import (
    Gathered,
    Judged,
    Verdict,
    answers,
    area_under_curve,
    best_thresholds,
    calibration_for,
    fit,
    keep_calibration,
    measured,
    verdicts_without_own_document,
)
from assistant.answering.question_analysis import analyse_question
from assistant.evaluation import KnownQuestion
from tests.unit.assistant.answer_fixtures import evidence_for, invented_library

KNOWN = [
    ("Năm 2023 đã sửa chữa bao nhiêu cây cầu?", "bridge", "27 cây cầu"),
    ("Tổng kinh phí sửa chữa cầu đường là bao nhiêu?", "bridge", "12,5 tỷ đồng"),
    ("Ban Quản lý đã sửa chữa bao nhiêu trường học?", "bridge", ""),
    ("2023年全县新建供水站多少座？", "water", "新建供水站12座"),
    ("县供水技术专家库有多少专家？", "water", "专家45人"),
    ("全县供水工程投入了多少资金？", "water", ""),
    ("How many books did the reading rooms lend in 2023?", "reading", "48,200 books"),
    ("Who founded the reading rooms?", "reading", ""),
]


def gathered(question: str, document: str, evidence: str) -> Gathered:
    library = invented_library()
    analysis = analyse_question(question)
    candidates = evidence_for(analysis, library)
    parts = (evidence,) if evidence else ()
    known = KnownQuestion(question, analysis.language, question, document, parts)
    right = tuple(answers(one, parts) for one in candidates)
    return Gathered(known, analysis, library.search(question).passages, candidates, right)


@pytest.fixture(scope="module")
def rows() -> list[Gathered]:
    return [gathered(*one) for one in KNOWN]


def test_every_question_is_judged_once_by_a_fit_without_its_document(rows: list[Gathered]) -> None:
    verdicts = verdicts_without_own_document(rows)
    assert sorted(one.judged.gathered.known.identifier for one in verdicts) == sorted(one for one, _, _ in KNOWN)
    assert all(0.0 <= one.support <= 1.0 for one in verdicts)


def test_a_fit_writes_what_it_measured_for_each_set(rows: list[Gathered]) -> None:
    calibration = fit({"one": rows[:4], "two": rows[4:]})
    assert calibration.measured["one.questions"] == 4.0
    assert {"one.auc", "two.answerable_refused", "two.unanswerable_refused"} <= set(calibration.measured)
    assert Calibration.from_json(calibration.to_json()) == calibration


def verdicts(rows: list[Gathered], supports: list[float]) -> list[Verdict]:
    return [Verdict(Judged(row, "same", {}, False, True), support) for row, support in zip(rows, supports, strict=True)]


def test_the_threshold_parts_questions_with_an_answer_from_those_without(rows: list[Gathered]) -> None:
    supports = [0.8 if row.known.answerable else 0.4 for row in rows]
    threshold = best_thresholds(verdicts(rows, supports))
    assert 0.4 < threshold["same"] <= 0.8
    assert area_under_curve(verdicts(rows, supports)) == 1.0
    rates = measured(verdicts(rows, supports), threshold)
    assert (rates["answerable_refused"], rates["unanswerable_refused"]) == (0.0, 1.0)


def test_supports_that_tell_nothing_have_an_even_curve(rows: list[Gathered]) -> None:
    assert area_under_curve(verdicts(rows, [0.5] * len(rows))) == 0.5


def test_a_candidate_answers_if_it_holds_the_evidence_or_lies_within_it() -> None:
    candidates = evidence_for(analyse_question(KNOWN[0][0]), invented_library())
    right = next(one for one in candidates if "27 cây cầu" in one.text)
    assert answers(right, ("27 cây cầu",))
    assert answers(right, (f"Trước đó. {right.text} Sau đó.",))
    assert not answers(right, ("29 cây cầu",))


@dataclass
class _Identity:
    digest: str


@dataclass
class _Settings:
    """Stands for a library: a digest and stored settings."""

    identity: _Identity
    kept: dict[str, str] = field(default_factory=dict)

    def setting(self, name: str) -> str | None:
        return self.kept.get(name)

    def put_setting(self, name: str, value: str) -> None:
        self.kept[name] = value


def test_a_kept_calibration_is_used_until_the_index_changes() -> None:
    own = replace(default_calibration(), threshold={"same": 0.11, "cross": 0.12})
    library = _Settings(_Identity("first"))
    assert calibration_for(library) == default_calibration()
    keep_calibration(library, own)
    assert calibration_for(library) == own
    library.identity = _Identity("second")
    assert calibration_for(library) == default_calibration()
