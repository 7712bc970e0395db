"""The whole server behind its gate: every address and every event of the page, as every role."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, cast

import gradio as gr
import pytest
from fastapi import WebSocketDisconnect
from fastapi.testclient import TestClient

from assistant.people.doors import Door, address_of
from assistant.people.gate import CONNECTION, VISITOR, Gate
from assistant.people.page_sessions import PageSessions
from assistant.people.values import AuditFilter, Visitor
from assistant.server import build_application
from assistant.ui.visit import Visit
from tests.event_loops import closed_event_loops
from tests.people_samples import PASSWORD
from tests.people_service import CLOSED, QUESTION, Served, leaks, service_with_people

HOST = "http://127.0.0.1:7860"
NOBODY = ""
EVERYBODY = (NOBODY, "doc", "viet", "chef")

ROUTES: dict[str, Door] = {
    "/login": "log_in",
    "/healthz": "open",
    "/readyz": "open",
    "/favicon.ico": "open",
    "/robots.txt": "open",
    "/logout": "signed_in",
    "/password": "signed_in",
    "/": "signed_in",
    "/config": "signed_in",
    "/theme.css": "signed_in",
    "/manifest.json": "signed_in",
    "/assets/{path:path}": "signed_in",
    "/static/{path:path}": "signed_in",
    "/svelte/{path:path}": "signed_in",
    "/gradio_api/theme.css": "signed_in",
    "/gradio_api/app_id": "signed_in",
    "/gradio_api/startup-events": "signed_in",
    "/gradio_api/heartbeat/{session_hash}": "signed_in",
    "/gradio_api/queue/data": "signed_in",
    "/gradio_api/queue/join": "signed_in",
    "/gradio_api/cancel": "signed_in",
    "/gradio_api/reset": "signed_in",
    "/gradio_api/upload": "uploading",
    "/gradio_api/upload_progress": "uploading",
}
"""Which of all addresses that the libraries offer are open to whom; those not named here must be in ``NOT_OFFERED``."""

NOT_OFFERED = frozenset(
    {
        *("/openapi.json", "/login/", "/config/", "/gradio_api/deep_link", "/pwa_icon", "/pwa_icon/{size}"),
        *("/monitoring", "/monitoring/summary", "/monitoring/{key}"),
        *("/gradio_api/user", "/gradio_api/user/", "/gradio_api/login_check", "/gradio_api/login_check/"),
        *("/gradio_api/token", "/gradio_api/token/", "/gradio_api/app_id/", "/gradio_api/dev/reload"),
        *("/gradio_api/runs", "/gradio_api/runs/", "/gradio_api/info", "/gradio_api/info/"),
        *("/gradio_api/openapi.json", "/gradio_api/proxy={url_path:path}", "/gradio_api/file={path_or_url:path}"),
        *("/gradio_api/file/{path:path}", "/gradio_api/stream/{event_id}", "/gradio_api/stream/{event_id}/close"),
        "/gradio_api/custom_component/{id}/{environment}/{type}/{file_name}",
        "/gradio_api/stream/{session_hash}/{run}/{component_id}/playlist.m3u8",
        "/gradio_api/stream/{session_hash}/{run}/{component_id}/{segment_id}.{ext}",
        "/gradio_api/stream/{session_hash}/{run}/{component_id}/playlist-file",
        *("/gradio_api/reset/", "/gradio_api/run/{api_name}/", "/gradio_api/api/{api_name}"),
        *("/gradio_api/api/{api_name}/", "/gradio_api/call/v2/{api_name}", "/gradio_api/call/v2/{api_name}/"),
        *("/gradio_api/call/{api_name}", "/gradio_api/call/{api_name}/", "/gradio_api/call/{api_name}/{event_id}"),
        *("/gradio_api/call/v2/{api_name}/{event_id}", "/gradio_api/component_server"),
        *("/gradio_api/component_server/", "/gradio_api/process_recording", "/gradio_api/vibe-edit"),
        *("/gradio_api/vibe-edit/", "/gradio_api/undo-vibe-edit", "/gradio_api/undo-vibe-edit/"),
        *("/gradio_api/vibe-code", "/gradio_api/vibe-code/", "/gradio_api/vibe-starter-queries"),
        *("/gradio_api/vibe-starter-queries/", "/gradio_api/queue/status"),
    }
)

EVENTS = {
    *("ask", "ask_example", "retry", "forget_understood", "stop", "open_source", "give_feedback"),
    *("comment_feedback", "handle", "search_conversations", "rename_conversation", "export_conversation"),
    *("toggle_filter", "set_period", "clear_filters", "check", "find_sources", "toggle_source", "clear_sources"),
    *("filter_library", "open_report", "more_rows", "close_report", "arrive", "set_language", "open_library"),
    "refresh_status",
}
"""The functions of the page. One that is added must be thought about here: what can each role reach with it?"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    options = {"server__trusted_header": "X-Remote-User", "server__trusted_proxies": "192.0.2.10, 198.51.100.0/24"}
    with closed_event_loops(), service_with_people(tmp_path_factory.mktemp("access"), **options) as opened:
        yield opened


