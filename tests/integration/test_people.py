"""Accounts, log-in, lock-out, rights and the audit log over a real file."""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from assistant.errors import (
    AccountExists,
    AccountNameInvalid,
    CollectionNameInvalid,
    ConfidentialNotForEveryone,
    LastAdministrator,
    LogInFailed,
    LogInLocked,
    PasswordTooEasy,
    PasswordTooLong,
    PasswordTooShort,
    PeopleDamaged,
    UnknownAccount,
)
from assistant.people.people import People
from assistant.people.values import EVERYONE, Actor, AuditFilter, Right, Visitor
from tests.people_samples import PASSWORD, HandClock, open_people

HERE = "192.0.2.7"


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def people(tmp_path: Path, clock: HandClock) -> Iterator[People]:
    opened = open_people(tmp_path, clock, access__failures=3, access__failures_per_address=8)
    yield opened
    opened.close()


def _fail(people: People, name: str, times: int, address: str = HERE) -> None:
    for _ in range(times):
        with pytest.raises(LogInFailed):
            people.log_in(name, "not the password", address)


# ---- accounts ----


def test_a_fresh_file_holds_no_account_and_no_default(people: People) -> None:
    assert (people.has_accounts(), people.users()) == (False, ())
    assert people.rights() == (Right("default", EVERYONE, "read"),)
    with pytest.raises(LogInFailed):
        people.log_in("admin", "admin", HERE)


def test_names_are_one_whatever_their_case_and_width(people: People) -> None:
    assert people.add_user("  Nguyễn.An ", "writer", PASSWORD).name == "nguyễn.an"
    with pytest.raises(AccountExists):
        people.add_user(unicodedata.normalize("NFD", "NGUYỄN.AN"), "reader", PASSWORD)
    assert people.log_in("Ｎguyễn.an", PASSWORD, HERE)


@pytest.mark.parametrize("name", ["", "a", "local", "LOCAL", "*", "../x", "a b", "-x", "<b>", "command line", "x" * 65])
def test_some_names_cannot_be_accounts(people: People, name: str) -> None:
    with pytest.raises(AccountNameInvalid):
        people.add_user(name, "reader", PASSWORD)
    assert not people.has_accounts()


