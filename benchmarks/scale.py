"""How the library behaves as it grows: searching, adding, memory.

``python -m benchmarks.scale --chunks 100000`` fills a library in a temporary folder with made-up reports and vectors,
compares it with one of 1,000 chunks, and prints one JSON object. Embedding is left out: vectors are random.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.catalogue_records import FileStamp, SourceRecord
from ingest.catalogue_writes import Reading
from ingest.documents import Block, CleanDocument, LoadedDocument, OffsetMap
from ingest.library import Addition, Library
from ingest.library_reader import LibraryReader
from vectorstore.identity import IndexIdentity
from vectorstore.records import Chunk, Language, Period, ReportMetadata, SearchFilter

CHUNKS_PER_REPORT = 20
WORDS_PER_CHUNK = 110
VOCABULARY = 6_000
PROBES = 40
WARM_UP = 5
QUERIES = 150
_ONSETS = (
    "b",
    "c",
    "ch",
    "d",
    "đ",
    "g",
    "gi",
    "h",
    "kh",
    "l",
    "m",
    "n",
    "ng",
    "nh",
    "ph",
    "qu",
    "s",
    "t",
    "th",
    "tr",
    "v",
    "x",
)
_RIMES = (
    "a",
    "á",
    "ải",
    "an",
    "ang",
    "anh",
    "ấp",
    "ăm",
    "âu",
    "ê",
    "ện",
    "i",
    "iên",
    "iểu",
    "o",
    "ọc",
    "ôn",
    "ông",
    "ơi",
    "u",
    "uân",
    "ước",
    "ươn",
    "y",
)


class Writer:
    """Makes reports up: syllables with the frequencies of real text, vectors around a few hundred topics."""

    def __init__(self, dimension: int, seed: int = 1) -> None:
        self._random = np.random.default_rng(seed)
        self._dimension = dimension
        syllables = [onset + rime for onset in _ONSETS for rime in _RIMES]
        pairs = self._random.choice(syllables, size=(VOCABULARY, 2))
        self._words = np.array([" ".join(pair) for pair in pairs])
        weights = 1.0 / np.arange(1, VOCABULARY + 1)
        self._weights = weights / weights.sum()
        self._topics = self._random.standard_normal((300, dimension), dtype=np.float32)

    def words(self, count: int) -> str:
        return " ".join(self._random.choice(self._words, size=count, p=self._weights).tolist())

    def vectors(self, count: int) -> NDArray[np.float32]:
        topics = self._topics[self._random.integers(0, len(self._topics), count)]
        rows = topics + self._random.standard_normal((count, self._dimension), dtype=np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)

    def addition(self, number: int) -> Addition:
        lines = [self.words(WORDS_PER_CHUNK // 2) for _ in range(CHUNKS_PER_REPORT)]
        text = "\n".join(lines)
        document_id = hashlib.sha256(f"{number} {text}".encode()).hexdigest()
        blocks, chunks, start = list[Block](), list[Chunk](), 0
        for index, line in enumerate(lines):
            end = start + len(line)
            blocks.append(Block("paragraph", start, end))
            chunk_id = f"{document_id[:24]}{index:08d}"
            chunks.append(Chunk(chunk_id, document_id, index, line, start, end, None, (), line))
            start = end + 1
        language: Language = "vi" if number % 2 else "zh"
        year = 2010 + number % 15
        metadata = ReportMetadata(
            title=f"report {number}",
            language=language,
            script="latin",
            doc_type="report" if number % 3 else "news",
            issuer=f"agency {number % 40}",
            period=Period(date(year, 1, 1), date(year, 12, 31)),
        )
        clean = CleanDocument(text, tuple(blocks), OffsetMap(((0, 0, len(text), len(text)),)))
        loaded = LoadedDocument(f"/reports/{number}.txt", document_id, "text", text)
        source = SourceRecord(f"/reports/{number}.txt", document_id, "default", FileStamp(len(text), 0, str(number)))
        return Addition(Reading(loaded, clean, metadata, tuple(chunks), len(text)), source)


FILTERS: dict[str, SearchFilter] = {
    "none": SearchFilter(),
    "language": SearchFilter(languages=frozenset({"vi"})),
    "issuer": SearchFilter(issuers=frozenset({"agency 7"})),
    "period_and_type": SearchFilter(
        period=Period(date(2015, 1, 1), date(2017, 12, 31)), doc_types=frozenset({"report"})
    ),
}


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds of one action: on the clock, and of processor time (which other programs do not lengthen)."""

    wall: float
    processor: float


def timed(action: Callable[[], object]) -> Spent:
    """Do something and say what it took, all threads of this process counted."""
    wall, processor = time.perf_counter(), time.process_time()
    action()
    return Spent((time.perf_counter() - wall) * 1000, (time.process_time() - processor) * 1000)


def summary(spent: Sequence[Spent]) -> dict[str, float]:
    """Median and 95th percentile of both clocks, in milliseconds."""
    wall, processor = [one.wall for one in spent], [one.processor for one in spent]
    return {
        "p50": round(statistics.median(wall), 2),
        "p95": round(float(np.percentile(wall, 95)), 2),
        "processor_p50": round(statistics.median(processor), 2),
        "processor_p95": round(float(np.percentile(processor, 95)), 2),
    }


