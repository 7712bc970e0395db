"""The library's list and one document of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.ui.render.conversation import ProblemWords
from assistant.ui.render.markup import Html, action, icon, join, tag
from assistant.ui.render.source import render_report_head, render_window, report_name, trust_badges
from assistant.ui.texts import HTML_LANGUAGES, Texts
from assistant.ui.visit import Problem
from assistant.ui.wording import coded_text, date_text, file_name, joined, moment_text, period_text
from assistant.views import FacetValue, LibrarySummary, ReportSummary, ReportView, TextWindow
from vectorstore.records import DocumentState

_COLUMNS = ("title", "issuer", "type", "period", "language", "state")
TEXT_LIMIT = 200_000
"""Characters of a document that are shown at once."""


def render_library_controls(summary: LibrarySummary, texts: Texts) -> Html:
    """Search box and filters above the list; the page's script sends them as they change."""
    states = [state.value for state in DocumentState if state is not DocumentState.REMOVED]
    return tag(
        "form",
        tag("h1", texts("library.heading")),
        tag(
            "label",
            tag("span", texts("library.search")),
            tag("input", type="search", name="words", placeholder=texts("library.placeholder"), autocomplete="off"),
            class_="search",
        ),
        _select("issuer", texts("filter.issuers"), [(one.value, one.value) for one in summary.issuers], texts),
        _select("doc_type", texts("filter.doc_types"), _coded(summary.doc_types, "doc_type", texts), texts),
        _select("year", texts("filter.period"), [(one.value, one.value) for one in summary.years], texts),
        _select("language", texts("filter.languages"), _coded(summary.languages, "lang", texts), texts),
        _select("state", texts("library.state"), [(one, coded_text("state", one, texts)) for one in states], texts),
        class_="library-controls",
        data_changes="filter_library",
        role="search",
    )


def _coded(facets: Sequence[FacetValue], section: str, texts: Texts) -> list[tuple[str, str]]:
    return [(one.value, coded_text(section, one.value, texts)) for one in facets]


def _select(name: str, label: str, options: Sequence[tuple[str, str]], texts: Texts) -> Html:
    return tag(
        "label",
        tag("span", label),
        tag(
            "select",
            tag("option", texts("library.any"), value=""),
            *(tag("option", words, value=value) for value, words in options),
            name=name,
        ),
    )


def render_library_list(
    shown: Sequence[ReportSummary],
    matching: int,
    total: int,
    texts: Texts,
    refusal: Callable[[ReportSummary, Texts], str],
    opened: str | None,
) -> Html:
    """The table of documents; ``refusal`` words why one was not accepted."""
    if not total:
        return tag("p", texts("library.empty"), class_="hint")
    if matching == total:
        counted = texts.count("library.count", total)
    else:
        counted = texts("library.count_of", shown=texts.number(matching), count=texts.number(total))
    rows = [_row(one, texts, refusal, one.document_id == opened) for one in shown]
    head = tag("tr", *(tag("th", texts(f"library.column_{column}"), scope="col") for column in _COLUMNS))
    table = tag("table", tag("thead", head), tag("tbody", *rows), class_="reports")
    more = matching > len(shown)
    return tag(
        "div",
        tag("p", counted, class_="small", role="status"),
        table if rows else tag("p", texts("library.none"), class_="hint"),
        action("more_rows", texts("library.more"), class_="wide") if more else None,
    )


def _row(one: ReportSummary, texts: Texts, refusal: Callable[[ReportSummary, Texts], str], opened: bool) -> Html:
    name = report_name(one, texts)
    language = HTML_LANGUAGES[one.language] if one.language is not None else None
    state = tag("span", coded_text("state", one.state.value, texts), class_=f"badge {_state_class(one)}")
    reason = tag("small", refusal(one, texts), class_="reason") if one.state is DocumentState.REFUSED else None
    defects = None if one.complete else tag("small", texts("source.incomplete"))
    secret = tag("span", texts("confidential.badge"), class_="badge confidential") if one.confidential else None
    cells = (
        tag(
            "td",
            action(
                "open_report",
                name,
                tag("b", name, lang=language),
                payload={"document": one.document_id},
                class_="plain",
            ),
            tag("small", file_name(one.source)) if one.title else None,
            reason,
            class_="name",
        ),
        one.issuer or "",
        coded_text("doc_type", one.doc_type, texts) if one.doc_type else "",
        period_text(one.period, texts) if one.period else "",
        coded_text("lang", one.language, texts) if one.language else "",
        tag("td", state, secret, defects),
    )
    labels = [texts(f"library.column_{column}") for column in _COLUMNS]
    return tag(
        "tr",
        *(
            cell if isinstance(cell, Html) else tag("td", cell, data_label=label)
            for cell, label in zip(cells, labels, strict=True)
        ),
        aria_current="true" if opened else None,
    )


