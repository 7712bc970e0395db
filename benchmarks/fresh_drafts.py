"""Draft requests that the rules were not made on: ``tests/evaluation/drafts``, a half to mend by and a half to measure.

Each request is run over one library of the sample reports, the held-out reports and the reports written for these
requests, so that a draft has to find its own among many; those over the seed documents run where the shared material
stands beside this checkout. Every number of a draft is looked up in what its block cites as plain text too, by code
that reads no figures.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from assistant.drafting.draft import Draft, DraftBlock
from assistant.drafting.draft_writer import HEAD_AND_FOOT, draft_length
from assistant.service import Service
from benchmarks.draft_facts_held import holds_fact, unsupported_figures
from vectorstore.chinese_text import to_simplified

REPOSITORY: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = REPOSITORY / "tests" / "evaluation" / "drafts"
LIBRARY: Final = (
    REPOSITORY / "examples" / "reports",
    REPOSITORY / "tests" / "evaluation" / "heldout" / "reports",
    FOLDER / "reports",
)
WITHIN: Final = 0.15
"""Share by which a draft may be longer or shorter than was asked."""
_NUMBER: Final = re.compile(r"\d+(?:[.,:/]\d+)*")
_ENUMERATED: Final = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*[.)]?\s|（\d{1,2}）)")

Half = Literal["dev", "test"]


@dataclass(frozen=True, slots=True)
class FreshResult:
    """One request. ``length`` is the share of what was asked, ``None`` where no length was; ``misread`` names the
    fields of the brief that were not understood."""

    name: str
    facts: int
    missing: tuple[str, ...]
    violations: tuple[str, ...]
    unsupported: tuple[str, ...]
    misread: tuple[str, ...]
    length: float | None
    seconds: float


def fresh_requests(half: Half, library: str) -> list[dict[str, Any]]:
    """Read the requests of one half over one library (``all`` or ``seeds``)."""
    rows = json.loads((FOLDER / f"requests_{half}.json").read_text(encoding="utf-8"))
    return [row for row in rows if row["library"] == library]


def run_requests(service: Service, rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[FreshResult, Draft]]:
    """Write each draft and judge it."""
    ids = {Path(record.source).name: record.document_id for record in service._library.documents()}
    for row in rows:
        started = time.perf_counter()
        draft = service.draft(row["request"], sources=[ids[name] for name in row["documents"]])
        yield judge_fresh(row, draft, time.perf_counter() - started), draft


def judge_fresh(row: Mapping[str, Any], draft: Draft, seconds: float) -> FreshResult:
    """Measure one draft against its request."""
    text = "\n".join(block.text for block in draft.blocks)
    missing = [fact for fact in row["facts"] if not holds_fact(draft, fact["values"], fact["words"], "")]
    brief = draft.brief
    read = {"genre": brief.genre, "language": brief.language, "variant": brief.variant}
    return FreshResult(
        name=row["id"],
        facts=len(row["facts"]),
        missing=tuple(
            " ".join([*(f"{op}{value}{unit}" for value, unit, op in one["values"]), *one["words"]]) for one in missing
        ),
        violations=tuple(pattern for pattern in row["never"] if re.search(pattern, text)),
        unsupported=tuple(dict.fromkeys([*unsupported_figures(draft), *unmarked_numbers(draft)])),
        misread=tuple(f"{key}={value}" for key, value in read.items() if key in row and row[key] != value),
        length=round(draft_length(draft) / row["length"], 3) if "length" in row else None,
        seconds=round(seconds, 2),
    )


def unmarked_numbers(draft: Draft) -> list[str]:
    """Runs of digits in the body that stand neither in a quotation which their block cites nor in the request."""
    quotes = {one.key: to_simplified(one.quote) for one in draft.citations}
    asked = set(_NUMBER.findall(to_simplified(draft.brief.request)))
    found = []
    for block in draft.blocks:
        if block.kind in HEAD_AND_FOOT:
            continue
        held = asked | {number for key in block.citations for number in _NUMBER.findall(quotes[key])}
        found += [
            f"{number}: {block.text[:80]}" for number in _NUMBER.findall(_without_marks(block)) if number not in held
        ]
    return found


def _without_marks(block: DraftBlock) -> str:
    text = block.text
    for one in reversed(block.blanks):
        text = text[: one.start] + " " + text[one.end :]
    return _ENUMERATED.sub("", text) if block.kind in {"heading", "list_item"} else text


def measure_fresh(results: Sequence[FreshResult]) -> dict[str, Any]:
    """Shares over the requests of one half, and each alone."""
    facts = sum(one.facts for one in results)
    asked = [one.length for one in results if one.length is not None]
    return {
        "requests": len(results),
        "facts": facts,
        "facts_present": round(1 - sum(len(one.missing) for one in results) / facts, 4) if facts else None,
        "violations": sum(len(one.violations) for one in results),
        "figures_unsupported": sum(len(one.unsupported) for one in results),
        "misread": sum(len(one.misread) for one in results),
        "lengths_within": round(sum(abs(one - 1) <= WITHIN for one in asked) / len(asked), 4) if asked else None,
        "seconds_longest": max((one.seconds for one in results), default=0.0),
        "each": {
            one.name: {"facts": one.facts, "present": one.facts - len(one.missing), "violations": len(one.violations)}
            | ({} if one.length is None else {"length": one.length})
            for one in results
        },
    }


def explain(result: FreshResult) -> str:
    """What was held, missed and wrong, for a reader."""
    head = f"{result.name}: {result.facts - len(result.missing)}/{result.facts} facts, length {result.length}"
    lines = [f"{head}, {result.seconds} s"]
    for label in ("missing", "violations", "unsupported", "misread"):
        lines += [f"    {label}: {one}" for one in getattr(result, label)]
    return "\n".join(lines)
