"""How well the roles of sentences are told, against sentences labelled by hand.

``python -m benchmarks.role_quality [--store] [--verbose]``. The labels (``tests/evaluation/data/sentence_roles.json``)
name stretches of the sample reports, and of the seed documents where those stand beside this checkout. Precision,
recall and F1 of each role are printed for each language, for the documents that rules may be made on (dev) and those
that only measure (test); ``--verbose`` shows what is wrong, of dev only.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.drafting.labelled_sentences import label_sentences
from assistant.drafting.sentence_roles import ROLES, SentenceRole
from benchmarks.results_file import compare, load_results, store_results
from ingest.cleaner import clean_document
from ingest.loaders import load_file
from ingest.metadata import read_metadata
from vectorstore.records import Language

REPOSITORY = Path(__file__).resolve().parent.parent
LABELS = REPOSITORY / "tests" / "evaluation" / "data" / "sentence_roles.json"
REPORTS = REPOSITORY / "examples" / "reports"
SEEDS = REPOSITORY.parent / "shared" / "seeds"
CORE: tuple[SentenceRole, ...] = ("result", "limitation", "cause", "plan", "instruction", "commendation", "event")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence with the roles that a reader gave it and those that the rules give it."""

    document: str
    language: Language
    split: str
    text: str
    wanted: frozenset[SentenceRole]
    found: frozenset[SentenceRole]


def read_labelled(seeds: Path | None) -> Iterator[Labelled]:
    """Label again what was labelled by hand; seed documents are left out where there are none.

    Raises ``LookupError`` for a stretch that is no sentence of its document.
    """
    for row in json.loads(LABELS.read_text(encoding="utf-8")):
        if row["seed"] and seeds is None:
            continue
        loaded = load_file((seeds if row["seed"] and seeds else REPORTS) / row["document"])
        clean = clean_document(loaded)
        language = read_metadata(clean, loaded).language
        found = {(one.place.start, one.place.end): one for one in label_sentences(clean, language)}
        for start, end, roles in row["sentences"]:
            one = found.get((start, end))
            if one is None:
                raise LookupError(f"{row['document']}: no sentence at {start}-{end}")
            yield Labelled(row["document"], row["language"], row["split"], one.place.text, frozenset(roles), one.roles)


def measure(sentences: Iterable[Labelled]) -> dict[str, Any]:
    """Precision, recall, F1 and number of sentences of each role, and over the roles that drafts are written from."""
    hits, found, wanted = Counter[str](), Counter[str](), Counter[str]()
    exact = total = told_as_done = 0
    for one in sentences:
        hits.update(one.wanted & one.found)
        found.update(one.found)
        wanted.update(one.wanted)
        exact += one.wanted == one.found
        total += 1
        told_as_done += is_told_as_done(one)
    measured: dict[str, Any] = {role: _scores(hits[role], found[role], wanted[role]) for role in ROLES if wanted[role]}
    measured["core"] = _scores(*(sum(counts[role] for role in CORE) for counts in (hits, found, wanted)))
    return measured | {
        "sentences": total,
        "told_as_done": told_as_done,
        "all_roles_right": round(exact / max(1, total), 3),
    }


def is_told_as_done(one: Labelled) -> bool:
    """Tell the worst mistake: what is only planned or asked for is taken as a result."""
    return bool(one.wanted & {"plan", "instruction"}) and "result" in one.found - one.wanted


def _scores(hits: int, found: int, wanted: int) -> dict[str, float]:
    precision, recall = hits / max(1, found), hits / max(1, wanted)
    both = 2 * precision * recall / (precision + recall) if hits else 0.0
    return {"precision": round(precision, 3), "recall": round(recall, 3), "f1": round(both, 3), "count": wanted}


def measure_all(sentences: Sequence[Labelled]) -> dict[str, Any]:
    """Measure each split, over all languages and for each."""
    groups: dict[str, dict[str, list[Labelled]]] = defaultdict(lambda: defaultdict(list))
    for one in sentences:
        groups[one.split]["all"].append(one)
        groups[one.split][one.language].append(one)
    return {split: {name: measure(group) for name, group in parts.items()} for split, parts in groups.items()}


def show_errors(sentences: Iterable[Labelled]) -> None:
    """Print each sentence of dev whose roles differ, with what is missing and what is too many."""
    for one in sentences:
        if one.split == "dev" and one.wanted != one.found:
            missing, extra = sorted(one.wanted - one.found), sorted(one.found - one.wanted)
            print(f"{one.document[:18]} −{','.join(missing)} +{','.join(extra)} | {one.text[:170]}")


def main() -> None:
    """Measure, print beside the last stored result, store if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", action="store_true", help="keep the result in benchmarks/results/roles.json")
    parser.add_argument("--verbose", action="store_true", help="show wrong sentences of dev")
    arguments = parser.parse_args()
    sentences = list(read_labelled(SEEDS if SEEDS.is_dir() else None))
    if arguments.verbose:
        show_errors(sentences)
    results = measure_all(sentences)
    print(compare(load_results("roles"), results))
    if arguments.store:
        print(f"stored in {store_results('roles', results)}")


if __name__ == "__main__":
    main()
