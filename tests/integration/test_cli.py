"""The command line as programs use it: JSON lines, exit codes, batch files; with the real model."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app
from tests.models import embedding_model, models_folder

REPORT = """BÁO CÁO
Kết quả công tác 6 tháng đầu năm 2024 của Trung tâm Y tế huyện Lũng Sương

Trong 6 tháng đầu năm 2024, Trung tâm đã khám bệnh cho 12.345 lượt người, đạt 52% kế hoạch năm.

Ngày 12/7/2024, tại hội trường tầng 3, Trung tâm tổ chức hội nghị sơ kết công tác.
"""

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    embedding_model()
    monkeypatch.setenv("BAOCAO_MODEL__NAME", "none")  # a language model beside it is not what is tested here
    data = tmp_path / "library"
    data.mkdir()
    (data / "models").symlink_to(models_folder(), target_is_directory=True)

    def invoke(*arguments: object) -> Result:
        return CliRunner().invoke(app, [*map(str, arguments), "--data-dir", str(data)])

    return invoke


def rows(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code in (0, 3), result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.model
def test_from_files_to_a_cited_answer(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "bao-cao.txt").write_text(REPORT, encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")

    ingested = run("ingest", folder)
    assert ingested.exit_code == 3
    by_name = {Path(row["source"]).name: row for row in rows(ingested)}
    assert {name: row["outcome"] for name, row in by_name.items()} == {"bao-cao.txt": "added", "empty.txt": "refused"}
    assert by_name["empty.txt"]["code"] == "empty"
    assert "empty.txt" in by_name["empty.txt"]["reason"]
    added = by_name["bao-cao.txt"]
    assert (added["language"], added["period"], added["complete"]) == ("vi", "2024-01-01/2024-06-30", True)
    assert [row["outcome"] for row in rows(run("ingest", folder / "bao-cao.txt", "--check-content"))] == ["unchanged"]

    shown = rows(run("show", added["document_id"][:10]))[0]
    found = rows(run("search", "kham benh bao nhieu luot", "--k", "3"))[0]
    best = found["passages"][0]
    assert best["document_id"] == added["document_id"]
    assert shown["text"][best["char_start"] : best["char_end"]] == best["text"]
    assert set(found["elapsed_ms"]) == {"embed", "dense", "lexical", "fuse", "total"}

    answer = rows(run("ask", "6 tháng đầu năm 2024 Trung tâm khám bệnh cho bao nhiêu lượt người?"))[0]
    assert answer["abstained"] is False
    assert answer["mode"] == "extractive"
    citation = answer["citations"][0]
    assert shown["text"][citation["char_start"] : citation["char_end"]] == citation["quote"]
    assert REPORT[citation["raw_start"] : citation["raw_end"]] == citation["quote"]
    assert "12.345" in citation["quote"]
    assert f"[{citation['key']}]" in answer["answer"]
    assert {"value": 12345, "op": "=", "status": "supported"}.items() <= answer["figures"][0].items()

    refused = rows(run("ask", "Ai là chủ tịch hội đồng quản trị của công ty xây dựng?"))[0]
    assert refused["abstained"] is True
    assert refused["citations"] == []

    assert rows(run("remove", added["document_id"])) == [{"document_id": added["document_id"], "outcome": "removed"}]
    assert rows(run("search", "khám bệnh"))[0]["passages"] == []
    assert [row["state"] for row in rows(run("list"))] == ["refused"]


@pytest.mark.model
def test_batches_answer_every_line_and_keep_its_id(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bao-cao.txt").write_text(REPORT, encoding="utf-8")
    run("ingest", tmp_path / "bao-cao.txt")
    questions = tmp_path / "questions.jsonl"
    lines = [{"id": "a", "question": "Hội nghị được tổ chức ngày nào?"}, {"id": 7, "question": "???"}]
    questions.write_text("\n".join(json.dumps(line) for line in lines) + "\n", encoding="utf-8")
    out = tmp_path / "answers.jsonl"
    assert run("ask", "--batch", questions, "--out", out).exit_code == 0
    answers = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [answer["id"] for answer in answers] == ["a", 7]
    assert "12/7/2024" in answers[0]["answer"]
    assert answers[1]["error"]["code"] == "empty_question"

    queries = tmp_path / "queries.jsonl"
    queries.write_text('{"id": 1, "query": "hội nghị"}\n{"id": 2, "query": " "}\n', encoding="utf-8")
    assert run("search", "--batch", queries, "--out", out).exit_code == 0
    found = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in found] == [1, 2]
    assert found[1]["error"]["code"] == "empty_question"


@pytest.mark.model
def test_a_wrong_batch_line_is_named_and_nothing_is_answered(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": 1, "query": "a"}\n{"id": 2}\n', encoding="utf-8")
    result = run("search", "--batch", tmp_path / "in.jsonl", "--out", tmp_path / "out.jsonl")
    assert result.exit_code == 1
    assert result.stderr.startswith("input_file_invalid: ")
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.model
def test_status_models_and_settings_say_what_is_there(run: Run) -> None:
    status = rows(run("status"))[0]
    assert (status["indexed"], status["state"], status["code"]) == (0, "trouble", "library_empty")
    kinds = {row["name"]: row["kind"] for row in rows(run("models", "list")) if row["installed"]}
    assert kinds["multilingual-e5-small"] == "search"
    assert Path(run("models", "path").stdout.strip()).name == "multilingual-e5-small"
    settings = {row["setting"]: row for row in rows(run("settings", "show"))}
    assert settings["data_dir"]["origin"] == "option"


def test_without_the_model_a_command_says_how_to_fetch_it(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["search", "x", "--data-dir", str(tmp_path / "nothing")])
    assert result.exit_code == 1
    assert result.stderr.startswith("model_unavailable: ")
    assert "baocao models pull" in result.stderr


@pytest.mark.parametrize("arguments", [["search"], ["ask", "x", "--language", "fr"], ["no"]])
def test_wrong_usage_exits_with_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, arguments).exit_code == 2


def test_help_names_every_command() -> None:
    text = CliRunner().invoke(app, ["--help"]).output
    for name in (
        "ingest",
        "search",
        "ask",
        "serve",
        "status",
        "list",
        "show",
        "remove",
        "reindex",
        "models",
        "settings",
    ):
        assert name in text
