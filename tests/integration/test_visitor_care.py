"""Looking after the library as each person may: uploads, jobs, corrections, the bin, and what administrators see."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.drafting.kept_draft import DraftFinished, OutlineChoices
from assistant.errors import NotAllowed
from assistant.people.values import AuditFilter, Visitor
from assistant.report_table import TableQuery
from assistant.visitor_care import VisitorCare
from assistant.visitor_service import VisitorService
from ingest.errors import UnknownDocument
from tests.people_service import CLOSED, Served, leaks, service_with_people

OWN = "của viết"
NOW = datetime(2031, 3, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with service_with_people(tmp_path_factory.mktemp("care")) as opened:
        opened.service.people.grant(OWN, "viet", "write")
        yield opened


def of(served: Served, name: str) -> VisitorService:
    visitor = served.service.people.visitor(name, "192.0.2.7")
    assert visitor is not None
    return served.service.for_visitor(visitor)


def upload(care: VisitorCare, collection: str, name: str = "mới.txt") -> int:
    text = f"Báo cáo mới {name} về kênh mương năm 2027 của Lam Hải."
    return care.enqueue_uploads([care.receive(io.BytesIO(text.encode()), name)], collection).job_id


def test_each_call_is_for_the_roles_and_rights_that_may_make_it(served: Served) -> None:
    """Every call of the care, as a reader, a writer and an administrator; one that is added must be decided here."""
    document = served.open_ids[0]
    query = TableQuery()
    calls: dict[str, tuple[set[str], Callable[[VisitorCare], object]]] = {
        "table": ({"doc", "viet", "chef"}, lambda one: one.table(query)),
        "matching": ({"doc", "viet", "chef"}, lambda one: one.matching(query)),
        "corrections": ({"doc", "viet", "chef"}, lambda one: one.corrections(document)),
        "history": ({"doc", "viet", "chef"}, lambda one: one.history(document)),
        "chunks": ({"doc", "viet", "chef"}, lambda one: one.chunks(document)),
        "may_change": ({"doc", "viet", "chef"}, lambda one: one.may_change(document)),
        "may_add": ({"doc", "viet", "chef"}, lambda one: one.may_add()),
        "collections": ({"doc", "viet", "chef"}, lambda one: one.collections()),
        "recycled": ({"doc", "viet", "chef"}, lambda one: one.recycled()),
        "formats": ({"doc", "viet", "chef"}, lambda one: one.formats()),
        "upload_limits": ({"doc", "viet", "chef"}, lambda one: one.upload_limits()),
        "jobs": ({"doc", "viet", "chef"}, lambda one: one.jobs()),
        "work_state": ({"doc", "viet", "chef"}, lambda one: one.work_state()),
        "actor": ({"doc", "viet", "chef"}, lambda one: one.actor),
        "receive": ({"viet", "chef"}, lambda one: one.receive(io.BytesIO(b"x"), "x.txt")),
        "enqueue_uploads": ({"chef"}, lambda one: upload(one, "default")),
        "correct": ({"chef"}, lambda one: one.correct(document, "title", "Tên", author="x")),
        "withdraw": ({"chef"}, lambda one: one.withdraw(document, "title", author="x")),
        "move": ({"chef"}, lambda one: one.move([document], "default", author="x")),
        "reread": ({"chef"}, lambda one: one.reread([document], author="x")),
        "remove": ({"chef"}, lambda one: one.cancel(one.remove([document]).job_id)),
        "items": ({"chef"}, lambda one: one.items(chefs_job)),
        "retry": ({"chef"}, lambda one: one.retry(chefs_job)),
        "cancel": ({"chef"}, lambda one: one.cancel(chefs_job)),
        "usage": ({"chef"}, lambda one: one.usage(now=NOW)),
        "machine": ({"chef"}, lambda one: one.machine()),
        "generations": ({"chef"}, lambda one: one.generations()),
        "rebuild": ({"chef"}, lambda one: one.cancel(one.rebuild().job_id)),
        "watched_folders": ({"chef"}, lambda one: one.watched_folders()),
        "duplicate_groups": ({"chef"}, lambda one: one.duplicate_groups()),
        "audit": ({"chef"}, lambda one: one.audit(AuditFilter())),
        "people": ({"chef"}, lambda one: one.people),
    }
    only_refused: dict[str, Callable[[VisitorCare], object]] = {
        "restore": lambda one: one.restore([document]),
        "roll_back": lambda one: one.roll_back(1),
        "sweep": lambda one: one.sweep(1),
    }
    assert {*calls, *only_refused} == {name for name in dir(VisitorCare) if not name.startswith("_")}
    chefs_job = upload(of(served, "chef").care, "default", "của chef.txt")
    for name in ("doc", "viet", "chef"):
        for call, (may, make) in calls.items():
            care = of(served, name).care
            before = served.service.people.count_audit(AuditFilter(actions=frozenset({"refused"}), who=name))
            if name in may:
                make(care)
            else:
                with pytest.raises(NotAllowed):
                    make(care)
            after = served.service.people.count_audit(AuditFilter(actions=frozenset({"refused"}), who=name))
            assert after - before == (name not in may), (name, call)
    for name in ("doc", "viet"):
        for make in only_refused.values():
            with pytest.raises(NotAllowed):
                make(of(served, name).care)
    assert served.service.library.document(document).collection == "default"


@pytest.mark.parametrize("name", ["doc", "viet"])
def test_a_closed_report_is_as_none_to_every_call_that_names_one(served: Served, name: str) -> None:
    care = of(served, name).care
    errors = []
    calls: list[Callable[[str], object]] = [
        care.corrections,
        care.history,
        care.chunks,
        lambda document: care.correct(document, "title", "x", author=name),
        lambda document: care.withdraw(document, "title", author=name),
        lambda document: care.move([document], OWN, author=name),
        lambda document: care.reread([document], author=name),
        lambda document: care.remove([document]),
    ]
    for document in (served.closed_ids[0], "0" * 64, "", "../../people.sqlite3"):
        for call in calls:
            with pytest.raises(UnknownDocument) as error:
                call(document)
            errors.append(error.value.code)
        assert not care.may_change(document)
    assert set(errors) == {UnknownDocument.code}
    shown = [
        care.table(TableQuery()),
        care.table(TableQuery(collection=CLOSED)),
        care.table(TableQuery(words="Zuvaro")),
        care.matching(TableQuery(state="refused")),
        care.recycled(),
        care.collections(),
        care.jobs(),
    ]
    assert [leaks(one) for one in shown[:2]] == [[], []]
    assert shown[2].rows == ()  # type: ignore[attr-defined]
    assert shown[3:] == [(), (), tuple(sorted([OWN] if name == "viet" else [])), care.jobs()]


def test_an_upload_goes_where_it_was_granted_and_nowhere_else(served: Served) -> None:
    care = of(served, "viet").care
    for collection in (CLOSED, "default", "nowhere", "", f"{OWN}/../{CLOSED}", OWN.upper()):
        with pytest.raises(NotAllowed):
            upload(care, collection)
        newest = served.service.people.audit(AuditFilter(who="viet"))[0]
        assert (newest.action, newest.collection, newest.detail) == ("refused", collection, "uploaded")
    job = upload(care, OWN, "được.txt")
    newest = served.service.people.audit(AuditFilter(who="viet"))[0]
    assert (newest.action, newest.collection, newest.detail) == ("uploaded", OWN, "được.txt")
    care.cancel(job)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../people.sqlite3", "people.sqlite3"),
        ("..\\..\\people.sqlite3", "people.sqlite3"),
        ("/etc/passwd", "passwd"),
        ("C:\\x\\y.txt", "y.txt"),
        ("a\0b\n.txt", "a b .txt"),
        ("..", "unnamed"),
        ("", "unnamed"),
        ("~/x.txt", "x.txt"),
    ],
)
def test_no_name_of_an_upload_is_a_path(served: Served, sent: str, shown: str) -> None:
    received = of(served, "viet").care.receive(io.BytesIO(b"text"), sent)
    incoming = served.settings.data_dir.absolute() / "incoming"
    assert (received.name, Path(received.file).parent) == (shown, incoming)


def test_a_writer_sees_and_stops_only_jobs_of_its_own_over_collections_that_are_open(served: Served) -> None:
    chief, writer = of(served, "chef").care, of(served, "viet").care
    theirs, mine = upload(chief, OWN, "chef-1.txt"), upload(writer, OWN, "viet-1.txt")
    assert theirs not in {job.job_id for job in writer.jobs(1000)}
    assert {job.by for job in writer.jobs(1000)} == {"viet"}
    assert [item.subject for item in writer.items(mine)] == ["viet-1.txt"]
    assert {theirs, mine} <= {job.job_id for job in chief.jobs(1000)}
    served.service.people.revoke(OWN, "viet")
    try:
        closed = of(served, "viet").care
        assert mine not in {job.job_id for job in closed.jobs(1000)}
        for call in (closed.items, closed.cancel, closed.retry):
            with pytest.raises(NotAllowed):
                call(mine)
    finally:
        served.service.people.grant(OWN, "viet", "write")
    for call in (writer.items, writer.cancel, writer.retry):
        with pytest.raises(NotAllowed):
            call(theirs)
    assert writer.cancel(mine).state == "cancelled"
    chief.cancel(theirs)


def test_whoever_manages_a_collection_corrects_moves_and_puts_back_what_stands_in_it_alone(
    served: Served, tmp_path: Path
) -> None:
    people, service = served.service.people, served.service
    file = tmp_path / "riêng.txt"
    file.write_text("Báo cáo riêng về kênh mương năm 2028 của Lam Hải.", encoding="utf-8")
    (outcome,) = service.ingest([file], collection="riêng")
    document = str(outcome.document_id)
    people.grant("riêng", "viet", "write")
    refused = of(served, "viet").care
    for call in (
        lambda: refused.correct(document, "title", "Tên", author="viet"),
        lambda: refused.move([document], OWN, author="viet"),
        lambda: refused.remove([document]),
    ):
        with pytest.raises(NotAllowed):
            call()
    people.grant("riêng", "viet", "manage")
    care = of(served, "viet").care
    care.correct(document, "title", "Tên mới", author="viet")
    with pytest.raises(NotAllowed):
        care.move([document], CLOSED, author="viet")
    with pytest.raises(NotAllowed):
        care.correct(served.open_ids[0], "title", "x", author="viet")
    with pytest.raises(NotAllowed):  # one that is not theirs refuses the whole
        care.remove([document, served.open_ids[0]])
    service.remove(document)
    assert [one.document_id for one in care.recycled()] == [document]
    assert of(served, "doc").care.recycled() == ()
    with pytest.raises(NotAllowed):
        of(served, "doc").care.restore([document])
    care.cancel(care.restore([document]).job_id)
    entries = people.audit(AuditFilter(object=document, who="viet"))
    assert [(one.action, one.detail) for one in entries] == [
        ("uploaded", "restored"),
        ("corrected", "title"),
        ("refused", "removed"),
        ("refused", "corrected"),
        ("refused", "corrected"),
    ]
    people.revoke("riêng", "viet")
    assert of(served, "viet").care.recycled() == ()


# ---- any rights over any documents ----

PLACES = ("bộ một", "bộ hai", "bộ ba")
SHELF = {
    "Qaxaro": ("bộ một",),
    "Qebelo": ("bộ hai",),
    "Qidino": ("bộ ba",),
    "Qofogo": ("bộ một", "bộ hai"),
    "Quhujo": ("bộ hai", "bộ ba"),
}
"""Reports by the name that stands in them alone, and the collections that each stands in."""
SAME = "Trong 6 tháng đầu năm 2024, Sở Thủy lợi đã kiểm tra 57 cống ngăn mặn, nạo vét 12 kênh và sửa 3 trạm bơm."


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("shelf")
    with service_with_people(folder) as opened:
        for name, places in SHELF.items():
            for place in places:
                file = folder / place / f"{name}.txt"
                file.parent.mkdir(exist_ok=True)
                file.write_text(
                    f"SỞ THỦY LỢI TỈNH {name.upper()}\nBÁO CÁO\nCông tác thủy lợi 6 tháng đầu năm 2024 tỉnh {name}\n"
                    f"{SAME}\nTỉnh {name} gặp khó khăn do hạn mặn.\n",
                    encoding="utf-8",
                )
                list(opened.service.ingest([file], collection=place))
        yield opened


@settings(max_examples=12, deadline=None)
@given(
    readable=st.sets(st.sampled_from(PLACES)),
    words=st.lists(st.sampled_from(["kiểm tra", "cống", "hạn mặn", "kênh", *SHELF]), min_size=1, max_size=3),
)
def test_for_any_rights_nothing_outside_them_is_in_outlines_facts_drafts_sheets_or_tables(
    shelf: Served, readable: set[str], words: list[str]
) -> None:
    visitor = Visitor("viet", "writer", frozenset(readable))
    service = shelf.service.for_visitor(visitor)
    drafts = service.drafts
    asked = " ".join(one for one in words if one not in SHELF)
    brief = drafts.read_brief(f"Viết báo cáo 6 tháng đầu năm 2024 về công tác thủy lợi {asked}", genre="report")
    kept = drafts.begin("viet", brief, OutlineChoices())
    *_, last = drafts.write("viet", kept.summary.draft_id, with_model=False)
    assert isinstance(last, DraftFinished)
    table = service.care.table(TableQuery())
    records = [service.report(row.document_id) for row in table.rows]
    copies = [service._seen.library.document(row.document_id).copies for row in table.rows]
    shown = repr(
        [
            drafts.outline(brief, OutlineChoices()),
            [(place, text, title) for place, text, title in drafts.find_facts(brief, " ".join(words))],
            (last.kept.draft, last.kept.sheet, last.kept.summary),
            drafts.drafts("viet"),
            table,
            records,
            service.care.jobs(),
        ]
    )
    closed = [name for name, places in SHELF.items() if readable.isdisjoint(places)]
    assert [name for name in closed if name.casefold() in shown.casefold()] == []
    closed_places = [place for place in PLACES if place not in readable]
    assert [place for place in closed_places if place in shown] == []
    open_names = [name for name in SHELF if name not in closed]
    assert len(table.rows) == len(open_names)
    assert all(name.casefold() in shown.casefold() for name in open_names)
    assert all(count < max(len(open_names), 1) for count in copies)
    drafts.delete("viet", kept.summary.draft_id)
