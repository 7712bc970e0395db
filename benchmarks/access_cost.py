"""What it costs that everybody searches only what they may read.

``python -m benchmarks.access_cost --chunks 50000`` fills a library with made-up reports in five collections and prints
one JSON object: whole searches (both indexes, fifty hits each, ten chunks read) over everything, and over the
collections of persons who may read a hundredth to nine tenths of the reports. Embedding is left out.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.scale import CHUNKS_PER_REPORT, WARM_UP, Spent, Writer, search_once, summary, timed
from ingest.library import Addition, Library
from ingest.library_reader import LibraryReader
from ingest.restricted_library import RestrictedLibrary
from vectorstore.identity import IndexIdentity
from vectorstore.records import SearchFilter

QUERIES = 120
HUNDREDTHS = {"hundredth": 1, "tenth": 10, "fifth": 20, "third": 33, "rest": 36}
"""Collections by the hundredths of all reports that stand in them."""
RIGHTS = {
    "everything": frozenset(HUNDREDTHS),
    "89 of 100": frozenset({"fifth", "third", "rest"}),
    "53 of 100": frozenset({"fifth", "third"}),
    "10 of 100": frozenset({"tenth"}),
    "1 of 100": frozenset({"hundredth"}),
}


def collection_of(number: int) -> str:
    """The collection of the report with a number."""
    place, edge = number % 100, 0
    for name, share in HUNDREDTHS.items():
        edge += share
        if place < edge:
            return name
    raise ValueError("the shares do not add up to a hundred")


def fill(library: Library, writer: Writer, reports: int) -> None:
    """Add reports, fifty at a time, each to its collection."""
    for start in range(0, reports, 50):
        additions = [_placed(writer.addition(number), number) for number in range(start, min(start + 50, reports))]
        library.add(additions, writer.vectors(CHUNKS_PER_REPORT * len(additions)))


def _placed(addition: Addition, number: int) -> Addition:
    return replace(addition, source=replace(addition.source, collection=collection_of(number)))


def searches(library: LibraryReader, writer: Writer) -> dict[str, float]:
    """Time whole searches."""
    spent = list[Spent]()
    for number in range(QUERIES + WARM_UP):
        query, vector = writer.words(6), writer.vectors(1)[0]
        taken = timed(lambda q=query, v=vector: search_once(library, q, v, SearchFilter()))  # type: ignore[misc]
        if number >= WARM_UP:
            spent.append(taken)
    return summary(spent)


def measure(folder: Path, chunks: int, dimension: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Fill a library and take every figure, the plain search first and again at the end."""
    writer = Writer(dimension, seed=time.time_ns())
    identity = IndexIdentity("synthetic", "0" * 64, dimension, ("", ""), (), "1")
    with Library.open(folder, identity=identity) as library:
        fill(library, writer, chunks // CHUNKS_PER_REPORT)
        library.warm()
        figures: dict[str, Any] = {"chunks": chunks, "reports": len(library.documents()), "search_ms": {}}
        figures["search_ms"]["no rights asked"] = searches(library, writer)
        for name, collections in RIGHTS.items():
            seen = RestrictedLibrary(library, collections)
            first = timed(seen.documents)
            figures["search_ms"][name] = {**searches(seen, writer), "first_view": round(first.wall, 2)}
            say(f"{name}: {figures['search_ms'][name]}")
        figures["search_ms"]["no rights asked, again"] = searches(library, writer)
    return figures


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chunks", type=int, default=50_000)
    parser.add_argument("--dimension", type=int, default=384)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(
            Path(folder),
            options.chunks,
            options.dimension,
            lambda line: print(line, file=sys.stderr, flush=True),
        )
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
