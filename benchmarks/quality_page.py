"""Write ``docs/quality.md`` from the stored results: no figure in it was typed by hand.

``python -m benchmarks.quality_page`` (``make eval`` with ``STORE=--store`` calls it).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.results_file import load_results

PAGE = Path(__file__).resolve().parents[1] / "docs" / "quality.md"

RETRIEVAL_COLUMNS = ("r@1", "r@5", "ndcg@10", "document@1", "evidence@1", "evidence@5", "evidence@10", "ms")
ANSWER_COLUMNS = (
    "questions",
    "correct",
    "evidence_cited",
    "citation_precision",
    "answerable_refused",
    "unanswerable_refused",
    "quotes_exact",
    "raw_spans_hold",
    "p50_ms",
    "p95_ms",
)
MODEL_COLUMNS = (
    "questions",
    "correct",
    "evidence_cited",
    "citation_precision",
    "answerable_refused",
    "unanswerable_refused",
    "in_prose",
    "sentences_dropped",
    "unmarked_figures",
    "prompt_tokens_p50",
    "first_evidence_p95_ms",
    "p50_ms",
    "p95_ms",
)
DRAFT_COLUMNS = ("facts", "facts_present", "violations", "figures_unsupported", "lengths_within", "seconds_longest")
INTRODUCTION = """# Quality and speed

Written by `python -m benchmarks.quality_page` from the results that `make eval STORE=--store` and
`make bench STORE=--store` stored. Shares are 0 to 1; `ms` is the mean time of a search in
milliseconds on a shared machine, so compare times only within one table.

- `vi`, `zh`, `en`: questions about encyclopaedic passages, each passage a file of its own (80 passages, 426 questions a
  language, parallel); `en→vi`: English questions about the Vietnamese passages.
- `seeds`: real scraped reports; `samples`: the sample library of this repository; `heldout`: reports and questions that
  nothing was tuned on.
- `evidence@5`: the sentence that answers stands in one of the first five passages. `evidence_cited`: it stands in what
  the answer quotes. `raw_spans_hold`: the quotation leads back to the same words in the original.
- `correct`: every figure with its operator, every date and every key string of the known answer is in the answer.
  `citation_precision`: a cited quotation holds some of the known evidence. `in_prose`: answers that are given in the
  model's words; the others quote. `unmarked_figures`: numbers in sentences given as supported that nothing cited holds,
  counted by a check that shares no code with the verifier's verdict.
- Drafts: `fresh_dev` are requests by which rules were mended, `fresh_test` others that were only counted;
  `lengths_within`: within 15 % of the length asked for.
"""


PLAIN = (
    ("verification", "Checking texts: planted errors caught, honest sentences flagged"),
    ("follow_ups", "Follow-up questions completed"),
    ("roles", "Roles of sentences: precision, recall and F1, on documents that rules were made on and on others"),
    ("injection", "Reports that give orders, quoting"),
    ("injection_model", "Reports that give orders, with the local model"),
    ("model_speed", "The local language model"),
    ("draft_speed", "A speech of 500 words over a large library"),
    ("speed", "Speed"),
    ("scale", "Scale"),
)


def main() -> None:
    """Write the page."""
    sections = [INTRODUCTION, *_retrieval(), *_answers(), *_model_answers(), *_drafts()]
    for name, heading in PLAIN:
        sections += _plain(name, heading)
    PAGE.write_text("\n".join(sections), encoding="utf-8")


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; missing values are left empty."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join("" if cell is None else str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _retrieval() -> list[str]:
    results = load_results("retrieval")
    sets = {name: row for name, row in results.items() if isinstance(row, Mapping) and ": " not in name}
    columns = [column for column in RETRIEVAL_COLUMNS if any(column in row for row in sets.values())]
    rows = [[name, *(row.get(column) for column in columns)] for name, row in sets.items()]
    return [f"## Retrieval ({_made(results)})\n", table(["set", *columns], rows)] if rows else []


def _answers() -> list[str]:
    return _by_language("answers", "Answers without a language model", ANSWER_COLUMNS)


def _model_answers() -> list[str]:
    results = load_results("answers_model")
    if not results:
        return []
    return _by_language("answers_model", f"Answers with {results['model']}", MODEL_COLUMNS)


def _drafts() -> list[str]:
    results = load_results("drafts")
    sets = {name: row for name, row in results.items() if isinstance(row, Mapping)}
    rows = [[name, *(row.get(column) for column in DRAFT_COLUMNS)] for name, row in sets.items()]
    heading = f"## Drafts composed without a language model ({_made(results)})\n"
    return [heading, table(["requests over", *DRAFT_COLUMNS], rows)] if rows else []


def _by_language(name: str, heading: str, columns: Sequence[str]) -> list[str]:
    results = load_results(name)
    rows = [
        [f"{questions} ({language})", *(figures.get(column) for column in columns)]
        for questions, by_language in results.items()
        if isinstance(by_language, Mapping)
        for language, figures in by_language.items()
    ]
    return [f"## {heading} ({_made(results)})\n", table(["questions about", *columns], rows)]


def _plain(name: str, heading: str) -> list[str]:
    results = load_results(name)
    rows = [[key, _short(value)] for key, value in _leaves(results) if isinstance(value, int | float)]
    return [f"## {heading} ({_made(results)})\n", table(["figure", "value"], rows)] if rows else []


def _leaves(values: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def _short(value: float) -> str:
    return str(round(value, 3))


def _made(results: Mapping[str, Any]) -> str:
    return f"{results.get('measured_on', 'not yet measured')}, {results.get('machine', '')}".rstrip(", ")


if __name__ == "__main__":
    main()
