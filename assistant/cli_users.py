"""The commands about people: ``baocao users …``, ``baocao collections …`` and ``baocao audit``.

They work while the server runs: people stand in a file of their own that several programs may have open.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli_terminal import AsJson, DataDir, emit, fields_text, known_errors, read_settings

if TYPE_CHECKING:
    from assistant.people.people import People
    from assistant.people.values import Account, AuditEntry

users_app = typer.Typer(no_args_is_help=True, help="Who may log in, and as what.")
collections_app = typer.Typer(no_args_is_help=True, help="Who may read, write and manage which collection.")


class RoleName(StrEnum):
    """The roles, as an option takes them."""

    READER = "reader"
    WRITER = "writer"
    ADMINISTRATOR = "administrator"


class LevelName(StrEnum):
    """What can be granted, as an argument takes it."""

    READ = "read"
    WRITE = "write"
    MANAGE = "manage"


class FormName(StrEnum):
    """The forms of an exported audit log."""

    CSV = "csv"
    JSONL = "jsonl"


Name = Annotated[str, typer.Argument(help="Name of the account.")]
Subject = Annotated[str, typer.Argument(help="Name of an account, or “everyone”.")]
CollectionName = Annotated[str, typer.Argument(help="Name of the collection.")]
PasswordStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]


@users_app.command("add")
def users_add(
    name: Name,
    role: Annotated[RoleName, typer.Option(help="What the person may do.")] = RoleName.READER,
    no_password: Annotated[
        bool, typer.Option("--no-password", help="Let in by the reverse proxy only (server.trusted_header).")
    ] = False,
    password_stdin: PasswordStdin = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Add an account; the password is asked for, and never taken as an argument."""
    with open_people(data_dir) as people:
        password = None if no_password else ask_password(password_stdin)
        emit(_account_row(people.add_user(name, role.value, password)), as_json, _account_line)


