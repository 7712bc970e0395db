"""How fast the product is beside what the same libraries give in an afternoon, in one run, as ratios.

The baseline is LangChain's recursive splitter, its Hugging Face embeddings at their defaults, its Chroma wrapper and
rank-bm25. It is given the texts already read, for nothing; the product reads, cleans and checks the files itself.
``python -m benchmarks.speed [--files N] [--store]``
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from assistant.composition import build_service
from assistant.service import Service
from assistant.settings import load_settings
from benchmarks.results_file import compare, load_results, store_results
from ingest.loaders import load_file
from vectorstore.embedder import SentenceTransformerEmbedder
from vectorstore.models import model_folder

REPOSITORY = Path(__file__).resolve().parents[1]
SAMPLES = REPOSITORY / "examples" / "reports"
QUESTIONS = (
    "Kết quả khám sức khỏe định kỳ sáu tháng đầu năm",
    "Những tồn tại, hạn chế trong công tác phòng bệnh",
    "上半年开展了哪些健康教育活动",
    "存在的主要问题是什么",
    "How many people were vaccinated",
)


def main() -> None:
    """Measure everything, print it beside the stored results, store it on request."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--unchanged", type=int, default=1000)
    parser.add_argument("--store", action="store_true")
    options = parser.parse_args()
    settings = load_settings()
    model = model_folder(settings.embedding_model, settings.models_dir).absolute()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        results = measure_commands(model) | measure_ingest(work, model, options.files)
        results |= measure_unchanged(work, model, options.unchanged)
    print(compare(load_results("speed"), results))
    if options.store:
        store_results("speed", results)


def measure_ingest(work: Path, model: Path, files: int) -> dict[str, Any]:
    """Seconds to take in mixed files: the product, its embedding alone, and the baseline."""
    reports = make_files(work / "reports", files)
    service = open_service(work / "data", model)
    processor = time.process_time()
    total, outcomes = timed(lambda: list(service.ingest([reports])))
    ingest_processor = time.process_time() - processor
    chunks = [
        chunk.embedded_text
        for record in service._library.documents()
        for chunk in service._library.document_chunks(record.document_id)
    ]
    embedder = SentenceTransformerEmbedder(model)
    embedder.embed_passages(chunks[:8])
    processor = time.process_time()
    embedding, _ = timed(lambda: [embedder.embed_passages(part) for part in parts(chunks, 512)])
    embedding_processor = time.process_time() - processor
    search = [timed(partial(service.search, query, 10))[0] for query in QUESTIONS * 20]
    service.close()
    texts = [load_file(path).text for path in sorted(reports.iterdir())]
    baseline, ask = build_baseline(texts, model, work / "baseline")
    baseline_search = [timed(partial(ask, query))[0] for query in QUESTIONS * 20]
    return {
        "ingest": {
            "files": files,
            "added": sum(outcome.outcome == "added" for outcome in outcomes),
            "chunks": len(chunks),
            "seconds": total,
            "seconds_over_embedding_alone": total / embedding,
            "processor_time_over_embedding_alone": ingest_processor / embedding_processor,
            "baseline_seconds_over_ours": baseline / total,
        },
        "search": {
            "p95_ms": percentile(search, 95) * 1000,
            "baseline_p95_over_ours": percentile(baseline_search, 95) / percentile(search, 95),
        },
    }


def measure_unchanged(work: Path, model: Path, files: int) -> dict[str, Any]:
    """Seconds to ingest a folder again in which nothing changed (short files, so that the first time is bearable)."""
    folder = work / "many"
    folder.mkdir()
    for index in range(files):
        text = f"Báo cáo số {index}. Trong tháng, đơn vị đã khám {index + 100} lượt người bệnh.\n"
        (folder / f"{index:05}.txt").write_text(text, encoding="utf-8")
    service = open_service(work / "many-data", model)
    first, _ = timed(lambda: list(service.ingest([folder])))
    time.sleep(2.5)
    second, _ = timed(lambda: list(service.ingest([folder])))
    again, outcomes = timed(lambda: list(service.ingest([folder])))
    service.close()
    unchanged = sum(outcome.outcome == "unchanged" for outcome in outcomes)
    row = {"files": files, "unchanged": unchanged, "first_seconds": first, "second_seconds": second, "seconds": again}
    return {"unchanged": row}