def _state_class(one: ReportSummary) -> str:
    if one.state is DocumentState.INDEXED:
        return "good"
    return "bad" if one.state is DocumentState.REFUSED else "weak"


def render_report(view: ReportView, texts: Texts, refusal: Callable[[ReportSummary, Texts], str]) -> Html:
    """A whole document: what is known about it, what was taken out, and its clean text."""
    summary = view.summary
    refused = summary.state is DocumentState.REFUSED
    head = (
        tag("div", tag("h3", report_name(summary, texts)), tag("p", refusal(summary, texts), class_="card trouble"))
        if refused
        else render_report_head(summary, texts)
    )
    return _document_pane(
        texts,
        head,
        tag("h4", texts("library.details")),
        tag("dl", *_details(view, texts), class_="details"),
        None if refused else _removed(view, texts),
        tag("h4", texts("library.text")),
        *_text(view.window, texts, summary),
    )


def render_report_problem(problem: Problem, texts: Texts, words: ProblemWords) -> Html:
    """The pane when the document is no longer there."""
    return _document_pane(
        texts,
        tag(
            "div",
            tag("h3", texts("library.failed")),
            *(tag("p", sentence) for sentence in words(problem, texts) if sentence),
            class_="card trouble",
            role="alert",
        ),
    )


def _document_pane(texts: Texts, *content: Html | None) -> Html:
    return tag(
        "section",
        tag(
            "div",
            action("close_report", texts("library.back"), icon("left"), texts("library.back"), class_="quiet"),
            class_="pane-head",
        ),
        tag("div", *content, class_="pane-body", tabindex="-1"),
        class_="document",
        data_open="true",
    )


def _details(view: ReportView, texts: Texts) -> list[Html]:
    summary, metadata = view.summary, view.metadata
    rows: list[tuple[str, str | Html | None]] = [
        ("library.file", file_name(summary.source)),
        ("library.column_type", coded_text("doc_type", summary.doc_type, texts) if summary.doc_type else None),
        ("library.column_issuer", summary.issuer),
        ("library.number", metadata.doc_number if metadata else None),
        ("library.column_period", period_text(summary.period, texts) if summary.period else None),
        ("library.event_date", date_text(summary.event_date, texts) if summary.event_date else None),
        ("library.issue_date", date_text(summary.issue_date, texts) if summary.issue_date else None),
        ("library.published_at", moment_text(summary.published_at, texts) if summary.published_at else None),
        ("library.place", metadata.place if metadata else None),
        ("library.author", metadata.author if metadata else None),
        ("library.source_name", metadata.source_name if metadata else None),
        ("library.column_language", coded_text("lang", summary.language, texts) if summary.language else None),
        ("library.collection", summary.collection),
        ("library.pages", texts.number(view.pages) if view.pages else None),
        ("library.passages", texts.number(summary.passages) if summary.passages else None),
        ("library.encoding", view.encoding),
    ]
    if summary.state is DocumentState.INDEXED:
        rows.append(("library.completeness", tag("span", *trust_badges(summary, texts), class_="badges")))
        defects = joined((coded_text("defect", defect, texts) for defect in summary.defects), texts)
        rows.append(("library.defects", defects))
    return [join([tag("dt", texts(key)), tag("dd", value)]) for key, value in rows if value]


def _removed(view: ReportView, texts: Texts) -> Html:
    count = sum(part.count for part in view.removed)
    characters = sum(part.characters for part in view.removed)
    words = (
        texts.count("library.removed", count, characters=texts.number(characters))
        if count
        else texts("library.removed_none")
    )
    return join(
        [
            tag("h4", texts("library.removed_heading")),
            tag("p", words),
            tag("p", texts("library.removed_note"), class_="small") if count else None,
        ]
    )


def _text(window: TextWindow, texts: Texts, summary: ReportSummary) -> list[Html]:
    if not window.text:
        return [tag("p", texts("library.no_text"), class_="hint")]
    if len(window.text) <= TEXT_LIMIT:
        return [render_window(window, texts, language=summary.language)]
    end = window.start + TEXT_LIMIT
    first = TextWindow(
        window.start, end, window.text[:TEXT_LIMIT], window.length, window.blocks, window.gaps, window.damaged
    )
    return [
        tag("p", texts("library.cut_short", count=texts.number(TEXT_LIMIT)), class_="small"),
        render_window(first, texts, language=summary.language),
    ]
