"""Prompt files: every one is rendered and held against a golden file, so that a changed prompt announces itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from prompts.catalog import default_catalog, load_catalog
from prompts.errors import PromptsInvalid, PromptUnknown
from prompts.template import PromptTemplate, parse_template

GOLDEN = Path(__file__).parent / "golden"
VALUES = {
    "evidence": "[1] Năm 2023 khám 1.284 lượt.\n[2] 2023年检查1284人次。",
    "question": "Giá $5 {question} ${question}?",
    "title": "Báo cáo sơ kết",
    "history": "Hỏi: A?\nĐáp: B.",
    "points": "- Khám 1.284 lượt.\n- 检查1284人次。",
    "text": "Khám 1.284 lượt. 检查1284人次。",
    "instruction": "Ngắn gọn hơn, $5",
    "findings": "thiếu số liệu “1.284”",
}
FILE = (
    "---\nid: answer\nversion: 2\npurpose: p\nvariables: question\noutput: o\n---\n"
    "[system]\nS $$5\n[user]\nQ: $question\n"
)


def rendered(template: PromptTemplate) -> str:
    messages = template.render({name: VALUES[name] for name in template.variables})
    return "".join(f"[{role}]\n{text}\n" for role, text in messages)


@pytest.mark.parametrize("key", default_catalog().listed(), ids="/".join)
def test_every_prompt_renders_as_its_golden_file(key: tuple[str, str, str]) -> None:
    golden = GOLDEN / ("_".join(key) + ".txt")
    assert rendered(default_catalog().get(*key)) == golden.read_text(encoding="utf-8")


def test_no_golden_file_is_left_of_a_prompt_that_is_gone() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {"_".join(key) for key in default_catalog().listed()}


def test_the_system_part_of_a_prompt_holds_nothing_of_the_question() -> None:
    for key in default_catalog().listed():
        for role, text in default_catalog().get(*key).messages:
            assert role != "system" or "$" not in text.replace("$$", ""), key


def test_a_file_is_read_with_its_declaration_and_messages() -> None:
    template = parse_template(FILE)
    assert (template.identifier, template.version, template.variables) == ("answer", 2, frozenset({"question"}))
    assert template.render({"question": "$x ${question}"}) == (("system", "S $5"), ("user", "Q: $x ${question}"))
    assert template.label == f"answer@2 {template.digest[:12]}"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (FILE.replace("---\nid", "id"), "no front matter"),
        (FILE.replace("purpose: p\n", ""), "front matter has id, version, variables, output"),
        (FILE.replace("variables: question", "variables: question, history"), "declares"),
        (FILE.replace("$question", "$other"), "uses ['other']"),
        (FILE.replace("$$5", "$ 5"), "a lone"),
        (FILE.replace("[system]", "stray\n[system]"), "text before"),
        (FILE.replace("version: 2", "version: two"), "invalid literal"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(text: str, problem: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_template(text)
    assert problem in str(caught.value)


def test_rendering_names_every_missing_and_unknown_variable() -> None:
    with pytest.raises(ValueError, match=r"\['other', 'question'\]"):
        parse_template(FILE).render({"other": "x"})


def test_all_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    for language, text in (("vi", FILE), ("zh", FILE.replace("id: answer", "id: other")), ("en", "nothing")):
        folder = tmp_path / language / "answer"
        folder.mkdir(parents=True)
        (folder / "default.md").write_text(text, encoding="utf-8")
    with pytest.raises(PromptsInvalid) as caught:
        load_catalog(tmp_path)
    assert caught.value.problems == (
        "zh/answer/default: its id is other",
        "en/answer/default: no front matter",
        "en/answer/default: missing",
    )


def test_no_language_stands_in_for_another() -> None:
    with pytest.raises(PromptUnknown):
        default_catalog().get("fr", "answer")