@pytest.fixture(scope="module")
def gate(served: Served) -> Iterator[Gate]:
    application = build_application(served.service, served.settings)
    with TestClient(application):
        yield application


def client_of(gate: Gate, name: str, *, address: str = "127.0.0.1", host: str = HOST) -> TestClient:
    """A browser, logged in unless the name is ``NOBODY``."""
    client = TestClient(gate, base_url=host, client=(address, 50000), follow_redirects=False)
    if name != NOBODY:
        reply = client.post("/login", data={"name": name, "password": PASSWORD})
        assert reply.status_code == 303, reply.text
    return client


def routes_of(routes: Any, prefix: str = "") -> Iterator[tuple[str, frozenset[str]]]:
    for route in routes:
        if hasattr(route, "original_router"):
            yield from routes_of(route.original_router.routes, prefix)
        elif getattr(route, "routes", None):
            yield from routes_of(route.routes, prefix + route.path.rstrip("/"))
        else:
            yield prefix + route.path, frozenset(getattr(route, "methods", None) or ())


def all_routes(gate: Gate) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for path, methods in routes_of(cast(Any, gate._application).routes):
        found[path] = found.get(path, frozenset()) | methods
    return found


def was_refused(reply: Any) -> bool:
    """Tell whether the gate itself turned the request away."""
    if reply.request.method == "HEAD":
        return reply.status_code in {401, 403, 404}
    codes = {"not_found", "log_in_needed", "not_allowed", "other_origin", "other_page", "request_invalid"}
    if reply.status_code == 303 and reply.headers.get("location") == "/login":
        return True
    return reply.status_code >= 400 and any(f'"{code}"' in reply.text for code in codes)


def test_every_address_that_any_library_offers_is_in_the_table(gate: Gate) -> None:
    offered = set(all_routes(gate))
    assert offered - set(ROUTES) - NOT_OFFERED - {"/gradio_api/run/{api_name}"} == set()
    assert not set(ROUTES) & NOT_OFFERED


@pytest.mark.parametrize("name", EVERYBODY)
def test_every_address_with_every_method_is_open_to_whom_the_table_says(gate: Gate, name: str) -> None:
    client = client_of(gate, name)
    for template, methods in all_routes(gate).items():
        path = re.sub(r"\{[^}]*\}", "x", template)
        for method in sorted(methods | {"GET", "POST", "PUT", "DELETE", "OPTIONS"}):
            door = ROUTES.get(template, "closed") if address_of(method, path).door != "closed" else "closed"
            assert address_of(method, path).door == door
            if door == "signed_in" and name != NOBODY and path in ("/gradio_api/heartbeat/x", "/logout"):
                continue  # one never ends, the other would end this test
            reply = client.request(method, path, headers={"accept": "application/json"})
            if door == "closed" or (template == "/gradio_api/run/{api_name}" and door == "signed_in"):
                assert was_refused(reply), (method, path, reply.status_code)
            elif door in ("signed_in", "uploading") and name == NOBODY:
                assert reply.status_code == 401, (method, path, reply.status_code)
            elif door == "uploading" and name != "chef":
                assert reply.status_code == 403, (method, path, reply.status_code)
            elif door in ("open", "log_in"):
                assert reply.status_code != 401, (method, path)


