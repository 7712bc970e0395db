"""Beside the text: sources of the paragraph in focus, blanks to fill in, findings of the check, versions."""

from __future__ import annotations

from assistant.answering.answer import Notice
from assistant.drafting.draft import Draft, DraftBlock
from assistant.drafting.draft_check import CheckSheet, notice_text
from assistant.drafting.kept_draft import DraftVersion, KeptDraft
from assistant.ui.render.answer_facts import render_source_row
from assistant.ui.render.draft_brief import render_draft_notices
from assistant.ui.render.markup import Html, action, icon, local_action, tag
from assistant.ui.texts import Texts
from assistant.ui.wording import moment_text

INSTRUCTION_CHARACTERS = 1000
_SECTIONS = ("paragraph", "blanks", "check", "versions")
_SHEET_FINE = frozenset({"supported", "derived", "requested", "inferred", "said"})
"""Statuses of a checked value that nobody needs to look at again."""


def render_side(kept: KeptDraft, focus: int | None, busy: bool, texts: Texts) -> Html:
    """Four sections of which the page's script shows one. Nothing can be changed while ``busy``."""
    draft = kept.draft
    if draft is None:
        return tag(
            "section", tag("p", texts("draft.side_hint"), class_="small hint"), class_="draft-side", data_empty="true"
        )
    blanks = sum(len(block.blanks) for block in draft.blocks)
    open_points = 0 if kept.sheet is None else _open_points(kept.sheet)
    counts = {"paragraph": 0, "blanks": blanks, "check": open_points, "versions": 0}
    switch = [
        local_action(
            "draft_side",
            texts(f"draft.side.{one}"),
            tag("span", texts(f"draft.side.{one}")),
            tag("b", texts.number(counts[one]), class_="count") if counts[one] else None,
            data_section=one,
            aria_pressed="false",
            class_="quiet",
        )
        for one in _SECTIONS
    ]
    return tag(
        "section",
        tag("div", *switch, class_="side-switch", role="group", aria_label=texts("draft.beside")),
        tag("div", _paragraph(draft, focus, busy, texts), class_="side-section", data_section="paragraph"),
        tag("div", *_blanks(draft, busy, texts), class_="side-section", data_section="blanks"),
        tag("div", *_check(draft, kept.sheet, texts), class_="side-section", data_section="check"),
        tag("div", *_versions(kept, busy, texts), class_="side-section", data_section="versions"),
        class_="draft-side",
    )


def _open_points(sheet: CheckSheet) -> int:
    doubted = sum(one.status not in _SHEET_FINE for one in sheet.values)
    return doubted + len(sheet.conflicts) + len(sheet.incomplete)


# ---- the paragraph in focus ----


def _paragraph(draft: Draft, focus: int | None, busy: bool, texts: Texts) -> Html:
    if focus is None or not 0 <= focus < len(draft.blocks):
        return tag(
            "div",
            tag("p", texts("draft.paragraph_hint"), class_="small hint"),
            None if busy else _instruction("", texts),
        )
    block = draft.blocks[focus]
    cited = [one for one in draft.citations if one.key in block.citations]
    sources: Html = (
        tag("ol", *(render_source_row(one, texts) for one in cited), class_="sources whole")
        if cited
        else tag("p", texts("draft.no_source"), class_="small")
    )
    doubtful = [one for one in block.figures if one.status not in {"supported", "derived"}]
    return tag(
        "div",
        tag("q", block.text, class_="focused"),
        None if busy else tag("div", *_block_actions(draft, focus, block, texts), class_="block-actions"),
        tag("h3", texts("draft.sources_here")),
        sources,
        tag(
            "ul",
            *(tag("li", tag("b", one.surface), " ", texts(f"figure.{one.status}")) for one in doubtful),
            class_="doubtful",
        )
        if doubtful
        else None,
        render_draft_notices(block.notices, texts),
        None if busy else _instruction(block.part, texts),
    )


def _block_actions(draft: Draft, focus: int, block: DraftBlock, texts: Texts) -> list[Html | None]:
    payload = {"block": focus}
    lock = action(
        "lock_block",
        texts("draft.unlock" if block.locked else "draft.lock"),
        icon("unlock" if block.locked else "lock"),
        tag("span", texts("draft.unlock" if block.locked else "draft.lock")),
        payload={**payload, "locked": not block.locked},
        class_="chip",
    )
    whole: Html | None = None
    if block.part:
        rest = [one for one in draft.blocks if one.part == block.part]
        locked = all(one.locked for one in rest)
        words = texts("draft.unlock_part" if locked else "draft.lock_part")
        whole = action(
            "lock_part",
            words,
            icon("unlock" if locked else "lock"),
            tag("span", words),
            payload={"part": block.part, "locked": not locked},
            class_="chip",
        )
    return [
        None if block.locked else _edit("edit_block", "draft.edit", "edit", focus, texts),
        lock,
        whole,
        _edit("begin_block", "draft.add_after", "plus", focus, texts),
    ]


def _edit(event: str, words: str, shape: str, focus: int, texts: Texts) -> Html:
    return action(event, texts(words), icon(shape), tag("span", texts(words)), payload={"block": focus}, class_="chip")


