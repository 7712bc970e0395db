"""The page as it is mounted: what it serves, what it hides, and that sessions stay apart."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any, cast

import gradio as gr
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.ui.app import build_page, mount_page
from assistant.ui.ask_tab import AskTab, Updates
from assistant.ui.library_tab import LibraryTab
from assistant.ui.visit import Visit
from tests.e2e.scripted_service import ScriptedService
from vectorstore.records import SearchFilter

HEALTH = "6 tháng đầu năm 2024 đã khám sức khỏe cho bao nhiêu lượt cán bộ?"


@pytest.fixture(scope="module", autouse=True)
def _closed_event_loops() -> Iterator[None]:
    """Close the event loops that Gradio makes and leaves behind for each page that is built outside a running one."""
    made: list[asyncio.AbstractEventLoop] = []
    original = asyncio.new_event_loop

    def recorded() -> asyncio.AbstractEventLoop:
        made.append(original())
        return made[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncio, "new_event_loop", recorded)
        yield
    for loop in made:
        if not loop.is_running() and not loop.is_closed():
            loop.close()
    asyncio.set_event_loop(None)


def _request(session: str) -> gr.Request:
    return cast(gr.Request, SimpleNamespace(session_hash=session, headers={}))


def _event(**values: object) -> gr.EventData:
    return gr.EventData(None, values)


@pytest.fixture
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as started:
        yield started


@pytest.fixture
def ask_tab(executor: ThreadPoolExecutor) -> AskTab:
    tab = AskTab(ScriptedService(), executor)
    with gr.Blocks(analytics_enabled=False):
        tab.build()
    return tab


@pytest.fixture(scope="module")
def config() -> dict[str, Any]:
    app = FastAPI()
    mount_page(app, ScriptedService())
    with TestClient(app) as client:
        return cast(dict[str, Any], client.get("/config").json())


def _all(updates: Iterator[Updates]) -> list[Updates]:
    return list(updates)


def test_no_function_of_the_page_is_a_public_endpoint(config: dict[str, Any]) -> None:
    assert {one["api_visibility"] for one in config["dependencies"]} == {"private"}
    assert config["footer_links"] == []
    assert config["analytics_enabled"] is False


def test_gradios_own_routes_offer_nothing_to_call_and_take_no_files() -> None:
    app = FastAPI()
    mount_page(app, ScriptedService())
    with TestClient(app) as client:
        info = client.get("/gradio_api/info").json()
        refused = client.post("/gradio_api/upload", files={"files": ("a.txt", b"some bytes")})
        monitoring = client.get("/monitoring")
    assert (info["named_endpoints"], info["unnamed_endpoints"]) == ({}, {})
    assert refused.status_code == 413
    assert monitoring.status_code in {403, 404}


def test_the_page_names_no_other_host_than_standards_bodies(config: dict[str, Any]) -> None:
    head = config["head"]
    assert "http:" not in head
    assert "https:" not in head
    assert "@import" not in head
    assert "fonts.googleapis" not in json.dumps(config)


def test_the_service_keeps_its_own_routes_beside_the_page() -> None:
    app = FastAPI()

    @app.get("/healthz")
    def alive() -> dict[str, str]:
        return {"state": "alive"}

    mount_page(app, ScriptedService())
    with TestClient(app) as client:
        assert client.get("/healthz").json() == {"state": "alive"}
        assert client.get("/").status_code == 200


def test_building_the_page_asks_nothing_of_the_service() -> None:
    class Untouched:
        def __getattr__(self, name: str) -> object:
            raise AssertionError(f"the page asked for {name}")

    build_page(cast(Any, Untouched()))


def test_a_question_beyond_the_limit_is_shown_at_once_and_waits_for_its_turn() -> None:
    with ThreadPoolExecutor(1) as one_at_a_time:
        tab = AskTab(ScriptedService(pause_seconds=0.01), one_at_a_time)
        with gr.Blocks(analytics_enabled=False):
            tab.build()
        first, second = Visit(), Visit()
        one = tab.ask(first, HEALTH, _request("a"))
        other = tab.ask(second, HEALTH, _request("b"))
        next(one)
        assert HEALTH in next(other)[tab.parts.live]
        assert _all(one)[-1][tab.parts.live] == ""
        assert _all(other)[-1][tab.parts.live] == ""
        assert second.conversation.turns[0].outcome == "answered"


def test_an_answer_clears_the_box_streams_and_ends_in_the_conversation(ask_tab: AskTab) -> None:
    visit, parts = Visit(), ask_tab.parts
    updates = _all(ask_tab.ask(visit, f"  {HEALTH} ", _request("a")))
    assert updates[0][parts.box] == ""
    assert HEALTH in updates[0][parts.live]
    assert any("Đang đọc 2 đoạn" in one.get(parts.live, "") for one in updates[1:-1])
    assert updates[-1][parts.live] == ""
    assert 'class="cite"' in updates[-1][parts.conversation]
    turn = visit.conversation.turns[0]
    assert (turn.question, turn.outcome) == (HEALTH, "answered")


def test_an_empty_box_asks_nothing(ask_tab: AskTab) -> None:
    visit = Visit()
    assert _all(ask_tab.ask(visit, " \n ", _request("a"))) == []
    assert visit == Visit()


def test_a_second_question_waits_for_the_first(ask_tab: AskTab) -> None:
    visit = Visit()
    visit.start_turn("đang hỏi?")
    assert _all(ask_tab.ask(visit, HEALTH, _request("a"))) == []


def test_stop_keeps_what_had_arrived_and_closes_the_stream(executor: ThreadPoolExecutor) -> None:
    service = ScriptedService(pause_seconds=0.02)
    tab = AskTab(service, executor)
    with gr.Blocks(analytics_enabled=False):
        tab.build()
    visit = Visit()
    updates = tab.ask(visit, f"slow {HEALTH}", _request("a"))
    while "Theo" not in next(updates).get(tab.parts.live, ""):
        pass
    tab.stop(visit, _request("another session"))
    next(updates)
    tab.stop(visit, _request("a"))
    last = _all(updates)[-1]
    assert last[tab.parts.live] == ""
    turn = visit.conversation.turns[0]
    assert turn.outcome == "stopped"
    assert turn.text.startswith("Theo")
    executor.shutdown(wait=True)
    assert service.closed == 1


def test_a_reader_who_leaves_stops_the_work(executor: ThreadPoolExecutor) -> None:
    service = ScriptedService(pause_seconds=0.02)
    tab = AskTab(service, executor)
    with gr.Blocks(analytics_enabled=False):
        tab.build()
    visit = Visit()
    updates = cast(Any, tab.ask(visit, f"slow {HEALTH}", _request("a")))
    next(updates)
    next(updates)
    updates.close()
    executor.shutdown(wait=True)
    assert service.closed == 1
    assert visit.live == {}


def test_the_language_of_the_moment_is_used_for_each_update(ask_tab: AskTab) -> None:
    visit, parts = Visit(), ask_tab.parts
    updates = ask_tab.ask(visit, HEALTH, _request("a"))
    next(updates)
    visit.language = "zh"
    assert "1个来源" in _all(updates)[-1][parts.conversation]


def test_known_errors_become_a_card_and_leave_the_page_usable(ask_tab: AskTab) -> None:
    visit = Visit()
    last = _all(ask_tab.ask(visit, "dài " * 600, _request("a")))[-1]
    assert "2000" in last[ask_tab.parts.conversation]
    assert visit.conversation.turns[0].problem is not None
    assert _all(ask_tab.ask(visit, HEALTH, _request("a")))[-1][ask_tab.parts.live] == ""


def test_what_was_understood_is_left_out_when_taken_away(ask_tab: AskTab) -> None:
    visit = Visit()
    _all(ask_tab.ask(visit, HEALTH, _request("a")))
    _all(ask_tab.forget_understood(visit, _event(turn=1, field="period"), _request("a")))
    assert visit.conversation.turns[1].ignored == frozenset({"period"})
    assert visit.conversation.turns[1].understood == SearchFilter()
    assert _all(ask_tab.forget_understood(visit, _event(turn=9, field="period"), _request("a"))) == []
    assert _all(ask_tab.forget_understood(visit, _event(turn=1, field="__class__"), _request("a"))) == []


def test_two_visits_share_nothing_while_both_are_answered(ask_tab: AskTab) -> None:
    first, second = Visit(), Visit(language="zh")
    one = ask_tab.ask(first, HEALTH, _request("a"))
    other = ask_tab.ask(second, "2024年上半年接种了多少剂次疫苗？", _request("b"))
    next(one)
    shown = [*_all(other)]
    rest = [*_all(one)]
    assert not any("Theo báo cáo" in str(update) for update in shown)
    own = (ask_tab.parts.conversation, ask_tab.parts.live)
    assert not any("疫苗" in str(update.get(part)) for update in rest for part in own)
    assert [turn.question for turn in first.conversation.turns] == [HEALTH]


def test_a_source_of_an_unknown_document_is_told_in_words(ask_tab: AskTab) -> None:
    updates = ask_tab.open_source(Visit(), _event(document="nothing", start=0, end=5, key=1))
    assert "không còn trong kho" in updates[ask_tab.parts.source]


@pytest.mark.parametrize("values", [{}, {"document": 5, "start": "x", "end": None, "key": []}])
def test_an_event_made_by_hand_cannot_break_the_page(ask_tab: AskTab, values: dict[str, object]) -> None:
    assert "không còn trong kho" in ask_tab.open_source(Visit(), _event(**values))[ask_tab.parts.source]


def test_the_library_shows_more_rows_and_opens_documents() -> None:
    tab = LibraryTab(ScriptedService())
    with gr.Blocks(analytics_enabled=False):
        tab.build()
    visit = Visit(listed=2)
    assert "2 tài liệu" not in tab.show(visit)[tab.parts.listing]
    assert tab.show(visit)[tab.parts.listing].count("<tr") == 3
    assert tab.more_rows(visit)[tab.parts.listing].count("<tr") == 6
    opened = tab.open_report(visit, _event(document=f"{1:064x}"))
    assert "118/BC-BVSK" in opened[tab.parts.report]
    assert tab.close_report(visit)[tab.parts.report] == ""
    assert 'role="alert"' in tab.open_report(visit, _event(document="gone"))[tab.parts.report]