@pytest.mark.parametrize(
    ("password", "error"),
    [
        ("chín chữ", PasswordTooShort),
        ("x" * 257, PasswordTooLong),
        ("aaaaaaaaaaaa", PasswordTooEasy),
        ("1234567890", PasswordTooEasy),
        ("0987654321", PasswordTooEasy),
        ("Password123!", PasswordTooEasy),
        ("Matkhau2024", PasswordTooEasy),
        ("linh.tran 2024 đẹp", PasswordTooEasy),
    ],
)
def test_a_password_that_can_be_guessed_is_refused(people: People, password: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        people.add_user("linh.tran", "reader", password)


def test_a_password_is_the_same_however_the_keyboard_composes_it(people: People) -> None:
    people.add_user("an", "reader", unicodedata.normalize("NFD", PASSWORD))
    assert people.log_in("an", unicodedata.normalize("NFC", PASSWORD), HERE)


def test_no_password_and_no_token_stands_in_the_file(people: People, tmp_path: Path) -> None:
    people.add_user("an", "administrator", PASSWORD)
    token = people.log_in("an", PASSWORD, HERE)
    people.close()
    content = b"".join(path.read_bytes() for path in tmp_path.glob("people.sqlite3*"))
    assert PASSWORD.encode() not in content
    assert token.encode() not in content
    assert b"$argon2id$" in content


def test_the_last_administrator_stays(people: People) -> None:
    people.add_user("an", "administrator", PASSWORD)
    with pytest.raises(LastAdministrator):
        people.set_role("an", "writer")
    with pytest.raises(LastAdministrator):
        people.disable("an")
    people.add_user("bình", "administrator", PASSWORD)
    people.disable("an")
    assert [(user.name, user.disabled) for user in people.users()] == [("an", True), ("bình", False)]


def test_changing_nobody_is_an_error(people: People) -> None:
    for change in (people.disable, people.enable, partial(people.set_role, role="reader")):
        with pytest.raises(UnknownAccount):
            change("ai")


# ---- logging in ----


def test_a_token_says_who_one_is_until_the_log_out(people: People) -> None:
    people.add_user("an", "writer", PASSWORD)
    token = people.log_in("an", PASSWORD, HERE)
    everyone = frozenset({"default"})
    assert people.visitor_of(token, HERE) == Visitor("an", "writer", everyone, frozenset(), frozenset())
    assert people.visitor_of(token + "x", HERE) is None
    people.log_out(token, HERE)
    assert people.visitor_of(token, HERE) is None


def test_each_log_in_has_a_fresh_token_and_ends_the_one_of_the_same_browser(people: People) -> None:
    people.add_user("an", "writer", PASSWORD)
    first = people.log_in("an", PASSWORD, HERE, replaced="planted-by-somebody")
    second = people.log_in("an", PASSWORD, HERE, replaced=first)
    assert len({first, second, "planted-by-somebody"}) == 3
    assert [people.visitor_of(token, HERE) is not None for token in ("planted-by-somebody", first, second)] == [
        False,
        False,
        True,
    ]


def test_a_log_in_ends_when_it_is_not_used_and_in_any_case_after_its_hours(people: People, clock: HandClock) -> None:
    people.add_user("an", "writer", PASSWORD)
    idle, used = people.log_in("an", PASSWORD, HERE), people.log_in("an", PASSWORD, HERE)
    for _ in range(11):
        clock.advance(hours=1)
        assert people.visitor_of(used, HERE) is not None
    assert people.visitor_of(idle, HERE) is None
    clock.advance(hours=1, minutes=1)
    assert people.visitor_of(used, HERE) is None


def test_disabling_and_a_new_password_end_every_log_in(people: People) -> None:
    people.add_user("chef", "administrator", PASSWORD)
    people.add_user("an", "writer", PASSWORD)
    first = people.log_in("an", PASSWORD, HERE)
    people.reset_password("an", "một mật khẩu khác hẳn")
    assert people.visitor_of(first, HERE) is None
    second = people.log_in("an", "một mật khẩu khác hẳn", HERE)
    people.disable("an")
    assert people.visitor_of(second, HERE) is None
    with pytest.raises(LogInFailed):
        people.log_in("an", "một mật khẩu khác hẳn", HERE)


def test_ones_own_password_is_changed_with_the_old_one_only(people: People) -> None:
    people.add_user("an", "reader", PASSWORD)
    with pytest.raises(LogInFailed):
        people.change_password("an", "not it", "một mật khẩu khác hẳn", HERE)
    with pytest.raises(PasswordTooShort):
        people.change_password("an", PASSWORD, "ngắn", HERE)
    people.change_password("an", PASSWORD, "một mật khẩu khác hẳn", HERE)
    assert people.log_in("an", "một mật khẩu khác hẳn", HERE)


def test_after_some_failures_even_the_right_password_has_to_wait_longer_each_time(
    people: People, clock: HandClock
) -> None:
    people.add_user("an", "reader", PASSWORD)
    waits = []
    _fail(people, "an", 2)
    for _ in range(3):
        _fail(people, "an", 1)
        with pytest.raises(LogInLocked) as locked:
            people.log_in("an", PASSWORD, HERE)
        waits.append(locked.value.facts["seconds"])
        clock.advance(seconds=float(str(waits[-1])) + 1)
    assert waits == [30, 60, 120]
    assert people.log_in("an", PASSWORD, HERE)
    _fail(people, "an", 2)
    assert people.log_in("an", PASSWORD, HERE)


def test_an_unknown_name_is_locked_out_just_as_a_known_one(people: People) -> None:
    people.add_user("an", "reader", PASSWORD)
    outcomes = []
    for name in ("an", "nobody"):
        codes = []
        for _ in range(4):
            with pytest.raises((LogInFailed, LogInLocked)) as error:
                people.log_in(name, "not the password", f"192.0.2.{len(name)}")
            codes.append((error.value.code, error.value.facts))
        outcomes.append(codes)
    assert outcomes[0] == outcomes[1]


def test_an_unknown_name_costs_a_hash_too(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    verified = []
    passwords = people._log_ins._passwords
    original = passwords._hasher

    class Counting:
        def __getattr__(self, name: str) -> object:
            if name == "verify":
                verified.append(name)
            return getattr(original, name)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    people.add_user("an", "reader", PASSWORD)
    people.add_user("chef", "administrator", PASSWORD)
    people.add_user("binh", "reader", PASSWORD)
    people.disable("binh")
    people.add_user("proxied", "reader", None)
    for name in ("an", "nobody", "binh", "proxied"):
        _fail(people, name, 1)
    assert len(verified) == 4


def test_one_address_trying_many_names_has_to_wait_and_others_do_not(people: People) -> None:
    people.add_user("an", "reader", PASSWORD)
    for number in range(8):
        _fail(people, f"guess{number}", 1)
    with pytest.raises(LogInLocked):
        people.log_in("an", PASSWORD, HERE)
    assert people.log_in("an", PASSWORD, "192.0.2.99")


def test_an_address_of_version_six_counts_with_its_neighbours(people: People) -> None:
    for number in range(8):
        _fail(people, f"guess{number}", 1, f"2001:db8:0:7::{number + 1:x}")
    with pytest.raises(LogInLocked):
        people.log_in("an", PASSWORD, "2001:db8:0:7:ffff::1")
    _fail(people, "an", 1, "2001:db8:0:8::1")


def test_many_guesses_at_once_are_no_way_around_the_lock(people: People) -> None:
    people.add_user("an", "reader", PASSWORD)

    def guess(number: int) -> str:
        try:
            return people.log_in("an", f"guess number {number}", HERE)
        except (LogInFailed, LogInLocked) as error:
            return error.code

    with ThreadPoolExecutor(6) as pool:
        codes = list(pool.map(guess, range(6)))
    assert codes.count("log_in_failed") == 3
    assert codes.count("log_in_locked") == 3


def test_enabling_lifts_a_lock(people: People) -> None:
    people.add_user("an", "reader", PASSWORD)
    _fail(people, "an", 3)
    assert people.user("an").locked_until is not None
    people.enable("an")
    assert people.user("an").locked_until is None
    assert people.log_in("an", PASSWORD, HERE)


def test_whom_the_proxy_names_is_let_in_or_added_as_the_settings_say(tmp_path: Path) -> None:
    strict = open_people(tmp_path / "strict")
    strict.add_user("an", "writer", None)
    assert strict.vouched_visitor("AN", HERE) == strict.visitor("an")
    assert strict.vouched_visitor("bình", HERE) is None
    with pytest.raises(LogInFailed):
        strict.log_in("an", "", HERE)
    strict.close()
    open_to_readers = open_people(tmp_path / "open", server__unknown_users="reader")
    open_to_readers.add_user("chef", "administrator", PASSWORD)
    added = open_to_readers.vouched_visitor("Bình", HERE)
    assert added is not None
    assert (added.name, added.role) == ("bình", "reader")
    open_to_readers.disable("bình")
    assert open_to_readers.vouched_visitor("bình", HERE) is None
    assert open_to_readers.vouched_visitor("../../x", HERE) is None
    open_to_readers.close()


# ---- rights ----


def test_a_collection_is_closed_until_somebody_is_named_for_it(people: People) -> None:
    for name, role in (("đọc", "reader"), ("viết", "writer"), ("quản", "administrator")):
        people.add_user(name, role, PASSWORD)  # type: ignore[arg-type]
    people.grant("nội bộ", "đọc", "manage")
    people.grant("nội bộ", "viết", "manage")
    people.grant("chung", EVERYONE, "write")
    reader, writer, chief = (people.visitor(name) for name in ("đọc", "viết", "quản"))
    assert reader == Visitor("đọc", "reader", frozenset({"default", "nội bộ", "chung"}), frozenset(), frozenset())
    assert writer == Visitor(
        "viết",
        "writer",
        frozenset({"default", "nội bộ", "chung"}),
        frozenset({"nội bộ", "chung"}),
        frozenset({"nội bộ"}),
    )
    assert chief == Visitor("quản", "administrator", None, None, None)
    assert people.revoke("nội bộ", "đọc")
    assert not people.revoke("nội bộ", "đọc")
    assert people.visitor("đọc") == Visitor("đọc", "reader", frozenset({"default", "chung"}), frozenset(), frozenset())


def test_a_confidential_collection_is_never_open_to_everyone(people: People) -> None:
    people.grant("mật", EVERYONE, "read")
    people.set_confidential("mật", True)
    assert (people.confidential(), people.rights(EVERYONE)) == (
        frozenset({"mật"}),
        (Right("default", EVERYONE, "read"),),
    )
    with pytest.raises(ConfidentialNotForEveryone):
        people.grant("mật", EVERYONE, "read")
    people.set_confidential("mật", False)
    people.grant("mật", EVERYONE, "read")


def test_rights_are_given_to_accounts_and_collections_that_can_be(people: People) -> None:
    with pytest.raises(UnknownAccount):
        people.grant("chung", "ai", "read")
    for name in ("", "x" * 121, "a\u202eb"):
        with pytest.raises(CollectionNameInvalid):
            people.grant(name, EVERYONE, "read")
    assert [one.name for one in people.collections(["2024"])] == ["2024", "default"]


# ---- the audit log ----


def test_what_is_done_to_accounts_is_written_down_with_who_did_it(people: People, clock: HandClock) -> None:
    chief = Actor("chef", HERE)
    people.add_user("chef", "administrator", PASSWORD)
    people.add_user("an", "reader", PASSWORD, by=chief)
    people.grant("chung", "an", "read", by=chief)
    clock.advance(minutes=1)
    _fail(people, "an", 3)
    _fail(people, "PASSWORD TYPED AS NAME", 1)
    people.log_in("chef", PASSWORD, HERE)
    entries = [(one.who, one.action, one.object, one.outcome) for one in reversed(people.audit())]
    assert entries == [
        ("command line", "account_added", "chef", "done"),
        ("chef", "account_added", "an", "done"),
        ("chef", "right_granted", "an", "done"),
        ("an", "log_in_failed", "", "log_in_failed"),
        ("an", "log_in_failed", "", "log_in_failed"),
        ("an", "log_in_failed", "", "log_in_failed"),
        ("an", "locked_out", "", "log_in_locked"),
        ("", "log_in_failed", "", "log_in_failed"),
        ("chef", "logged_in", "", "done"),
    ]
    later = AuditFilter(since=clock.at, actions=frozenset({"log_in_failed"}), who="an")
    assert (people.count_audit(later), len(people.audit(later, limit=2, offset=2))) == (3, 1)
    assert [one.number for one in people.audit(AuditFilter(collection="chung"))] == [3]


def test_an_export_is_safe_in_a_spreadsheet_and_is_itself_an_entry(people: People) -> None:
    people.note(Actor("an", HERE), "asked", "c1", detail='=HYPERLINK("http://x")\nhai dòng')
    table = "".join(people.export_audit(form="csv"))
    assert table.startswith("\ufeffnumber,at,who,action,object,collection,outcome,address,detail\r\n")
    assert '"\'=HYPERLINK(""http://x"") hai dòng"' in table
    lines = [json.loads(line) for line in people.export_audit(AuditFilter(words="hai dòng"), "jsonl")]
    assert [(one["who"], one["detail"]) for one in lines] == [("an", '=HYPERLINK("http://x") hai dòng')]
    assert people.audit(AuditFilter(actions=frozenset({"exported"})))[0].object == "audit"


def test_entries_go_when_their_time_is_over_and_numbers_are_not_given_twice(people: People, clock: HandClock) -> None:
    people.note(Actor("an"), "asked")
    clock.advance(days=366)
    people.note(Actor("an"), "asked")
    people.note(Actor("an"), "asked")
    assert [one.number for one in people.audit()] == [3, 2]
    assert people.audit()[-1].at == clock.at


def test_a_file_that_is_none_is_said_to_be_damaged(tmp_path: Path) -> None:
    (tmp_path / "people.sqlite3").write_bytes(b"no database at all, but long enough to look at" * 40)
    with pytest.raises(PeopleDamaged):
        open_people(tmp_path)


def test_a_file_of_a_newer_version_is_not_touched(tmp_path: Path) -> None:
    open_people(tmp_path).close()
    with sqlite3.connect(tmp_path / "people.sqlite3") as connection:
        connection.execute("UPDATE people_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(PeopleDamaged):
        open_people(tmp_path)


def test_two_programs_may_have_the_file_open(tmp_path: Path, clock: HandClock) -> None:
    server, command = open_people(tmp_path, clock), open_people(tmp_path, clock)
    command.add_user("an", "administrator", PASSWORD)
    token = server.log_in("an", PASSWORD, HERE)
    command.add_user("bình", "administrator", PASSWORD)
    command.disable("an")
    assert server.visitor_of(token, HERE) is None
    server.close()
    command.close()


def test_waiting_grows_to_its_limit_and_no_further() -> None:
    from assistant.people.attempts import LockRules

    rules = LockRules(5, timedelta(seconds=30), timedelta(minutes=15))
    assert [rules.delay(count) for count in (4, 5, 6, 10, 1000)] == [
        None,
        timedelta(seconds=30),
        timedelta(seconds=60),
        timedelta(minutes=15),
        timedelta(minutes=15),
    ]
