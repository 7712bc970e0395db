"""The page as it is mounted: what it serves, what it hides, and that sessions stay apart."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any, cast

import gradio as gr
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.answering.answer import AnswerEvent
from assistant.conversations import Exchange, Feedback
from assistant.ui.admin_tab import AdminTab
from assistant.ui.app import build_page, mount_page
from assistant.ui.ask_tab import AskTab, Updates
from assistant.ui.check_tab import CheckTab
from assistant.ui.library_tab import LibraryTab
from assistant.ui.texts import LANGUAGES
from assistant.ui.visit import Visit
from tests.e2e.scripted_service import ScriptedService
from tests.event_loops import closed_event_loops
from vectorstore.records import SearchFilter

HEALTH = "6 tháng đầu năm 2024 đã khám sức khỏe cho bao nhiêu lượt cán bộ?"


@pytest.fixture(scope="module", autouse=True)
def _closed_event_loops() -> Iterator[None]:
    with closed_event_loops():
        yield


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


@pytest.fixture
def library_tab() -> LibraryTab:
    tab = LibraryTab(ScriptedService())
    with gr.Blocks(analytics_enabled=False):
        tab.build()
    return tab


def test_the_library_is_sorted_filtered_and_opens_documents(library_tab: LibraryTab) -> None:
    tab, visit = library_tab, Visit()
    assert tab.show(visit)[tab.parts.listing].count("<tr") == 6
    first = tab.sort_reports(visit, _event(sort="title"))[tab.parts.listing]
    assert first.index("chăm sóc") < first.index("Monthly report")
    assert tab.filter_library(visit, _event(state="refused"))[tab.parts.listing].count("<tr") == 3
    assert visit.library.query.sort == "title"
    opened = tab.open_report(visit, _event(document=f"{1:064x}"))
    assert "118/BC-BVSK" in opened[tab.parts.report]
    assert tab.close_report(visit)[tab.parts.report] == ""
    assert 'role="alert"' in tab.open_report(visit, _event(document="gone"))[tab.parts.report]


def test_a_correction_is_shown_and_a_wrong_one_is_told(library_tab: LibraryTab) -> None:
    tab, visit = library_tab, Visit()
    tab.open_report(visit, _event(document=f"{1:064x}"))
    wrong = tab.correct_field(visit, _event(field="period", start="2024-01-01", end=""))
    assert 'role="alert"' in wrong[tab.parts.report]
    done = tab.correct_field(visit, _event(field="title", value="Tựa mới", for_new_versions="on"))
    assert "Tựa mới" in done[tab.parts.listing]
    assert 'role="alert"' not in done[tab.parts.report]
    assert "Tựa mới" not in tab.withdraw_field(visit, _event(field="title"))[tab.parts.listing]


def test_what_is_removed_waits_in_the_bin_and_comes_back(library_tab: LibraryTab) -> None:
    tab, visit = library_tab, Visit()
    tab.open_report(visit, _event(document=f"{1:064x}"))
    gone = tab.remove_documents(visit, _event(documents=f"{1:064x}"))
    assert gone[tab.parts.listing].count("<tr") == 5
    assert gone[tab.parts.report] == ""
    assert "restore_documents" in tab.show_bin(visit)[tab.parts.listing]
    tab.restore_documents(visit, _event(documents=f"{1:064x}"))
    assert tab.show_table(visit)[tab.parts.listing].count("<tr") == 6


@pytest.mark.parametrize("values", [{}, {"documents": 5, "job": "x", "offset": None, "field": [], "sort": 1}])
def test_events_of_the_library_made_by_hand_cannot_break_the_page(
    library_tab: LibraryTab, values: dict[str, object]
) -> None:
    tab, visit = library_tab, Visit()
    tab.open_report(visit, _event(document=f"{1:064x}"))
    for handler in (tab.filter_library, tab.sort_reports, tab.turn_page, tab.show_part, tab.correct_field):
        assert handler(visit, _event(**values))
    for handler in (tab.withdraw_field, tab.move_documents, tab.reread_documents, tab.open_report):
        assert handler(visit, _event(**values))


@pytest.mark.parametrize("section", ["state", "work", "use", "people", "audit", "nonsense"])
def test_every_section_of_the_administration_is_shown_in_every_language(section: str) -> None:
    service = ScriptedService()
    tab = AdminTab(service)
    with gr.Blocks(analytics_enabled=False):
        tab.build()
    try:
        for language in LANGUAGES:
            visit = Visit(language=language)
            shown = tab.show_section(visit, _event(section=section))[tab.parts.body]
            assert 'role="alert"' not in shown or section in ("state", "nonsense")
            assert shown.count('aria-pressed="true"') >= 1
    finally:
        service.scripted_care.close()


def test_a_question_carries_the_answers_before_it(executor: ThreadPoolExecutor) -> None:
    asked: list[tuple[str, tuple[Exchange, ...]]] = []

    class Recording(ScriptedService):
        def stream(self, question: str, **given: Any) -> Iterator[AnswerEvent]:
            asked.append((question, tuple(given["history"])))
            return super().stream(question, **given)

    tab = AskTab(Recording(), executor)
    with gr.Blocks(analytics_enabled=False):
        tab.build()
    visit = Visit()
    for question in (HEALTH, "explode", "Thế còn năm 2023?"):
        _all(tab.ask(visit, question, _request("a")))
    _all(tab.retry(visit, _event(turn=1), _request("a")))
    answered = visit.conversation.turns[0]
    first = Exchange(HEALTH, HEALTH, answered.text)
    assert asked == [(HEALTH, ()), ("explode", (first,)), ("Thế còn năm 2023?", (first,)), (HEALTH, ())]
    assert visit.conversation.turns[2].standalone == f"{HEALTH.rstrip('?')} — Thế còn năm 2023?"


def test_stop_ends_a_wait_at_once(executor: ThreadPoolExecutor) -> None:
    service = ScriptedService(pause_seconds=3.0)
    tab = AskTab(service, executor)
    with gr.Blocks(analytics_enabled=False):
        tab.build()
    visit = Visit()
    updates = tab.ask(visit, HEALTH, _request("a"))
    next(updates)
    tab.stop(visit, _request("a"))
    _all(updates)
    executor.shutdown(wait=True)
    assert service.closed == 1
    assert visit.conversation.turns[0].outcome == "stopped"
    assert service.conversations("local") == ()


def test_deleting_a_conversation_stops_what_is_answered_in_it(executor: ThreadPoolExecutor) -> None:
    service = ScriptedService(pause_seconds=0.01)
    tab = AskTab(service, executor)
    with gr.Blocks(analytics_enabled=False):
        tab.build()
    visit = Visit()
    _all(tab.ask(visit, HEALTH, _request("a")))
    identity = visit.conversation.conversation_id
    updates = tab.ask(visit, f"slow {HEALTH}", _request("a"))
    next(updates)
    tab.history.delete_conversation(visit, _event(conversation=identity), _request("a"))
    _all(updates)
    assert visit.live == {}
    assert visit.conversation.turns == ()
    assert service.conversations("local") == ()


def test_history_tells_what_it_could_not_do_once(ask_tab: AskTab) -> None:
    visit, rows = Visit(), ask_tab.history.parts.rows
    shown = ask_tab.history.rename_conversation(visit, _event(conversation="none", title="x"))
    assert "history-problem" in shown[rows]
    assert "history-problem" not in ask_tab.history.rows(visit)[rows]
    ask_tab.history.open_conversation(visit, _event(conversation=[]), _request("a"))
    assert visit.conversation.conversation_id is None
    assert visit.history_problem is not None
    exported = ask_tab.history.export_conversation(visit, _event(conversation="none", form="exe"))
    assert exported == {ask_tab.history.parts.download: ""}


def test_feedback_changes_nothing_on_the_page_and_is_stored(ask_tab: AskTab) -> None:
    visit = Visit()
    _all(ask_tab.ask(visit, HEALTH, _request("a")))
    assert ask_tab.give_feedback(visit, _event(turn=1, useful=True)) == gr.skip()
    assert visit.conversation.turns[0].feedback == Feedback(True)
    assert ask_tab.comment_feedback(visit, _event(turn="1", comment="sai")) == gr.skip()
    assert visit.conversation.turns[0].feedback == Feedback(False, "other", "sai")
    assert ask_tab.give_feedback(visit, _event(turn=9, useful=True)) == gr.skip()
    identity = visit.conversation.conversation_id
    ask_tab.history.delete_conversation(Visit(), _event(conversation=identity), _request("b"))
    assert "chưa được lưu" in ask_tab.give_feedback(visit, _event(turn=1, useful=True))


def test_a_text_is_checked_stopped_and_refused_when_too_long(executor: ThreadPoolExecutor) -> None:
    tab = CheckTab(ScriptedService(pause_seconds=0.01), executor)
    with gr.Blocks(analytics_enabled=False):
        tab.build()
    visit, result = Visit(), tab.parts.result
    assert _all(tab.check(visit, "  \n", _request("a"))) == []
    updates = _all(tab.check(visit, "Khám 1.284 lượt. Xong.", _request("a")))
    assert 'data-busy="true"' in updates[0][result]
    assert "1/2 câu có căn cứ" in updates[-1][result]
    slow = tab.check(visit, "slow. Khám.", _request("a"))
    next(slow)
    assert _all(tab.check(visit, "Một lần nữa.", _request("a"))) == []
    tab.stop(visit, _request("b"))
    tab.stop(visit, _request("a"))
    assert "Đã dừng" in _all(slow)[-1][result]
    assert "20001" in _all(tab.check(visit, "a" * 20_001, _request("a")))[-1][result]
    assert "mã sự cố" in _all(tab.check(visit, "explode.", _request("a")))[-1][result]
