"""What a backup costs, and whether its indexes are worth copying: copying them against embedding everything again.

``python -m benchmarks.backup_speed --chunks 20000 --model FOLDER`` fills a library with made-up reports and vectors,
backs it up and restores it with and without indexes, and embeds some of its chunks with the search model to
tell how long the rest would take. It prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

from assistant.backup import restore_backup, write_backup
from benchmarks.scale import CHUNKS_PER_REPORT, Writer
from ingest.library import Library
from vectorstore.embedder import SentenceTransformerEmbedder
from vectorstore.identity import IndexIdentity

DIMENSION = 384
EMBEDDED = 64


def measure(folder: Path, chunks: int, model: Path | None) -> dict[str, Any]:
    """Take every figure; ``folder`` must be empty."""
    identity = IndexIdentity("synthetic", "0" * 64, DIMENSION, ("", ""), (), "1")
    writer = Writer(DIMENSION)
    with Library.open(folder / "data", identity=identity) as library:
        for number in range(chunks // CHUNKS_PER_REPORT):
            addition = writer.addition(number)
            text = f"{number} {addition.reading.loaded.text}"  # the digest of these bytes is the document's id
            file = folder / "report.txt"
            file.write_bytes(text.encode())
            library.originals.keep(file, addition.reading.document_id)
            library.add([addition], writer.vectors(CHUNKS_PER_REPORT))
        figures: dict[str, Any] = {"chunks": chunks, "documents": len(library.documents())}
    for name, tries in (("with_indexes", 5), ("without_indexes", 0)):
        target = folder / f"{name}.zip"
        report = write_backup(folder / "data", target, index_tries=tries)
        figures[name] = {"backup_seconds": report.seconds, "megabytes": round(target.stat().st_size / 1e6, 1)}
    figures["with_indexes"]["opening_seconds"] = _opened(folder, identity)
    if model is not None:
        embedder = SentenceTransformerEmbedder(model)
        texts = [writer.words(110) for _ in range(EMBEDDED)]
        embedder.embed_passages(texts[:8])
        began = time.perf_counter()
        embedder.embed_passages(texts)
        rate = EMBEDDED / (time.perf_counter() - began)
        figures["embedding_chunks_per_second"] = round(rate, 1)
        figures["without_indexes"]["embedding_again_seconds"] = round(chunks / rate)
    return figures


def _opened(folder: Path, identity: IndexIdentity) -> float:
    """Restore the backup and open it; every chunk must be there."""
    began = time.perf_counter()
    restore_backup(folder / "with_indexes.zip", folder / "again")
    with Library.open(folder / "again", identity=identity) as library:
        if library.missing_vectors:
            raise RuntimeError(f"{len(library.missing_vectors)} vectors are missing")
    return round(time.perf_counter() - began, 2)


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chunks", type=int, default=20_000)
    parser.add_argument("--model", type=Path, help="folder of the search model")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(Path(folder), options.chunks, options.model), indent=1))


if __name__ == "__main__":
    main()
