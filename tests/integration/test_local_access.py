"""A page without accounts: for whoever sits at this machine, and for nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from assistant.errors import AddressNotAllowed, SettingsInvalid
from assistant.people.gate import Gate, visitor_in
from assistant.people.identification import host_name, read_cookies, read_networks
from assistant.people.people import People
from assistant.people.values import LOCAL_VISITOR
from assistant.server import check_address
from tests.people_samples import PASSWORD, open_people, people_settings


def gate_over(people: People, folder: Path, **options: object) -> Gate:
    """The gate before an application that says who asks."""
    app = FastAPI()

    @app.get("/config")
    def who(request: Request) -> dict[str, str]:
        visitor = visitor_in(request.scope)
        assert visitor is not None
        return {"name": visitor.name, "role": visitor.role}

    return Gate(app, people, people_settings(folder, **options).server)


@pytest.fixture
def people(tmp_path: Path) -> Iterator[People]:
    opened = open_people(tmp_path)
    yield opened
    opened.close()


def asked(
    gate: Gate, host: str = "127.0.0.1:7860", address: str = "127.0.0.1", headers: dict[str, str] | None = None
) -> tuple[int, object]:
    reply = TestClient(gate, base_url=f"http://{host}", client=(address, 5)).get("/config", headers=headers)
    return reply.status_code, reply.json().get("name")


def test_at_this_machine_one_is_the_local_user_with_every_right(people: People, tmp_path: Path) -> None:
    gate = gate_over(people, tmp_path)
    for host in ("127.0.0.1:7860", "localhost:7860", "[::1]:7860", "127.0.0.1"):
        assert asked(gate, host) == (200, "local")
    assert (LOCAL_VISITOR.role, LOCAL_VISITOR.readable, LOCAL_VISITOR.is_account) == ("administrator", None, False)


@pytest.mark.parametrize(
    ("host", "address", "headers"),
    [
        ("evil.example:7860", "127.0.0.1", {}),  # a name of somebody else's that was made to point here
        ("127.0.0.1.evil.example", "127.0.0.1", {}),
        ("127.0.0.1:7860", "192.0.2.7", {}),
        ("127.0.0.1:7860", "127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}),
        ("127.0.0.1:7860", "127.0.0.1", {"Forwarded": "for=203.0.113.9"}),
        ("127.0.0.1:7860", "127.0.0.1", {"X-Real-IP": "127.0.0.1"}),
    ],
)
def test_what_does_not_surely_come_from_this_machine_is_nobody(
    people: People, tmp_path: Path, host: str, address: str, headers: dict[str, str]
) -> None:
    assert asked(gate_over(people, tmp_path), host, address, headers) == (401, None)


def test_the_first_account_ends_it_at_once_and_for_good(people: People, tmp_path: Path) -> None:
    gate = gate_over(people, tmp_path)
    assert asked(gate) == (200, "local")
    people.add_user("an", "administrator", PASSWORD)
    assert asked(gate) == (401, None)


def test_off_loopback_and_behind_a_proxy_there_is_no_local_user(people: People, tmp_path: Path) -> None:
    assert asked(gate_over(people, tmp_path, server__host="0.0.0.0")) == (401, None)
    proxied = gate_over(people, tmp_path, server__trusted_header="X-User", server__trusted_proxies="127.0.0.1")
    assert asked(proxied) == (401, None)
    assert asked(proxied, headers={"X-User": "an"}) == (401, None)


def test_off_loopback_a_server_without_accounts_does_not_start() -> None:
    for host in ("0.0.0.0", "192.168.1.5", "::", "example.org"):
        with pytest.raises(AddressNotAllowed):
            check_address(host, has_accounts=False)
        check_address(host, has_accounts=True)
    check_address("127.0.0.1", has_accounts=False)


def test_proxies_that_are_none_are_said_when_the_server_starts(people: People, tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid):
        gate_over(people, tmp_path, server__trusted_proxies="10.0.0.1, everywhere")
    assert [str(one) for one in read_networks("10.0.0.1, 10.1.0.0/16,,::1")] == [
        "10.0.0.1/32",
        "10.1.0.0/16",
        "::1/128",
    ]


def test_cookies_and_hosts_are_read_as_browsers_write_them() -> None:
    assert read_cookies(["a=1; baocao_session=x-y_z; b=2", "c=3"])["baocao_session"] == "x-y_z"
    assert read_cookies(["baocao_session=first; baocao_session=second"]) == {"baocao_session": "first"}
    assert read_cookies(["=;;; \x00=1; ok=1"]).get("ok") == "1"
    assert [host_name(host) for host in ("a.b:80", "a.b", "[::1]:80", "::1")] == ["a.b", "a.b", "::1", "::1"]
