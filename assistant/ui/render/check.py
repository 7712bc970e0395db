"""The Check tab: what it is for, what to check against, and a checked text with its findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from assistant.answering.answer import AnsweredSentence, Citation, Finding, Verification
from assistant.finding_words import finding_message
from assistant.ui.render.answer_facts import render_source_row, summary_line
from assistant.ui.render.answer_text import citation_button, render_checked_text
from assistant.ui.render.markup import Html, icon, tag
from assistant.ui.render.source_picker import render_source_picker
from assistant.ui.texts import HTML_LANGUAGES, Texts
from assistant.ui.visit import CheckRun, Problem
from assistant.views import ReportSummary


def render_check_head(limit: int, texts: Texts) -> Html:
    """What the tab is for and how long a text may be."""
    return tag(
        "div",
        tag("h1", texts("check.heading")),
        tag("p", texts("check.promise", limit=texts.number(limit)), class_="small", id="check-limit"),
        class_="check-head",
    )


def render_check_scope(
    chosen: Sequence[ReportSummary], offered: Sequence[ReportSummary], found: int, search: str, texts: Texts
) -> Html:
    """The documents that the text is checked against."""
    lead = texts.count("check.against", len(chosen)) if chosen else texts("check.whole")
    return render_source_picker("check", lead, chosen, offered, found, search, texts)


def render_check_result(run: CheckRun | None, texts: Texts, words: Callable[[Problem, Texts], Sequence[str]]) -> Html:
    """What came of the check, or that it is under way."""
    if run is None:
        return Html("")
    if run.problem is not None:
        happened, *rest = words(run.problem, texts)
        return tag(
            "div",
            tag("h3", texts("problem.heading")),
            tag("p", happened),
            *(tag("p", sentence, class_="small") for sentence in rest if sentence),
            class_="card trouble",
            role="alert",
        )
    if run.stopped:
        return tag("p", texts("check.stopped"), class_="small", role="status")
    if run.result is None:
        return tag(
            "div",
            tag("p", texts("check.running", count=texts.number(run.characters)), role="status"),
            tag("div", tag("i"), class_="bar", aria_hidden="true"),
            class_="progress checking",
            data_busy="true",
        )
    return _checked(run.result, texts)


def _checked(checked: Verification, texts: Texts) -> Html:
    if not checked.sentences:
        return tag("p", texts("check.nothing"), class_="card", role="status")
    good = not checked.summary.unsupported
    language = HTML_LANGUAGES[checked.language]
    return tag(
        "section",
        tag(
            "p",
            tag(
                "b",
                texts.count(
                    "check.supported_of",
                    checked.summary.sentences - checked.summary.unsupported,
                    total=texts.number(checked.summary.sentences),
                ),
                class_="badge good" if good else "badge weak",
            ),
            tag("span", summary_line(checked.citations, checked.figures, None, texts)),
            class_="check-summary",
            role="status",
        ),
        tag("div", render_checked_text(checked, texts), class_="text checked-text", lang=language),
        _findings(checked, texts),
        _sources(checked.citations, texts),
        class_="check-done",
        aria_label=texts("check.result"),
    )


def _findings(checked: Verification, texts: Texts) -> Html | None:
    """Every sentence to look at again, with its findings and the quotations that it was compared with."""
    by_key = {citation.key: citation for citation in checked.citations}
    doubted = [one for one in checked.sentences if one.findings or one.status == "unsupported"]
    if not doubted:
        return None
    return tag(
        "section",
        tag("h2", texts.count("check.findings", len(doubted))),
        tag("ol", *(_doubted(one, by_key, texts) for one in doubted), class_="findings"),
    )


def _doubted(sentence: AnsweredSentence, by_key: Mapping[int, Citation], texts: Texts) -> Html:
    """One sentence with everything that was found about it."""
    lines = [_explained(finding, by_key.get(finding.citation or 0), texts) for finding in sentence.findings]
    return tag("li", tag("q", sentence.text), *(lines or [tag("p", texts("turn.unsupported"))]))


def _explained(finding: Finding, citation: Citation | None, texts: Texts) -> Html:
    return tag(
        "p", finding_message(finding, texts.language), " ", citation_button(citation, texts) if citation else None
    )


def _sources(citations: Sequence[Citation], texts: Texts) -> Html | None:
    if not citations:
        return None
    return tag(
        "details",
        tag("summary", icon("right"), tag("span", texts("check.sources"))),
        tag("ol", *(render_source_row(citation, texts) for citation in citations), class_="sources"),
        class_="checked",
        data_keep="check-sources",
    )
