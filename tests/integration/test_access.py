"""The whole server behind its gate: every address and every event of the page, as every role."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import quote

import gradio as gr
import pytest
from fastapi import WebSocketDisconnect
from fastapi.testclient import TestClient

from assistant.drafting.kept_draft import OutlineChoices
from assistant.errors import NotAllowed
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
    "/library/upload": "uploading",
    "/library/queue": "uploading",
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
    *("filter_library", "open_report", "close_report", "arrive", "set_language", "open_library", "refresh_status"),
    # drafts: writers, each its own
    *("begin_draft", "open_draft", "draft_again", "search_drafts", "rename_draft", "delete_draft", "close_draft"),
    *("reload_draft", "dismiss_problem", "update_brief", "pin_fact", "drop_fact", "drop_document", "move_fact"),
    *("add_fact", "find_facts", "focus_block", "show_view", "edit_block", "begin_block", "cancel_edit", "save_block"),
    *("add_block", "lock_block", "lock_part", "fill_blank", "compare_versions", "close_comparison"),
    *("restore_version", "download_draft", "write_draft", "revise_draft", "stop_draft", "use_in_draft"),
    # the library: what is open to everybody, what is managed or one's own
    *("show_table", "show_part", "sort_reports", "turn_page", "show_bin", "refresh_work"),
    *("move_documents", "reread_documents", "remove_documents", "restore_documents", "correct_field"),
    *("withdraw_field", "cancel_job", "retry_job"),
    # administrators
    *("open_admin", "show_section", "rebuild", "roll_back", "sweep", "add_account", "set_role", "enable_account"),
    *("disable_account", "grant_right", "revoke_right", "set_confidential", "filter_audit", "export_audit"),
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


def run(
    blocks: Any, name: str, visitor: Visitor | None, visit: Visit, /, *values: object, **event: object
) -> list[Any]:
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
    draft_id = written_by_chef(served)
    place: dict[str, object] = {"document": closed, "start": 0, "end": 90, "part": "results"}
    theirs: dict[str, object] = {"draft": draft_id, "title": "x", "start": "2025-01-01", "end": "2025-06-30"}
    documents: dict[str, object] = {"documents": closed, "collection": "default", "document": closed}
    account: dict[str, object] = {"name": "viet", "role": "administrator", "password": PASSWORD}
    right: dict[str, object] = {"collection": CLOSED, "name": "viet", "level": "manage", "confidential": False}
    tries: dict[str, list[tuple[tuple[object, ...], dict[str, object]]]] = {
        "ask": [((QUESTION,), {})],
        "ask_example": [((), {"question": QUESTION})],
        "check": [(("Trong 6 tháng đầu năm 2024 đã kiểm tra 60 cống ngăn mặn.",), {})],
        "open_source": document,
        "open_report": document,
        "toggle_source": document,
        "find_sources": [((), {"words": "cống"})],
        "filter_library": [((), {"words": "cống"}), ((), {"state": "refused"}), ((), {"collection": CLOSED})],
        "toggle_filter": [((), {"field": "issuers", "value": "x"})],
        "set_period": [((), {"start": "2024-01-01", "end": "2024-12-31"})],
        "handle": kept,
        "search_conversations": kept,
        "rename_conversation": kept,
        "export_conversation": kept,
        "arrive": [(("vi",), {})],
        "set_language": [((), {"language": "zh"})],
        "begin_draft": [((), {"request": "Viết báo cáo 6 tháng đầu năm 2024 về kiểm tra cống ngăn mặn"})],
        "write_draft": [((), {})],
        **{name: [((), place)] for name in ("pin_fact", "add_fact", "move_fact", "drop_fact", "drop_document")},
        "find_facts": [((), {"part": "results", "words": "kiểm tra cống ngăn mặn"})],
        "search_drafts": [((), {"words": "cống"})],
        "download_draft": [((), {"file": one}) for one in ("review", "clean", "markdown", "check", "../../x")],
        "revise_draft": [((), {"instruction": "ngắn hơn"})],
        **{name: [((), theirs)] for name in ("open_draft", "draft_again", "rename_draft", "delete_draft")},
        **{name: [((), documents)] for name in ("move_documents", "reread_documents", "remove_documents")},
        "restore_documents": [((), documents)],
        "correct_field": [((), {"document": closed, "field": "title", "value": "x"})],
        "withdraw_field": [((), {"document": closed, "field": "title"})],
        **{name: [((), {"job": 1})] for name in ("cancel_job", "retry_job")},
        "show_section": [((), {"section": one}) for one in ("state", "work", "use", "people", "audit")],
        **{name: [((), account)] for name in ("add_account", "set_role", "disable_account", "enable_account")},
        **{name: [((), right)] for name in ("grant_right", "revoke_right", "set_confidential")},
        "roll_back": [((), {"generation": 1})],
        "sweep": [((), {"folder": 1})],
        "filter_audit": [((), {"words": ""})],
    }
    # a draft is begun and written before anything is tried with it
    return {**tries, **{name: [((), {})] for name in sorted(EVENTS - set(tries))}}


def written_by_chef(served: Served) -> str:
    """The id of a draft of the administrator from closed reports."""
    visitor = served.service.people.visitor("chef")
    assert visitor is not None
    drafts = served.service.for_visitor(visitor).drafts
    if not drafts.drafts("chef"):
        request = "Viết báo cáo 6 tháng đầu năm 2024 về kiểm tra cống ngăn mặn"
        kept = drafts.begin("chef", drafts.read_brief(request, genre="report"), OutlineChoices())
        list(drafts.write("chef", kept.summary.draft_id, with_model=False))
    return drafts.drafts("chef")[0].draft_id


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
    tries = forged(served)
    before, refused = state_of(served), set[str]()
    for event, sendings in tries.items():
        for values, sent in sendings:
            try:
                shown = run(blocks, event, visitor, visit, *values, **sent)
            except NotAllowed:
                refused.add(event)
                continue
            visible = str(shown).replace(QUESTION, "")
            assert "9731" not in re.sub(r"\d+\.\d+", "", visible), event
            assert "kín-" not in visible, event
    assert len(served.service.conversations("chef")) >= 1
    assert state_of(served) == before
    assert (refused == set()) == (name == "viet")  # the events of the Draft tab are not for readers
    assert [one.title for one in served.service.drafts.drafts("viet")] != [] or name == "doc"


def state_of(served: Served) -> object:
    """What nobody but an administrator may change: accounts, rights, marks, the library, its jobs, others' drafts."""
    service, people = served.service, served.service.people
    return (
        [(one.name, one.role, one.disabled) for one in people.users()],
        people.rights(),
        people.confidential(),
        service.library.revision,
        [(one.job_id, one.state) for one in service.jobs.jobs(limit=1000)],
        [(one.draft_id, one.title, one.version) for one in service.drafts.drafts("chef")],
        {one.action for one in people.audit(AuditFilter(), limit=10_000)} & {"corrected", "removed", "maintenance"},
    )


