"""How long the table of a large library takes: searching, filtering, sorting, counting and rendering a page of it.

``python -m benchmarks.library_table --reports 5000`` makes up that many reports, asks the table what the page asks, and
prints one JSON object with milliseconds: making the table anew after a change, and a page of it with all its markup.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import numpy as np

from assistant.report_table import ReportTable, TableQuery
from assistant.ui.problems import refusal_words
from assistant.ui.render.library import render_library_controls, render_library_list
from assistant.ui.texts import load_texts
from assistant.ui.visit import ROWS_AT_ONCE
from assistant.views import ReportSummary
from benchmarks.scale import Writer
from vectorstore.records import DocumentState, DocumentType, Language, Period

REPEATS = 15
QUERIES: dict[str, TableQuery] = {
    "all": TableQuery(),
    "words": TableQuery(words="bao cao 2019"),
    "filters": TableQuery(language="vi", doc_type="report", year="2019"),
    "by_title": TableQuery(sort="title", descending=False),
    "words_filters_by_period": TableQuery(words="bao cao", completeness="complete", sort="period"),
}


def made_up_reports(count: int) -> list[ReportSummary]:
    """Reports of forty agencies over fifteen years, every twentieth refused."""
    writer, start = Writer(8), datetime(2024, 1, 1, tzinfo=UTC)
    languages: tuple[Language, ...] = get_args(Language)
    types: tuple[DocumentType, ...] = get_args(DocumentType)
    random = np.random.default_rng(1)
    reports = []
    for number in range(count):
        year = 2010 + int(random.integers(0, 15))
        refused = number % 20 == 19
        reports.append(
            ReportSummary(
                f"{number:064x}",
                f"/srv/bao-cao/{year}/{number}.docx",
                DocumentState.REFUSED if refused else DocumentState.INDEXED,
                title=None if refused else f"Báo cáo {writer.words(9)} năm {year}",
                issuer=None if refused else f"Sở {writer.words(2)} {number % 40}",
                doc_type=None if refused else types[number % len(types)],
                language=None if refused else languages[number % len(languages)],
                period=None if refused else Period(date(year, 1, 1), date(year, 12, 31)),
                complete=number % 7 != 0,
                collection=f"Bộ {number % 6}",
                code="no_text_layer" if refused else None,
                changed_at=start + timedelta(minutes=number),
                doc_number=f"{number}/BC",
            )
        )
    return reports


def milliseconds(action: Callable[[], object], repeats: int = REPEATS) -> dict[str, float]:
    """Median and longest of some runs, on the clock, and the median of processor time."""
    wall, processor = [], []
    for _ in range(repeats):
        began, worked = time.perf_counter(), time.process_time()
        action()
        wall.append((time.perf_counter() - began) * 1000)
        processor.append((time.process_time() - worked) * 1000)
    return {
        "p50": round(statistics.median(wall), 1),
        "max": round(max(wall), 1),
        "processor_p50": round(statistics.median(processor), 1),
    }


def measure(count: int) -> dict[str, Any]:
    """Take every figure over ``count`` reports."""
    reports, texts = made_up_reports(count), load_texts("vi")
    table = ReportTable(reports)
    collections = tuple(f"Bộ {number}" for number in range(6))

    def page(query: TableQuery) -> int:
        found = table.page(query, limit=ROWS_AT_ONCE)
        shown = render_library_list(found, query, 0, texts, refusal_words, collections=collections)
        return len(shown)

    figures: dict[str, Any] = {"reports": count, "rows": ROWS_AT_ONCE}
    figures["after_a_change"] = milliseconds(lambda: ReportTable(reports), 5)
    figures["controls"] = milliseconds(lambda: render_library_controls(table.page(TableQuery(), limit=0), texts))
    figures["page"] = {name: milliseconds(lambda q=query: page(q)) for name, query in QUERIES.items()}  # type: ignore[misc]
    figures["matching"] = {name: table.page(query, limit=0).matching for name, query in QUERIES.items()}
    return figures


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=5_000)
    print(json.dumps(measure(parser.parse_args().reports), indent=1))


if __name__ == "__main__":
    main()