def test_nobody_gets_a_byte_of_the_page_and_browsers_are_sent_to_the_log_in(gate: Gate) -> None:
    client = client_of(gate, NOBODY)
    reply = client.get("/", headers={"accept": "text/html,*/*"})
    assert (reply.status_code, reply.headers["location"], reply.content) == (303, "/login", b"")
    with pytest.raises(WebSocketDisconnect) as closed, client.websocket_connect("/gradio_api/queue/join"):
        raise AssertionError("connected")
    assert closed.value.code == 1008


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=people.sqlite3",
        "/gradio_api/file/../../people.sqlite3",
        "/assets/../gradio_api/file=/etc/passwd",
        "/assets/..%2f..%2fpeople.sqlite3",
        "/static/%2e%2e/%2e%2e/people.sqlite3",
        "/login/../config",
        "//config",
        "/login/",
        "/login;x",
        "/LOGIN",
        "/svelte/..\\..\\people.sqlite3",
        "/healthz/../config",
        "/gradio_api//info",
    ],
)
@pytest.mark.parametrize("name", [NOBODY, "doc", "chef"])
def test_no_trick_with_paths_reaches_a_file_or_goes_around_the_gate(gate: Gate, name: str, path: str) -> None:
    reply = client_of(gate, name).get(HOST + httpx_path(path))
    assert reply.status_code in {401, 404}
    assert b"SQLite" not in reply.content
    assert b"root:" not in reply.content


def httpx_path(path: str) -> str:
    """An address that the client does not tidy up before sending it."""
    return path.replace("..", "%2e%2e").replace("\\", "%5c")


# ---- logging in ----


def test_a_wrong_password_and_an_unknown_name_get_the_same_page(gate: Gate) -> None:
    pages = []
    for name in ("doc", "nobody-here"):
        reply = client_of(gate, NOBODY, address="203.0.113.5").post("/login", data={"name": name, "password": "x" * 12})
        assert (reply.status_code, "set-cookie" in reply.headers) == (401, False)
        pages.append(re.sub(r'nonce="[^"]*"', "", reply.text).replace(f'value="{name}"', ""))
    assert pages[0] == pages[1]
    assert "Tên hoặc mật khẩu không đúng." in pages[0]


def test_the_log_in_is_a_cookie_that_scripts_and_other_sites_do_not_get(gate: Gate) -> None:
    reply = client_of(gate, NOBODY).post("/login", data={"name": "doc", "password": PASSWORD})
    cookie = reply.headers["set-cookie"]
    assert cookie.startswith("baocao_session=")
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= {part.strip() for part in cookie.split(";")}
    assert "Max-Age" not in cookie
    over_https = client_of(gate, NOBODY, host="https://127.0.0.1:7860").post(
        "/login", data={"name": "doc", "password": PASSWORD}
    )
    assert over_https.headers["set-cookie"].startswith("__Host-baocao_session=")
    assert "Secure" in over_https.headers["set-cookie"]


def test_a_planted_token_is_never_the_one_that_is_logged_in(gate: Gate) -> None:
    client = client_of(gate, NOBODY)
    client.cookies.set("baocao_session", "planted", domain="127.0.0.1")
    reply = client.post("/login", data={"name": "doc", "password": PASSWORD})
    assert "planted" not in reply.headers["set-cookie"]
    stranger = client_of(gate, NOBODY)
    stranger.cookies.set("baocao_session", "planted", domain="127.0.0.1")
    assert stranger.get("/config").status_code == 401


