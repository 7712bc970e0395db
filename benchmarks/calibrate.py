"""Fit the calibration of answers again, in one command, and say how it fares on documents that the fit has not seen.

``python -m benchmarks.calibrate [DOCUMENTS QUESTIONS]… [--write] [--library]``. Questions as for
``benchmarks.answer_quality``; without pairs, the sample library, and the seed documents beside this checkout where
there are any. The reports under ``tests/evaluation/heldout`` are for the honest test of the outcome and are refused.
``--write`` renews
``assistant/data/calibration.json``, ``--library`` stores the calibration with the library of the configured data
folder, where it is used as long as the index is the same.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from assistant.answering.abstention import Calibration
from assistant.answering.answer_calibration import Gathered, answers, fit, keep_calibration
from assistant.answering.answer_chain import PASSAGES_READ
from assistant.answering.evidence import SentenceVectors, gather_evidence
from assistant.answering.question_analysis import analyse_question
from assistant.composition import build_embedder, build_limits
from assistant.evaluation import read_known_questions
from assistant.retrieval.retriever import Retriever
from assistant.settings import Settings, load_settings
from benchmarks.answer_quality import REPOSITORY
from ingest.chunker import ChunkerConfig
from ingest.library import Library
from ingest.pipeline import IngestPipeline, index_identity
from vectorstore.embedder import Embedder

HELD_OUT = REPOSITORY / "tests" / "evaluation" / "heldout"
SHIPPED = REPOSITORY / "assistant" / "data" / "calibration.json"


def training_pairs() -> list[tuple[Path, list[Path]]]:
    """Give the folders whose questions the shipped calibration is fitted on; held-out reports are not among them."""
    pairs = [(REPOSITORY / "examples" / "reports", [REPOSITORY / "examples" / "questions.json"])]
    shared = REPOSITORY.parent / "shared"
    if (shared / "seeds").is_dir():
        own = REPOSITORY / "tests" / "evaluation" / "data" / "seed_questions.json"
        pairs.append((shared / "seeds", [shared / "eval" / "questions.json", own]))
    return pairs


@contextmanager
def open_library(folder: Path, embedder: Embedder) -> Iterator[Library]:
    """Open the library in a folder for the parts of this checkout."""
    with Library.open(folder, identity=index_identity(embedder, ChunkerConfig())) as library:
        yield library


def gather(settings: Settings, documents: Path, question_files: Sequence[Path]) -> dict[str, list[Gathered]]:
    """Index a folder in a library of its own and read the candidates for every question, by the file's name."""
    embedder = build_embedder(settings)
    vectors = SentenceVectors(embedder)
    sets: dict[str, list[Gathered]] = {}
    with tempfile.TemporaryDirectory() as folder, open_library(Path(folder), embedder) as library:
        for _ in IngestPipeline(library, embedder, limits=build_limits(settings)).ingest([documents]):
            pass
        retriever = Retriever(library, embedder)
        for path in question_files:
            rows = sets.setdefault(f"{documents.parent.name}/{documents.name}/{path.stem}", [])
            for known in read_known_questions(path, documents):
                question = analyse_question(known.question)
                passages = retriever.search(known.question, PASSAGES_READ).passages
                evidence = gather_evidence(question, passages, library, vectors)
                right = tuple(bool(known.evidence) and answers(one, known.evidence) for one in evidence)
                rows.append(Gathered(known, question, passages, evidence, right))
    return sets


def table(calibration: Calibration) -> str:
    """Set out the rates measured with documents left out, one line each."""
    lines = [f"{name:<60} {value:>8.4g}" for name, value in sorted(calibration.measured.items())]
    thresholds = ", ".join(f"{side} {value:.2f}" for side, value in calibration.threshold.items())
    return "\n".join([*lines, f"thresholds: {thresholds}"])


def main(arguments: Sequence[str] | None = None) -> None:
    """Gather, fit, print, and keep the calibration where told to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", nargs="*", type=Path, help="folders and their question files, by turns")
    parser.add_argument("--write", action="store_true", help="renew the calibration that is shipped")
    parser.add_argument("--library", action="store_true", help="store the calibration with the configured library")
    options = parser.parse_args(arguments)
    if len(options.pairs) % 2:
        parser.error("give a file of questions for every folder")
    given = [(folder, [questions]) for folder, questions in zip(options.pairs[::2], options.pairs[1::2], strict=True)]
    settings = load_settings()
    sets: dict[str, list[Gathered]] = {}
    for documents, files in given or training_pairs():
        if HELD_OUT in documents.resolve().parents:
            parser.error(f"{documents} is held out: it measures what was fitted on other documents")
        sets |= gather(settings, documents, files)
    calibration = fit(sets)
    print(table(calibration))
    if options.write:
        SHIPPED.write_text(calibration.to_json() + "\n", encoding="utf-8")
        print(f"written to {SHIPPED}")
    if options.library:
        store(settings, calibration)


def store(settings: Settings, calibration: Calibration) -> None:
    """Keep a calibration with the configured library, for the index as it is now."""
    with open_library(settings.data_dir, build_embedder(settings)) as library:
        keep_calibration(library, calibration)
    print(f"stored with the library in {settings.data_dir}")


if __name__ == "__main__":
    main()
