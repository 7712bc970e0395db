"""How good drafts are: facts they should hold, claims they must not make, figures, length; with a model also its share.

``python -m benchmarks.draft_quality [--model NAME] [--only ID]… [--data LIBRARY] [--seeds LIBRARY] [--store]
[--verbose]``. Runs the requests of
``tests/evaluation/data/draft_requests.json`` over the sample reports and, where the shared material stands beside this
checkout, its requests over the seed documents; then the fresh requests (``benchmarks.fresh_drafts``).
Figures are checked independently of the drafting code: each must stand,
with value and operator, in a quotation that its block cites, or in the request. Prints each measure beside the last
stored one.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from assistant.drafting.draft import Draft
from assistant.drafting.draft_brief import wanted_words
from assistant.drafting.draft_progress import follow_writing
from assistant.drafting.draft_writer import draft_length
from assistant.drafting.rewriting_units import PROSE
from assistant.service import Service
from benchmarks.draft_facts_held import holds_fact, unsupported_figures
from benchmarks.fresh_drafts import (
    LIBRARY,
    FreshResult,
    Half,
    explain,
    fresh_requests,
    measure_fresh,
    run_requests,
)
from benchmarks.results_file import compare, load_results, store_results
from benchmarks.verification_quality import opened
from vectorstore.chinese_text import to_simplified

REPOSITORY: Final = Path(__file__).resolve().parent.parent
REQUESTS: Final = REPOSITORY / "tests" / "evaluation" / "data" / "draft_requests.json"
SHARED: Final = REPOSITORY.parent / "shared"
NEVER: Final[Mapping[str, tuple[str, ...]]] = {
    "d01": (
        r"0?1/10/2024",
        r"Phó Viện trưởng",
        r"đã hoàn thành (?:các |tốt )?(?:đề tài|nhiệm vụ)",
        r"Bộ Y tế (?:đã )?(?:dự|tham dự)",
        r"\d+(?:,\d+)?\s?%",
    ),
    "d03": (r"21/11/2024", r"giảm \d", r"Công an thành phố (?:\w+ \w+ )?(?:tặng|khen)", r"Số:\s*\d"),
    "d06": (r"2022", r"医疗券", r"〔20\d\d〕", r"万元", r"已有60%", r"20\d\d年"),
}
"""The claims that the shared requests forbid in words, as patterns."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What a language model did: passages tried and taken, blocks in its words, seconds from the request to the first
    part as it left it, and why texts were refused."""

    tried: int
    taken: int
    share: float
    first_part: float | None
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """One request: what was found of what a good draft holds, and what was found that it must not hold."""

    name: str
    facts: int
    present: int
    missing: tuple[str, ...]
    violations: tuple[str, ...]
    figures: int
    unsupported: tuple[str, ...]
    blanks: int
    ratio: float
    seconds: float
    writing: Writing | None = None


def judge(
    name: str,
    draft: Draft,
    facts: Sequence[Mapping[str, Any]],
    never: Sequence[str],
    seconds: float,
    writing: Writing | None = None,
) -> Result:
    """Measure one draft."""
    missing = [
        str(fact.get("evidence") or fact.get("words"))
        for fact in facts
        if not holds_fact(draft, fact.get("values", ()), fact.get("words", ()), fact.get("evidence", ""))
    ]
    text = "\n".join(block.text for block in draft.blocks)
    return Result(
        name=name,
        facts=len(facts),
        present=len(facts) - len(missing),
        missing=tuple(missing),
        violations=tuple(pattern for pattern in never if re.search(pattern, text)),
        figures=sum(len(block.figures) for block in draft.blocks),
        unsupported=tuple(unsupported_figures(draft)),
        blanks=sum(len(block.blanks) for block in draft.blocks),
        ratio=round(draft_length(draft) / wanted_words(draft.brief), 3),
        seconds=seconds,
        writing=writing,
    )


def drafted(
    service: Service, request: str, documents: Sequence[str], genre: str | None = None
) -> tuple[Draft, float, Writing | None]:
    """Write one draft, in the model's words where the service has one, and time it."""
    chosen = [
        record.document_id for record in service._library.documents() if Path(record.source).name in set(documents)
    ]
    started = time.perf_counter()
    draft = service.draft(request, genre=genre, sources=chosen)
    if service.draft_model is None:
        return draft, time.perf_counter() - started, None
    composed_in = time.perf_counter() - started
    followed = follow_writing(service.draft_model.rewrite(draft), draft.brief.language)
    draft = followed.draft
    taken, _, tried = dict(draft.provenance).get("rewritten", "0/0").partition("/")
    prose = [block for block in draft.blocks if block.kind in PROSE]
    by_model = sum(block.written_by == "model" for block in prose)
    writing = Writing(
        tried=int(tried),
        taken=int(taken),
        share=round(by_model / len(prose), 3) if prose else 0.0,
        first_part=None if followed.first_part is None else round(composed_in + followed.first_part, 2),
        refused=followed.refused,
    )
    return draft, time.perf_counter() - started, writing


def own_requests(service: Service, only: Sequence[str] = ()) -> Iterator[Result]:
    """Run the requests over the sample reports."""
    for row in json.loads(REQUESTS.read_text(encoding="utf-8")):
        if only and row["id"] not in only:
            continue
        draft, seconds, writing = drafted(service, row["request"], row["documents"])
        show(draft, writing)
        yield judge(row["id"], draft, row["facts"], row["never"], seconds, writing)


