"""The commands about people, each as a person types it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app
from tests.people_samples import CHEAP, PASSWORD


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.people.passwords.PasswordHasher", lambda: CHEAP)


def run(folder: Path, *arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(app, [*arguments, "--data-dir", str(folder)], input=given)


def rows(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def add(folder: Path, name: str, role: str) -> dict[str, Any]:
    (row,) = rows(run(folder, "users", "add", name, "--role", role, "--password-stdin", given=PASSWORD + "\n"))
    return row


def test_accounts_are_added_listed_changed_and_kept_out(tmp_path: Path) -> None:
    assert add(tmp_path, "An", "administrator")["name"] == "an"
    assert add(tmp_path, "binh", "reader")["role"] == "reader"
    assert rows(run(tmp_path, "users", "set-role", "binh", "writer"))[0]["role"] == "writer"
    assert rows(run(tmp_path, "users", "disable", "binh"))[0]["disabled"] is True
    assert rows(run(tmp_path, "users", "enable", "binh"))[0]["disabled"] is False
    reset = run(tmp_path, "users", "reset-password", "binh", "--password-stdin", given="một mật khẩu khác hẳn\n")
    assert rows(reset)[0]["has_password"] is True
    assert rows(run(tmp_path, "users", "add", "chi", "--no-password"))[0]["has_password"] is False
    assert [(row["name"], row["role"]) for row in rows(run(tmp_path, "users", "list"))] == [
        ("an", "administrator"),
        ("binh", "writer"),
        ("chi", "reader"),
    ]


def test_a_password_is_never_an_argument_and_is_not_asked_for_without_a_terminal(tmp_path: Path) -> None:
    assert run(tmp_path, "users", "add", "an", "--password", PASSWORD).exit_code == 2
    assert run(tmp_path, "users", "add", "an", given=PASSWORD).exit_code == 2
    weak = run(tmp_path, "users", "add", "an", "--password-stdin", given="short\n")
    assert (weak.exit_code, weak.stderr.split(":")[0]) == (1, "password_too_short")
    assert rows(run(tmp_path, "users", "list")) == []


def test_errors_have_their_code_and_exit_code(tmp_path: Path) -> None:
    add(tmp_path, "an", "administrator")
    for arguments, code in (
        (("users", "disable", "an"), "last_administrator"),
        (("users", "disable", "ai"), "unknown_account"),
        (("users", "rights", "ai"), "unknown_account"),
        (("collections", "grant", "x", "ai", "read"), "unknown_account"),
    ):
        result = run(tmp_path, *arguments)
        assert (result.exit_code, result.stderr.split(":")[0]) == (1, code)
    assert run(tmp_path, "users", "set-role", "an", "king").exit_code == 2
    assert run(tmp_path, "audit", "--action", "dance").exit_code == 2


def test_rights_are_granted_listed_and_revoked(tmp_path: Path) -> None:
    add(tmp_path, "an", "writer")
    run(tmp_path, "collections", "grant", "nội bộ", "an", "write")
    run(tmp_path, "collections", "grant", "chung", "everyone", "read")
    run(tmp_path, "collections", "set-confidential", "nội bộ")
    listed = {
        row["collection"]: (row["confidential"], row["rights"]) for row in rows(run(tmp_path, "collections", "list"))
    }
    assert listed == {
        "chung": (False, {"everyone": "read"}),
        "default": (False, {"everyone": "read"}),
        "nội bộ": (True, {"an": "write"}),
    }
    assert rows(run(tmp_path, "users", "rights", "an")) == [{"collection": "nội bộ", "who": "an", "level": "write"}]
    assert rows(run(tmp_path, "collections", "revoke", "nội bộ", "an"))[0]["revoked"] is True
    refused = run(tmp_path, "collections", "grant", "nội bộ", "everyone", "read")
    assert (refused.exit_code, refused.stderr.split(":")[0]) == (1, "confidential_not_for_everyone")
    rows(run(tmp_path, "collections", "set-confidential", "nội bộ", "--off"))


def test_the_audit_log_is_filtered_and_exported(tmp_path: Path) -> None:
    add(tmp_path, "an", "administrator")
    run(tmp_path, "collections", "grant", "chung", "an", "read")
    (granted,) = rows(run(tmp_path, "audit", "--action", "right_granted", "--since", "2020-01-01", "--words", "an"))
    assert (granted["who"], granted["object"], granted["detail"]) == ("command line", "an", "read")
    table = run(tmp_path, "audit", "--export", "csv", "--object", "an").stdout
    assert [line.split(",")[3] for line in table.splitlines()] == ["action", "account_added", "right_granted"]
    lines = run(tmp_path, "audit", "--export", "jsonl").stdout.splitlines()
    assert [json.loads(line)["action"] for line in lines][-2:] == ["exported", "exported"]
