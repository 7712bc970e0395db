"""Conversations in a real SQLite file: kept, found, renamed, deleted, judged, and nobody else's."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

import assistant.migrations
from assistant.conversations import ConversationSummary, Feedback, KeptConversation
from assistant.errors import UnknownConversation, WorkspaceDamaged
from assistant.workspace import LONGEST_TITLE, Workspace
from assistant.workspace_tables import Base
from ingest.catalogue import Catalogue
from tests.conftest import REPOSITORY
from tests.kept_samples import sample_answer, sample_turn


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = Workspace.in_folder(tmp_path)
    yield opened
    opened.close()


def titles(workspace: Workspace, search: str = "", user: str = "an") -> list[str]:
    return [summary.title for summary in workspace.conversations(user, search)]


def test_a_turn_comes_back_as_it_was_kept_also_after_a_restart(tmp_path: Path) -> None:
    workspace = Workspace.in_folder(tmp_path)
    before = datetime.now(UTC)
    conversation_id = workspace.keep_turn("an", None, sample_turn())
    assert workspace.keep_turn("an", conversation_id, sample_turn("Còn năm 2030?")) == conversation_id
    workspace.close()
    again = Workspace.in_folder(tmp_path)
    kept = again.conversation("an", conversation_id)
    assert kept == KeptConversation(
        summary=ConversationSummary(
            conversation_id, "Khám bao nhiêu lượt người?", kept.summary.created_at, kept.summary.changed_at, 2
        ),
        turns=(replace(sample_turn(), number=1), replace(sample_turn("Còn năm 2030?"), number=2)),
    )
    assert before <= kept.summary.created_at < kept.summary.changed_at <= datetime.now(UTC)
    assert again.conversations("an") == (kept.summary,)
    again.close()


def test_ids_are_128_random_bits(workspace: Workspace) -> None:
    ids = {workspace.keep_turn("an", None, sample_turn()) for _ in range(20)}
    assert len(ids) == 20
    assert all(len(bytes.fromhex(conversation_id)) == 16 for conversation_id in ids)


def test_another_user_meets_a_conversation_as_if_there_were_none(workspace: Workspace) -> None:
    mine = workspace.keep_turn("an", None, sample_turn())
    raised: list[str] = []
    for conversation_id in (mine, "0" * 32):
        for act in (
            lambda name: workspace.conversation("bình", name),
            lambda name: workspace.keep_turn("bình", name, sample_turn()),
            lambda name: workspace.rename("bình", name, "của tôi"),
            lambda name: workspace.delete("bình", name),
            lambda name: workspace.give_feedback("bình", name, 1, Feedback(useful=True)),
        ):
            with pytest.raises(UnknownConversation) as error:
                act(conversation_id)
            raised.append(str(error.value).replace(conversation_id, "ID"))
    assert len(set(raised)) == 1
    assert workspace.conversations("bình") == ()
    assert workspace.conversation("an", mine).summary.turns == 1
    assert workspace.conversation("an", mine).turns[0].feedback is None


def test_the_conversation_with_the_latest_turn_comes_first(workspace: Workspace) -> None:
    first = workspace.keep_turn("an", None, sample_turn("Một?"))
    workspace.keep_turn("an", None, sample_turn("Hai?"))
    assert titles(workspace) == ["Hai?", "Một?"]
    workspace.keep_turn("an", first, sample_turn("Ba?"))
    assert titles(workspace) == ["Một?", "Hai?"]
    workspace.rename("an", workspace.conversations("an")[1].conversation_id, "Đổi tên")
    assert titles(workspace) == ["Một?", "Đổi tên"]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("kết quả khám", ["Kết quả khám bệnh?"]),
        ("KET QUA KHAM", ["Kết quả khám bệnh?"]),
        ("khám kết", ["Kết quả khám bệnh?"]),
        ("bệnh 人口", []),
        ("数据", ["人口數據是多少？"]),
        ("數據", ["人口數據是多少？"]),
        ("２０３１年", ["人口數據是多少？"]),
        ("1.250,5", ["人口數據是多少？", "Kết quả khám bệnh?"]),
        ("%", ["人口數據是多少？", "Kết quả khám bệnh?"]),
        ("khám%bệnh", []),
        ("k_t", []),
        ("\0  ", ["人口數據是多少？", "Kết quả khám bệnh?"]),
    ],
)
def test_searching_looks_for_all_words_whatever_their_case_marks_width_or_script(
    workspace: Workspace, search: str, found: list[str]
) -> None:
    workspace.keep_turn("an", None, sample_turn("Kết quả khám bệnh?"))
    chinese = replace(sample_answer("人口數據是多少？", "zh"), standalone="2031年的人口數據是多少？")
    workspace.keep_turn("an", None, sample_turn("人口數據是多少？", chinese))
    workspace.keep_turn("bình", None, sample_turn("Kết quả khám bệnh 数据?"))
    assert titles(workspace, search) == found


def test_words_may_stand_in_different_turns_and_in_the_title(workspace: Workspace) -> None:
    conversation_id = workspace.keep_turn("an", None, sample_turn("Dân số?"))
    workspace.keep_turn("an", conversation_id, sample_turn("Còn học sinh?"))
    workspace.rename("an", conversation_id, "Số liệu ĐẤT ĐAI")
    assert titles(workspace, "dan hoc dat") == ["Số liệu ĐẤT ĐAI"]
    assert titles(workspace, "dan hoc rung") == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  Số liệu \r\n quý\tI\u2028 ", "Số liệu quý I"),
        ("a\0b\x1b[31m\u202ec\ud800", "ab[31mc"),
        ("x" * 500, "x" * (LONGEST_TITLE - 1) + "…"),
        (" \n\u200b", "Khám bao nhiêu lượt người?"),
    ],
)
def test_a_title_is_one_clean_line_of_limited_length(workspace: Workspace, given: str, kept: str) -> None:
    conversation_id = workspace.keep_turn("an", None, sample_turn())
    workspace.rename("an", conversation_id, given)
    assert titles(workspace) == [kept]


def test_what_is_deleted_is_gone_from_the_file_too(tmp_path: Path, workspace: Workspace) -> None:
    secret = "Chuyện riêng tư không được để lại dấu vết"
    gone = workspace.keep_turn("an", None, sample_turn(secret))
    kept = workspace.keep_turn("an", None, sample_turn())
    workspace.delete("an", gone)
    with pytest.raises(UnknownConversation):
        workspace.conversation("an", gone)
    assert [summary.conversation_id for summary in workspace.conversations("an")] == [kept]
    stored = b"".join(path.read_bytes() for path in sorted(tmp_path.glob("workspace.sqlite3*")))
    assert secret.encode() not in stored
    assert gone.encode() not in stored


def test_a_user_can_be_forgotten_whole(workspace: Workspace) -> None:
    for _ in range(2):
        workspace.keep_turn("an", None, sample_turn())
    workspace.keep_turn("bình", None, sample_turn())
    assert workspace.forget_user("an") == 2
    assert (titles(workspace), len(titles(workspace, user="bình"))) == ([], 1)


def test_feedback_is_kept_with_its_turn_replaced_and_taken_back(workspace: Workspace) -> None:
    conversation_id = workspace.keep_turn("an", None, sample_turn())
    judgement = Feedback(useful=False, reason="wrong_figure", comment=" Sai\x00 số\r\nliệu " + "x" * 5_000)
    workspace.give_feedback("an", conversation_id, 1, judgement)
    given = workspace.conversation("an", conversation_id).turns[0].feedback
    assert given is not None
    assert (given.useful, given.reason, len(given.comment)) == (False, "wrong_figure", 2_000)
    assert given.comment.startswith("Sai số\nliệu xxx")
    workspace.give_feedback("an", conversation_id, 1, Feedback(useful=True))
    assert workspace.conversation("an", conversation_id).turns[0].feedback == Feedback(useful=True)
    workspace.give_feedback("an", conversation_id, 1, None)
    assert workspace.conversation("an", conversation_id).turns[0].feedback is None
    with pytest.raises(UnknownConversation):
        workspace.give_feedback("an", conversation_id, 2, Feedback(useful=True))


def test_administrators_see_what_was_judged_since_a_moment_with_where_the_answer_came_from(
    workspace: Workspace,
) -> None:
    start = datetime.now(UTC)
    first = workspace.keep_turn("an", None, sample_turn())
    second = workspace.keep_turn("bình", None, sample_turn("Vì sao?"))
    workspace.give_feedback("an", first, 1, Feedback(useful=True))
    middle = datetime.now(UTC)
    workspace.give_feedback("bình", second, 1, Feedback(useful=False, reason="incomplete"))
    latest, earlier = workspace.feedback(start)
    assert (latest.user, latest.conversation_id, latest.turn.question) == ("bình", second, "Vì sao?")
    assert latest.turn.answer.provenance == (("model", "scripted"), ("prompt", "answer@1"))
    assert (earlier.user, earlier.turn.feedback) == ("an", Feedback(useful=True))
    assert workspace.feedback(middle) == (latest,)
    assert workspace.feedback(datetime.now(UTC) + timedelta(days=1)) == ()


def test_two_pages_that_add_to_one_conversation_at_once_get_numbers_of_their_own(tmp_path: Path) -> None:
    pages = [Workspace.in_folder(tmp_path) for _ in range(2)]
    conversation_id = pages[0].keep_turn("an", None, sample_turn("0?"))
    together = threading.Barrier(4)
    failures: list[Exception] = []

    def ask(page: Workspace, name: str) -> None:
        together.wait()
        try:
            for number in range(5):
                page.keep_turn("an", conversation_id, sample_turn(f"{name} {number}?"))
        except UnknownConversation as error:
            failures.append(error)

    threads = [threading.Thread(target=ask, args=(pages[index % 2], f"{index}")) for index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = pages[1].conversation("an", conversation_id)
    assert failures == []
    assert [turn.number for turn in kept.turns] == list(range(1, 22))
    assert kept.summary.turns == 21
    for index in range(4):
        mine = [turn.question for turn in kept.turns if turn.question.startswith(f"{index} ")]
        assert mine == [f"{index} {number}?" for number in range(5)]
    for page in pages:
        page.close()


def test_a_turn_for_a_conversation_deleted_on_another_page_is_refused(tmp_path: Path, workspace: Workspace) -> None:
    other = Workspace.in_folder(tmp_path)
    conversation_id = workspace.keep_turn("an", None, sample_turn())
    other.delete("an", conversation_id)
    other.close()
    with pytest.raises(UnknownConversation):
        workspace.keep_turn("an", conversation_id, sample_turn())
    assert workspace.conversations("an") == ()


def test_the_migrations_make_the_tables_that_the_program_uses(tmp_path: Path, workspace: Workspace) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'workspace.sqlite3'}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": assistant.migrations.VERSION_TABLE})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()
    configuration = Config()
    configuration.set_main_option("script_location", str(REPOSITORY / "assistant" / "migrations"))
    assert ScriptDirectory.from_config(configuration).get_heads() == [assistant.migrations.HEAD]


def test_one_database_can_hold_the_catalogue_and_the_conversations(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'both.sqlite3'}"
    Catalogue.open(url).close()
    workspace = Workspace.open(url)
    conversation_id = workspace.keep_turn("an", None, sample_turn())
    workspace.close()
    Catalogue.open(url).close()
    again = Workspace.open(url)
    assert len(again.conversation("an", conversation_id).turns) == 1
    again.close()


def test_a_file_that_is_no_database_or_of_a_newer_version_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "letter").mkdir()
    (tmp_path / "letter" / "workspace.sqlite3").write_bytes(b"a letter, not a database\n" * 100)
    with pytest.raises(WorkspaceDamaged):
        Workspace.in_folder(tmp_path / "letter")
    Workspace.in_folder(tmp_path).close()
    engine = create_engine(f"sqlite:///{tmp_path / 'workspace.sqlite3'}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE workspace_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(WorkspaceDamaged) as raised:
        Workspace.in_folder(tmp_path)
    assert "another version" in str(raised.value.facts["detail"])


def test_an_answer_that_cannot_be_read_says_so_instead_of_vanishing(tmp_path: Path, workspace: Workspace) -> None:
    conversation_id = workspace.keep_turn("an", None, sample_turn())
    engine = create_engine(f"sqlite:///{tmp_path / 'workspace.sqlite3'}")
    with engine.begin() as connection:
        connection.execute(text('UPDATE turns SET answer = \'{"version": 7, "value": {}}\''))
    engine.dispose()
    with pytest.raises(WorkspaceDamaged):
        workspace.conversation("an", conversation_id)
