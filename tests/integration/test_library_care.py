"""The care of the library through the service: what each visitor may do, uploads, use, clean-up, a failing disk."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.conversations import Feedback, KeptTurn
from assistant.engines import Parts
from assistant.errors import NotAllowed
from assistant.language_model.chosen_model import SWITCHED_OFF, ChosenModel
from assistant.people.people import People
from assistant.people.values import Visitor
from assistant.report_table import TableQuery
from assistant.service import Service
from assistant.settings import load_settings
from assistant.ui.uploads import add_uploads
from assistant.workspace import Workspace
from ingest.chunker import ChunkerConfig
from ingest.errors import UnknownDocument
from ingest.library import Library
from ingest.loaders import LoadLimits
from ingest.pipeline import index_identity
from ingest.workshop import OwnWorkshop
from tests.fakes import WordCountEmbedder
from vectorstore.errors import DiskFull

HARVEST = "Báo cáo vụ mùa năm 2031\n\nToàn xã gieo cấy 420 ha lúa, đạt 103% kế hoạch.\n"
SECRET = "Báo cáo thanh tra năm 2031\n\nĐoàn đã thanh tra 12 đơn vị trên địa bàn xã.\n"
ADMINISTRATOR = Visitor("chi", "administrator", None, None, None)
EDITOR = Visitor("lan", "writer", frozenset({"default"}), frozenset({"default"}), frozenset({"default"}))
READER = Visitor("minh", "reader", frozenset({"default"}))


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    embedder = WordCountEmbedder()
    workshop = OwnWorkshop(embedder, ChunkerConfig(), LoadLimits())
    monkeypatch.setattr("assistant.service.child_workshops", lambda *_given: lambda _folder: workshop)
    monkeypatch.setattr("assistant.library_parts.model_folder", lambda *_given: tmp_path)
    data_dir = tmp_path / "library"
    settings = load_settings(
        {"data_dir": data_dir, "retention.conversation_days": 30, "retention.history_days": 10}, environment={}
    )
    library = Library.open(data_dir, identity=index_identity(embedder, ChunkerConfig()))
    service = Service(
        Parts(
            library=library,
            embedder=embedder,
            settings=settings,
            limits=LoadLimits(),
            workspace=Workspace.in_folder(data_dir),
            chat=ChosenModel(None, SWITCHED_OFF),
            people=People.in_folder(settings),
        )
    )
    for name, text, collection in (("harvest.txt", HARVEST, "default"), ("secret.txt", SECRET, "Thanh tra")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        list(service.ingest([tmp_path / name], collection=collection))
    yield service
    service.close()


def document(service: Service, words: str) -> str:
    return next(one.document_id for one in service.reports() if words in (one.title or ""))


def test_a_visitor_sees_counts_and_changes_no_more_than_its_collections(service: Service) -> None:
    open_one, closed_one = document(service, "vụ mùa"), document(service, "thanh tra")
    reader, editor = service.for_visitor(READER).care, service.for_visitor(EDITOR).care
    for care in (reader, editor):
        page = care.table(TableQuery())
        assert [one.document_id for one in page.rows] == [open_one]
        assert [one.value for one in page.facets["collection"]] == ["default"]
        for look in (care.history, care.corrections, care.chunks):
            with pytest.raises(UnknownDocument):
                look(closed_one)
    with pytest.raises(NotAllowed):
        reader.correct(open_one, "title", "x", author="minh")
    with pytest.raises(UnknownDocument):
        editor.correct(closed_one, "title", "x", author="lan")
    with pytest.raises(NotAllowed):
        editor.move([open_one], "Thanh tra", author="lan")
    for forbidden in (editor.usage, editor.machine, editor.generations, editor.rebuild, editor.duplicate_groups):
        with pytest.raises(NotAllowed):
            forbidden()
    editor.correct(open_one, "title", "Vụ mùa 2031", author="lan")
    assert [one.title for one in reader.table(TableQuery(words="VU MUA 2031")).rows] == ["Vụ mùa 2031"]
    actions = [(entry.who, entry.action, entry.detail) for entry in service.people.audit()]
    assert actions[0] == ("lan", "corrected", "title")
    assert ("minh", "refused", "corrected") in actions


def test_the_table_follows_each_change_and_is_made_once_for_each(service: Service) -> None:
    care = service.for_visitor(ADMINISTRATOR).care
    before = care.table(TableQuery())
    assert before.total == 2
    care.move([document(service, "vụ mùa")], "Nông nghiệp", author="chi")
    assert {one.value for one in care.table(TableQuery()).facets["collection"]} == {"Nông nghiệp", "Thanh tra"}
    assert service.care.table_for("x", list) is service.care.table_for("x", service.reports)


def client(service: Service, visitor: Visitor | None) -> TestClient:
    app = FastAPI()
    add_uploads(app, service, lambda _request: visitor)
    return TestClient(app)


def upload(browser: TestClient, name: str, content: bytes) -> dict[str, object]:
    reply = browser.post("/library/upload", content=content, headers={"X-File-Name": name, "X-Page-Language": "vi"})
    result: dict[str, object] = reply.json()
    return result


def test_an_upload_is_streamed_queued_and_taken_in_under_its_name(service: Service) -> None:
    with client(service, EDITOR) as browser:
        sent = upload(browser, "qu%C3%BD%203.txt", HARVEST.replace("420", "555").encode())
        assert sent["ok"] is True
        queued = browser.post("/library/queue", json={"uploads": [sent["token"]], "collection": "default"}).json()
    worker = service.jobs.worker_for(queued["job"])
    while worker.work_once():
        pass
    (item,) = service.for_visitor(EDITOR).care.items(queued["job"])
    assert (item.state, item.outcome, Path(item.subject).name) == ("done", "added", "quý 3.txt")
    assert service.people.audit()[0].detail == "quý 3.txt"
    with pytest.raises(NotAllowed):
        service.for_visitor(replace(EDITOR, name="khác")).care.items(queued["job"])


def test_nobody_queues_what_another_sent_nor_where_it_may_not_write(service: Service) -> None:
    app = FastAPI()
    who = EDITOR
    add_uploads(app, service, lambda _request: who)
    with TestClient(app) as browser:
        token = upload(browser, "a.txt", b"abc")["token"]
        refused = browser.post("/library/queue", json={"uploads": [token], "collection": "Thanh tra"})
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not_allowed")
        token = upload(browser, "a.txt", b"abc")["token"]
        who = replace(EDITOR, name="khác")
        assert browser.post("/library/queue", json={"uploads": [token], "collection": "default"}).status_code == 400
    for visitor in (None, READER):
        with client(service, visitor) as browser:
            assert upload(browser, "a.txt", b"abc")["ok"] is False
    with client(service, EDITOR) as browser:
        for body in (b"", b"[]", b"{", b'{"uploads": 5}', b'{"uploads": ["x"]}'):
            assert browser.post("/library/queue", content=body).status_code == 400


def test_a_full_disk_refuses_an_upload_in_words_and_leaves_nothing(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ingest.jobs.uploads.os.fsync", full)
    with client(service, EDITOR) as browser:
        reply = upload(browser, "a.txt", b"abc")
    assert reply["ok"] is False
    error = reply["error"]
    assert isinstance(error, dict)
    assert error["code"] == DiskFull.code
    assert "đĩa" in str(error["message"]).lower()
    incoming = service.parts.settings.data_dir / "incoming"
    assert [file for file in incoming.rglob("*") if file.is_file()] == []
    assert service.search("lúa").passages


def test_a_disk_that_fills_while_a_correction_is_embedded_loses_nothing(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    care, one = service.for_visitor(ADMINISTRATOR).care, document(service, "vụ mùa")

    def full(*_given: object) -> None:
        raise DiskFull(path="data", detail="No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("ingest.generation.Generation.replace", full)
        with pytest.raises(DiskFull):
            care.correct(one, "title", "Tựa mới", author="chi")
    assert service.report(one).summary.title == "Tựa mới"
    assert service.search("gieo cấy lúa").passages[0].document_id == one
    assert service.parts.library.outdated() == (one,)
    service.warm()
    assert service.parts.library.outdated() == ()


def test_a_large_body_comes_in_pieces_not_as_a_whole(service: Service) -> None:
    size, largest = 0, 0

    class Measured(io.BytesIO):
        def write(self, block: object) -> int:
            nonlocal size, largest
            length = len(block)  # type: ignore[arg-type]
            size, largest = size + length, max(largest, length)
            return length

    def pieces() -> Iterator[bytes]:
        for _ in range(64):
            yield b"x" * 65_536

    with client(service, EDITOR) as browser:
        reply = browser.post("/library/upload", content=pieces(), headers={"X-File-Name": "big.bin"}).json()
    assert reply == {"ok": True, "token": reply["token"], "size": 64 * 65_536}


def keep(service: Service, question: str, asked_at: datetime, *, useful: bool | None = None) -> None:
    feedback = None if useful is None else Feedback(useful, None if useful else "incomplete", "thiếu")
    turn = KeptTurn(0, question, service.ask(question), asked_at, feedback=feedback)
    service.keep_turn("minh", None, turn)


def test_use_is_told_without_the_questions_of_others_unless_the_setting_says_so(service: Service) -> None:
    now = datetime.now(UTC)
    keep(service, "Toàn xã gieo cấy bao nhiêu ha lúa?", now - timedelta(days=1), useful=False)
    keep(service, "Ai là giám đốc nhà máy điện?", now - timedelta(days=8))
    report = service.for_visitor(ADMINISTRATOR).care.usage(weeks=4)
    assert (report.questions, report.refused, report.not_useful, report.users) == (2, 1, 1, 1)
    assert len(report.weeks) == 4
    assert {one.question for one in report.slowest} == {""}
    assert report.topics == ()


def test_what_is_kept_too_long_is_deleted_and_nothing_else(service: Service, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    keep(service, "Toàn xã gieo cấy bao nhiêu ha lúa?", now)
    assert service.care.clean_up(now=now + timedelta(days=5)) == {"conversations": 0, "history": 0}
    one = document(service, "vụ mùa")
    assert [event.kind for event in service.care.history(one)] == ["added"]
    assert service.care.clean_up(now=now + timedelta(days=40)) == {"conversations": 1, "history": 2}
    assert service.conversations("minh") == ()
    assert service.care.history(one) == ()
    assert service.report(one).summary.title is not None
