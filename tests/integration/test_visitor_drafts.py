"""Drafts as each person may make and see them: from open reports, one's own, closed where a right was taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.closed_answers import CLOSED as CLOSED_SOURCE
from assistant.confidentiality import CONFIDENTIAL, is_marked
from assistant.drafting.fact_values import FactPlace
from assistant.drafting.kept_draft import DraftComposed, DraftFinished, DraftFormat, KeptDraft, OutlineChoices
from assistant.errors import NotAllowed, UnknownDraft
from assistant.people.values import AuditFilter
from assistant.ui.draft_service import DraftService
from assistant.ui.render.draft_side import render_side
from assistant.ui.texts import load_texts
from assistant.visitor_drafts import VisitorDrafts
from assistant.visitor_service import VisitorService
from assistant.workspace_drafts import DraftStore
from ingest.errors import UnknownDocument
from tests.people_service import CLOSED, Served, leaks, service_with_people
from vectorstore.records import Period

REQUEST = "Viết báo cáo 6 tháng đầu năm 2024 về công tác thủy lợi, kiểm tra cống ngăn mặn"
FORMS: tuple[DraftFormat, ...] = ("markdown", "check", "docx")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with service_with_people(tmp_path_factory.mktemp("drafts"), audit__questions="text") as opened:
        yield opened


def of(served: Served, name: str) -> VisitorService:
    visitor = served.service.people.visitor(name, "192.0.2.7")
    assert visitor is not None
    return served.service.for_visitor(visitor)


def written(service: VisitorService, request: str = REQUEST, choices: OutlineChoices | None = None) -> KeptDraft:
    """Begin a draft and write it."""
    name, drafts = service.visitor.name, service.drafts
    kept = drafts.begin(name, drafts.read_brief(request, genre="report"), choices or OutlineChoices())
    *_, last = drafts.write(name, kept.summary.draft_id, with_model=False)
    assert isinstance(last, DraftFinished)
    return last.kept


@pytest.fixture
def revoked(served: Served) -> Iterator[tuple[Served, KeptDraft]]:
    """A draft that a writer made from closed reports, whose right to read them was taken away since."""
    served.service.people.grant(CLOSED, "viet", "read")
    kept = written(of(served, "viet"))
    assert "9731" in str(kept.draft)
    assert "9731" in str(kept.sheet)
    served.service.people.revoke(CLOSED, "viet")
    yield served, kept
    of(served, "viet").drafts.delete("viet", kept.summary.draft_id)


def test_the_drafts_of_a_visitor_are_the_calls_of_the_tab_and_no_others() -> None:
    def named(what: type) -> set[str]:
        return {name for name in vars(what) if not name.startswith("_")}

    assert named(VisitorDrafts) == named(DraftService)


def test_a_reader_has_no_drafts_and_asking_for_them_is_written_down(served: Served) -> None:
    with pytest.raises(NotAllowed):
        _ = of(served, "doc").drafts
    newest = served.service.people.audit(AuditFilter(who="doc"))[0]
    assert (newest.action, newest.detail, newest.outcome) == ("refused", "drafted", "not_allowed")


def calls(drafts: VisitorDrafts, draft_id: str) -> list[Callable[[str], object]]:
    """Every call that names a user, for one draft."""
    brief, period = drafts.read_brief(REQUEST, genre="report"), Period.parse("2024-01-01/2024-12-31")
    return [
        lambda user: drafts.brief_again(user, period, draft_id=draft_id),
        lambda user: drafts.change_outline(user, draft_id, brief, OutlineChoices()),
        lambda user: list(drafts.write(user, draft_id, with_model=False)),
        lambda user: list(drafts.revise(user, draft_id, 1, "ngắn hơn")),
        lambda user: drafts.draft(user, draft_id),
        lambda user: drafts.draft(user, draft_id, 1),
        lambda user: drafts.edit_block(user, draft_id, 1, 0, "x"),
        lambda user: drafts.add_block(user, draft_id, 1, 0, "x"),
        lambda user: drafts.fill_blank(user, draft_id, 1, 0, 0, "x"),
        lambda user: drafts.lock(user, draft_id, 1, [0], True),
        lambda user: drafts.restore(user, draft_id, 1),
        lambda user: drafts.differences(user, draft_id, 1, 1),
        lambda user: drafts.rename(user, draft_id, "x"),
        lambda user: drafts.delete(user, draft_id),
        *(lambda user, form=form: drafts.export(user, draft_id, 1, form, clean=False) for form in FORMS),
    ]


def test_a_draft_of_somebody_else_is_not_there_under_any_name(served: Served) -> None:
    kept = written(of(served, "chef"))
    drafts = of(served, "viet").drafts
    for call in calls(drafts, kept.summary.draft_id):
        for user in ("viet", "chef", "local", "*", ""):
            with pytest.raises(UnknownDraft):
                call(user)
    for list_or_begin in (
        lambda: drafts.drafts("chef"),
        lambda: drafts.begin("chef", kept.brief, OutlineChoices()),
    ):
        with pytest.raises(UnknownDraft):
            list_or_begin()
    assert drafts.drafts("viet") == ()
    assert of(served, "chef").drafts.draft("chef", kept.summary.draft_id) == kept


def test_outlines_and_found_facts_are_those_of_open_reports(served: Served) -> None:
    drafts = of(served, "viet").drafts
    brief = drafts.read_brief(REQUEST, genre="report")
    outline = drafts.outline(brief, OutlineChoices())
    assert {name for name, _ in outline.documents} == {served.open_ids[0]}
    assert leaks(outline) == []
    assert [place.document_id for place, _, _ in drafts.find_facts(brief, "kiểm tra cống ngăn mặn")] == [
        served.open_ids[0]
    ]
    assert drafts.find_facts(brief, "Zuvaro phấn đấu đón lượt khách du lịch") == ()


def test_chosen_and_pinned_and_added_places_of_a_closed_report_are_as_those_of_none(served: Served) -> None:
    drafts = of(served, "viet").drafts
    shown = []
    for document_id in (served.closed_ids[0], "0" * len(served.closed_ids[0])):
        place = FactPlace(document_id, 0, 80)
        choices = OutlineChoices(
            pinned=frozenset({place}),
            added=(("results", place),),
            dropped_documents=frozenset({document_id}),
        )
        outlines = [
            drafts.outline(drafts.read_brief(REQUEST, genre="report", sources=sources), one)
            for sources in ((), (document_id,), (served.open_ids[0], document_id))
            for one in (OutlineChoices(), choices)
        ]
        assert leaks(outlines) == []
        kept = written(of(served, "viet"), choices=choices)
        assert leaks((kept.draft, kept.sheet)) == []
        drafts.delete("viet", kept.summary.draft_id)
        with pytest.raises(UnknownDocument):
            drafts.brief_again("viet", Period.parse("2025-01-01/2025-12-31"), document_id=document_id)
        shown.append(repr([outlines, kept.draft, kept.sheet]).replace(document_id, "ID"))
    assert shown[0] == shown[1]


def test_a_draft_is_closed_where_its_sources_are_and_opens_again_with_them(
    revoked: tuple[Served, KeptDraft],
) -> None:
    served, kept = revoked
    drafts, draft_id = of(served, "viet").drafts, kept.summary.draft_id
    closed = drafts.draft("viet", draft_id)
    assert closed.draft is not None
    assert closed.sheet is not None
    assert kept.draft is not None
    assert leaks((closed.draft, closed.sheet, closed.summary)) == []
    assert [len(block.text) for block in closed.draft.blocks] == [len(block.text) for block in kept.draft.blocks]
    hidden = [one.key for one in kept.draft.citations if one.document_id in served.closed_ids]
    assert [one.key for one in closed.draft.citations if one.defects == (CLOSED_SOURCE,)] == hidden
    assert {one.document_id for one in closed.draft.citations} <= {"", *served.open_ids}
    assert [one.code for one in closed.draft.notices] == [CLOSED_SOURCE, CONFIDENTIAL]
    open_blocks = [
        at for at, block in enumerate(kept.draft.blocks) if block.citations and not set(block.citations) & set(hidden)
    ]
    assert [closed.draft.blocks[at] for at in open_blocks] == [kept.draft.blocks[at] for at in open_blocks]
    for form in FORMS:
        for clean in (False, True):
            name, content = drafts.export("viet", draft_id, 1, form, clean=clean)
            assert leaks(name) == []
            assert leaks(text_of(content)) == []
    assert [len(drafts.drafts("viet", words)) for words in ("9731", "Zuvaro", "kiểm tra", "")] == [0, 0, 1, 1]
    assert leaks(drafts.drafts("viet")) == []
    served.service.people.grant(CLOSED, "viet", "read")
    assert of(served, "viet").drafts.draft("viet", draft_id) == kept
    served.service.people.revoke(CLOSED, "viet")


def text_of(content: bytes) -> str:
    """The text of a file; that of a Word document out of its archive."""
    import io
    import zipfile

    if not content.startswith(b"PK"):
        return content.decode("utf-8")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def test_nothing_that_is_made_of_a_closed_draft_holds_what_is_closed_and_the_old_version_stands(
    revoked: tuple[Served, KeptDraft],
) -> None:
    served, kept = revoked
    drafts, draft_id = of(served, "viet").drafts, kept.summary.draft_id
    store = DraftStore(served.service.parts.workspace.database)
    locked = drafts.lock("viet", draft_id, 1, range(len(kept.draft.blocks if kept.draft else ())), True)
    events = list(drafts.write("viet", draft_id, with_model=False))
    assert leaks([event for event in events if isinstance(event, DraftComposed)]) == []
    drafts.lock("viet", draft_id, 3, range(len(drafts.draft("viet", draft_id).draft.blocks)), False)  # type: ignore[union-attr]
    list(drafts.write("viet", draft_id, with_model=False))
    again = drafts.restore("viet", draft_id, 1)
    edited = drafts.add_block("viet", draft_id, again.summary.version, 3, "Đã kiểm tra 57 cống ngăn mặn.")
    changes = drafts.differences("viet", draft_id, 1, edited.summary.version)
    shown = [(one.draft, one.sheet, one.summary) for one in (locked, again, edited)]
    assert leaks([shown, changes]) == []
    for version in range(2, edited.summary.version + 1):
        raw = store.draft("viet", draft_id, version)
        assert leaks((raw.draft, raw.sheet)) == [], version
    assert store.draft("viet", draft_id, 1).draft == kept.draft


def test_words_of_a_closed_report_find_no_draft_however_it_was_named(revoked: tuple[Served, KeptDraft]) -> None:
    served, kept = revoked
    drafts, draft_id = of(served, "viet").drafts, kept.summary.draft_id
    drafts.rename("viet", draft_id, "Của tôi")
    assert [one.title for one in drafts.drafts("viet", "của tôi")] == ["Của tôi"]
    assert drafts.drafts("viet", "của tôi 9731") == ()
    drafts.rename("viet", draft_id, "")
    assert leaks(drafts.drafts("viet")) == []


def test_a_draft_from_confidential_reports_is_marked_where_it_is_kept_shown_and_exported(served: Served) -> None:
    drafts = of(served, "chef").drafts
    kept = written(of(served, "chef"))
    assert kept.draft is not None
    assert kept.sheet is not None
    raw = DraftStore(served.service.parts.workspace.database).draft("chef", kept.summary.draft_id)
    assert raw.draft is not None
    assert is_marked(raw.draft)
    texts = load_texts("vi")
    assert "TÀI LIỆU MẬT" in str(render_side(kept, None, False, texts))
    for form in FORMS:
        _, content = drafts.export("chef", kept.summary.draft_id, 1, form, clean=False)
        assert "MẬT" in text_of(content), form
    locked = drafts.lock("chef", kept.summary.draft_id, 1, [0], True)
    assert locked.draft is not None
    assert [one.code for one in locked.draft.notices].count(CONFIDENTIAL) == 1
    mine = written(of(served, "viet"))
    assert mine.draft is not None
    assert not is_marked(mine.draft)


def test_writing_revising_and_exporting_are_written_down(served: Served) -> None:
    kept = written(of(served, "viet"))
    drafts, draft_id = of(served, "viet").drafts, kept.summary.draft_id
    list(drafts.revise("viet", draft_id, 1, "Kính gửi UBND tỉnh Lam Hải"))
    drafts.export("viet", draft_id, 2, "markdown", clean=True)
    entries = served.service.people.audit(AuditFilter(object=draft_id))
    assert [(one.who, one.address, one.action, one.detail) for one in entries] == [
        ("viet", "192.0.2.7", "exported", "markdown"),
        ("viet", "192.0.2.7", "drafted", "Kính gửi UBND tỉnh Lam Hải"),
        ("viet", "192.0.2.7", "drafted", REQUEST),
    ]


@pytest.mark.parametrize(("setting", "noted"), [("off", []), ("event", [""])])
def test_the_text_of_a_request_is_written_down_only_where_the_setting_says_so(
    tmp_path: Path, setting: str, noted: list[str]
) -> None:
    with service_with_people(tmp_path, audit__questions=setting) as served:
        kept = written(of(served, "viet"))
        entries = served.service.people.audit(AuditFilter(object=kept.summary.draft_id))
        assert [one.detail for one in entries] == noted
