"""The commands that work on the library: by themselves, and through another process that holds it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app
from tests.corpus.containers import archive, mail_of
from tests.models import embedding_model, models_folder
from tests.work_samples import open_desk, report, write_reports

pytestmark = pytest.mark.model

Run = Callable[..., Result]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    embedding_model()
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "models").symlink_to(models_folder(), target_is_directory=True)
    return folder


@pytest.fixture
def run(data: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("BAOCAO_MODEL__NAME", "none")

    def invoke(*arguments: object) -> Result:
        return CliRunner().invoke(app, [*map(str, arguments), "--data-dir", str(data)])

    return invoke


def rows(result: Result, exit_code: int = 0) -> list[dict[str, Any]]:
    assert result.exit_code == exit_code, f"{result.output}\n{result.exception!r}"
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_ingest_prints_a_line_for_each_file_in_an_archive_or_mail(run: Run, data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "reports.zip").write_bytes(archive({"a.txt": report(1).encode(), "empty.txt": b""}))
    (folder / "letter.eml").write_bytes(mail_of("The report is attached.", {"b.txt": report(2).encode()}))
    lines = rows(run("ingest", folder, "--json"), exit_code=3)
    assert [(row["source"].removeprefix(f"{folder}/"), row["outcome"], row["code"]) for row in lines] == [
        ("letter.eml/b.txt", "added", None),
        ("letter.eml", "added", None),
        ("reports.zip/a.txt", "added", None),
        ("reports.zip/empty.txt", "refused", "empty"),
    ]
    assert lines[3].keys() - {"warnings"} == lines[0].keys() - {"warnings"}


def test_commands_hand_their_work_to_the_process_that_holds_the_library(run: Run, data: Path, tmp_path: Path) -> None:
    first, _ = write_reports(tmp_path / "in", range(2))
    (tmp_path / "in" / "empty.txt").write_bytes(b"")
    with open_desk(data) as desk:
        desk.work.start()
        lines = rows(run("ingest", tmp_path / "in", "--collection", "shared"), exit_code=3)
        assert [(Path(row["source"]).name, row["outcome"], row["code"]) for row in lines] == [
            ("0.txt", "added", None),
            ("1.txt", "added", None),
            ("empty.txt", "refused", "empty"),
        ]
        assert {"chunks", "language", "title", "issuer", "doc_type", "period", "complete", "seconds"} <= lines[0].keys()
        assert {record.collection for record in desk.library.documents()} == {"shared"}
        assert rows(run("remove", first)) == [{"document_id": lines[0]["document_id"], "outcome": "removed"}]
        assert lines[0]["document_id"] not in {record.document_id for record in desk.library.documents()}
        assert rows(run("bin", "restore", lines[0]["document_id"][:12]))[0]["outcome"] == "restored"
        assert rows(run("reindex"))[0]["documents"] == 2
        assert rows(run("rollback"))[0]["outcome"] == "rebuilt"
        refused = run("remove", "nothing-like-it")
        assert refused.exit_code == 1
        assert refused.stderr.startswith("unknown_document: ")
        assert [row["kind"] for row in rows(run("jobs"))] == ["ingest", "remove", "restore", "rebuild", "roll_back"]
    listed = rows(run("jobs", "items", 1))
    assert [row["state"] for row in listed] == ["done", "done", "refused"]
    assert run("jobs", "cancel", 77).stderr.startswith("unknown_job: ")
    assert rows(run("jobs", "cancel", 1))[0]["state"] == "done"


def test_a_library_of_one_s_own_is_worked_on_by_the_command_itself(run: Run, tmp_path: Path) -> None:
    first, second = write_reports(tmp_path / "in", range(2))
    added = rows(run("ingest", first))
    assert [row["outcome"] for row in added] == ["added"]
    watched = rows(run("sources", "add", tmp_path / "in", "--gone", "ask", "--every", 5))[0]
    assert (watched["gone"], watched["every_minutes"], watched["enabled"]) == ("ask", 5, True)
    for path in (first, second):
        os.utime(path, (time.time() - 3600, time.time() - 3600))
    swept = rows(run("sources", "sweep"))
    assert (swept[0]["new"], swept[0]["changed"]) == (1, 1)
    assert [row["outcome"] for row in swept[1:]] == ["added", "unchanged"]
    second.unlink()
    assert rows(run("sources", "sweep", watched["folder_id"]))[0]["asking"] == 1
    assert rows(run("sources", "list"))[0]["last"]["gone"] == 1
    assert rows(run("remove", first))[0]["outcome"] == "removed"
    assert [row["source"] for row in rows(run("bin", "list"))] == [str(first)]
    assert rows(run("bin", "empty"))[0]["outcome"] == "purged"
    assert rows(run("bin", "list")) == []
    second.write_text(report(9), encoding="utf-8")
    assert rows(run("duplicates")) == []
    assert run("sources", "remove", watched["folder_id"]).exit_code == 0
    assert rows(run("sources", "list")) == []
    assert rows(run("jobs", "retry", 1))[0]["state"] == "done"
    assert run("rollback").stderr.startswith("roll_back_impossible: ")
