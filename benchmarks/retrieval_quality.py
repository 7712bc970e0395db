"""How well the right passage is found: the real pipeline, the real retriever, the real model.

``python -m benchmarks.retrieval_quality [--eval FOLDER] [--part dev|test] [--ablations] [--store]``

Sets over parallel passages (one file each) report recall at 1 and 5 and nDCG at 10 of the right file; sets over reports
report whether the words that answer stand inside one of the first 5 (10) passages. A set whose files are not there is
named as skipped.
"""

from __future__ import annotations

import argparse
import math
import statistics
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant.answering.candidates import BoostWeights
from assistant.retrieval.retriever import Retriever, RetrieverConfig
from assistant.settings import load_settings
from benchmarks.results_file import compare, load_results, store_results
from benchmarks.retrieval_sets import LANGUAGES, Question, QuestionSet, evidence_sets, parallel_sets, write_passages
from ingest.chunker import ChunkerConfig
from ingest.library import Library
from ingest.pipeline import IngestPipeline, index_identity
from vectorstore.embedder import Embedder, SentenceTransformerEmbedder
from vectorstore.fusion import FusionWeights
from vectorstore.models import model_folder
from vectorstore.records import Passage, SearchResult

REPOSITORY = Path(__file__).resolve().parents[1]
SAMPLES = REPOSITORY / "examples"
DEFAULT = RetrieverConfig()

ABLATIONS: dict[str, RetrieverConfig] = {
    "no sentences": replace(DEFAULT, sentence_passages=0),
    "no centring": replace(DEFAULT, centring=0.0, weights=FusionWeights(lexical=0.2, lexical_stripped=0.6)),
    "no boosts": replace(DEFAULT, boosts=BoostWeights(0.0, 0.0, 0.0, 0.0, 0.0)),
    "dense only": replace(DEFAULT, sentence_passages=0, weights=FusionWeights(0.0, 0.0, 0.0, 0.0, 0.0)),
    "cosine + 0.2 lexical": replace(
        DEFAULT,
        centring=0.0,
        sentence_passages=0,
        weights=FusionWeights(0.2, 0.2, 0.2, 0.6, 0.0),
        boosts=BoostWeights(0.0, 0.0, 0.0, 0.0, 0.0),
    ),
}


def main() -> None:
    """Measure, print beside the stored results, store on request."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", type=Path, default=REPOSITORY.parent / "shared" / "eval", help="evaluation folder")
    parser.add_argument("--part", choices=("all", "dev", "test"), default="all")
    parser.add_argument("--ablations", action="store_true", help="also measure without each part")
    parser.add_argument("--every", type=int, default=1, help="ask one parallel question in so many")
    parser.add_argument("--store", action="store_true", help="keep the results for the next comparison")
    options = parser.parse_args()
    settings = load_settings()
    embedder = SentenceTransformerEmbedder(model_folder(settings.embedding_model, settings.models_dir))
    results = measure(embedder, options.eval, part=options.part, every=options.every, ablations=options.ablations)
    print(compare(load_results("retrieval"), results))
    if options.store:
        store_results("retrieval", results)


def measure(
    embedder: Embedder,
    evaluation: Path,
    *,
    part: str = "all",
    every: int = 1,
    ablations: bool = False,
    chunker: ChunkerConfig | None = None,
) -> dict[str, Any]:
    """Measure every set that is there; ``skipped`` names those that are not."""
    configs = {"": DEFAULT} | ({f"{name} | ": config for name, config in ABLATIONS.items()} if ablations else {})
    results: dict[str, Any] = {}
    skipped: list[str] = []
    with tempfile.TemporaryDirectory() as work:
        for documents, paths, sets in _collections(evaluation, (part, every), Path(work), skipped):
            with open_library(
                Path(work) / f"library-{documents}", embedder, paths, chunker or ChunkerConfig()
            ) as library:
                for prefix, config in configs.items():
                    retriever = Retriever(library, embedder, config)
                    retriever.warm()
                    results |= {f"{prefix}{one.name}": measure_set(retriever, one) for one in sets}
    return results | {"skipped": skipped}


def _collections(
    evaluation: Path, chosen: tuple[str, int], work: Path, skipped: list[str]
) -> Iterator[tuple[str, list[Path], list[QuestionSet]]]:
    """Give each collection of documents with the questions to be asked of it."""
    if (evaluation / "retrieval_vi.json").is_file():
        part, every = chosen
        whole = parallel_sets(evaluation, part)
        sets = [replace(one, questions=one.questions[::every]) for one in whole]
        for language in LANGUAGES:
            paths = write_passages(evaluation, language, work / language)
            yield language, paths, [one for one in sets if one.documents == language]
    else:
        skipped.append("parallel passages")
    for name, questions, folder in (
        ("seeds", evaluation / "questions.json", evaluation.parent / "seeds"),
        ("samples", SAMPLES / "questions.json", SAMPLES / "reports"),
    ):
        if questions.is_file() and folder.is_dir():
            yield name, [folder], list(evidence_sets(questions, name))
        else:
            skipped.append(name)


@contextmanager
def open_library(folder: Path, embedder: Embedder, paths: Iterable[Path], chunker: ChunkerConfig) -> Iterator[Library]:
    """Index ``paths`` in ``folder`` and keep the library open for the length of the block."""
    library = Library.open(folder, identity=index_identity(embedder, chunker), dimension=embedder.dimension)
    try:
        for outcome in IngestPipeline(library, embedder, chunker=chunker).ingest(paths):
            if outcome.outcome == "refused":
                print(f"refused: {outcome.source} ({outcome.code})")
        yield library
    finally:
        library.close()


def measure_set(retriever: Retriever, questions: QuestionSet) -> dict[str, float]:
    """Ask every question of a set and give the mean of each figure."""
    found = [(one, retriever.search(one.text, 10)) for one in questions.questions]
    figures = [_evidence_figures(*pair) if pair[0].evidence else _document_figures(*pair) for pair in found]
    means = {name: round(statistics.fmean(row[name] for row in figures), 4) for name in figures[0]}
    return means | {"ms": round(statistics.median(result.timings.total for _, result in found), 1)}


def _document_figures(question: Question, result: SearchResult) -> dict[str, float]:
    ranked = list(dict.fromkeys(Path(passage.source).name for passage in result.passages))
    place = ranked.index(question.source) if question.source in ranked else None
    return {
        "r@1": float(place == 0),
        "r@5": float(place is not None and place < 5),
        "ndcg@10": 0.0 if place is None or place >= 10 else 1 / math.log2(place + 2),
    }


def _evidence_figures(question: Question, result: SearchResult) -> dict[str, float]:
    return {
        "document@1": float(bool(result.passages) and Path(result.passages[0].source).name == question.source),
        "evidence@1": float(_holds(question, result.passages[:1])),
        "evidence@5": float(_holds(question, result.passages[:5])),
        "evidence@10": float(_holds(question, result.passages)),
    }


def _holds(question: Question, passages: Sequence[Passage]) -> bool:
    texts = [passage.text for passage in passages if Path(passage.source).name == question.source]
    return all(any(evidence in text for text in texts) for evidence in question.evidence)


if __name__ == "__main__":
    main()
