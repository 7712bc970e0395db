"""Queued archives and mails: what they hold takes their place in the job; a sweep lets go what they hold no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from ingest.catalogue_bin import Recycling, put_withdrawn_stamp, withdrawn_sources
from ingest.catalogue_records import FileStamp, SourceRecord
from ingest.containers import OpenedContainer, about, open_container
from ingest.errors import RefusedFile, UnknownDocument, UnknownFolder
from ingest.intake import INCOMING, Intake
from ingest.jobs.folders import WatchedFolders
from ingest.jobs.queue import JobQueue
from ingest.jobs.records import JobItem, NewItem
from ingest.jobs.sweeps import FOLDER_PARAMETER, remove_source
from ingest.jobs.worker import Task
from ingest.library import Library
from ingest.loaders.contained import ArchiveLimits
from ingest.originals import file_digest
from ingest.outcomes import refused
from ingest.sweeping import is_sudden

STAMP: Final = "stamp"
"""Detail of an item that lies in a container: its stamp as (bytes, nanoseconds, mark)."""
_OPENED: Final = "opened"
"""Detail of a mail whose attachments were queued before it."""


class Unpacking:
    """Opens the containers among the items of one library's jobs."""

    def __init__(self, library: Library, queue: JobQueue) -> None:
        self._library = library
        self._folders = WatchedFolders(queue)

    def open(
        self, task: Task, intakes: Sequence[tuple[JobItem, Intake]], limits: ArchiveLimits
    ) -> list[tuple[JobItem, Intake]]:
        """Put what containers hold at the end of the job, in their place; return the items to be read now.

        A mail comes after its attachments, so that one that the library knows has none left to be read.
        """
        readable: list[tuple[JobItem, Intake]] = []
        for item, intake in intakes:
            task.check()
            if item.file is not None or item.detail.keys() & {STAMP, _OPENED}:
                readable.append((item, intake))
                continue
            try:
                opened = self._look(task, intake, limits)
            except RefusedFile as refusal:
                readable.append((item, replace(intake, refusal=about(intake.source, refusal))))
                continue
            self._mirror(task, intake, opened)
            if opened is None or (opened.kind == "mail" and not opened.members):
                readable.append((item, intake))
            else:
                self._put_in_place(task, item, opened)
        return readable

    def _look(self, task: Task, intake: Intake, limits: ArchiveLimits) -> OpenedContainer | None:
        check = bool(task.job.parameters.get("check_content"))
        into = self._library.data_dir.absolute() / INCOMING
        return open_container(self._library, intake, limits, into=into, check_content=check)

    def _put_in_place(self, task: Task, item: JobItem, opened: OpenedContainer) -> None:
        withdrawn = self._withdrawn(opened) if FOLDER_PARAMETER in task.job.parameters else frozenset[str]()
        items = [self._item(one) for one in opened.members if one.source not in withdrawn]
        if opened.kind == "mail":
            items.append(NewItem(item.subject, size=item.size, facts={**item.detail, _OPENED: True}))
        task.replace(item, items)

    def _item(self, member: Intake) -> NewItem:
        if member.refusal is not None:
            outcome = refused(member.source, member.refusal, seconds=0.0)
            self._library.refuse(member.source, member.refusal.code, outcome.facts, member.collection)
            return NewItem(member.source, facts=_plain(outcome.facts), code=member.refusal.code)
        stamp = member.stamp
        facts = {} if stamp is None else {STAMP: [stamp.size, stamp.mtime_ns, stamp.inode]}
        file = None if member.file == Path(member.source) else str(member.file)
        return NewItem(member.source, file, 0 if stamp is None else stamp.size, facts)

    # ---- a watched folder ----------------------------------------------------------------------------------------

    def _withdrawn(self, opened: OpenedContainer) -> frozenset[str]:
        """The members that a person removed and that hold what they held; their new stamps are noted."""
        sources = [one.source for one in opened.unpacked]
        with self._library.catalogue.reading() as connection:
            removed = withdrawn_sources(connection, sources) if sources else {}
        same = [
            one
            for one in opened.unpacked
            if one.source in removed and removed[one.source].document_id == file_digest(one.file)
        ]
        with self._library.change(), self._library.catalogue.transaction() as connection:
            for one in same:
                if one.stamp is not None:
                    put_withdrawn_stamp(connection, one.source, one.stamp)
        for one in same:
            one.file.unlink(missing_ok=True)
        return frozenset(one.source for one in same)

    def _mirror(self, task: Task, intake: Intake, opened: OpenedContainer | None) -> None:
        """Let go, by the folder's policy, what is not in a container any more; what moved inside it keeps its document.

        Where a person is to decide the next sweep asks.
        """
        if FOLDER_PARAMETER not in task.job.parameters:
            return
        known = tuple(self._library.catalogue.sources_within(intake.source).values())
        gone = opened.gone if opened is not None else known
        if not gone:
            return
        left = self._move(gone, opened, frozenset(one.path for one in known))
        try:
            folder = self._folders.one(int(str(task.job.parameters[FOLDER_PARAMETER])))
        except UnknownFolder:
            return  # it is not watched any more
        kept = self._folders.kept()
        if folder.gone == "recycle" and not is_sudden(len(left), len(known)):
            for source in left:
                if source.path not in kept:
                    remove_source(self._library, source.path, Recycling(reason="gone"))

    def _move(
        self, gone: Sequence[SourceRecord], opened: OpenedContainer | None, known: frozenset[str]
    ) -> list[SourceRecord]:
        sizes = {one.stamp.size for one in gone}
        digests: dict[str, Intake] = {}
        for member in opened.unpacked if opened is not None else ():
            if member.source not in known and member.stamp is not None and member.stamp.size in sizes:
                digests.setdefault(file_digest(member.file), member)
        left: list[SourceRecord] = []
        for source in gone:
            if source.document_id not in digests or not self._attach(digests.pop(source.document_id), source):
                left.append(source)
        return left

    def _attach(self, member: Intake, source: SourceRecord) -> bool:
        if member.stamp is None:
            return False
        try:
            self._library.attach(SourceRecord(member.source, source.document_id, member.collection, member.stamp))
        except UnknownDocument:
            return False
        self._library.drop_source(source.path)
        return True


def stamp_of(item: JobItem) -> FileStamp | None:
    """The stamp with which an item was queued that lies in a container."""
    stated = item.detail.get(STAMP)
    if not isinstance(stated, list):
        return None
    size, mtime_ns, mark = stated
    return FileStamp(int(size), int(mtime_ns), str(mark))


def _plain(facts: Mapping[str, object]) -> dict[str, object]:
    return {name: value if isinstance(value, int | float | str) else str(value) for name, value in facts.items()}
