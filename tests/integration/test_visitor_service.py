"""What each person can reach through its service: nothing of a closed collection, in whatever it asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answering.answer import Answer, Finished
from assistant.closed_answers import CLOSED as CLOSED_SOURCE
from assistant.confidentiality import CONFIDENTIAL, is_marked
from assistant.conversations import KeptTurn
from assistant.errors import NotAllowed, UnknownConversation
from assistant.export.docx_document import export_docx
from assistant.export.markdown_document import export_markdown
from assistant.people.values import AuditFilter, Visitor
from assistant.visitor_service import VisitorService
from ingest.errors import UnknownDocument
from tests.people_service import CLOSED, QUESTION, Served, leaks, service_with_people
from vectorstore.records import SearchFilter

WORDS = ("kiểm", "tra", "cống", "ngăn mặn", "du lịch", "体检", "Zuvaro", "2024", "2029", "9731")
REQUEST = "Viết báo cáo 6 tháng đầu năm 2024 về công tác thủy lợi, kiểm tra cống ngăn mặn tỉnh Zuvaro"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with service_with_people(tmp_path_factory.mktemp("people"), audit__questions="text") as opened:
        yield opened


def of(served: Served, name: str) -> VisitorService:
    visitor = served.service.people.visitor(name, "192.0.2.7")
    assert visitor is not None
    return served.service.for_visitor(visitor)


def finished(service: VisitorService, question: str) -> Answer:
    (answer,) = [event.answer for event in service.stream(question) if isinstance(event, Finished)]
    return answer


def test_the_closed_reports_answer_the_question_for_whom_they_are_open(served: Served) -> None:
    answer = finished(of(served, "chef"), QUESTION)
    assert "9731" in answer.text
    assert answer.notices[0].code == CONFIDENTIAL
    assert {summary.document_id for summary in of(served, "chef").reports() if summary.confidential} >= set(
        served.closed_ids
    )


@pytest.mark.parametrize("name", ["doc", "viet"])
def test_nothing_that_is_asked_for_shows_anything_of_a_closed_collection(served: Served, name: str) -> None:
    service = of(served, name)
    shown: list[object] = [
        [event for event in service.stream(QUESTION) if not isinstance(event, Finished)],
        replace(finished(service, QUESTION), question="", standalone=None),
        replace(service.ask("Năm 2029 đón bao nhiêu lượt khách du lịch?"), question=""),
        service.search("kiểm tra cống ngăn mặn 6 tháng đầu năm 2024", 50),
        service.search("du lịch năm 2029", 50, filter=SearchFilter(collections=frozenset({CLOSED}))),
        service.search("du lịch", 50, filter=SearchFilter(document_ids=frozenset(served.closed_ids))),
        service.reports(),
        service.reports(SearchFilter(collections=frozenset({CLOSED}))),
        service.library_summary(),
        [service.example_questions(language) for language in ("vi", "zh", "en")],
        service.ready(),
        service.collections(),
    ]
    assert [leaks(one) for one in shown] == [[]] * len(shown)
    summary = service.library_summary()
    assert (summary.indexed, summary.refused, len(service.reports())) == (2, 0, 2)


def test_what_a_writer_checks_and_drafts_comes_from_open_reports_only(served: Served) -> None:
    service = of(served, "viet")
    text = "Trong 6 tháng đầu năm 2024 đã kiểm tra 60 cống ngăn mặn. Có 57 cống ngăn mặn được kiểm tra."
    verification = service.verify(text)
    assert leaks(verification) == []
    assert {one.document_id for one in verification.citations} <= set(served.open_ids)
    draft = service.draft(REQUEST, genre="report")
    assert not is_marked(draft)
    assert {one.document_id for one in draft.citations} <= set(served.open_ids)
    written = [block.text for block in draft.blocks], draft.citations, draft.notices, service.check_draft(draft)
    assert "9731" not in repr(written)
    assert "kín-" not in repr(written)
    for named in ([served.closed_ids[0]], [served.open_ids[0], served.closed_ids[0]]):
        with suppress(UnknownDocument):
            asked = service.draft(REQUEST, sources=named)
            assert {one.document_id for one in asked.citations} <= set(served.open_ids)
        with suppress(UnknownDocument):
            assert leaks(service.verify(text, sources=frozenset(named))) == []


def test_a_draft_from_confidential_reports_carries_the_mark_in_its_review_copy(served: Served) -> None:
    draft = of(served, "chef").draft("Viết báo cáo 6 tháng đầu năm 2024 về kiểm tra cống ngăn mặn", genre="report")
    assert is_marked(draft)
    assert "TÀI LIỆU MẬT" in export_markdown(draft)
    assert len(export_docx(draft, copy="review")) > len(export_docx(draft, copy="clean"))


def test_a_guessed_id_is_the_same_as_none(served: Served) -> None:
    service = of(served, "doc")
    for identifier in (*served.closed_ids, "0" * 64, "", "../../people.sqlite3", served.closed_ids[0][:12]):
        errors = []
        for look in (service.report, lambda one: service.source_view(one, 0, 10), service.remove):
            with pytest.raises(UnknownDocument) as error:
                look(identifier)
            errors.append((type(error.value), error.value.code))
        assert set(errors) == {(UnknownDocument, "unknown_document")}
    refused = next(one for one in of(served, "chef").reports() if one.state.value == "refused")
    with pytest.raises(UnknownDocument):
        service.report(refused.document_id)


def test_each_call_is_for_the_roles_that_may_make_it(served: Served, tmp_path: Path) -> None:
    draft = of(served, "viet").draft(REQUEST, genre="report")
    file = tmp_path / "mới.txt"
    file.write_text("Báo cáo mới về cống ngăn mặn năm 2026 của Lam Hải.", encoding="utf-8")
    calls: dict[str, Callable[[VisitorService], object]] = {
        "verify": lambda one: one.verify("Có 57 cống."),
        "draft": lambda one: one.draft(REQUEST),
        "check_draft": lambda one: one.check_draft(draft),
        "drafts": lambda one: one.drafts,
        "ingest": lambda one: list(one.ingest([file], collection=CLOSED)),
        "remove": lambda one: one.remove(served.open_ids[0]),
        "people": lambda one: one.people,
        "administration": lambda one: one.administration,
    }
    allowed = {"viet": {"verify", "draft", "check_draft", "drafts"}, "doc": set[str]()}
    for name, may in allowed.items():
        for call, make in calls.items():
            if call in may:
                make(of(served, name))
                continue
            with pytest.raises(NotAllowed):
                make(of(served, name))
    assert len(served.service.reports()) == 5
    refused = served.service.people.audit(AuditFilter(actions=frozenset({"refused"}), who="doc"))
    assert {one.detail for one in refused} >= {"checked", "drafted", "uploaded", "removed", "account_changed"}


def test_every_public_call_of_the_service_is_known_to_these_tests() -> None:
    """A call that is added has to be thought about: what may a reader see of it, and a writer?"""
    named = {name for name in dir(VisitorService) if not name.startswith("_")}
    assert named == {
        *("stream", "ask", "search", "model_state", "ready"),
        *("reports", "report", "source_view", "library_summary", "example_questions", "collections"),
        *("conversations", "conversation", "keep_turn", "rename_conversation", "delete_conversation"),
        *("export_conversation", "give_feedback"),
        *("verify", "draft", "draft_from", "check_draft"),
        *("ingest", "remove", "people", "administration"),
        *("drafts", "care"),  # test_visitor_drafts.py and test_visitor_care.py have each of their calls
    }


def test_uploads_and_removals_go_where_they_were_granted_and_are_written_down(served: Served, tmp_path: Path) -> None:
    served.service.people.grant("của viết", "viet", "manage")
    file = tmp_path / "của-tôi.txt"
    file.write_text("Báo cáo riêng về kênh mương năm 2027 của Lam Hải.", encoding="utf-8")
    (outcome,) = of(served, "viet").ingest([file], collection="của viết")
    document = str(outcome.document_id)
    with pytest.raises(UnknownDocument):
        of(served, "doc").remove(document)
    of(served, "viet").remove(document)
    entries = served.service.people.audit(AuditFilter(object=document))
    assert [(one.who, one.action, one.collection, one.outcome) for one in entries] == [
        ("viet", "removed", "của viết", "done"),
        ("viet", "uploaded", "của viết", "done"),
    ]


def test_conversations_of_others_are_not_there_under_any_name(served: Served) -> None:
    chief, reader = of(served, "chef"), of(served, "doc")
    answer = finished(chief, QUESTION)
    kept = chief.keep_turn("chef", None, KeptTurn(0, QUESTION, answer, datetime(2031, 3, 4, tzinfo=UTC)))
    for user in ("doc", "chef", "local", "*", ""):
        for call in (
            lambda user: reader.conversation(user, kept),
            lambda user: reader.rename_conversation(user, kept, "x"),
            lambda user: reader.delete_conversation(user, kept),
            lambda user: reader.give_feedback(user, kept, 1, None),
            lambda user: reader.export_conversation(user, kept, "markdown", "vi"),
            lambda user: reader.keep_turn(user, kept, KeptTurn(0, "q", answer, datetime(2031, 3, 4, tzinfo=UTC))),
        ):
            with pytest.raises(UnknownConversation):
                call(user)
    assert reader.conversations("doc") == ()
    with pytest.raises(UnknownConversation):
        reader.conversations("chef")
    assert chief.conversation("chef", kept).turns[0].answer == answer


def test_an_old_answer_is_closed_where_its_source_is_and_opens_again_with_it(served: Served) -> None:
    people = served.service.people
    people.grant(CLOSED, "doc", "read")
    answer = finished(of(served, "doc"), QUESTION)
    assert "9731" in answer.text
    turn = KeptTurn(0, "Có bao nhiêu?", replace(answer, standalone=QUESTION), datetime(2031, 3, 4, tzinfo=UTC))
    kept = of(served, "doc").keep_turn("doc", None, turn)
    people.revoke(CLOSED, "doc")
    service = of(served, "doc")
    (closed,) = service.conversation("doc", kept).turns
    assert leaks(replace(closed, answer=replace(closed.answer, question=""))) == []
    assert [(one.key, one.document_id, one.quote, one.defects) for one in closed.answer.citations] == [
        (one.key, "", "", (CLOSED_SOURCE,)) for one in answer.citations
    ]
    assert closed.answer.notices[0].code == CLOSED_SOURCE
    assert len(closed.answer.text) == len(answer.text)
    assert "[1]" in closed.answer.text
    for form in ("markdown", "docx"):
        _, content = service.export_conversation("doc", kept, form, "vi")
        assert leaks(content.decode("utf-8", "replace")) == []
    assert [len(service.conversations("doc", words)) for words in ("9731", "bao nhiêu", "")] == [0, 1, 1]
    people.grant(CLOSED, "doc", "read")
    assert of(served, "doc").conversation("doc", kept).turns[0].answer.text == answer.text
    people.revoke(CLOSED, "doc")
    of(served, "doc").delete_conversation("doc", kept)


def test_an_answer_from_a_report_that_is_gone_is_closed_to_whom_not_everything_is_open(
    served: Served, tmp_path: Path
) -> None:
    file = tmp_path / "kín-tạm.txt"
    file.write_text("Báo cáo tạm: năm 2028 tỉnh Zuvaro trồng 9731 cây phi lao.", encoding="utf-8")
    (outcome,) = served.service.ingest([file], collection="tạm")
    served.service.people.grant("tạm", "doc", "read")
    answer = finished(of(served, "doc"), "Năm 2028 tỉnh Zuvaro trồng bao nhiêu cây phi lao?")
    kept = of(served, "doc").keep_turn("doc", None, KeptTurn(0, "q", answer, datetime(2031, 3, 4, tzinfo=UTC)))
    served.service.remove(str(outcome.document_id))
    (turn,) = of(served, "doc").conversation("doc", kept).turns
    assert leaks(replace(turn, answer=replace(turn.answer, question=""))) == []


def test_a_question_is_written_down_as_the_setting_says(served: Served) -> None:
    finished(of(served, "doc"), "Có bao nhiêu cống ngăn mặn?")
    newest = served.service.people.audit(AuditFilter(actions=frozenset({"asked"})))[0]
    assert (newest.who, newest.address, newest.detail) == ("doc", "192.0.2.7", "Có bao nhiêu cống ngăn mặn?")


@settings(max_examples=25, deadline=None)
@given(
    readable=st.sets(st.sampled_from(["default", CLOSED, "none"])),
    words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=5),
    named=st.booleans(),
)
def test_for_any_rights_and_any_words_searches_show_what_may_be_read_and_all_of_it(
    served: Served, readable: set[str], words: list[str], named: bool
) -> None:
    service = served.service.for_visitor(Visitor("doc", "reader", frozenset(readable)))
    open_ids = {*(served.open_ids if "default" in readable else ()), *(served.closed_ids if CLOSED in readable else ())}
    wanted = SearchFilter(document_ids=frozenset({*served.open_ids, *served.closed_ids})) if named else SearchFilter()
    found = service.search(" ".join(words), 50, filter=wanted)
    assert {passage.document_id for passage in found.passages} == open_ids
    assert {one.document_id for one in service.reports() if one.state.value == "indexed"} == open_ids
    assert service.library_summary().indexed == len(open_ids)
    if CLOSED not in readable:
        applied = [found.passages, service.reports(), service.library_summary(), service.example_questions("vi")]
        assert [leaks(one) for one in applied] == [[]] * len(applied)
