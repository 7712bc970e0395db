"""Top bar, status line and filter chips."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from assistant.ui.render.markup import Html, action, icon, join, local_action, tag
from assistant.ui.texts import HTML_LANGUAGES, LANGUAGE_NAMES, LANGUAGES, Texts
from assistant.ui.wording import coded_text, date_text, filter_values, period_text
from assistant.views import FacetValue, LibrarySummary, ModelState, Readiness
from vectorstore.records import Period, SearchFilter


def render_top(texts: Texts, tabs: Sequence[str], user: Html | None = None) -> Html:
    """The bar with the product's name, the tabs, the switches of language and theme, and who is logged in."""
    tab_buttons = [
        local_action(
            "tab",
            texts(f"tab.{name}"),
            texts(f"tab.{name}"),
            role="tab",
            id=f"tab-{name}",
            data_tab=name,
            aria_controls=f"panel-{name}",
            aria_selected="true" if index == 0 else "false",
        )
        for index, name in enumerate(tabs)
    ]
    return tag(
        "header",
        local_action("skip", texts("page.skip"), class_="skip"),
        tag("span", tag("b", texts("page.name")), tag("span", texts("page.tagline"), class_="tagline"), class_="brand"),
        tag("nav", *tab_buttons, role="tablist", aria_label=texts("tab.label"), class_="tabs"),
        tag("span", _language_switch(texts), _theme_switch(texts), user, class_="switches"),
        tag("p", texts("page.offline"), class_="notice-bar offline", role="alert", hidden=True),
        tag(
            "p",
            texts("page.restarted"),
            local_action("reload", texts("page.reload"), class_="chip"),
            class_="notice-bar restarted",
            role="alert",
            hidden=True,
        ),
        class_="top",
        data_language=texts.language,
        data_html_language=HTML_LANGUAGES[texts.language],
        data_title=texts("page.title"),
    )


def _language_switch(texts: Texts) -> Html:
    buttons = [
        action(
            "set_language",
            LANGUAGE_NAMES[language],
            payload={"language": language},
            lang=HTML_LANGUAGES[language],
            aria_pressed="true" if language == texts.language else "false",
            class_="quiet",
        )
        for language in LANGUAGES
    ]
    return tag("span", *buttons, role="group", aria_label=texts("language.label"), class_="languages")


def _theme_switch(texts: Texts) -> Html:
    return local_action(
        "theme",
        texts("theme.to_dark"),
        icon("theme"),
        class_="quiet square",
        data_to_dark=texts("theme.to_dark"),
        data_to_light=texts("theme.to_light"),
    )


def render_status(
    summary: LibrarySummary,
    readiness: Readiness,
    reason: str | None,
    model: ModelState,
    trouble: str | None,
    texts: Texts,
) -> Html:
    """One row: a dot for the state (its reason opens on click), the library's size and age, and who writes answers.

    ``reason`` words the readiness, ``trouble`` why the language model does not write.
    """
    state = texts(f"status.{readiness.state}")
    dot = tag(
        "details",
        tag("summary", tag("i", class_=f"dot {readiness.state}"), state),
        tag("p", reason or texts("status.ready_more"), class_="reason"),
        data_keep="status-reason",
        class_="state",
    )
    updated = (
        texts("status.never")
        if summary.updated_at is None
        else texts("status.updated", date=date_text(summary.updated_at.astimezone().date(), texts))
    )
    return tag(
        "footer",
        dot,
        tag("span", texts.count("status.reports", summary.indexed)),
        tag("span", updated),
        _writer(model, trouble, texts),
        class_="status",
        aria_label=texts("status.label"),
    )