def show(draft: Draft, writing: Writing | None) -> None:
    """Print what a model wrote, to be read by a person: no measure tells whether a text reads well."""
    for block in draft.blocks if writing else ():
        if block.written_by == "model":
            print(f"[{block.part}] {block.text}")


def shared_requests(service: Service, only: Sequence[str] = ()) -> Iterator[Result]:
    """Run the shared requests over the seeds, with the sources that they name and with none named."""
    for row in json.loads((SHARED / "eval" / "drafts.json").read_text(encoding="utf-8")):
        facts = [
            {
                "values": [(str(one["value"]), one["unit"], one["op"]) for one in fact.get("values", ())],
                "evidence": to_simplified(fact["evidence_clean"])
                if row["language"] == "zh"
                else fact["evidence_clean"],
            }
            for fact in row["must_contain"]
        ]
        for label, documents in (("named", row["source_docs"]), ("found", [])):
            if only and row["id"] not in only and f"{row['id']}_{label}" not in only:
                continue
            draft, seconds, writing = drafted(service, row["request"], documents)
            show(draft, writing)
            yield judge(f"{row['id']}_{label}", draft, facts, NEVER.get(row["id"], ()), seconds, writing)


def measure(results: Sequence[Result]) -> dict[str, Any]:
    """Shares over all requests, and each request alone."""
    facts = sum(one.facts for one in results)
    return {
        "facts_present": round(sum(one.present for one in results) / facts, 4) if facts else None,
        "facts": facts,
        "violations": sum(len(one.violations) for one in results),
        "figures": sum(one.figures for one in results),
        "figures_unsupported": sum(len(one.unsupported) for one in results),
        "seconds_longest": round(max((one.seconds for one in results), default=0.0), 2),
        "requests": {one.name: _row(one) for one in results},
    } | _by_model(results)


def _row(result: Result) -> dict[str, Any]:
    row: dict[str, Any] = {
        "present": result.present,
        "facts": result.facts,
        "blanks": result.blanks,
        "length": result.ratio,
    }
    if result.writing is not None:
        row |= {
            "tried": result.writing.tried,
            "taken": result.writing.taken,
            "by_model": result.writing.share,
            "first_part": result.writing.first_part,
            "seconds": round(result.seconds, 2),
        }
    return row


def _by_model(results: Sequence[Result]) -> dict[str, Any]:
    """What a model did over all requests; nothing where there was none."""
    writings = [one.writing for one in results if one.writing is not None]
    if not writings:
        return {}
    tried = sum(one.tried for one in writings)
    first = [one.first_part for one in writings if one.first_part is not None]
    return {
        "passages_tried": tried,
        "passages_taken": round(sum(one.taken for one in writings) / tried, 4) if tried else None,
        "blocks_by_model": round(sum(one.share for one in writings) / len(writings), 4),
        "first_part_longest": max(first, default=None),
    }


def fresh_halves(options: argparse.Namespace) -> dict[str, Any]:
    """Run the requests that no rule was made on; those over the seeds only where these stand beside this checkout."""
    halves: tuple[Half, ...] = ("dev", "test")
    found: dict[Half, list[FreshResult]] = {half: [] for half in halves}
    seeds = SHARED / "seeds"
    for library, data, folders in (("all", options.fresh, LIBRARY), ("seeds", options.seeds, (seeds,))):
        if library == "seeds" and not seeds.is_dir():
            continue
        with opened(data, *folders) as service:
            for half in halves:
                for result, _ in run_requests(service, fresh_requests(half, library)):
                    found[half].append(result)
                    print(explain(result) if options.verbose else f"{half} {explain(result).splitlines()[0]}")
    return {f"fresh_{half}": measure_fresh(results) for half, results in found.items()}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print beside the stored results, and store when told to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of a library of the sample reports that is already indexed")
    parser.add_argument("--seeds", type=Path, help="folder of a library of the seed documents that is already indexed")
    parser.add_argument("--fresh", type=Path, help="folder of a library of all reports of the fresh requests")
    parser.add_argument("--model", default="none", help="language model that rewrites the drafts")
    parser.add_argument("--only", action="append", default=[], help="id of a request; repeatable")
    parser.add_argument("--store", action="store_true", help="keep these results for the next comparison")
    parser.add_argument("--verbose", action="store_true", help="print what is missing, forbidden or unsupported")
    options = parser.parse_args(arguments)
    with opened(options.data, REPOSITORY / "examples" / "reports", model=options.model) as service:
        service.need_model()
        own = list(own_requests(service, options.only))
    shared: list[Result] = []
    if (SHARED / "eval" / "drafts.json").is_file():
        with opened(options.seeds, SHARED / "seeds", model=options.model) as service:
            shared = list(shared_requests(service, options.only))
    if options.verbose:
        for one in (*own, *shared):
            refused = one.writing.refused if one.writing else ()
            told = {"missing": one.missing, "must not": one.violations, "figure": one.unsupported, "refused": refused}
            for label, rows in told.items():
                for row in rows:
                    print(f"{one.name}: {label}: {row}")
    results = {"samples": measure(own)} | ({"shared": measure(shared)} if shared else {})
    if options.model == "none" and not options.only:
        results |= fresh_halves(options)
    name = "drafts" if options.model == "none" else "drafts_model"
    print(compare(load_results(name), results))
    if options.store:
        named = {} if options.model == "none" else {"model": options.model}
        print(f"stored in {store_results(name, results | named)}")


if __name__ == "__main__":
    main()
