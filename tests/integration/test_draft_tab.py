"""The handlers of the Draft tab over the scripted drafts: what each changes, and that visits stay apart."""

from __future__ import annotations

import asyncio
import base64
import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import gradio as gr
import pytest
from docx import Document

from assistant.ui.draft_screen import Updates
from assistant.ui.draft_tab import DraftTab
from assistant.ui.visit import Turn, Visit
from tests.e2e.scripted_drafts import ScriptedDrafts
from tests.e2e.scripted_service import ScriptedService
from vectorstore.records import Period

REQUEST = "Viết báo cáo sơ kết 6 tháng đầu năm 2024"


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


def _event(**values: object) -> gr.EventData:
    return gr.EventData(None, values)


@pytest.fixture
def tab() -> Iterator[DraftTab]:
    with ThreadPoolExecutor(4) as executor:
        built = DraftTab(ScriptedService(), executor)
        with gr.Blocks(analytics_enabled=False):
            built.build()
        yield built


def _begun(tab: DraftTab, visit: Visit, request: str = REQUEST) -> Updates:
    return list(tab.starting.begin_draft(visit, _event(request=request)))[-1]


def _written(tab: DraftTab, visit: Visit) -> Updates:
    _begun(tab, visit)
    return list(tab.writing.write_draft(visit))[-1]


def _at(visit: Visit, words: str) -> int:
    draft = visit.drafting.draft
    assert draft is not None
    return next(at for at, block in enumerate(draft.blocks) if words in block.text)


def _file(updates: Updates, tab: DraftTab) -> bytes:
    found = re.search(r'data-content="([^"]+)"', updates[tab.parts.download])
    assert found is not None
    return base64.b64decode(found.group(1))


def test_a_request_becomes_a_kept_outline_and_clears_the_box(tab: DraftTab) -> None:
    visit = Visit()
    first, last = tab.starting.begin_draft(visit, _event(request=REQUEST, genre="poem", language="xx"))
    assert 'data-busy="true"' in first[tab.parts.request]
    assert "phần này sẽ là chỗ trống" in last[tab.parts.main]
    assert visit.drafting.kept is not None
    assert visit.drafting.kept.summary.version == 0
    assert 'name="request"' in last[tab.parts.request]
    assert REQUEST not in last[tab.parts.request]


def test_an_empty_request_is_told_and_keeps_nothing(tab: DraftTab) -> None:
    visit = Visit()
    shown = _begun(tab, visit, " … ")
    assert 'role="alert"' in shown[tab.parts.notice]
    assert visit.drafting.kept is None


def test_choices_add_up_even_when_they_come_faster_than_outlines(tab: DraftTab) -> None:
    visit = Visit()
    _begun(tab, visit)
    outline = visit.drafting.outline
    assert outline is not None
    first, second = (one.place for one in outline.parts[0].facts)

    def about(place: Any, **more: object) -> gr.EventData:
        return _event(document=place.document_id, start=place.start, end=place.end, **more)

    tab.outlining.pin_fact(visit, about(first))
    tab.outlining.drop_fact(visit, about(second))
    assert visit.drafting.kept is not None
    assert visit.drafting.kept.choices.pinned == {first}
    assert visit.drafting.kept.choices.dropped == {second}
    tab.outlining.move_fact(visit, about(second, part="plans"))
    assert visit.drafting.kept.choices.added == (("plans", second),)
    assert visit.drafting.kept.choices.dropped == frozenset()
    before = visit.drafting.kept.choices
    assert tab.outlining.move_fact(visit, about(second, part="nowhere")) == gr.skip()
    assert visit.drafting.kept.choices == before
    tab.outlining.drop_fact(visit, about(first))
    assert visit.drafting.kept.choices.pinned == frozenset()


def test_writing_streams_parts_and_ends_with_a_version(tab: DraftTab) -> None:
    visit = Visit()
    _begun(tab, visit)
    shown = list(tab.writing.write_draft(visit))
    progress = "".join(one.get(tab.parts.progress, "") for one in shown)
    assert "Đang chuẩn bị viết" in progress
    assert 'class="leaf nd30"' in shown[-1][tab.parts.main]
    assert "Phiên bản 1" in shown[-1][tab.parts.side]
    assert visit.drafting.run is None
    assert list(tab.writing.write_draft(Visit())) == []


def test_hand_changes_are_checked_and_a_version_behind_loses_no_word(tab: DraftTab) -> None:
    first, second = Visit(), Visit()
    _written(tab, first)
    assert first.drafting.kept is not None
    draft_id = first.drafting.kept.summary.draft_id
    assert len(list(tab.starting.open_draft(second, _event(draft=draft_id)))) == 1
    at = _at(first, "200 cán bộ")
    shown = tab.editing.save_block(first, _event(block=str(at), text="Khoảng 300 cán bộ."))
    assert 'class="figure open"' in shown[tab.parts.main]
    late = tab.editing.save_block(second, _event(block=str(at), text="Khoảng 250 cán bộ."))
    assert set(late) == {tab.parts.notice}
    assert "Khoảng 250 cán bộ." in late[tab.parts.notice]
    assert 'data-event="reload_draft"' in late[tab.parts.notice]
    reloaded = tab.starting.reload_draft(second)
    assert "Khoảng 300 cán bộ" in re.sub(r"<[^>]+>", "", reloaded[tab.parts.main])
    assert "Khoảng 250 cán bộ." in reloaded[tab.parts.notice]
    assert tab.starting.dismiss_problem(second)[tab.parts.notice] == ""


