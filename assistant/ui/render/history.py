"""The history column: conversations by age, with what can be done with each."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import datetime

from assistant.conversations import ConversationSummary, ExportFormat
from assistant.ui.conversation_groups import grouped
from assistant.ui.render.markup import Html, action, icon, local_action, tag
from assistant.ui.texts import Texts

TITLE_CHARACTERS = 200
_MEDIA_TYPES: dict[ExportFormat, str] = {
    "markdown": "text/markdown;charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def render_history_head(search: str, texts: Texts) -> Html:
    """The top of the column: a new conversation, and the box that searches the kept ones."""
    return tag(
        "div",
        tag(
            "div",
            tag("h2", texts("history.title")),
            local_action("close_history", texts("history.close"), icon("close"), class_="quiet square only-drawer"),
            class_="pane-head",
        ),
        action("new_conversation", texts("history.new"), icon("plus"), texts("history.new"), class_="wide"),
        tag(
            "form",
            icon("search"),
            tag(
                "input",
                type="search",
                name="words",
                value=search,
                placeholder=texts("history.search"),
                aria_label=texts("history.search"),
                autocomplete="off",
                maxlength=TITLE_CHARACTERS,
            ),
            class_="history-search",
            role="search",
            data_changes="search_conversations",
        ),
        class_="history-head",
    )


def render_history_rows(
    conversations: Sequence[ConversationSummary],
    open_id: str | None,
    search: str,
    now: datetime,
    problem: Sequence[str],
    texts: Texts,
    older: int = 0,
) -> Html:
    """The conversations, newest first, under how long ago they changed.

    ``problem`` says what could not be done, ``older`` how many conversations are not listed.
    """
    parts: list[Html] = []
    if problem:
        parts.append(tag("p", " ".join(problem), class_="small history-problem", role="alert"))
    for age, found in grouped(conversations, now):
        parts.append(tag("h3", texts(f"history.{age}")))
        parts.append(tag("ul", *(_row(one, one.conversation_id == open_id, texts) for one in found)))
    if not conversations and not problem:
        parts.append(tag("p", texts("history.not_found" if search.strip() else "history.none"), class_="small"))
    if older:
        parts.append(tag("p", texts.count("history.older", older), class_="small"))
    return tag("nav", *parts, class_="rows", aria_label=texts("history.title"))


def _row(one: ConversationSummary, current: bool, texts: Texts) -> Html:
    title = one.title or texts("history.untitled")
    return tag(
        "li",
        action(
            "open_conversation",
            title,
            tag("span", title),
            payload={"conversation": one.conversation_id},
            class_="row",
            aria_current="true" if current else None,
        ),
        tag(
            "details",
            tag("summary", icon("more"), class_="quiet square", aria_label=texts("history.more", title=title)),
            tag("div", *_actions(one, title, texts), class_="row-actions", role="group"),
            data_menu="row",
            data_keep=f"row-{one.conversation_id}",
        ),
        class_="entry",
    )


def _actions(one: ConversationSummary, title: str, texts: Texts) -> list[Html]:
    exports = [
        action(
            "export_conversation",
            texts(f"history.export_{form}"),
            payload={"conversation": one.conversation_id, "form": form},
            class_="option",
        )
        for form in _MEDIA_TYPES
    ]
    return [_renaming(one, title, texts), *exports, _deleting(one, texts)]


def _renaming(one: ConversationSummary, title: str, texts: Texts) -> Html:
    field = tag(
        "input",
        type="text",
        name="title",
        value=title,
        required=True,
        maxlength=TITLE_CHARACTERS,
        aria_label=texts("history.rename"),
        autocomplete="off",
        data_typed=f"title-{one.conversation_id}",
    )
    return tag(
        "form",
        field,
        tag("input", type="hidden", name="conversation", value=one.conversation_id),
        tag("button", texts("history.rename"), type="submit", class_="chip"),
        class_="rename",
        data_submit="rename_conversation",
    )


def _deleting(one: ConversationSummary, texts: Texts) -> Html:
    """The way to delete a conversation, with a question in between."""
    sure = action(
        "delete_conversation",
        texts("history.delete_yes"),
        payload={"conversation": one.conversation_id},
        class_="chip danger",
    )
    return tag(
        "details",
        tag("summary", texts("history.delete"), class_="option danger"),
        tag(
            "div",
            tag("p", texts("history.delete_question"), class_="small"),
            sure,
            local_action("cancel_delete", texts("history.delete_no"), class_="chip"),
            class_="sure",
        ),
        class_="delete",
    )


def render_download(name: str, content: bytes, form: ExportFormat, nonce: str) -> Html:
    """A file for the page's script to save; it never lies on the server's disk, where somebody else could ask for it.

    ``nonce`` makes a second download of the same file a new value.
    """
    return tag(
        "i",
        data_download=name,
        data_type=_MEDIA_TYPES[form],
        data_content=base64.b64encode(content).decode("ascii"),
        data_nonce=nonce,
        hidden=True,
    )
