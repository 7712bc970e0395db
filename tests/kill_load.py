"""A mixed load of adds, replacements, removals, restorations, rebuilds and roll-backs that is killed at random moments.

The child does the load through the queue and says on standard output what was acknowledged. After each kill the parent
opens the library and holds it against that: what was acknowledged is there or gone in the catalogue, in Chroma, in
Tantivy and among the originals; what was under way is as before or as wanted, and as wanted once the queue has gone on.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ingest.catalogue_bin import recycled_ids
from ingest.errors import UnknownDocument
from ingest.jobs.library_work import WorkConfig
from tests.work_samples import EMBEDDER, Desk, open_desk, report

SLOTS = 8
REPOSITORY = Path(__file__).resolve().parents[1]


def document_id(number: int) -> str:
    return hashlib.sha256(report(number).encode()).hexdigest()


@dataclass
class Slot:
    """One file of the load: the report that is in the library, the one in the bin, and what is wanted next."""

    there: int | None = None
    binned: int | None = None
    wanted: tuple[str, int] | None = None
    queued: bool = False
    """Whether the queue has said that it holds what is wanted; before that, nothing was promised."""

    def after(self) -> Slot:
        """The slot once what is wanted has been done."""
        if self.wanted is None:
            return self
        kind, number = self.wanted
        return Slot(None, number) if kind == "remove" else Slot(number, None)


@dataclass
class Tally:
    """What was seen over all kills."""

    kills: int = 0
    acknowledged: dict[str, int] = field(default_factory=dict)
    under_way: int = 0
    """Changes that were under way when the process was killed."""
    rebuilds: int = 0
    rebuilds_under_way: int = 0

    def count(self, kind: str) -> None:
        self.acknowledged[kind] = self.acknowledged.get(kind, 0) + 1


# ---- the child -----------------------------------------------------------------------------------------------------


def load(folder: Path, seed: int, first: int, state: list[list[int | None]]) -> None:
    """Change the library until killed; ``state`` is (there, binned) for each slot."""
    rng = random.Random(seed)
    slots = [Slot(there, binned) for there, binned in state]
    with open_desk(folder / "data", config=WorkConfig(workers=2)) as desk:
        desk.work.start()
        jobs: dict[int, int] = {}
        other: int | None = None
        number = first
        while True:
            for slot in set(range(SLOTS)) - jobs.keys():
                if rng.random() < 0.6:
                    number += 1
                    _want(slots[slot], number, rng)
                    jobs[slot] = _begin(desk, folder, slot, slots[slot])
            for slot, job_id in list(jobs.items()):
                if desk.work.job(job_id).is_finished:
                    assert {one.state for one in desk.work.items(job_id)} == {"done"}, desk.work.items(job_id)
                    _say(done=slot)
                    slots[slot] = slots[slot].after()
                    del jobs[slot]
            if other is None or desk.work.job(other).is_finished:
                if other is not None:
                    _say(rebuilt=True)
                other = _rebuild_or_go_back(desk, rng)
            time.sleep(0.005)


def _want(slot: Slot, number: int, rng: random.Random) -> None:
    if slot.binned is not None and rng.random() < 0.5:
        slot.wanted = ("restore", slot.binned)
    elif slot.there is not None and rng.random() < 0.4:
        slot.wanted = ("remove", slot.there)
    else:
        slot.wanted = ("put", number)


def _begin(desk: Desk, folder: Path, index: int, slot: Slot) -> int:
    assert slot.wanted is not None
    kind, number = slot.wanted
    path = folder / f"{index}.txt"
    if kind != "remove":  # a report whose file holds something else comes back beside it, and no slot has two
        path.write_text(report(number), encoding="utf-8")
    _say(begin=index, kind=kind, number=number)
    if kind == "put":
        job = desk.work.enqueue_files([path])
    elif kind == "remove":
        job = desk.work.enqueue_removal([document_id(number)])
    else:
        job = desk.work.enqueue_restore([document_id(number)])
    _say(queued=index)
    return job.job_id


def _rebuild_or_go_back(desk: Desk, rng: random.Random) -> int:
    retired = [one for one in desk.work.generations() if one.state == "retired"]
    _say(rebuilding=True)
    if retired and rng.random() < 0.3:
        return desk.work.enqueue_roll_back(retired[0].generation_id).job_id
    return desk.work.enqueue_rebuild().job_id


def _say(**fact: object) -> None:
    print(json.dumps(fact), flush=True)  # noqa: T201


# ---- the parent ----------------------------------------------------------------------------------------------------


def run(folder: Path, kills: int, seed: int, say: Callable[[str], None] = lambda line: None) -> Tally:
    """Kill the load ``kills`` times and check after each; raises ``AssertionError`` for what is wrong."""
    rng = random.Random(seed)
    tally = Tally()
    slots = [Slot() for _ in range(SLOTS)]
    number = 0
    gone: set[int] = set()
    for kill in range(kills):
        lines = _kill_once(folder, rng, number, slots)
        number += 10_000
        rebuilding = _replay(lines, slots, gone, tally)
        tally.kills += 1
        tally.under_way += sum(slot.wanted is not None for slot in slots)
        tally.rebuilds_under_way += rebuilding
        with open_desk(folder / "data") as desk:
            _check(desk, slots, gone, at_once=True)
            desk.run_all()
            there = {record.document_id for record in desk.library.documents()}
            for index, slot in enumerate(slots):
                slots[index] = _settled(slot, there)
                if slot.there not in (None, slots[index].there):
                    gone.add(int(str(slot.there)))
                gone.discard(slots[index].there or -1)
            _check(desk, slots, gone, at_once=False)
        say(f"kill {kill + 1}: {len(lines)} lines, {tally.acknowledged}")
    return tally


def _kill_once(folder: Path, rng: random.Random, number: int, slots: list[Slot]) -> list[dict[str, object]]:
    program = (
        "import sys, json, pathlib; from tests.kill_load import load; "
        "load(pathlib.Path(sys.argv[1]), *json.loads(sys.argv[2]))"
    )
    state = [[slot.there, slot.binned] for slot in slots]
    order = json.dumps([rng.randrange(1 << 30), number, state])
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(folder), order],
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    )
    with process:
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(rng.uniform(0.05, 4.0))
        assert process.poll() is None, f"the load ended by itself after {first!r}"
        os.kill(process.pid, signal.SIGKILL)
        return [json.loads(line) for line in (first, *process.stdout) if line.endswith("\n")]


def _replay(lines: list[dict[str, object]], slots: list[Slot], gone: set[int], tally: Tally) -> bool:
    """Bring the slots to what was acknowledged; say whether a rebuild was under way."""
    rebuilding = False
    for line in lines:
        if "begin" in line:
            slot = slots[int(str(line["begin"]))]
            slot.wanted, slot.queued = (str(line["kind"]), int(str(line["number"]))), False
        elif "queued" in line:
            slots[int(str(line["queued"]))].queued = True
        elif "done" in line:
            index = int(str(line["done"]))
            before, slots[index] = slots[index], slots[index].after()
            assert before.wanted is not None
            tally.count("replace" if before.wanted[0] == "put" and before.there is not None else before.wanted[0])
            if before.there is not None:
                gone.add(before.there)
            if slots[index].there is not None:
                gone.discard(int(str(slots[index].there)))
        elif "rebuilding" in line:
            rebuilding = True
        else:
            rebuilding = False
            tally.rebuilds += 1
    return rebuilding


def _settled(slot: Slot, there: set[str]) -> Slot:
    """The slot once the queue has gone on: what was queued is done, what was only announced may not be."""
    if slot.wanted is None or slot.queued:
        return slot.after()
    kind, number = slot.wanted
    was_done = (document_id(number) in there) == (kind != "remove")
    return slot.after() if was_done else Slot(slot.there, slot.binned)


def _check(desk: Desk, slots: list[Slot], gone: set[int], *, at_once: bool) -> None:
    library = desk.library
    there = {record.document_id for record in library.documents()}
    certain = {document_id(slot.there) for slot in slots if slot.there is not None and slot.wanted is None}
    assert certain <= there, f"acknowledged documents are missing: {certain - there}"
    possible = set(certain)
    for slot in slots:
        for number in (slot.there, slot.after().there):
            if slot.wanted is not None and number is not None:
                possible.add(document_id(number))
    strays = [library.document(one).sources for one in sorted(there - possible)]
    assert strays == [], f"documents that nobody has, or that were removed: {strays}, {slots}"
    _check_indexes(desk, there)
    wanted = {document_id(slot.wanted[1]) for slot in slots if slot.wanted is not None}
    for number in gone:
        removed = document_id(number)
        if removed in there or (at_once and removed in wanted):
            continue
        _check_gone(desk, number, removed)


def _check_indexes(desk: Desk, there: set[str]) -> None:
    """Catalogue, Chroma, Tantivy and originals hold the same documents, whole."""
    library = desk.library
    with library.generation_in_use() as generation:
        owners = library.catalogue.chunk_owners(generation.generation_id)
        assert generation.dense.owners() == owners
        assert generation.lexical.count() == len(owners)
    assert set(owners.values()) == there
    for one in there:
        chunk = library.document_chunks(one)[0]
        lexical = library.lexical_search(chunk.text, 20, document_ids=frozenset({one}))
        vector = EMBEDDER.embed_passages([chunk.embedded_text])[0]
        dense = library.dense_search(vector, 20, document_ids=frozenset({one}))
        assert chunk.chunk_id in {hit.chunk_id for hit in lexical} & {hit.chunk_id for hit in dense}
    with library.catalogue.reading() as connection:
        kept = there | recycled_ids(connection)
    originals = {path.name for path in (library.data_dir / "originals").glob("*/*")}
    assert originals == kept, f"{len(originals - kept)} originals too many, {len(kept - originals)} missing"


def _check_gone(desk: Desk, number: int, removed: str) -> None:
    library = desk.library
    words = report(number)
    found = {hit.document_id for hit in library.lexical_search(words, 200)}
    found |= {hit.document_id for hit in library.dense_search(EMBEDDER.embed_queries([words])[0], 200)}
    assert removed not in found, f"a removed document was found: report {number}"
    try:
        library.text(removed)
    except UnknownDocument:
        return
    raise AssertionError(f"the text of a removed document is still there: report {number}")