@users_app.command("list")
def users_list(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List the accounts."""
    with open_people(data_dir) as people:
        for account in people.users():
            emit(_account_row(account), as_json, _account_line)


@users_app.command("set-role")
def users_set_role(
    name: Name,
    role: Annotated[RoleName, typer.Argument(help="The new role.")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Give an account another role; it counts from the next request on."""
    with open_people(data_dir) as people:
        emit(_account_row(people.set_role(name, role.value)), as_json, _account_line)


@users_app.command("disable")
def users_disable(name: Name, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Keep an account out from now on, also where it is logged in."""
    with open_people(data_dir) as people:
        emit(_account_row(people.disable(name)), as_json, _account_line)


@users_app.command("enable")
def users_enable(name: Name, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Let an account in again that was disabled, or locked after failed log-ins."""
    with open_people(data_dir) as people:
        emit(_account_row(people.enable(name)), as_json, _account_line)


@users_app.command("reset-password")
def users_reset_password(
    name: Name, password_stdin: PasswordStdin = False, data_dir: DataDir = None, as_json: AsJson = False
) -> None:
    """Give an account a new password, which logs it out everywhere and lifts a lock."""
    with open_people(data_dir) as people:
        people.user(name)
        emit(_account_row(people.reset_password(name, ask_password(password_stdin))), as_json, _account_line)


@users_app.command("rights")
def users_rights(
    name: Annotated[str | None, typer.Argument(help="Name of an account.", show_default="all")] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """List what was granted on collections."""
    with open_people(data_dir) as people:
        if name is not None:
            people.user(name)
        for right in people.rights(name):
            row = {"collection": right.collection, "who": _shown_subject(right.subject), "level": right.level}
            emit(row, as_json, lambda shown: f"{shown['collection']}  {shown['who']}  {shown['level']}")


@collections_app.command("list")
def collections_list(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List the collections that hold reports or were given rights, with who may do what."""
    with open_people(data_dir) as people:
        for one in people.collections(kept_collections(read_settings(data_dir).data_dir)):
            rights = {_shown_subject(right.subject): right.level for right in one.rights}
            row = {"collection": one.name, "confidential": one.confidential, "rights": rights}
            emit(row, as_json, _collection_line)


@collections_app.command("set-confidential")
def collections_set_confidential(
    collection: CollectionName,
    off: Annotated[bool, typer.Option("--off", help="Take the mark away.")] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Mark a collection as confidential: shown on its sources, answers and drafts; never open to everyone."""
    with open_people(data_dir) as people:
        people.set_confidential(collection, not off)
        emit({"collection": collection, "confidential": not off}, as_json, fields_text)


@collections_app.command("grant")
def collections_grant(
    collection: CollectionName,
    name: Subject,
    level: Annotated[LevelName, typer.Argument(help="read, write (also add), or manage (also remove).")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Let an account, or everyone, read, write or manage a collection."""
    with open_people(data_dir) as people:
        people.grant(collection, _subject(name), level.value)
        emit({"collection": collection, "who": name, "level": level.value}, as_json, fields_text)


@collections_app.command("revoke")
def collections_revoke(
    collection: CollectionName, name: Subject, data_dir: DataDir = None, as_json: AsJson = False
) -> None:
    """Take a right on a collection away."""
    with open_people(data_dir) as people:
        revoked = people.revoke(collection, _subject(name))
        emit({"collection": collection, "who": name, "revoked": revoked}, as_json, fields_text)


def audit(
    who: Annotated[str, typer.Option(help="Only what this account did.")] = "",
    action: Annotated[list[str] | None, typer.Option(help="Only such entries (repeatable), such as logged_in.")] = None,
    document: Annotated[str, typer.Option("--object", help="Only what was done to this document or account.")] = "",
    collection: Annotated[str, typer.Option(help="Only what was done in this collection.")] = "",
    since: Annotated[datetime | None, typer.Option(help="From this day or moment on.")] = None,
    until: Annotated[datetime | None, typer.Option(help="Up to this moment.")] = None,
    words: Annotated[str, typer.Option(help="Only entries that hold this text.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="Most entries that are listed.")] = 200,
    export: Annotated[FormName | None, typer.Option(help="Write all of them, oldest first, as a file.")] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """List or export the audit log: who did what to which document, and who asked."""
    from assistant.people.values import AUDIT_ACTIONS, AuditFilter

    unknown = sorted(set(action or ()) - set(AUDIT_ACTIONS))
    if unknown:
        raise typer.BadParameter(f"one of {', '.join(AUDIT_ACTIONS)}", param_hint="--action")
    wanted = AuditFilter(
        who=who,
        actions=frozenset(known for known in AUDIT_ACTIONS if known in (action or ())),
        object=document,
        collection=collection,
        since=None if since is None else since.astimezone(),
        until=None if until is None else until.astimezone(),
        words=words,
    )
    with open_people(data_dir) as people:
        if export is not None:
            for line in people.export_audit(wanted, export.value):
                sys.stdout.write(line)
            return
        for entry in people.audit(wanted, limit=limit):
            emit(_audit_row(entry), as_json, _audit_line)


@contextmanager
def open_people(data_dir: Path | None) -> Iterator[People]:
    """Open the file of people for one command; a known error becomes its message and exit code 1."""
    from assistant.people.people import People

    with known_errors():
        people = People.in_folder(read_settings(data_dir))
        try:
            yield people
        finally:
            people.close()


def ask_password(from_stdin: bool) -> str:
    """Ask for a password twice without showing it, or read its line from standard input."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise typer.BadParameter("there is no terminal to ask on; use --password-stdin", param_hint="password")
    password: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return password


def kept_collections(data_dir: Path) -> list[str]:
    """The collections of the catalogue, read beside a server that may have the library open; none where none is."""
    from ingest.catalogue import Catalogue

    file = data_dir.absolute() / "catalogue.sqlite3"
    if not file.exists():
        return []
    catalogue = Catalogue.open(f"sqlite:///{file}")
    try:
        names = {source.collection for source in catalogue.sources().values()}
        return sorted(names | {refusal.collection for refusal in catalogue.refusals()})
    finally:
        catalogue.close()


def _subject(name: str) -> str:
    from assistant.people.values import EVERYONE

    return EVERYONE if name == "everyone" else name


def _shown_subject(subject: str) -> str:
    from assistant.people.values import EVERYONE

    return "everyone" if subject == EVERYONE else subject


def _account_row(account: Account) -> dict[str, Any]:
    return {
        "name": account.name,
        "role": account.role,
        "disabled": account.disabled,
        "has_password": account.has_password,
        "created_at": account.created_at.isoformat(timespec="seconds"),
        "last_seen_at": None if account.last_seen_at is None else account.last_seen_at.isoformat(timespec="seconds"),
        "locked_until": None if account.locked_until is None else account.locked_until.isoformat(timespec="seconds"),
    }


def _account_line(row: dict[str, Any]) -> str:
    marks = [name for name, shown in (("disabled", row["disabled"]), ("locked", row["locked_until"])) if shown]
    return f"{row['name']:24}  {row['role']:13}  {' '.join(marks)}".rstrip()


def _collection_line(row: dict[str, Any]) -> str:
    rights = ", ".join(f"{who}: {level}" for who, level in row["rights"].items()) or "administrators only"
    return f"{row['collection']}{'  CONFIDENTIAL' if row['confidential'] else ''}  ({rights})"


def _audit_row(entry: AuditEntry) -> dict[str, Any]:
    row = {name: getattr(entry, name) for name in ("number", "who", "action", "object", "collection", "outcome")}
    return row | {"at": entry.at.isoformat(timespec="seconds"), "address": entry.address, "detail": entry.detail}


def _audit_line(row: dict[str, Any]) -> str:
    about = " ".join(str(row[name]) for name in ("object", "collection", "detail") if row[name])
    outcome = "" if row["outcome"] == "done" else f"  [{row['outcome']}]"
    return f"{row['at']}  {row['who'] or '?':16}  {row['action']:18}  {about}{outcome}"
