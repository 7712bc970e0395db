"""Where a draft begins: the request, patterns to begin from, and the drafts of the writer."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.drafting.kept_draft import DraftSummary
from assistant.ui.brief_form import GENRES
from assistant.ui.render.markup import Html, action, icon, local_action, tag
from assistant.ui.texts import LANGUAGES, Texts
from assistant.ui.wording import coded_text, moment_text

TITLE_CHARACTERS = 200
REQUEST_CHARACTERS = 4000


def render_draft_request(request: str, prefilled: int, busy: bool, texts: Texts) -> Html:
    """The box for the request, with the genre and language it may overrule, and the primary button.

    ``prefilled`` counts requests that the page itself put there: a new one replaces what is in the box.
    """
    box = tag(
        "textarea",
        request,
        name="request",
        id="draft-request-box",
        rows=4,
        required=True,
        maxlength=REQUEST_CHARACTERS,
        placeholder=texts("draft.request_placeholder"),
        spellcheck="false",
        data_held="request",
        data_prefilled=prefilled,
    )
    genres = [tag("option", texts("draft.by_request"), value="")]
    genres += [tag("option", texts(f"draft.genre.{one}"), value=one) for one in GENRES]
    languages = [tag("option", texts("draft.by_request"), value="")]
    languages += [tag("option", coded_text("lang", one, texts), value=one) for one in LANGUAGES]
    return tag(
        "form",
        tag("h1", texts("draft.heading")),
        tag("p", texts("draft.promise"), class_="small"),
        tag("label", texts("draft.request"), class_="only-heard", for_="draft-request-box"),
        box,
        tag(
            "div",
            tag("label", texts("draft.field.genre"), tag("select", *genres, name="genre")),
            tag("label", texts("draft.field.language"), tag("select", *languages, name="language")),
            tag("button", texts("draft.make_outline"), type="submit", class_="solid", disabled=busy),
            class_="request-row",
        ),
        tag("p", texts("draft.searching"), class_="progress", role="status", data_busy="true") if busy else None,
        class_="draft-request",
        data_submit="begin_draft",
    )


def render_draft_list(
    drafts: Sequence[DraftSummary],
    templates: Sequence[tuple[str, str]],
    search: str,
    problem: Sequence[str],
    older: int,
    texts: Texts,
) -> Html:
    """The kept drafts, then patterns (title and request); ``older`` is how many drafts are not listed."""
    patterns = [
        local_action(
            "draft_template",
            title,
            tag("b", title),
            tag("span", request),
            class_="example",
            data_request=request,
        )
        for title, request in templates
    ]
    rows: list[Html | None] = [tag("ul", *(_row(one, texts) for one in drafts), class_="draft-rows")] if drafts else []
    if problem:
        rows.append(tag("p", " ".join(problem), class_="small history-problem", role="alert"))
    elif not drafts:
        rows.append(tag("p", texts("draft.none_found" if search.strip() else "draft.none"), class_="small"))
    if older:
        rows.append(tag("p", texts.count("draft.older", older), class_="small"))
    return tag(
        "div",
        tag(
            "section",
            tag("h2", texts("draft.my_drafts")),
            _search(search, texts) if drafts or search else None,
            *rows,
            class_="my-drafts",
        ),
        tag(
            "section",
            tag("h2", texts("draft.templates")),
            tag("div", *patterns, class_="templates"),
        ),
        class_="draft-start",
    )


def _search(search: str, texts: Texts) -> Html:
    field = tag(
        "input",
        type="search",
        name="words",
        value=search,
        placeholder=texts("draft.search"),
        aria_label=texts("draft.search"),
        autocomplete="off",
        maxlength=TITLE_CHARACTERS,
        data_typed="draft-words",
    )
    return tag("form", icon("search"), field, class_="history-search", role="search", data_changes="search_drafts")


def _row(one: DraftSummary, texts: Texts) -> Html:
    title = one.title or texts("draft.untitled")
    state = texts("draft.version_number", number=one.version) if one.version else texts("draft.outline_only")
    facts = (texts(f"draft.genre.{one.genre}"), state, moment_text(one.changed_at.astimezone(), texts))
    return tag(
        "li",
        action(
            "open_draft",
            title,
            tag("b", title),
            tag("small", " · ".join(facts)),
            payload={"draft": one.draft_id},
            class_="row",
        ),
        tag(
            "details",
            tag("summary", icon("more"), class_="quiet square", aria_label=texts("history.more", title=title)),
            tag("div", *_actions(one, title, texts), class_="row-actions", role="group"),
            data_menu="row",
            data_keep=f"draft-{one.draft_id}",
        ),
        class_="entry",
    )


def _actions(one: DraftSummary, title: str, texts: Texts) -> tuple[Html, ...]:
    return _renaming(one, title, texts), _again(one, texts), _deleting(one, texts)


def _again(one: DraftSummary, texts: Texts) -> Html:
    """The same document for another period, as a new draft."""
    days = [
        tag("label", texts(words), tag("input", type="date", name=name, required=True))
        for name, words in (("start", "filter.from"), ("end", "filter.to"))
    ]
    form = tag(
        "form",
        *days,
        tag("input", type="hidden", name="draft", value=one.draft_id),
        tag("button", texts("draft.make_outline"), type="submit", class_="chip"),
        class_="again",
        data_submit="draft_again",
        data_wrong=texts("filter.wrong_period"),
    )
    return tag("details", tag("summary", texts("draft.again"), class_="option"), form)


def _renaming(one: DraftSummary, title: str, texts: Texts) -> Html:
    field = tag(
        "input",
        type="text",
        name="title",
        value=title,
        required=True,
        maxlength=TITLE_CHARACTERS,
        aria_label=texts("history.rename"),
        autocomplete="off",
        data_typed=f"draft-title-{one.draft_id}",
    )
    return tag(
        "form",
        field,
        tag("input", type="hidden", name="draft", value=one.draft_id),
        tag("button", texts("history.rename"), type="submit", class_="chip"),
        class_="rename",
        data_submit="rename_draft",
    )


def _deleting(one: DraftSummary, texts: Texts) -> Html:
    sure = action("delete_draft", texts("history.delete_yes"), payload={"draft": one.draft_id}, class_="chip danger")
    return tag(
        "details",
        tag("summary", texts("history.delete"), class_="option danger"),
        tag(
            "div",
            tag("p", texts("draft.delete_question"), class_="small"),
            sure,
            local_action("cancel_delete", texts("history.delete_no"), class_="chip"),
            class_="sure",
        ),
        class_="delete",
    )