def search_once(library: LibraryReader, query: str, vector: NDArray[np.float32], search_filter: SearchFilter) -> None:
    """Search both sides, fifty hits each, join them and read the ten best chunks."""
    allowed = library.allowed_documents(search_filter)
    scores = {hit.chunk_id: hit.cosine for hit in library.dense_search(vector, 50, document_ids=allowed)}
    for hit in library.lexical_search(query, 50, document_ids=allowed):
        scores[hit.chunk_id] = scores.get(hit.chunk_id, 0.0) + 0.2 * hit.normalised
    best = sorted(scores, key=lambda chunk_id: -scores[chunk_id])[:10]
    if len(library.chunks(best)) != len(best):
        raise RuntimeError("a chunk that was found cannot be read")


def searches(library: Library, writer: Writer, search_filter: SearchFilter) -> dict[str, dict[str, float]]:
    """Time whole searches, and each side alone."""
    allowed = library.allowed_documents(search_filter)
    whole, dense, lexical = list[Spent](), list[Spent](), list[Spent]()
    for _ in range(QUERIES):
        query, vector = writer.words(6), writer.vectors(1)[0]
        whole.append(timed(lambda q=query, v=vector: search_once(library, q, v, search_filter)))  # type: ignore[misc]
        dense.append(timed(lambda v=vector: library.dense_search(v, 50, document_ids=allowed)))  # type: ignore[misc]
        lexical.append(timed(lambda q=query: library.lexical_search(q, 50, document_ids=allowed)))  # type: ignore[misc]
    return {"whole": summary(whole), "dense": summary(dense), "lexical": summary(lexical)}


def fill(library: Library, writer: Writer, first: int, last: int) -> None:
    """Add the reports numbered ``first`` up to ``last``, fifty at a time."""
    for start in range(first, last, 50):
        additions = [writer.addition(number) for number in range(start, min(start + 50, last))]
        library.add(additions, writer.vectors(CHUNKS_PER_REPORT * len(additions)))


def adding_in_turn(small: Library, large: Library, writer: Writer) -> tuple[list[Spent], list[Spent]]:
    """Add single reports to both libraries in turn, so that a busy machine slows both alike."""
    few, many = list[Spent](), list[Spent]()
    for number in range(PROBES):
        for library, spent in ((small, few), (large, many)):
            addition, vectors = writer.addition(time.time_ns()), writer.vectors(CHUNKS_PER_REPORT)
            taken = timed(lambda a=addition, v=vectors, one=library: one.add([a], v))  # type: ignore[misc]
            if number >= WARM_UP:
                spent.append(taken)
    return few, many


def measure(folder: Path, chunks: int, dimension: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Fill a large and a small library, unless they are there, and take every figure."""
    writer = Writer(dimension, seed=time.time_ns())
    identity = IndexIdentity("synthetic", "0" * 64, dimension, ("", ""), (), "1")
    figures: dict[str, Any] = {"chunks": chunks, "dimension": dimension}
    with Library.open(folder / "large", identity=identity) as large:
        present = len(large.documents())
        if present < chunks // CHUNKS_PER_REPORT:
            spent = timed(lambda: fill(large, writer, present, chunks // CHUNKS_PER_REPORT))
            figures["filling_chunks_per_second"] = round((chunks - present * CHUNKS_PER_REPORT) / spent.wall * 1000)
            say(f"filled: {figures}")
    with Library.open(folder / "small", identity=identity) as small:
        fill(small, writer, len(small.documents()), 1_000 // CHUNKS_PER_REPORT)
        small.warm()
        large = Library.open(folder / "large", identity=identity)
        with large:
            figures["reading_vectors_seconds"] = round(timed(large.warm).wall / 1000, 2)
            figures["search_ms"] = {}
            for name, search_filter in FILTERS.items():
                figures["search_ms"][name] = searches(large, writer, search_filter)
                say(f"{name}: {figures['search_ms'][name]}")
            few, many = adding_in_turn(small, large, writer)
    figures["adding_one_report_ms"] = {"at_1000": summary(few), f"at_{chunks}": summary(many)}
    figures["adding_ratio"] = {
        clock: round(summary(many)[clock] / summary(few)[clock], 2) for clock in ("p50", "processor_p50")
    }
    figures["opening_seconds"] = round(timed(lambda: _open_and_close(folder / "large", identity)).wall / 1000, 2)
    figures["peak_memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return figures


def _open_and_close(folder: Path, identity: IndexIdentity) -> None:
    Library.open(folder, identity=identity).close()


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chunks", type=int, default=100_000)
    parser.add_argument("--dimension", type=int, default=384)
    parser.add_argument("--folder", type=Path, help="keep the libraries here and use them again the next time")
    options = parser.parse_args()

    def say(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    if options.folder is not None:
        figures = measure(options.folder, options.chunks, options.dimension, say)
    else:
        with tempfile.TemporaryDirectory() as folder:
            figures = measure(Path(folder), options.chunks, options.dimension, say)
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
