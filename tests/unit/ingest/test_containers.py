"""The stamps of files in archives and mails, and what a sweep concludes from them."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ingest.catalogue_records import FileStamp, SourceRecord
from ingest.containers import current_members, is_member_of, member_stamp, stated_members
from ingest.sweeping import KnownFiles, SweepPlan, plan_sweep
from ingest.walking import file_stamp

STAMPS = st.builds(
    FileStamp, st.integers(0, 2**48), st.integers(0, 2**62), st.integers(0, 2**64 - 1).map(str).filter(bool)
)


@given(STAMPS, STAMPS, st.integers(0, 2**40), st.integers(1, 10_000))
def test_a_stamp_is_that_of_one_container_and_says_how_many_files_there_are(
    container: FileStamp, other: FileStamp, size: int, members: int
) -> None:
    stamp = member_stamp(container, size, members)
    record = SourceRecord("x", "d", "default", stamp, seen_ns=2**63)
    assert (stamp.size, stated_members(stamp), len(stamp.inode) <= 24) == (size, members, True)
    assert current_members(container, [record]) == (record,)
    assert is_member_of(container, record)
    assert bool(current_members(other, [record])) == (other == container)
    assert stated_members(container) == 0


def _plan(folder: Path, known: KnownFiles) -> SweepPlan:
    return plan_sweep(folder, known, collection="default")


def _archive(folder: Path) -> tuple[str, FileStamp]:
    path = folder / "a.zip"
    path.write_bytes(b"PK")
    os.utime(path, (time.time() - 3600,) * 2)
    return str(path), file_stamp(path)


def _source(path: str, stamp: FileStamp) -> SourceRecord:
    return SourceRecord(path, path, "default", stamp, time.time_ns())


def test_a_container_is_whole_once_everything_in_it_has_an_end(tmp_path: Path) -> None:
    path, stamp = _archive(tmp_path)
    one = {f"{path}/1": _source(f"{path}/1", member_stamp(stamp, 5, 3))}
    two = {f"{path}/2": _source(f"{path}/2", member_stamp(stamp, 6, 3))}
    three = {f"{path}/deep/3": datetime.now(UTC)}
    assert _plan(tmp_path, KnownFiles(one, two, three)).unchanged == 1
    for less in (KnownFiles(one, two, {}), KnownFiles(one, {}, three), KnownFiles({}, two, three)):
        plan = _plan(tmp_path, less)
        assert (plan.changed, plan.unchanged, plan.gone) == ((Path(path),), 0, ())


def test_nothing_is_gone_from_a_container_while_it_is_not_known_whole(tmp_path: Path) -> None:
    path, stamp = _archive(tmp_path)
    former = FileStamp(1, stamp.mtime_ns - 1, stamp.inode)
    old = {f"{path}/old": _source(f"{path}/old", member_stamp(former, 5, 1))}
    new = {f"{path}/new": _source(f"{path}/new", member_stamp(stamp, 5, 2))}
    refused = {f"{path}/bad": datetime.now(UTC)}
    assert _plan(tmp_path, KnownFiles(old, {}, refused)).gone == ()
    assert _plan(tmp_path, KnownFiles(old | new, {}, {})).gone == ()
    assert _plan(tmp_path, KnownFiles(old | new, {}, refused)).gone == (old[f"{path}/old"],)