def measure_commands(model: Path) -> dict[str, Any]:
    """Seconds of the commands that a person waits for; the best of three, since machines are shared."""
    command = [sys.executable, "-m", "assistant.cli", "--help"]
    script = shutil.which("baocao", path=str(Path(sys.executable).parent))
    if script:
        command = [script, "--help"]
    seconds = min(timed(lambda: subprocess.run(command, capture_output=True, check=True))[0] for _ in range(3))
    load = "import sys; from vectorstore.embedder import SentenceTransformerEmbedder as E; E(sys.argv[1])"
    loading = min(
        timed(lambda: subprocess.run([sys.executable, "-c", load, str(model)], check=True, cwd=REPOSITORY))[0]
        for _ in range(2)
    )
    return {"commands": {"help_seconds": seconds, "model_load_seconds": loading}}


def make_files(folder: Path, count: int) -> Path:
    """Write ``count`` different files of every sample format, by changing the samples' bytes but not their format."""
    folder.mkdir(parents=True)
    samples = sorted(path for path in SAMPLES.iterdir() if path.is_file())
    for index in range(count):
        sample = samples[index % len(samples)]
        target = folder / f"{index:04}-{sample.name}"
        shutil.copyfile(sample, target)
        if index >= len(samples):
            make_different(target, index)
    return folder


def make_different(path: Path, index: int) -> None:
    """Change a file's bytes without breaking it."""
    if path.suffix.lower() == ".docx":
        with zipfile.ZipFile(path, "a") as archive:
            archive.comment = str(index).encode()
    elif path.suffix.lower() == ".pdf":
        with path.open("ab") as stream:
            stream.write(f"\n% {index}\n".encode())
    else:
        encoded = f"\n{index} ".encode("utf-16-le" if path.read_bytes()[:2] == b"\xff\xfe" else "ascii")
        with path.open("ab") as stream:
            stream.write(encoded)


def build_baseline(texts: Sequence[str], model: Path, folder: Path) -> tuple[float, Callable[[str], Any]]:
    """Index the texts as an afternoon's program would; give its seconds and how it is asked."""
    from langchain_chroma import Chroma
    from langchain_huggingface import HuggingFaceEmbeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter
    from rank_bm25 import BM25Okapi

    # the numbers in which the model is published; its unpacked form here is stored in 16 bits
    embeddings = HuggingFaceEmbeddings(model_name=str(model), model_kwargs={"model_kwargs": {"dtype": "float32"}})
    embeddings.embed_query("warm")

    def build() -> tuple[Any, Any]:
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        pieces = [piece for text in texts for piece in splitter.split_text(text)]
        store = Chroma.from_texts(pieces, embeddings, persist_directory=str(folder))
        return store, BM25Okapi([piece.split() for piece in pieces])

    seconds, (store, bm25) = timed(build)

    def ask(query: str) -> Any:
        return store.similarity_search(query, k=10), bm25.get_scores(query.split())

    return seconds, ask


def open_service(data: Path, model: Path) -> Service:
    """An empty library with a loaded model."""
    service = build_service(load_settings({"data_dir": data, "embedding_model": str(model)}))
    service.warm()
    return service


def parts(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Slices of at most ``size`` items."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def timed(action: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of wall time that an action took, and its result."""
    started = time.perf_counter()
    result = action()
    return time.perf_counter() - started, result


def percentile(values: Sequence[float], share: int) -> float:
    """The value below which ``share`` per cent of the values lie."""
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


if __name__ == "__main__":
    main()
