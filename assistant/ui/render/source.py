"""The source pane: a cited passage highlighted in its context, under what is known about its report."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from assistant.ui.render.conversation import ProblemWords
from assistant.ui.render.markup import Html, action, icon, join, local_action, tag, text
from assistant.ui.texts import HTML_LANGUAGES, Texts
from assistant.ui.visit import Problem
from assistant.ui.wording import coded_text, date_text, file_name, joined, period_text
from assistant.views import ReportSummary, SourceView, TextWindow
from ingest.documents import Block, Gap

_SHOWN_AS = {
    "title": "h3",
    "heading": "h4",
    "paragraph": "p",
    "salutation": "p",
    "list_item": "p",
    "table": "pre",
    "caption": "p",
    "stamp": "p",
    "byline": "p",
    "gap": "p",
}
_LABELLED = frozenset({"caption", "stamp", "byline"})


def render_source_hint(texts: Texts) -> Html:
    """The pane before anything has been chosen."""
    return tag(
        "section",
        tag("div", tag("h2", texts("source.title")), class_="pane-head"),
        tag("p", texts("source.hint"), class_="small hint"),
        class_="source",
        aria_label=texts("source.title"),
        data_open="false",
    )


def render_source_problem(problem: Problem, texts: Texts, words: ProblemWords) -> Html:
    """The pane when the document is no longer there."""
    return _pane(
        None,
        texts,
        None,
        tag(
            "div",
            tag("h3", texts("source.failed")),
            *(tag("p", sentence) for sentence in words(problem, texts) if sentence),
            class_="card trouble",
            role="alert",
        ),
    )


def render_source_gone(key: int, texts: Texts) -> Html:
    """The pane for a quotation whose report has been removed from the library since."""
    return _pane(
        key or None,
        texts,
        None,
        tag(
            "div",
            tag("h3", texts("source.gone")),
            tag("p", texts("source.gone_more"), class_="small"),
            class_="card gone",
            role="status",
        ),
    )


def render_source(view: SourceView, key: int, texts: Texts) -> Html:
    """The passage in its context, with a way to the whole report."""
    summary = view.summary
    where = [texts("source.page", page=view.page)] if view.page is not None else []
    where += view.heading_path
    return _pane(
        key or None,
        texts,
        render_report_head(summary, texts, where=" › ".join(where)),
        render_window(view.window, texts, marked=(view.char_start, view.char_end), language=summary.language),
        action(
            "open_report",
            texts("source.whole"),
            icon("page"),
            texts("source.whole"),
            payload={"document": summary.document_id},
            class_="wide",
        ),
    )


def _pane(key: int | None, texts: Texts, head: Html | None, *content: Html | None) -> Html:
    return tag(
        "section",
        tag(
            "div",
            tag("h2", texts("source.title"), tag("b", str(key), class_="key") if key else None),
            local_action("close_source", texts("source.close"), icon("close"), class_="quiet square"),
            class_="pane-head",
        ),
        head,
        tag("div", *content, class_="pane-body", tabindex="-1"),
        class_="source",
        aria_label=texts("source.title"),
        data_open="true",
    )


def report_name(summary: ReportSummary, texts: Texts) -> str:
    """The title, else the file's name."""
    return summary.title or file_name(summary.source) or texts("source.untitled")


def render_report_head(summary: ReportSummary, texts: Texts, *, where: str = "") -> Html:
    """Title, issuer, dates, period, and how far the report can be relied on."""
    facts = [summary.issuer or texts("source.no_issuer")]
    if summary.doc_type is not None:
        facts.append(coded_text("doc_type", summary.doc_type, texts))
    if summary.event_date is not None:
        facts.append(texts("source.event_date", date=date_text(summary.event_date, texts)))
    if summary.issue_date is not None:
        facts.append(texts("source.issue_date", date=date_text(summary.issue_date, texts)))
    if summary.published_at is not None:
        facts.append(texts("source.published", date=date_text(summary.published_at.date(), texts)))
    if summary.period is not None:
        facts.append(texts("source.period", period=period_text(summary.period, texts)))
    language = HTML_LANGUAGES[summary.language] if summary.language is not None else None
    return tag(
        "div",
        tag("h3", report_name(summary, texts), lang=language),
        tag("p", " · ".join(facts), class_="small"),
        tag("p", *trust_badges(summary, texts), class_="badges"),
        tag("p", where, class_="small") if where else None,
        class_="report-head",
    )