def test_forms_from_other_sites_are_refused(gate: Gate) -> None:
    client = client_of(gate, "doc")
    for headers in (
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:7861"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ):
        for path in ("/login", "/logout", "/password", "/gradio_api/queue/join", "/gradio_api/upload"):
            assert client.post(path, headers=headers).status_code == 403
    assert client.get("/config").status_code == 200
    assert client.get("/logout").status_code == 404
    mine = {"origin": HOST, "sec-fetch-site": "same-origin"}
    assert client.post("/logout", headers=mine).headers["location"] == "/login"


def test_after_the_log_out_and_after_its_time_a_log_in_opens_nothing(gate: Gate, served: Served) -> None:
    client = client_of(gate, "doc")
    token = client.cookies["baocao_session"]
    assert client.get("/config").status_code == 200
    client.post("/logout")
    client.cookies.set("baocao_session", token, domain="127.0.0.1")
    assert client.get("/config").status_code == 401
    idle = client_of(gate, "doc")
    served.clock.advance(hours=3)
    assert idle.get("/config").status_code == 401


def test_a_disabled_account_is_out_at_its_next_request(gate: Gate, served: Served) -> None:
    client = client_of(gate, "doc")
    served.service.people.disable("doc")
    try:
        assert client.get("/config").status_code == 401
    finally:
        served.service.people.enable("doc")


def test_the_log_in_page_speaks_three_languages_and_loads_nothing(gate: Gate) -> None:
    client = client_of(gate, NOBODY)
    for language, word in (("vi", "Đăng nhập"), ("zh", "登录"), ("en", "Log in")):
        reply = client.get(f"/login?language={language}")
        assert word in reply.text
        assert "src=" not in reply.text
        assert "http:" not in reply.text
        assert "default-src 'none'" in reply.headers["content-security-policy"]
        assert (reply.headers["x-frame-options"], reply.headers["cache-control"]) == ("DENY", "no-store")
    assert "Log in" in client.get("/login").text  # the choice is remembered


def test_what_is_typed_as_a_name_stays_text(gate: Gate) -> None:
    reply = client_of(gate, NOBODY, address="203.0.113.6").post(
        "/login", data={"name": '"><script>x</script>', "password": "x" * 12}
    )
    assert "<script>x" not in reply.text
    assert "&lt;script&gt;x" in reply.text


def test_a_form_that_is_too_large_or_none_is_no_log_in(gate: Gate) -> None:
    client = client_of(gate, NOBODY, address="203.0.113.7")
    for content in (b"name=doc&password=" + b"x" * 100_000, b"", b"name=doc", b"\xff\xfe"):
        reply = client.post("/login", content=content, headers={"content-type": "application/x-www-form-urlencoded"})
        assert reply.status_code in {400, 401}


# ---- the reverse proxy ----


def test_the_header_of_a_trusted_proxy_logs_in_and_that_of_anybody_else_does_not(gate: Gate) -> None:
    named = {"X-Remote-User": "chef"}
    assert client_of(gate, NOBODY, address="192.0.2.10").get("/config", headers=named).status_code == 200
    assert client_of(gate, NOBODY, address="198.51.100.7").get("/config", headers=named).status_code == 200
    for address in ("127.0.0.1", "192.0.2.11", "203.0.113.9", "::1"):
        for headers in (named, {**named, "X-Forwarded-For": "192.0.2.10"}, {**named, "Forwarded": "for=192.0.2.10"}):
            assert client_of(gate, NOBODY, address=address).get("/config", headers=headers).status_code == 401
    for name in ("nobody-here", "", "../x"):
        reply = client_of(gate, NOBODY, address="192.0.2.10").get("/config", headers={"X-Remote-User": name})
        assert reply.status_code == 401
    both = [("X-Remote-User", "doc"), ("X-Remote-User", "chef")]
    assert client_of(gate, NOBODY, address="192.0.2.10").get("/config", headers=both).status_code == 401


def test_the_address_behind_a_trusted_proxy_is_the_last_that_is_not_ours(gate: Gate, served: Served) -> None:
    client = client_of(gate, NOBODY, address="192.0.2.10")
    client.post(
        "/login",
        data={"name": "doc", "password": "not the password"},
        headers={"X-Forwarded-For": "10.9.9.9, 203.0.113.77, 198.51.100.3"},
    )
    failed = served.service.people.audit(AuditFilter(actions=frozenset({"log_in_failed"})))[0]
    assert (failed.who, failed.address) == ("doc", "203.0.113.77")
    served.service.people.enable("doc")


# ---- the events of the page ----


def page_of(gate: Gate) -> Any:
    mount = next(route for route in cast(Any, gate._application).routes if hasattr(route, "app") and not route.path)
    return mount.app.get_blocks()


def run(blocks: Any, name: str, visitor: Visitor | None, visit: Visit, *values: object, **event: object) -> list[Any]:
    """Run every function of the page that has a name, as Gradio would, for one person."""
    scope: dict[str, Any] = {"type": "http", "headers": [], VISITOR: visitor, CONNECTION: None}
    request = gr.Request(request=cast(Any, _Request(scope)), session_hash="s")
    results: list[Any] = []
    for function in blocks.fns.values():
        if function.name != name:
            continue
        arguments, *_ = gr.helpers.special_args(function.fn, [visit, *values], request, gr.EventData(None, dict(event)))
        outcome = function.fn(*arguments)
        results.append(list(outcome) if function.types_generator else outcome)
    return results


class _Request:
    """As much of a request as the page looks at."""

    def __init__(self, scope: dict[str, Any]) -> None:
        self.scope = scope
        self.headers: dict[str, str] = {}


def forged(served: Served) -> dict[str, list[tuple[tuple[object, ...], dict[str, object]]]]:
    """What somebody might send to each event to reach what is not theirs."""
    closed = served.closed_ids[0]
    chefs = served.service.conversations("chef")
    conversation = chefs[0].conversation_id if chefs else "0" * 32
    document: list[tuple[tuple[object, ...], dict[str, object]]] = [((), {"document": closed, "start": 0, "end": 90})]
    kept: list[tuple[tuple[object, ...], dict[str, object]]] = [
        ((), {"conversation": conversation, "form": "markdown", "title": "x", "words": "Zuvaro"})
    ]
    return {
        **{name: [((), {})] for name in EVENTS},
        "ask": [((QUESTION,), {})],
        "ask_example": [((), {"question": QUESTION})],
        "check": [(("Trong 6 tháng đầu năm 2024 đã kiểm tra 60 cống ngăn mặn.",), {})],
        "open_source": document,
        "open_report": document,
        "toggle_source": document,
        "find_sources": [((), {"words": "cống"})],
        "filter_library": [((), {"words": "cống"}), ((), {"state": "refused"})],
        "toggle_filter": [((), {"field": "issuers", "value": "x"})],
        "set_period": [((), {"start": "2024-01-01", "end": "2024-12-31"})],
        "handle": kept,
        "search_conversations": kept,
        "rename_conversation": kept,
        "export_conversation": kept,
        "arrive": [(("vi",), {})],
        "set_language": [((), {"language": "zh"})],
    }


def test_the_functions_of_the_page_are_those_of_the_table(gate: Gate) -> None:
    assert {function.name for function in page_of(gate).fns.values()} == EVENTS
    assert {function.api_visibility for function in page_of(gate).fns.values()} == {"private"}


@pytest.mark.parametrize("name", ["doc", "viet"])
def test_no_event_of_the_page_shows_anything_of_a_closed_collection(gate: Gate, served: Served, name: str) -> None:
    blocks, people = page_of(gate), served.service.people
    chief = people.visitor("chef")
    visit = Visit()
    run(blocks, "arrive", chief, visit, "vi")
    assert leaks(run(blocks, "ask", chief, visit, QUESTION)) != []
    visitor, visit = people.visitor(name), Visit()
    run(blocks, "arrive", visitor, visit, "vi")
    for event, tries in forged(served).items():
        for values, sent in tries:
            shown = run(blocks, event, visitor, visit, *values, **sent)
            visible = str(shown).replace(QUESTION, "")
            assert "9731" not in re.sub(r"\d+\.\d+", "", visible), event
            assert "kín-" not in visible, event
    assert len(served.service.conversations("chef")) >= 1


def test_an_event_without_a_person_and_a_page_of_somebody_else_are_refused(gate: Gate, served: Served) -> None:
    from assistant.errors import NotAllowed

    blocks, people = page_of(gate), served.service.people
    for event in sorted(EVENTS):
        with pytest.raises(NotAllowed):
            run(blocks, event, None, Visit(), *(("x",) if event in ("ask", "check", "arrive") else ()))
    visit = Visit()
    run(blocks, "arrive", people.visitor("chef"), visit, "vi")
    with pytest.raises(NotAllowed):
        run(blocks, "more_rows", people.visitor("doc"), visit)


def test_the_bar_names_the_tabs_of_the_role(gate: Gate, served: Served) -> None:
    tabs = {}
    for name in ("doc", "viet", "chef"):
        shown = run(page_of(gate), "arrive", served.service.people.visitor(name), Visit(), "en")
        tabs[name] = set(re.findall(r'data-tab="(\w+)"', str(shown)))
    assert tabs["doc"] == {"ask", "library"}
    assert tabs["viet"] >= {"ask", "library", "check"}
    assert tabs["chef"] >= tabs["viet"]
    assert "admin" not in tabs["viet"]


def test_a_page_belongs_to_whom_used_it_first(gate: Gate) -> None:
    mine, yours = client_of(gate, "chef"), client_of(gate, "doc")
    refresh = next(one for one in page_of(gate).fns.values() if one.name == "refresh_status")._id
    event = {"fn_index": refresh, "data": [None], "session_hash": "page-of-chef"}
    assert mine.post("/gradio_api/run/predict", json=event).status_code == 200
    assert yours.post("/gradio_api/run/predict", json=event).status_code == 403
    assert yours.get("/gradio_api/queue/data?session_hash=page-of-chef").status_code == 403
    assert yours.get("/gradio_api/queue/data").status_code == 400
    assert yours.get("/gradio_api/heartbeat/page-of-chef").status_code == 403
    for path in ("/gradio_api/queue/join", "/gradio_api/cancel", "/gradio_api/reset"):
        assert yours.post(path, json=event).status_code == 403
        for content in (b"", b"[]", b"{}", b"no json", json.dumps({"session_hash": 7}).encode()):
            assert yours.post(path, content=content).status_code == 400
    assert yours.post("/gradio_api/run/predict", content=b"x" * 4_000_001).status_code == 413


def test_pages_are_forgotten_from_the_oldest_on_and_names_are_short() -> None:
    pages = PageSessions(most=2)
    assert [pages.belongs(page, "a") for page in ("1", "2", "1", "3")] == [True] * 4
    assert (pages.belongs("1", "b"), pages.belongs("2", "b")) == (False, True)
    assert not pages.belongs("", "a")
    assert not pages.belongs("x" * 129, "a")


def test_the_closed_collection_is_there_for_whom_it_was_granted_to(gate: Gate, served: Served) -> None:
    people = served.service.people
    people.grant(CLOSED, "viet", "read")
    try:
        visit = Visit()
        run(page_of(gate), "arrive", people.visitor("viet"), visit, "vi")
        shown = run(page_of(gate), "ask", people.visitor("viet"), visit, QUESTION)
        assert "9731" in str(shown)
        assert "báo cáo mật" in str(shown)
    finally:
        people.revoke(CLOSED, "viet")
