"""How fast questions are searched while files come in, beside idle in one run: ``python -m benchmarks.ingest_load``.

Also how long the sweep of an unchanged folder takes. The files are the sample reports with other figures.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from assistant.composition import build_service
from assistant.service import Service
from assistant.settings import load_settings
from ingest.cleaner import clean_document
from ingest.loaders import load_file

REPOSITORY = Path(__file__).resolve().parents[1]
_NUMBER = re.compile(r"\d+")


def main() -> None:
    """Measure and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="folder of the search model")
    parser.add_argument("--files", type=int, default=500, help="files to take in; 0 measures the sweep alone")
    parser.add_argument("--idle", type=int, default=150, help="searches while nothing else is done")
    parser.add_argument("--most-seconds", type=float, default=600.0, help="longest time for the files")
    parser.add_argument("--niceness", type=int, default=5, help="as the setting; 0 on a machine that others load")
    parser.add_argument("--sweep", type=int, default=0, help="documents of the folder that is swept unchanged")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="baocao-load-") as work:
        result = measure(Path(work), given) if given.files else {}
        if given.sweep:
            result["sweep"] = sweep(Path(work), given.sweep)
        print(json.dumps(result))


def measure(work: Path, given: argparse.Namespace) -> dict[str, object]:
    """Fill a small library, search idle, search while files are taken in, and sweep."""
    settings = load_settings(
        {
            "data_dir": work / "data",
            "embedding_model": str(given.model),
            "model.name": "none",
            "threads": 1,
            "ingest.niceness": given.niceness,
        }
    )
    service = build_service(settings)
    try:
        list(service.ingest([REPOSITORY / "examples" / "reports"]))
        service.start_work()
        questions = _questions()
        _searches(service, questions, lambda done: done >= 20)
        idle = _searches(service, questions, lambda done: done >= given.idle)
        write_files(work / "files", given.files, 1)
        job = service.jobs.enqueue_files([work / "files"])
        started = time.monotonic()
        busy = _searches(
            service,
            questions,
            lambda _done: service.jobs.job(job.job_id).is_finished or time.monotonic() - started > given.most_seconds,
        )
        progress = service.jobs.job(job.job_id).progress
        service.jobs.cancel(job.job_id)
        again = _searches(service, questions, lambda done: done >= given.idle)
        result: dict[str, object] = {
            "files_done": progress.done,
            "files": progress.total,
            "seconds": round(time.monotonic() - started, 1),
            "searches_meanwhile": len(busy),
            "idle_ms": _summary(idle),
            "busy_ms": _summary(busy),
            "idle_after_ms": _summary(again),
            "p95_ratio": round(_p95(busy) / max(_p95(idle), 1e-9), 2),
        }
    finally:
        service.close()
    return result


def sweep(work: Path, documents: int) -> dict[str, object]:
    """Watch a folder, let it be taken in, and sweep it again unchanged."""
    from tests.work_samples import open_desk

    folder = work / "many"
    write_files(folder, documents, 2, short=True)
    with open_desk(work / "many-data") as desk:
        watched = desk.work.watch_folder(folder)
        started = time.monotonic()
        desk.run(desk.work.enqueue_sweep(watched.folder_id))
        desk.run_all()
        filled = time.monotonic() - started
        time.sleep(2.5)  # stamps that are too young prove nothing
        desk.run(desk.work.enqueue_sweep(watched.folder_id))
        desk.run_all()
        started = time.monotonic()
        [item] = desk.run(desk.work.enqueue_sweep(watched.folder_id))
        seconds = time.monotonic() - started
        held = len(desk.library.documents())
    return {
        "documents": held,
        "unchanged": item.detail["unchanged"],
        "seconds": round(seconds, 2),
        "first_sweep_and_reading_seconds": round(filled, 1),
    }


def write_files(folder: Path, count: int, seed: int, *, short: bool = False) -> None:
    """Write reports with figures of their own, from the texts of the sample reports."""
    rng = random.Random(seed)
    folder.mkdir(parents=True)
    paths = sorted(path for path in (REPOSITORY / "examples" / "reports").rglob("*") if path.is_file())
    texts = [clean_document(load_file(path)).text for path in paths]
    for number in range(count):
        text = texts[number % len(texts)]
        text = text[:1500] if short else text
        changed = _NUMBER.sub(lambda found: str(int(found.group()) + rng.randrange(1, 900)), text)
        (folder / f"{number:05d}.txt").write_text(f"{changed}\n{number}\n", encoding="utf-8")


def _questions() -> list[str]:
    rows = json.loads((REPOSITORY / "examples" / "questions.json").read_text(encoding="utf-8"))
    return [row["question"] for row in rows]


def _searches(service: Service, questions: list[str], enough: Callable[[int], bool]) -> list[float]:
    """Search one question after the other, as a reader would with a short pause; milliseconds of each."""
    taken: list[float] = []
    while not enough(len(taken)):
        number = len(taken)
        question = f"{questions[number % len(questions)]} {time.monotonic_ns() % 9973}"  # none is remembered
        started = time.perf_counter()
        service.search(question, 10)
        taken.append((time.perf_counter() - started) * 1000)
        time.sleep(0.05)
    return taken


def _p95(values: list[float]) -> float:
    return float(np.percentile(values, 95)) if values else 0.0


def _summary(values: list[float]) -> dict[str, float]:
    return {"p50": round(float(np.median(values)), 1), "p95": round(_p95(values), 1), "max": round(max(values), 1)}


if __name__ == "__main__":
    main()