def _writer(model: ModelState, trouble: str | None, texts: Texts) -> Html:
    """Who writes answers; what opens on click says why no model does and what to do about it."""
    name = model.name or ""
    if model.state == "ready":
        return tag("span", texts("status.model", model=name))
    content: list[Html | None] = [tag("span", trouble or texts(f"status.model_{model.state}_more", model=name))]
    if model.command:
        content.append(
            tag(
                "span",
                tag("code", model.command),
                local_action(
                    "copy",
                    texts("status.copy_command"),
                    icon("copy"),
                    tag("span", texts("turn.copy")),
                    class_="quiet",
                    data_copy=model.command,
                    data_done=texts("turn.copied"),
                ),
                class_="command",
            )
        )
    shown = "status.model_starting" if model.state == "starting" else "status.quoting"
    mark = tag("i", class_="dot trouble") if model.state == "failed" else None
    return tag(
        "details",
        tag("summary", mark, texts(shown)),
        tag("div", *content, class_="reason"),
        data_keep="status-model",
        class_="state writer",
    )


def render_filters(summary: LibrarySummary, chosen: SearchFilter, texts: Texts) -> Html:
    """The chips under the question box: a menu for each kind of restriction, then what is chosen."""
    menus = [
        _choice_menu("issuers", summary.issuers, chosen.issuers, texts),
        _choice_menu("doc_types", summary.doc_types, chosen.doc_types, texts),
        _period_menu(summary.years, chosen.period, texts),
        _choice_menu("languages", summary.languages, chosen.languages, texts),
    ]
    removable = [
        action(
            "toggle_filter",
            texts("filter.remove", value=words),
            tag("span", words),
            icon("close"),
            payload={"field": field, "value": value},
            class_="chip chosen",
        )
        for field, value, words in filter_values(chosen, texts)
    ]
    if len(removable) > 1:
        removable.append(action("clear_filters", texts("filter.clear"), class_="chip quiet"))
    return tag(
        "div",
        local_action("open_history", texts("history.open"), icon("menu"), class_="quiet square only-narrow"),
        *menus,
        *removable,
        role="group",
        aria_label=texts("filter.label"),
        class_="filters",
    )


def _menu(field: str, texts: Texts, active: int, content: Iterable[Html]) -> Html:
    name = texts(f"filter.{field}")
    return tag(
        "details",
        tag("summary", name, tag("b", str(active)) if active else None, icon("down"), class_="chip"),
        tag("div", *content, class_="menu", role="group", aria_label=name),
        data_keep=f"filter-{field}",
        data_menu=True,
    )


def _choice_menu(field: str, facets: Sequence[FacetValue], chosen: frozenset[str], texts: Texts) -> Html:
    section = {"doc_types": "doc_type", "languages": "lang"}.get(field)
    options = [
        action(
            "toggle_filter",
            words := coded_text(section, facet.value, texts) if section else facet.value,
            tag("span", words),
            tag("small", texts.number(facet.count)),
            payload={"field": field, "value": facet.value},
            class_="option",
            aria_pressed="true" if facet.value in chosen else "false",
        )
        for facet in facets
    ]
    return _menu(field, texts, len(chosen), options or [tag("p", texts("filter.none"), class_="small")])


def _period_menu(years: Sequence[FacetValue], chosen: Period | None, texts: Texts) -> Html:
    options = []
    for facet in years:
        year = int(facet.value)
        period = Period(date(year, 1, 1), date(year, 12, 31))
        options.append(
            action(
                "toggle_filter",
                period_text(period, texts),
                tag("span", texts("filter.year", year=year)),
                tag("small", texts.number(facet.count)),
                payload={"field": "period", "value": str(period)},
                class_="option",
                aria_pressed="true" if period == chosen else "false",
            )
        )
    form = tag(
        "form",
        tag("label", texts("filter.from"), tag("input", type="date", name="start", required=True)),
        tag("label", texts("filter.to"), tag("input", type="date", name="end", required=True)),
        tag("button", texts("filter.apply"), type="submit", class_="chip"),
        data_submit="set_period",
        data_wrong=texts("filter.wrong_period"),
        class_="dates",
    )
    return _menu("period", texts, 0 if chosen is None else 1, [join(options), form])
