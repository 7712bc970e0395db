"""How the library behaves as it grows: searching, adding, memory.

``python -m benchmarks.scale --chunks 100000`` fills a library in a temporary folder with made-up reports and vectors,
measures at 1,000 chunks and at the end, and prints one JSON object. Embedding is left out: vectors are random.
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
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.catalogue_records import FileStamp, SourceRecord
from ingest.catalogue_writes import Reading
from ingest.documents import Block, CleanDocument, LoadedDocument, OffsetMap
from ingest.library import Addition, Library
from vectorstore.identity import IndexIdentity
from vectorstore.records import Chunk, Language, Period, ReportMetadata, SearchFilter

CHUNKS_PER_REPORT = 20
WORDS_PER_CHUNK = 110
VOCABULARY = 6_000
PROBES = 40
QUERIES = 200
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


def search_once(library: Library, writer: Writer, search_filter: SearchFilter) -> float:
    """Both sides, fifty each, joined, and the ten best chunks read; milliseconds."""
    query, vector = writer.words(6), writer.vectors(1)[0]
    started = time.perf_counter()
    allowed = library.allowed_documents(search_filter)
    scores = {hit.chunk_id: hit.cosine for hit in library.dense_search(vector, 50, document_ids=allowed)}
    for hit in library.lexical_search(query, 50, document_ids=allowed):
        scores[hit.chunk_id] = scores.get(hit.chunk_id, 0.0) + 0.2 * hit.normalised
    best = sorted(scores, key=lambda chunk_id: -scores[chunk_id])[:10]
    if len(library.chunks(best)) != len(best):
        raise RuntimeError("a chunk that was found cannot be read")
    return (time.perf_counter() - started) * 1000


def percentiles(milliseconds: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile, rounded to a hundredth."""
    return {
        "p50": round(statistics.median(milliseconds), 2),
        "p95": round(float(np.percentile(milliseconds, 95)), 2),
        "max": round(max(milliseconds), 2),
    }


def fill(library: Library, writer: Writer, first: int, last: int) -> None:
    """Add the reports numbered ``first`` up to ``last``, fifty at a time."""
    for start in range(first, last, 50):
        additions = [writer.addition(number) for number in range(start, min(start + 50, last))]
        library.add(additions, writer.vectors(CHUNKS_PER_REPORT * len(additions)))


def adding_one(library: Library, writer: Writer, first: int) -> list[float]:
    """Milliseconds of each of a number of single reports added."""
    spent = []
    for number in range(first, first + PROBES):
        addition, vectors = writer.addition(number), writer.vectors(CHUNKS_PER_REPORT)
        started = time.perf_counter()
        library.add([addition], vectors)
        spent.append((time.perf_counter() - started) * 1000)
    return spent


def measure(data_dir: Path, chunks: int, dimension: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Fill a library and take every figure."""
    writer = Writer(dimension)
    identity = IndexIdentity("synthetic", "0" * 64, dimension, ("", ""), (), "1")
    reports, small = chunks // CHUNKS_PER_REPORT, 1_000 // CHUNKS_PER_REPORT
    figures: dict[str, Any] = {"chunks": chunks, "dimension": dimension}
    with Library.open(data_dir, identity=identity) as library:
        library.warm()
        fill(library, writer, 0, small)
        few = adding_one(library, writer, 10_000_000)
        say(f"1,000 chunks: adding one report {percentiles(few)} ms")
        started = time.perf_counter()
        fill(library, writer, small, reports)
        figures["filling_chunks_per_second"] = round(chunks / (time.perf_counter() - started))
        many = adding_one(library, writer, 20_000_000)
        figures["adding_one_report_ms"] = {"at_1000": percentiles(few), f"at_{chunks}": percentiles(many)}
        figures["adding_ratio"] = round(statistics.median(many) / statistics.median(few), 2)
        say(json.dumps(figures))
        figures["search_ms"] = {}
        for name, search_filter in FILTERS.items():
            spent = [search_once(library, writer, search_filter) for _ in range(QUERIES)]
            figures["search_ms"][name] = percentiles(spent)
            say(f"{name}: {figures['search_ms'][name]}")
    started = time.perf_counter()
    with Library.open(data_dir, identity=identity) as library:
        figures["open_seconds"] = round(time.perf_counter() - started, 2)
        library.warm()
        figures["open_and_warm_seconds"] = round(time.perf_counter() - started, 2)
    figures["peak_memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return figures


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chunks", type=int, default=100_000)
    parser.add_argument("--dimension", type=int, default=384)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder), options.chunks, options.dimension, lambda line: print(line, file=sys.stderr))
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