def test_a_locked_part_stands_when_the_text_is_written_again_or_shortened(tab: DraftTab) -> None:
    visit = Visit()
    _written(tab, visit)
    at = _at(visit, "200 cán bộ")
    tab.editing.save_block(visit, _event(block=at, text="Câu của tôi."))
    tab.editing.lock_part(visit, _event(part="results", locked=True))
    list(tab.writing.write_draft(visit))
    assert _at(visit, "Câu của tôi.") == at
    list(tab.writing.revise_draft(visit, _event(instruction="rút gọn", part="results")))
    assert _at(visit, "Câu của tôi.") == at
    list(tab.writing.revise_draft(visit, _event(instruction="hay hơn", part="")))
    assert visit.drafting.problem is not None
    assert (visit.drafting.problem.code, visit.drafting.unsaved) == ("instruction_unclear", "hay hơn")


def test_versions_are_compared_and_restored_and_files_are_handed_over_in_the_answer(tab: DraftTab) -> None:
    visit = Visit()
    _written(tab, visit)
    at = _at(visit, "200 cán bộ")
    tab.editing.save_block(visit, _event(block=at, text="Câu khác hẳn."))
    compared = tab.editing.compare_versions(visit, _event(before=1, after=2))
    assert "<ins>" in compared[tab.parts.main]
    tab.editing.close_comparison(visit)
    clean = tab.editing.download_draft(visit, _event(file="clean"))
    assert "Câu khác hẳn." in [one.text for one in Document(io.BytesIO(_file(clean, tab))).paragraphs]
    tab.editing.restore_version(visit, _event(version=1))
    assert _at(visit, "200 cán bộ") == at
    assert "200 cán bộ" in _file(tab.editing.download_draft(visit, _event(file="markdown")), tab).decode()
    assert tab.editing.download_draft(visit, _event(file="../secret"))[tab.parts.download] == ""
    refused = tab.editing.download_draft(visit, _event(file="pdf"))
    assert 'role="alert"' in refused[tab.parts.notice]


def test_an_event_about_nothing_changes_nothing(tab: DraftTab) -> None:
    visit = Visit()
    _written(tab, visit)
    assert visit.drafting.kept is not None
    version = visit.drafting.kept.summary.version
    for values in ({"block": -1}, {"block": 10_000}, {"block": "x"}, {"block": True}, {}):
        tab.editing.save_block(visit, _event(text="x", **values))
        tab.editing.lock_block(visit, _event(locked=True, **values))
        tab.editing.fill_blank(visit, _event(text="x", blank=0, **values))
        tab.editing.focus_block(visit, _event(**values))
    assert visit.drafting.kept.summary.version == version
    assert visit.drafting.focus is None


def test_a_past_draft_is_begun_again_for_another_period_and_stays_itself(tab: DraftTab) -> None:
    visit = Visit()
    _written(tab, visit)
    past = visit.drafting.kept
    assert past is not None
    tab.starting.draft_again(visit, _event(draft=past.summary.draft_id, start="2024-12-31", end="2024-07-01"))
    assert visit.drafting.kept == past
    shown = tab.starting.draft_again(visit, _event(draft=past.summary.draft_id, start="2024-07-01", end="2024-12-31"))
    new = visit.drafting.kept
    assert new is not None
    assert (new.brief.period, new.summary.version) == (Period(date(2024, 7, 1), date(2024, 12, 31)), 0)
    assert new.summary.draft_id != past.summary.draft_id
    assert 'value="2024-12-31"' in shown[tab.parts.brief]
    assert tab.screen.drafts.draft("local", past.summary.draft_id) == past


def test_another_user_opens_and_stops_nothing(tab: DraftTab) -> None:
    visit, stranger = Visit(), Visit(user="another")
    _begun(tab, visit)
    assert visit.drafting.kept is not None
    draft_id = visit.drafting.kept.summary.draft_id
    shown = list(tab.starting.open_draft(stranger, _event(draft=draft_id)))[-1]
    assert 'role="alert"' in shown[tab.parts.notice]
    assert stranger.drafting.kept is None
    assert shown[tab.parts.main] == ""
    tab.starting.delete_draft(stranger, _event(draft=draft_id))
    assert isinstance(tab.screen.drafts, ScriptedDrafts)
    assert tab.screen.drafts.draft("local", draft_id) == visit.drafting.kept


def test_a_question_and_its_sources_begin_a_request(tab: DraftTab) -> None:
    visit = Visit()
    turn = visit.start_turn("6 tháng đầu năm 2024 đã khám bao nhiêu lượt?")
    visit.finish_turn(Turn(turn.number, turn.question, turn.conversation, outcome="answered"))
    shown = tab.starting.use_in_draft(visit, _event(turn=1))
    assert turn.question in shown[tab.parts.request]
    assert 'data-prefilled="1"' in shown[tab.parts.request]
    assert tab.starting.use_in_draft(visit, _event(turn=7)) == {}


def test_a_change_of_language_keeps_what_is_open(tab: DraftTab) -> None:
    visit = Visit()
    _written(tab, visit)
    visit.language = "zh"
    shown = tab.show(visit)
    assert "下载Word" in shown[tab.parts.bar]
    assert "写作要求" in shown[tab.parts.brief]
    assert "BÁO CÁO" in shown[tab.parts.main]
