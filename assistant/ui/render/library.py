"""The library as a table: search, filters, rows to choose, what is done with those that are chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.people.values import DEFAULT_COLLECTION
from assistant.report_table import SORT_KEYS, TablePage, TableQuery
from assistant.ui.render.markup import Html, action, icon, join, tag
from assistant.ui.render.source import report_name
from assistant.ui.texts import HTML_LANGUAGES, Texts
from assistant.ui.wording import coded_text, collection_text, file_name, period_text
from assistant.views import FacetValue, ReportSummary
from vectorstore.records import DocumentState

RefusalWords = Callable[[ReportSummary, Texts], str]
_COLUMNS = ("title", "issuer", "type", "period", "language", "state")
_CODED = {"doc_type": "doc_type", "language": "lang", "state": "state", "completeness": "completeness"}
_FILTERS = (
    ("collection", "library.collection"),
    ("issuer", "filter.issuers"),
    ("doc_type", "filter.doc_types"),
    ("year", "filter.period"),
    ("language", "filter.languages"),
    ("state", "library.state"),
    ("completeness", "library.completeness"),
)


def render_library_controls(page: TablePage, texts: Texts, binned: int = 0) -> Html:
    """Search box and filters above the table, each value with its count; the script sends what changes."""
    return tag(
        "form",
        tag("h1", texts("library.heading")),
        tag(
            "label",
            tag("span", texts("library.search")),
            tag(
                "input",
                type="search",
                name="words",
                placeholder=texts("library.placeholder"),
                autocomplete="off",
                data_typed="library-words",
            ),
            class_="search",
        ),
        *(_select(name, texts(label), page.facets.get(name, ()), texts) for name, label in _FILTERS),
        action("show_bin", texts.count("care.bin_open", binned), class_="quiet") if binned else None,
        class_="library-controls",
        data_changes="filter_library",
        role="search",
    )


def _select(name: str, label: str, values: Sequence[FacetValue], texts: Texts) -> Html:
    options = [
        tag(
            "option",
            f"{_value_words(name, one.value, texts)} ({texts.number(one.count)})",
            value=one.value,
        )
        for one in values
    ]
    return tag(
        "label",
        tag("span", label),
        tag("select", tag("option", texts("library.any"), value=""), *options, name=name),
    )


def _value_words(name: str, value: str, texts: Texts) -> str:
    if name == "collection":
        return collection_text(value, texts)
    section = _CODED.get(name)
    return coded_text(section, value, texts) if section else value


def render_library_list(
    page: TablePage,
    query: TableQuery,
    offset: int,
    texts: Texts,
    refusal: RefusalWords,
    *,
    opened: str | None = None,
    collections: Sequence[str] | None = None,
    at_once: int = 50,
) -> Html:
    """The table of documents; ``collections`` are those that rows can be moved to (``None``: nothing can be done)."""
    if not page.total:
        return tag("p", texts("library.empty"), class_="hint")
    if page.matching == page.total:
        counted = texts.count("library.count", page.total)
    else:
        counted = texts("library.count_of", shown=texts.number(page.matching), count=texts.number(page.total))
    changing = collections is not None
    rows = [_row(one, texts, refusal, opened=one.document_id == opened, choosing=changing) for one in page.rows]
    table = tag(
        "table",
        tag("thead", _head(query, texts, choosing=changing)),
        tag("tbody", *rows),
        class_="reports choosing" if changing else "reports",
    )
    return tag(
        "div",
        tag("p", counted, class_="small", role="status"),
        _bulk(page.matching, collections, texts) if collections is not None and rows else None,
        table if rows else tag("p", texts("library.none"), class_="hint"),
        _pager(page, offset, at_once, texts),
    )


def _head(query: TableQuery, texts: Texts, *, choosing: bool) -> Html:
    cells: list[Html] = []
    if choosing:
        box = tag("input", type="checkbox", data_pick_all=True, aria_label=texts("care.pick_page"))
        cells.append(tag("th", tag("label", box, class_="pick"), scope="col"))
    for column in _COLUMNS:
        name = texts(f"library.column_{column}")
        sorts = query.sort == column
        arrow = ("↓" if query.descending else "↑") if sorts else ""
        cells.append(
            tag(
                "th",
                action(
                    "sort_reports",
                    texts("care.sort_by", name=name),
                    name,
                    tag("span", arrow, aria_hidden="true"),
                    payload={"sort": column},
                    class_="sort",
                ),
                scope="col",
                aria_sort=("descending" if query.descending else "ascending") if sorts else None,
            )
        )
    return tag("tr", *cells)


def next_sort(query: TableQuery, wanted: str) -> tuple[str, bool]:
    """The order after a click on a column: ascending, then descending, then the usual one (latest change first)."""
    if wanted not in SORT_KEYS or (query.sort == wanted and query.descending):
        return "changed", True
    return wanted, query.sort == wanted


def _row(one: ReportSummary, texts: Texts, refusal: RefusalWords, *, opened: bool, choosing: bool) -> Html:
    name = report_name(one, texts)
    language = HTML_LANGUAGES[one.language] if one.language is not None else None
    indexed = one.state is DocumentState.INDEXED
    state = tag("span", coded_text("state", one.state.value, texts), class_=f"badge {_state_class(one)}")
    reason = tag("small", refusal(one, texts), class_="reason") if one.state is DocumentState.REFUSED else None
    notes = [
        tag("small", texts("source.incomplete")) if not one.complete and indexed else None,
        tag("small", texts("confidential.badge")) if one.confidential else None,
        tag("small", texts("care.corrected")) if one.corrected else None,
    ]
    pick = None
    if choosing:
        box = tag(
            "input",
            type="checkbox",
            data_pick=one.document_id,
            disabled=not indexed,
            aria_label=texts("care.pick", name=name),
        )
        pick = tag("td", tag("label", box, class_="pick"), class_="picking")
    in_collection = "" if one.collection == DEFAULT_COLLECTION else one.collection
    where = " · ".join(part for part in (file_name(one.source) if one.title else "", in_collection) if part)
    cells = (
        pick,
        tag(
            "td",
            action(
                "open_report",
                name,
                tag("b", name, lang=language),
                payload={"document": one.document_id},
                class_="plain",
            ),
            tag("small", where),
            reason,
            class_="name",
        ),
        _cell("issuer", one.issuer or "", texts),
        _cell("type", coded_text("doc_type", one.doc_type, texts) if one.doc_type else "", texts),
        _cell("period", period_text(one.period, texts) if one.period else "", texts),
        _cell("language", coded_text("lang", one.language, texts) if one.language else "", texts),
        tag("td", state, *notes),
    )
    return tag("tr", *cells, aria_current="true" if opened else None)


def _cell(column: str, words: str, texts: Texts) -> Html:
    return tag("td", words, data_label=texts(f"library.column_{column}"))


def _state_class(one: ReportSummary) -> str:
    if one.state is DocumentState.INDEXED:
        return "good"
    return "bad" if one.state is DocumentState.REFUSED else "weak"


def _bulk(matching: int, collections: Sequence[str], texts: Texts) -> Html:
    """What can be done with the chosen rows; hidden by the page's script while none is chosen."""
    everything = tag("label", tag("input", type="checkbox", data_pick_matching=True), class_="all")
    return tag(
        "div",
        tag("b", data_picked=True, data_one=texts("care.picked_one"), data_other=texts("care.picked_other")),
        join([everything, tag("span", texts.count("care.pick_matching", matching))]) if matching else None,
        tag(
            "form",
            tag("input", type="hidden", name="documents"),
            tag(
                "input",
                name="collection",
                list="known-collections",
                maxlength="80",
                required=True,
                placeholder=texts("library.collection"),
                aria_label=texts("care.move_to"),
            ),
            tag("datalist", *(tag("option", value=name) for name in collections), id="known-collections"),
            tag("button", texts("care.move"), type="submit", class_="chip"),
            data_submit="move_documents",
            data_picks=True,
        ),
        tag(
            "form",
            tag("input", type="hidden", name="documents"),
            tag("button", texts("care.reread"), type="submit", class_="chip"),
            data_submit="reread_documents",
            data_picks=True,
        ),
        tag(
            "details",
            tag("summary", texts("care.remove"), class_="chip danger"),
            tag(
                "form",
                tag("p", texts("care.remove_question")),
                tag("input", type="hidden", name="documents"),
                tag("button", texts("care.remove_yes"), type="submit", class_="chip danger"),
                data_submit="remove_documents",
                data_picks=True,
                class_="menu",
            ),
            data_menu=True,
        ),
        class_="bulk",
        hidden=True,
    )


def _pager(page: TablePage, offset: int, at_once: int, texts: Texts) -> Html | None:
    if page.matching <= at_once:
        return None
    last = min(offset + at_once, page.matching)
    where = texts(
        "care.rows", first=texts.number(offset + 1), last=texts.number(last), count=texts.number(page.matching)
    )
    return tag(
        "nav",
        action(
            "turn_page",
            texts("care.page_before"),
            icon("left"),
            payload={"offset": max(0, offset - at_once)},
            class_="quiet square",
            disabled=offset == 0,
        ),
        tag("span", where, class_="small"),
        action(
            "turn_page",
            texts("care.page_after"),
            icon("right"),
            payload={"offset": offset + at_once},
            class_="quiet square",
            disabled=last >= page.matching,
        ),
        class_="pager",
        aria_label=texts("care.pages"),
    )