def _instruction(part: str, texts: Texts) -> Html:
    """Free words for a part, or for the whole text where ``part`` is empty."""
    words = texts("draft.revise_part" if part else "draft.revise_whole")
    return tag(
        "form",
        tag("h3", words),
        tag(
            "textarea",
            name="instruction",
            rows=2,
            required=True,
            maxlength=INSTRUCTION_CHARACTERS,
            placeholder=texts("draft.instruction_placeholder"),
            aria_label=words,
            data_held=f"instruction-{part}",
        ),
        tag("input", type="hidden", name="part", value=part),
        tag("button", texts("draft.revise"), type="submit", class_="chip"),
        class_="instruction",
        data_submit="revise_draft",
    )


# ---- blanks ----


def _blanks(draft: Draft, busy: bool, texts: Texts) -> list[Html]:
    rows = [
        _blank(number, place, blank.wanted, busy, texts)
        for number, block in enumerate(draft.blocks)
        for place, blank in enumerate(block.blanks)
    ]
    if not rows:
        return [tag("p", texts("draft.no_blanks"), class_="small hint")]
    return [tag("p", texts("draft.blanks_hint"), class_="small"), tag("ol", *rows, class_="blanks")]


def _blank(number: int, place: int, wanted: str, busy: bool, texts: Texts) -> Html:
    show = action("focus_block", wanted, payload={"block": number, "stay": True}, class_="go")
    if busy:
        return tag("li", show)
    field = tag(
        "input",
        type="text",
        name="text",
        required=True,
        maxlength=500,
        aria_label=wanted,
        autocomplete="off",
        data_held=f"blank-{number}-{place}-{wanted}",
    )
    form = tag(
        "form",
        field,
        tag("input", type="hidden", name="block", value=number),
        tag("input", type="hidden", name="blank", value=place),
        tag("button", texts("draft.fill"), type="submit", class_="chip"),
        data_submit="fill_blank",
        class_="find-row",
    )
    return tag("li", show, form)


# ---- the check ----


def _check(draft: Draft, sheet: CheckSheet | None, texts: Texts) -> list[Html]:
    if sheet is None:
        return [tag("p", texts("draft.no_check"), class_="small hint")]
    doubted = [one for one in sheet.values if one.status not in _SHEET_FINE]
    fine = len(sheet.values) - len(doubted)
    parts = [tag("p", tag("b", texts.count("draft.values_fine", fine), class_="badge good"))]
    if doubted:
        rows = [
            tag(
                "li",
                action(
                    "focus_block",
                    one.surface,
                    tag("b", one.surface),
                    tag("span", _status_words(one.status, texts)),
                    payload={"block": one.block, "stay": True},
                    class_="go",
                ),
            )
            for one in doubted
        ]
        parts += [tag("h3", texts.count("draft.values_doubted", len(doubted))), tag("ul", *rows, class_="findings")]
    parts += _noticed("draft.conflicts", sheet.conflicts, texts)
    if sheet.incomplete:
        parts += [
            tag("h3", texts("draft.incomplete")),
            tag("ul", *(tag("li", one) for one in sheet.incomplete), class_="plain-list"),
        ]
    parts += _noticed("notice.heading", sheet.notices, texts)
    if sheet.overlaps:
        shares = [tag("li", tag("b", f"{one.share:.0%}"), " ", one.title) for one in sheet.overlaps]
        parts += [tag("h3", texts("draft.overlaps")), tag("ul", *shares, class_="plain-list")]
    return parts


def _status_words(status: str, texts: Texts) -> str:
    return texts("draft.written_by_hand") if status == "written" else texts.entries.get(f"figure.{status}", status)


def _noticed(heading: str, notices: tuple[Notice, ...], texts: Texts) -> list[Html]:
    if not notices:
        return []
    rows = [tag("li", notice_text(one, texts.language)) for one in notices]
    return [tag("h3", texts(heading)), tag("ul", *rows, class_="plain-list")]


# ---- versions ----


def _versions(kept: KeptDraft, busy: bool, texts: Texts) -> list[Html]:
    standing = kept.summary.version
    numbers = [one.number for one in kept.versions]
    rows = [_version(one, numbers, standing, busy, texts) for one in reversed(kept.versions)]
    before = [one for one in numbers if one < standing]
    undo: Html | None = None
    if before and not busy:
        undo = action(
            "restore_version",
            texts("draft.undo"),
            icon("undo"),
            texts("draft.undo"),
            payload={"version": before[-1]},
            class_="wide",
        )
    return [one for one in (undo, tag("ol", *rows, class_="versions")) if one is not None]


def _note(one: DraftVersion, texts: Texts) -> str:
    """The instruction, or the number of the version that stands again."""
    return texts("draft.version_number", number=one.note) if one.kind == "restored" else one.note


def _version(one: DraftVersion, numbers: list[int], standing: int, busy: bool, texts: Texts) -> Html:
    current = one.number == standing
    before = [number for number in numbers if number < one.number]
    compare: Html | None = None
    if before:
        compare = action(
            "compare_versions",
            texts("draft.compare"),
            payload={"before": before[-1], "after": one.number},
            class_="chip",
        )
    restore: Html | None = None
    if not current and not busy:
        restore = action("restore_version", texts("draft.restore"), payload={"version": one.number}, class_="chip")
    return tag(
        "li",
        tag(
            "div",
            tag("b", texts("draft.version_number", number=one.number)),
            tag("span", texts(f"draft.kind.{one.kind}")),
            tag("em", texts("draft.standing"), class_="badge good") if current else None,
            class_="version-head",
        ),
        tag("p", _note(one, texts), class_="small") if one.note and one.kind in {"revised", "restored"} else None,
        tag("small", moment_text(one.made_at.astimezone(), texts)),
        tag("div", compare, restore, class_="form-buttons"),
        aria_current="true" if current else None,
    )
