"""The bar over a draft: its name, what is shown, and the one thing to do next; progress and trouble under it."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from assistant.drafting.kept_draft import DraftFormat, KeptDraft
from assistant.ui.draft_visit import DraftRun, DraftView
from assistant.ui.render.markup import Html, action, icon, local_action, tag
from assistant.ui.texts import Texts

FORMS: tuple[tuple[str, DraftFormat, bool], ...] = (
    ("review", "docx", False),
    ("clean", "docx", True),
    ("markdown", "markdown", True),
    ("pdf", "pdf", True),
    ("check", "check", False),
)
"""What can be downloaded: its name in ``draft.file``, its form, and whether it is the clean copy."""
MEDIA_TYPES: dict[DraftFormat, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "markdown": "text/markdown;charset=utf-8",
    "pdf": "application/pdf",
    "check": "text/markdown;charset=utf-8",
}


def render_bar(kept: KeptDraft | None, view: DraftView, writing: bool, texts: Texts) -> Html:
    """The bar; without an open draft it only tells the page's script so."""
    if kept is None:
        return tag("div", data_draft="", hidden=True)
    title = kept.summary.title or texts("draft.untitled")
    version = kept.summary.version
    state = texts("draft.kept_version", number=version) if version else texts("draft.kept_outline")
    panes = [
        local_action("draft_pane", words, data_pane=one, aria_pressed="false", class_="quiet")
        for one, words in (
            ("brief", texts("draft.brief")),
            ("main", texts(f"draft.view.{view}")),
            ("side", texts("draft.pane_side")),
        )
        if one != "side" or kept.draft is not None
    ]
    return tag(
        "div",
        action("close_draft", texts("draft.all"), icon("left"), tag("span", texts("draft.all")), class_="quiet back"),
        tag("div", tag("b", title), tag("small", state), class_="draft-name"),
        _view_switch(kept, view, texts),
        tag("div", *panes, class_="panes", role="group", aria_label=texts("draft.panes")),
        None if writing else _primary(kept, view, texts),
        class_="draft-bar",
        data_draft=kept.summary.draft_id,
    )


def _view_switch(kept: KeptDraft, view: DraftView, texts: Texts) -> Html | None:
    if kept.draft is None:
        return None
    shown: tuple[DraftView, ...] = ("outline", "text")
    buttons = [
        action(
            "show_view",
            texts(f"draft.view.{one}"),
            payload={"view": one},
            aria_pressed="true" if one == view else "false",
            class_="quiet",
        )
        for one in shown
    ]
    return tag("div", *buttons, class_="view-switch", role="group", aria_label=texts("draft.views"))


def _primary(kept: KeptDraft, view: DraftView, texts: Texts) -> Html:
    if view == "outline" or kept.draft is None:
        return action(
            "write_draft", texts("draft.write" if kept.draft is None else "draft.write_again"), class_="solid"
        )
    options = [
        action(
            "download_draft",
            texts(f"draft.file.{name}"),
            tag("span", texts(f"draft.file.{name}")),
            tag("small", texts(f"draft.file_more.{name}")),
            payload={"file": name},
            class_="option",
        )
        for name, *_ in FORMS
    ]
    return tag(
        "details",
        tag("summary", icon("download"), texts("draft.download"), icon("down"), class_="solid"),
        tag("div", *options, class_="menu", role="group", aria_label=texts("draft.download")),
        class_="download",
        data_menu=True,
        data_keep="draft-download",
    )


def render_progress(run: DraftRun | None, texts: Texts) -> Html:
    """How far the writing is, with the time left and Stop; nothing where nothing is written."""
    if run is None or run.ended:
        return Html("")
    if run.number:
        words = texts("draft.writing_part", number=run.number, total=run.total, heading=run.heading)
    else:
        words = texts("draft.revising" if run.revising else "draft.preparing")
    done = max(0, run.number - 1)
    percent = round(100 * done / run.total) if run.total else 0
    return tag(
        "div",
        tag(
            "div",
            tag("p", words, " ", tag("span", time_left(run.seconds_left, texts), class_="small"), role="status"),
            tag("div", tag("i", style=f"width:{percent}%"), class_="meter", aria_hidden="true"),
        ),
        action("stop_draft", texts("draft.stop"), class_="halt"),
        class_="draft-progress",
        data_busy="true",
    )


def time_left(seconds: float | None, texts: Texts) -> str:
    """An estimate in the roundest words that are true enough."""
    if seconds is None:
        return ""
    if seconds < 10:
        return texts("draft.left_moment")
    if seconds < 90:
        return texts.count("draft.left_seconds", max(10, round(seconds / 10) * 10))
    return texts.count("draft.left_minutes", round(seconds / 60))


def render_notice(sentences: Sequence[str], reload: bool, unsaved: str, texts: Texts) -> Html:
    """Trouble in words, over everything else; ``reload`` offers the version that stands by now."""
    if not sentences:
        return Html("")
    happened, *rest = sentences
    offer = action("reload_draft", texts("draft.reload"), class_="chip") if reload else None
    copy: Html | None = None
    if unsaved.strip():
        copy = local_action(
            "copy",
            texts("draft.copy_unsaved"),
            icon("copy"),
            tag("span", texts("draft.copy_unsaved")),
            class_="chip",
            data_copy=unsaved,
            data_done=texts("turn.copied"),
        )
    dismiss = action("dismiss_problem", texts("draft.dismiss"), class_="chip")
    return tag(
        "div",
        tag("div", tag("p", tag("b", happened)), *(tag("p", one, class_="small") for one in rest)),
        tag("div", tag("p", texts("draft.unsaved"), class_="small"), tag("blockquote", unsaved), class_="unsaved")
        if unsaved.strip()
        else None,
        tag("div", offer, copy, dismiss, class_="form-buttons"),
        class_="card trouble draft-trouble",
        role="alert",
    )


def render_draft_file(name: str, content: bytes, form: DraftFormat, nonce: str) -> Html:
    """A file for the page's script to save; it never lies on the server's disk.

    ``nonce`` makes a second download of the same file a new value.
    """
    return tag(
        "i",
        data_download=name,
        data_type=MEDIA_TYPES[form],
        data_content=base64.b64encode(content).decode("ascii"),
        data_nonce=nonce,
        hidden=True,
    )
