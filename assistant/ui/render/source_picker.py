"""Choosing documents: those chosen as chips, the others behind a search."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.ui.render.markup import Html, action, icon, tag
from assistant.ui.texts import Texts
from assistant.ui.wording import file_name
from assistant.views import ReportSummary


def render_source_picker(
    name: str,
    lead: str,
    chosen: Sequence[ReportSummary],
    offered: Sequence[ReportSummary],
    found: int,
    search: str,
    texts: Texts,
) -> Html:
    """Show what is chosen behind ``lead``, and of ``found`` documents those that are offered.

    ``name`` tells the pickers of a page apart.
    """
    return tag(
        "div",
        tag("span", lead, class_="small"),
        *_chosen(chosen, texts),
        _offers(name, offered, found, search, texts),
        class_="check-scope",
        role="group",
        aria_label=texts("check.choose"),
    )


def _chosen(chosen: Sequence[ReportSummary], texts: Texts) -> list[Html]:
    chips = [
        action(
            "toggle_source",
            texts("filter.remove", value=report_name(one)),
            tag("span", report_name(one)),
            icon("close"),
            payload={"document": one.document_id},
            class_="chip chosen",
        )
        for one in chosen
    ]
    if len(chips) > 1:
        chips.append(action("clear_sources", texts("filter.clear"), class_="chip quiet"))
    return chips


def _offers(name: str, offered: Sequence[ReportSummary], found: int, search: str, texts: Texts) -> Html:
    """The search for documents and what it found."""
    options = [
        action(
            "toggle_source",
            report_name(one),
            tag("span", report_name(one)),
            tag("small", one.issuer) if one.issuer else None,
            payload={"document": one.document_id},
            class_="option",
        )
        for one in offered
    ]
    more = tag("p", texts.count("check.more", found - len(offered)), class_="small") if found > len(offered) else None
    field = tag(
        "input",
        type="search",
        name="words",
        value=search,
        placeholder=texts("library.placeholder"),
        aria_label=texts("check.find"),
        autocomplete="off",
        data_typed=f"{name}-words",
    )
    words = tag("form", field, data_changes="find_sources", class_="find")
    content = [words, *(options or [tag("p", texts("filter.none"), class_="small")]), more]
    return tag(
        "details",
        tag("summary", texts("check.choose"), icon("down"), class_="chip"),
        tag("div", *content, class_="menu"),
        data_menu=True,
        data_keep=f"{name}-scope",
    )


def report_name(one: ReportSummary) -> str:
    """What a report is called: its title, else the name of its file."""
    return one.title or file_name(one.source)
