"""Every deviation is found by its rule, and a correct document has none."""

from __future__ import annotations

import pytest

from assistant.export import export_docx
from assistant.export.house_profile import HouseProfile
from assistant.export.profiles import PROFILES
from assistant.export.review_marks import Copy
from assistant.format_check.findings import FormatFinding, rule_table, rule_words
from assistant.format_check.format_checker import check_docx
from tests.unit.assistant.export.deviations import DEVIATIONS, Change, changed
from tests.unit.assistant.export.draft_samples import SAMPLES


@pytest.mark.parametrize("copy", ["review", "clean"])
@pytest.mark.parametrize("sample", SAMPLES)
def test_an_own_export_has_no_finding(sample: str, copy: Copy) -> None:
    draft = SAMPLES[sample]
    assert check_docx(export_docx(draft, copy=copy), PROFILES[draft.profile]) == ()


@pytest.mark.parametrize(
    ("sample", "rule", "change"),
    [(sample, rule, change) for sample, _, rule, change in DEVIATIONS],
    ids=[f"{sample}: {name}" for sample, name, _, _ in DEVIATIONS],
)
def test_a_deviation_is_found_by_its_rule(sample: str, rule: str, change: Change) -> None:
    findings = check_docx(changed(sample, change), PROFILES[SAMPLES[sample].profile])
    assert rule in {one.rule for one in findings}


def test_every_rule_that_has_words_of_its_own_has_a_failing_sample() -> None:
    assert set(rule_table()["rule"]) - {rule for _, _, rule, _ in DEVIATIONS} == set()


def test_every_rule_has_words_in_every_language() -> None:
    for _, _, rule, _ in DEVIATIONS:
        words = {rule_words(rule, language) for language in ("vi", "zh", "en")}
        assert len(words) == 3 or rule.startswith("motto")
    elements = rule_table()["element"]
    for profile in PROFILES.values():
        assert set(profile.roles) - set(elements) == set()


def test_paragraphs_that_deviate_alike_are_one_finding() -> None:
    house = HouseProfile(body={"size_pt": 13})
    findings = check_docx(export_docx(SAMPLES["vi_plan"], copy="clean"), PROFILES["nd30"], house)
    assert findings == (
        FormatFinding("body.size", "error", "¶11 “Thực hiện chỉ đạo của Sở, Viện…” +2", "14 pt", "13 pt"),
    )