def trust_badges(summary: ReportSummary, texts: Texts) -> list[Html]:
    """Say whether the report is complete and how reliable it is, with the reasons."""
    if summary.complete:
        badges = [tag("span", texts("source.complete"), class_="badge good")]
    else:
        words = (
            texts("source.incomplete_by", count=texts.number(summary.missing_characters))
            if summary.missing_characters
            else texts("source.incomplete")
        )
        badges = [tag("span", words, class_="badge weak")]
    if summary.reliability == "low":
        badges.append(tag("span", texts("source.low"), class_="badge weak"))
    else:
        badges.append(tag("span", texts("source.normal"), class_="badge good"))
    if summary.confidential:
        badges.insert(0, tag("span", texts("confidential.badge"), class_="badge confidential"))
    rest = [defect for defect in summary.defects if defect != "truncated"]
    if rest:
        words = joined((coded_text("defect", defect, texts) for defect in rest), texts)
        badges.append(tag("span", words, class_="badge weak"))
    return badges


def render_window(
    window: TextWindow, texts: Texts, *, marked: tuple[int, int] | None = None, language: str | None = None
) -> Html:
    """Show a stretch of clean text, block by block, as text: nothing in it can become markup.

    Gaps and damaged places are marked, captions, stamps and bylines labelled, ``marked`` highlighted.
    """
    blocks = [block for block in window.blocks if block.start < window.end and window.start < block.end]
    shown = [_edge(texts("source.start" if window.start == 0 else "source.more_before"))]
    shown += _blocks(window, blocks, marked, texts)
    shown.append(_edge(texts("source.end" if window.end >= window.length else "source.more_after")))
    return tag("div", *shown, class_="paper", lang=HTML_LANGUAGES.get(language) if language else None)  # type: ignore[call-overload]


def _edge(words: str) -> Html:
    return tag("p", words, class_="edge")


def _blocks(window: TextWindow, blocks: Sequence[Block], marked: tuple[int, int] | None, texts: Texts) -> list[Html]:
    if not blocks:
        lines = _lines(window)
        return [tag("p", _stretch(window, start, end, marked, texts)) for start, end in lines]
    return [_block(window, block, marked, texts) for block in blocks]


def _lines(window: TextWindow) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at = window.start
    for line in window.text.split("\n"):
        if line.strip():
            found.append((at, at + len(line)))
        at += len(line) + 1
    return found


def _block(window: TextWindow, block: Block, marked: tuple[int, int] | None, texts: Texts) -> Html:
    start, end = max(block.start, window.start), min(block.end, window.end)
    content = _stretch(window, start, end, marked, texts)
    if block.kind == "gap":
        gap = next((one for one in window.gaps if one.start < end and start < one.end), None)
        return tag(
            "p", _gap_words(gap, texts), class_="gap", data_tip=window.text[start - window.start : end - window.start]
        )
    label = tag("span", texts(f"mark.{block.kind}"), class_="label") if block.kind in _LABELLED else None
    return tag(_SHOWN_AS[block.kind], label, content, class_=f"block {block.kind}")


def _gap_words(gap: Gap | None, texts: Texts) -> str:
    if gap is not None and gap.missing_characters:
        return texts("mark.gap_by", count=texts.number(gap.missing_characters))
    return texts("mark.gap")


def _stretch(window: TextWindow, start: int, end: int, marked: tuple[int, int] | None, texts: Texts) -> Html:
    """Show ``clean[start:end]`` with the part of the highlight that falls in it as one mark."""
    if marked is None or marked[1] <= max(start, marked[0]) or end <= marked[0]:
        return _damaged_text(window, start, end, texts)
    low, high = max(start, marked[0]), min(end, marked[1])
    return join(
        [
            _damaged_text(window, start, low, texts),
            tag("mark", _damaged_text(window, low, high, texts)),
            _damaged_text(window, high, end, texts),
        ]
    )


def _damaged_text(window: TextWindow, start: int, end: int, texts: Texts) -> Html:
    """Show ``clean[start:end]`` with a mark under the places where characters were lost."""
    edges = {start, end}
    for low, high in window.damaged:
        edges |= {edge for edge in (low, high) if start < edge < end}
    parts: list[str] = []
    for low, high in pairwise(sorted(edges)):
        piece = text(window.text[low - window.start : high - window.start])
        if any(first < high and low < last for first, last in window.damaged):
            piece = tag("span", piece, class_="damaged", data_tip=texts("mark.damaged"))
        parts.append(piece)
    return join(parts)
