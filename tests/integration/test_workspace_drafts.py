"""Drafts in the workspace's database: an older workspace is migrated, what cannot be read is told, ids are random."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from assistant.answering.answer import Notice
from assistant.drafting.draft import Blank, Brief, Draft, DraftBlock, Gap, Mark
from assistant.drafting.draft_check import CheckedValue, CheckSheet, Overlap
from assistant.drafting.fact_values import FactPlace
from assistant.drafting.kept_draft import KeptDraft, OutlineChoices
from assistant.errors import DraftChanged, WorkspaceDamaged
from assistant.migrations import HEAD, VERSION_TABLE
from assistant.workspace import Workspace
from assistant.workspace_drafts import DraftStore, NewVersion
from tests.kept_samples import sample_answer, sample_turn
from vectorstore.records import Period

PERIOD = Period.parse("2031-01-01/2031-06-30")
BRIEF = Brief(
    "Báo cáo", "report", "vi", period=PERIOD, points=("a",), notices=(Notice("lengths_differ", (("x", "y"),)),)
)
CHOICES = OutlineChoices(
    pinned=frozenset({FactPlace("a", 1, 2)}),
    dropped=frozenset({FactPlace("b", 3, 4), FactPlace("b", 5, 6)}),
    added=(("results", FactPlace("c", 7, 8)),),
    dropped_documents=frozenset({"d"}),
)
ANSWER = sample_answer()
DRAFT = Draft(
    BRIEF,
    "Báo cáo năm 2031",
    "nd30",
    (
        DraftBlock(
            "paragraph",
            "Khám [số] người.",
            part="results",
            citations=(1,),
            figures=ANSWER.figures,
            blanks=(Blank(5, 9, "số"),),
            marks=(Mark(0, 4, "unsupported"),),
            locked=True,
            written_by="hand",
        ),
    ),
    ANSWER.citations,
    (Gap("results", "số"),),
    (("mode", "composed"),),
    (Notice("nothing_found"),),
)
SHEET = CheckSheet(
    (CheckedValue("text", "SYT", "said", None, 0),), ("số",), (Notice("x"),), ("a",), (Overlap("d", "t", 0.25),), ()
)
NEW = NewVersion("written", "ghi\nchú", DRAFT, SHEET)


def store_in(folder: Path) -> tuple[Workspace, DraftStore]:
    workspace = Workspace.in_folder(folder)
    return workspace, DraftStore(workspace.database)


def test_a_draft_comes_back_as_it_was_kept_to_the_last_field(tmp_path: Path) -> None:
    workspace, store = store_in(tmp_path)
    begun = store.begin("an", "Báo cáo", BRIEF, CHOICES)
    assert (begun.brief, begun.choices, begun.draft, begun.summary.version) == (BRIEF, CHOICES, None, 0)
    store.add_version("an", begun.summary.draft_id, NEW, seen=0)
    workspace.close()
    workspace, store = store_in(tmp_path)
    kept = store.draft("an", begun.summary.draft_id)
    assert (kept.brief, kept.choices, kept.draft, kept.sheet) == (BRIEF, CHOICES, DRAFT, SHEET)
    assert (kept.summary.title, kept.versions[0].note) == ("Báo cáo năm 2031", "ghi chú")
    workspace.close()


def test_ids_are_128_random_bits(tmp_path: Path) -> None:
    workspace, store = store_in(tmp_path)
    ids = {store.begin("an", "x", BRIEF, CHOICES).summary.draft_id for _ in range(20)}
    assert len(ids) == 20
    assert all(len(bytes.fromhex(one)) == 16 for one in ids)
    workspace.close()


def test_a_workspace_from_before_drafts_is_migrated_and_its_conversations_read_on(tmp_path: Path) -> None:
    workspace = Workspace.in_folder(tmp_path)
    conversation_id = workspace.keep_turn("an", None, sample_turn())
    workspace.close()
    engine = create_engine(f"sqlite:///{tmp_path / 'workspace.sqlite3'}")
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE draft_versions"))
        connection.execute(text("DROP TABLE drafts"))
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '0001'"))
    engine.dispose()
    workspace, store = store_in(tmp_path)
    assert workspace.conversation("an", conversation_id).turns[0].question == sample_turn().question
    assert store.begin("an", "x", BRIEF, CHOICES).summary.version == 0
    workspace.close()
    engine = create_engine(f"sqlite:///{tmp_path / 'workspace.sqlite3'}")
    with engine.connect() as connection:
        assert connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}")) == HEAD
    engine.dispose()


def test_of_many_pages_that_change_one_version_at_once_one_wins_and_the_others_are_told(tmp_path: Path) -> None:
    workspace, store = store_in(tmp_path)
    draft_id = store.begin("an", "x", BRIEF, CHOICES).summary.draft_id
    done: list[KeptDraft | DraftChanged] = []

    def change() -> None:
        try:
            done.append(store.add_version("an", draft_id, NEW, seen=0))
        except DraftChanged as error:
            done.append(error)

    threads = [threading.Thread(target=change) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sum(isinstance(one, KeptDraft) for one in done) == 1
    assert sum(isinstance(one, DraftChanged) for one in done) == 7
    kept = store.draft("an", draft_id)
    assert ([one.number for one in kept.versions], kept.summary.version) == ([1], 1)
    workspace.close()


def test_deleting_and_forgetting_leave_no_trace_in_the_file(tmp_path: Path) -> None:
    workspace, store = store_in(tmp_path)
    for user in ("an", "binh"):
        draft_id = store.begin(user, "x", BRIEF, CHOICES).summary.draft_id
        store.add_version(user, draft_id, NEW, seen=0)
    store.delete("binh", draft_id)
    assert workspace.forget_user("an") == 1
    workspace.close()
    content = b"".join(path.read_bytes() for path in tmp_path.glob("workspace.sqlite3*"))
    assert "Báo cáo năm 2031".encode() not in content


def test_a_draft_of_a_newer_version_is_not_half_understood(tmp_path: Path) -> None:
    workspace, store = store_in(tmp_path)
    draft_id = store.begin("an", "x", BRIEF, CHOICES).summary.draft_id
    engine = create_engine(f"sqlite:///{tmp_path / 'workspace.sqlite3'}")
    with engine.begin() as connection:
        newer = '{"version": 99, "value": {}}'
        connection.execute(text("UPDATE drafts SET brief = :brief"), {"brief": newer})
    engine.dispose()
    with pytest.raises(WorkspaceDamaged):
        store.draft("an", draft_id)
    workspace.close()
