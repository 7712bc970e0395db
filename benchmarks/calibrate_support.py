"""Fit how much of what a sentence says its sources must hold before it counts as borne out.

``python -m benchmarks.calibrate_support [--data LIBRARY] [--write]`` checks the labelled sentences of
``tests/evaluation/data`` against their sources and, as examples of no support, against the nearest other sentences of
the sample reports; what a typed check finds wrong is left out, as it is decided already. Prints what is caught and
wrongly flagged when each report is judged by weights fitted on the others and, with ``--write``, stores the weights
beside the code. The held-out sentences are not looked at.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from assistant.answering.abstention import Logistic, fit_logistic
from assistant.checking.claim_judgement import find_support
from assistant.checking.claim_sentences import ClaimSentence, split_claims
from assistant.checking.content_support import SIGNALS, ContentSupport, affinity, kind_of, signals
from assistant.checking.source_claims import SourceClaims
from assistant.checking.source_sentences import SourceSentence
from assistant.checking.statements import read_statement
from benchmarks.verification_quality import KEY_KINDS, REPOSITORY, Sources, opened
from ingest.folding import fold_case

WEIGHTS: Final = REPOSITORY / "assistant" / "data" / "content_support.json"
FILES: Final = ("verification_dev.json", "verification_more.json")
NEAREST: Final = 12
"""Other sentences that an honest one is held against as examples of no support."""
ALONE: Final = 6
"""How many of all the others, drawn at random, each by itself too."""
INVENTED: Final = 4.0
"""How often an invented sentence counts beside a true one that is held against the wrong place."""
FLAGGED: Final = 0.02
"""Share of honest sentences that may fall below zero; the bias is set by it."""
PENALTY: Final = 0.3
WORDLESS: Final = ("same_words", "cross_words")


@dataclass(frozen=True, slots=True)
class Example:
    """What was measured of one sentence: whether it is borne out, and the report whose fold it belongs to."""

    content: ContentSupport
    held: bool
    report: str
    text: str
    elsewhere: bool = False


def gather(sources: Sources) -> list[Example]:
    """Measure every labelled sentence, and honest ones against sentences that do not bear them out."""
    everything = [one for name in sources.names() for one in sources.of(1, name, 0, len(sources.text(name)))]
    library = SourceClaims.of([one for one in everything if len(one.text) > 12])
    found: list[Example] = []
    for file in FILES:
        for row in json.loads((REPOSITORY / "tests" / "evaluation" / "data" / file).read_text(encoding="utf-8")):
            if row["kind"] not in KEY_KINDS:
                found += _examples(row, library, sources)
    return found


def _examples(row: dict[str, Any], library: SourceClaims, sources: Sources) -> Iterator[Example]:
    given = [one for key, span in enumerate(row["sources"], 1) for one in sources.of(key, *span)]
    claims = SourceClaims.of(given)
    report = row["documents"][0]
    for sentence in split_claims(row["text"], row["lang"]):
        if not sentence.states:
            continue
        whole = _measured(sentence, claims, range(len(claims.sources)), sources)
        if whole is not None:
            yield Example(whole, row["honest"], report, sentence.words)
        if row["honest"]:
            others = _others(sentence, library, given)
            alone = random.Random(row["id"]).sample(others, min(ALONE, len(others)))
            for pool in (others[:NEAREST], *([index] for index in alone)):
                content = _measured(sentence, library, pool, sources)
                if content is not None:
                    yield Example(content, False, report, sentence.words, elsewhere=True)


def _others(sentence: ClaimSentence, library: SourceClaims, given: Sequence[SourceSentence]) -> list[int]:
    """List the other sentences, nearest first, in the language of those that bear the sentence out."""
    claim = read_statement(sentence.claim, sentence.language)
    taken = {(one.document_id, one.start) for one in given}
    others = [
        index
        for index, one in enumerate(library.sources)
        if (one.sentence.document_id, one.sentence.start) not in taken and one.language == given[0].language
    ]
    return sorted(others, key=lambda index: -affinity(claim, library.sources[index]))


def _measured(
    sentence: ClaimSentence, claims: SourceClaims, pool: Sequence[int], sources: Sources
) -> ContentSupport | None:
    """Measure what the best sources hold; nothing where a typed check decides against them."""
    claim = read_statement(sentence.claim, sentence.language)
    row = sources.cosines(
        [fold_case(sentence.words)], [fold_case(claims.sources[index].sentence.text) for index in pool]
    )[0]
    judgement = find_support(claim, claims, list(pool), {index: float(row[at]) for at, index in enumerate(pool)})
    return None if judgement is None or judgement.flaws else judgement.content


def _names(kind: str) -> tuple[str, ...]:
    return tuple(name for name in SIGNALS if name != "cosine" or kind not in WORDLESS)


def _of_kind(examples: Sequence[Example], kind: str) -> list[Example]:
    if kind in WORDLESS:
        examples = [replace(one, content=replace(one.content, cosine=-1.0)) for one in examples]
    return [one for one in examples if kind_of(one.content) == kind]


def fit(examples: Sequence[Example], kind: str) -> Logistic:
    """Fit on these examples, then move the bias so that few of the honest ones fall below zero.

    A signal that would count against a claim for being held better is left out.
    """
    rows = [signals(one.content) for one in examples]
    names = _names(kind)
    weights = [1.0 if one.held or one.elsewhere else INVENTED for one in examples]
    held = [one.held for one in examples]
    fitted = fit_logistic(rows, held, names, penalty=PENALTY, weights=weights)
    while min(fitted.weights[name] for name in names if name != "short") < 0:
        names = tuple(name for name in names if name == "short" or fitted.weights[name] > 0)
        fitted = fit_logistic(rows, held, names, penalty=PENALTY, weights=weights)
    honest = [fitted.log_odds(row) for row, one in zip(rows, examples, strict=True) if one.held]
    return Logistic(fitted.bias - float(np.quantile(honest, FLAGGED)), fitted.weights)


def cross_validated(examples: Sequence[Example], kind: str) -> dict[str, float]:
    """Judge every report by weights fitted on the others."""
    flagged: list[bool] = []
    caught: dict[bool, list[bool]] = {True: [], False: []}
    for report in sorted({one.report for one in examples}):
        weights = fit([one for one in examples if one.report != report], kind)
        for one in (one for one in examples if one.report == report):
            rows = flagged if one.held else caught[one.elsewhere]
            rows.append(weights.log_odds(signals(one.content)) < 0)
    return {
        "honest": len(flagged),
        "honest_flagged": round(sum(flagged) / max(1, len(flagged)), 4),
        "invented": len(caught[False]),
        "invented_caught": round(sum(caught[False]) / max(1, len(caught[False])), 4),
        "elsewhere": len(caught[True]),
        "elsewhere_caught": round(sum(caught[True]) / max(1, len(caught[True])), 4),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, cross-validate, print, and store the weights when told to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of a library of the sample reports that is already indexed")
    parser.add_argument("--write", action="store_true", help="store the fitted weights beside the code")
    options = parser.parse_args(arguments)
    with opened(options.data, REPOSITORY / "examples" / "reports") as service:
        examples = gather(Sources(service))
    stored: dict[str, dict[str, float]] = {}
    for kind in ("same", "same_words", "cross", "cross_words"):
        chosen = _of_kind(examples, kind)
        weights = fit(chosen, kind)
        stored[kind] = {"bias": round(weights.bias, 4)} | {
            name: round(value, 4) for name, value in weights.weights.items()
        }
        print(kind, cross_validated(chosen, kind), stored[kind])
    if options.write:
        WEIGHTS.write_text(json.dumps(stored, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        print(f"stored in {WEIGHTS}")


if __name__ == "__main__":
    main()