def test_an_event_without_a_person_and_a_page_of_somebody_else_are_refused(gate: Gate, served: Served) -> None:
    blocks, people = page_of(gate), served.service.people
    for event in sorted(EVENTS):
        with pytest.raises(NotAllowed):
            run(blocks, event, None, Visit(), *(("x",) if event in ("ask", "check", "arrive") else ()))
    visit = Visit()
    run(blocks, "arrive", people.visitor("chef"), visit, "vi")
    with pytest.raises(NotAllowed):
        run(blocks, "turn_page", people.visitor("doc"), visit)


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


# ---- files from outside ----


def send(client: TestClient, name: str, content: bytes = b"Report of 2029") -> Any:
    return client.post("/library/upload", content=content, headers={"x-file-name": quote(name)})


def test_files_are_taken_from_whom_may_add_and_queued_where_they_may(gate: Gate, served: Served) -> None:
    people = served.service.people
    for name, status in ((NOBODY, 401), ("doc", 403), ("viet", 403)):
        for path in ("/library/upload", "/library/queue"):
            assert client_of(gate, name).post(path, content=b"{}").status_code == status
    people.grant("của viết", "viet", "write")
    try:
        mine, chief = client_of(gate, "viet"), client_of(gate, "chef")
        sent = send(mine, "../../kế hoạch.txt").json()
        assert (sent["ok"], sent["size"], sorted(sent)) == (True, 14, ["ok", "size", "token"])
        token = sent["token"]
        assert chief.post("/library/queue", json={"uploads": [token], "collection": "default"}).status_code == 400
        wrong_bodies: list[Any] = [{}, [], {"uploads": "x"}, {"uploads": [7]}, {"uploads": ["x"], "collection": 7}]
        for wrong in wrong_bodies:
            assert mine.post("/library/queue", json=wrong).status_code == 400
        refused = mine.post("/library/queue", json={"uploads": [token], "collection": CLOSED})
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not_allowed")
        newest = people.audit(AuditFilter(who="viet"))[0]
        assert (newest.action, newest.collection, newest.detail) == ("refused", CLOSED, "uploaded")
        token = send(mine, "../../kế hoạch.txt").json()["token"]
        job = mine.post("/library/queue", json={"uploads": [token], "collection": "của viết"}).json()["job"]
        assert [item.subject for item in served.service.jobs.items(job)] == ["kế hoạch.txt"]
        newest = people.audit(AuditFilter(who="viet"))[0]
        assert (newest.action, newest.collection, newest.detail) == ("uploaded", "của viết", "kế hoạch.txt")
        assert mine.post("/library/queue", json={"uploads": [token], "collection": "của viết"}).status_code == 400
        served.service.jobs.cancel(job)
        people.revoke("của viết", "viet")
        assert send(mine, "x.txt").status_code == 403
    finally:
        people.revoke("của viết", "viet")


def test_an_upload_from_another_site_is_refused(gate: Gate) -> None:
    client = client_of(gate, "chef")
    for path in ("/library/upload", "/library/queue"):
        assert client.post(path, content=b"x", headers={"origin": "http://evil.example"}).status_code == 403
