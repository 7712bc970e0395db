"""The facade over a real library with a predictable embedder: lists, views, names, health."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.api import build_api
from assistant.conversations import Feedback, KeptTurn
from assistant.drafting.kept_draft import DraftFinished, OutlineChoices
from assistant.engines import Parts
from assistant.errors import AddressNotAllowed, EmptyQuestion, InstructionUnclear, PortInUse, QuestionTooLong
from assistant.language_model.chosen_model import SWITCHED_OFF, ChosenModel
from assistant.people.people import People
from assistant.server import check_address, listen
from assistant.service import Service
from assistant.settings import load_settings
from assistant.workspace import Workspace
from ingest.chunker import ChunkerConfig
from ingest.errors import UnknownDocument
from ingest.library import Library
from ingest.loaders import LoadLimits
from ingest.pipeline import index_identity
from tests.fakes import WordCountEmbedder
from vectorstore.errors import ModelUnavailable
from vectorstore.records import SearchFilter

ZH = """澜溪县卫生健康局2023年上半年工作总结

2023年上半年，全县免费体检4200余人。

一、主要成效
家庭医生签约服务覆盖18个村。
"""
VI = """Trung tâm Y tế huyện Lũng Sương sơ kết công tác

Ngày 05/7/2024, Trung tâm Y tế huyện Lũng Sương tổ chức hội nghị sơ kết công tác 6 tháng đầu năm 2024.
"""


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    embedder = WordCountEmbedder()
    library = Library.open(tmp_path / "library", identity=index_identity(embedder, ChunkerConfig()))
    settings = load_settings({"data_dir": tmp_path / "library"}, environment={})
    service = Service(
        Parts(
            library=library,
            embedder=embedder,
            settings=settings,
            limits=LoadLimits(),
            workspace=Workspace.in_folder(tmp_path / "library"),
            chat=ChosenModel(None, SWITCHED_OFF),
            people=People.in_folder(settings),
        )
    )
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "zh.txt").write_text(ZH, encoding="utf-8")
    (reports / "vi.txt").write_text(VI, encoding="utf-8")
    (reports / "bad.pdf").write_bytes(b"%PDF-1.7 and no more")
    list(service.ingest([reports]))
    yield service
    service.close()


def test_the_list_holds_what_is_indexed_and_what_was_refused(service: Service) -> None:
    rows = {Path(row.source).name: row for row in service.reports()}
    assert {name: row.state.value for name, row in rows.items()} == {
        "zh.txt": "indexed",
        "vi.txt": "indexed",
        "bad.pdf": "refused",
    }
    assert rows["bad.pdf"].code == "corrupt"
    assert rows["vi.txt"].event_date == date(2024, 7, 5)
    only = service.reports(SearchFilter(languages=frozenset({"zh"})))
    assert [Path(row.source).name for row in only] == ["zh.txt"]


def test_a_summary_counts_what_can_be_filtered_by(service: Service) -> None:
    summary = service.library_summary()
    assert (summary.indexed, summary.refused, summary.passages) == (
        2,
        1,
        sum(row.passages for row in service.reports()),
    )
    assert {facet.value: facet.count for facet in summary.languages} == {"zh": 1, "vi": 1}
    assert "2023" in [facet.value for facet in summary.years]


def test_a_report_is_shown_whole_and_a_refused_file_without_text(service: Service) -> None:
    for row in service.reports():
        view = service.report(row.document_id)
        assert view.summary == row
        assert (view.window.text == "") == (row.state.value == "refused")
    with pytest.raises(UnknownDocument):
        service.report("nothing")


def test_a_source_opens_at_the_quotation(service: Service) -> None:
    identifier = service.resolve(next(row.document_id for row in service.reports() if row.language == "zh")[:8])
    text = service.report(identifier).window.text
    start = text.index("家庭医生")
    view = service.source_view(identifier, start, start + 4)
    assert view.window.text[view.char_start - view.window.start : view.char_end - view.window.start] == "家庭医生"
    assert view.heading_path[-1:] == ("一、主要成效",)


def test_a_name_that_means_nothing_or_too_much_is_unknown(service: Service) -> None:
    for name in ("", "zz", "0" * 64):
        with pytest.raises(UnknownDocument):
            service.resolve(name)


def test_example_questions_come_in_every_language(service: Service) -> None:
    for language in ("vi", "zh", "en"):
        questions = service.example_questions(language)
        assert 1 <= len(questions) <= 4
        assert len(set(questions)) == len(questions)


def test_questions_are_checked_before_anything_is_searched(service: Service) -> None:
    with pytest.raises(EmptyQuestion):
        service.ask("  ?! ")
    with pytest.raises(QuestionTooLong):
        service.stream("a" * 2001)


def test_without_a_model_listing_works_and_searching_says_what_is_missing(tmp_path: Path) -> None:
    identity = index_identity(WordCountEmbedder(), ChunkerConfig())
    library = Library.open(tmp_path / "own", identity=identity)
    settings = load_settings({"data_dir": tmp_path / "own"}, environment={})
    service = Service(
        Parts(
            library=library,
            embedder=None,
            settings=settings,
            limits=LoadLimits(),
            workspace=Workspace.in_folder(tmp_path / "own"),
            chat=ChosenModel(None, SWITCHED_OFF),
            people=People.in_folder(settings),
        )
    )
    try:
        assert service.reports() == []
        with pytest.raises(ModelUnavailable):
            service.search("x")
    finally:
        service.close()


def test_health_is_told_over_http(service: Service, tmp_path: Path) -> None:
    client = TestClient(build_api(service))
    assert client.get("/healthz").json() == {"status": "alive"}
    assert (client.get("/readyz").status_code, client.get("/readyz").json()) == (200, {"status": "ready"})
    for row in service.reports():
        if row.state.value == "indexed":
            service.remove(row.document_id)
    assert client.get("/readyz").status_code == 503
    assert client.get("/readyz").json()["code"] == "library_empty"
    assert client.get("/openapi.json").status_code == 404


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.org"])
def test_off_loopback_the_server_refuses_to_start(host: str) -> None:
    with pytest.raises(AddressNotAllowed):
        check_address(host)


def test_a_taken_port_is_said_at_once() -> None:
    check_address("127.0.0.1")
    first = listen("127.0.0.1", 0)
    try:
        with pytest.raises(PortInUse):
            listen("127.0.0.1", first.getsockname()[1])
    finally:
        first.close()


def test_an_answer_is_kept_judged_exported_and_forgotten(service: Service) -> None:
    answer = service.ask("Trung tâm Y tế huyện Lũng Sương tổ chức hội nghị sơ kết ngày nào?")
    turn = KeptTurn(0, answer.question, answer, datetime(2031, 7, 5, tzinfo=UTC))
    conversation_id = service.keep_turn("an", None, turn)
    service.give_feedback("an", conversation_id, 1, Feedback(useful=True))
    service.rename_conversation("an", conversation_id, "Hội nghị sơ kết")
    assert service.conversation("an", conversation_id).turns == (
        replace(turn, number=1, feedback=Feedback(useful=True)),
    )
    assert [row.title for row in service.conversations("an", "so ket")] == ["Hội nghị sơ kết"]
    assert service.export_conversation("an", conversation_id, "markdown", "vi")[0] == "Hội nghị sơ kết.md"
    service.delete_conversation("an", conversation_id)
    assert service.conversations("an") == ()


def test_the_desk_keeps_drafts_in_the_workspace_of_the_service_and_without_a_model_asks_for_plain_words(
    service: Service,
) -> None:
    desk = service.drafts
    begun = desk.begin("an", desk.read_brief("写一份澜溪县卫生健康局2023年上半年工作总结，300字左右"), OutlineChoices())
    kept = list(desk.write("an", begun.summary.draft_id, with_model=True))[-1]
    assert isinstance(kept, DraftFinished)
    assert kept.kept.draft is not None
    assert "4200余人" in "".join(block.text for block in kept.kept.draft.blocks)
    assert [one.draft_id for one in service.drafts.drafts("an")] == [begun.summary.draft_id]
    with pytest.raises(InstructionUnclear):
        list(desk.revise("an", begun.summary.draft_id, 1, "润色一下"))
