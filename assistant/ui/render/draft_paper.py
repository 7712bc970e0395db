"""The draft as a page that looks like paper, laid out as its profile asks; each block can be pointed at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from assistant.answering.answer import Citation
from assistant.drafting.draft import BlockKind, Draft, DraftBlock
from assistant.ui.render.draft_text import render_block_text
from assistant.ui.render.markup import Html, action, icon, tag
from assistant.ui.texts import HTML_LANGUAGES, Texts

_HEAD_LEFT: frozenset[BlockKind] = frozenset({"superior", "issuer", "number"})
_HEAD_RIGHT: frozenset[BlockKind] = frozenset({"motto", "place_date"})
_FOOT_LEFT: frozenset[BlockKind] = frozenset({"recipients"})
_FOOT_RIGHT: frozenset[BlockKind] = frozenset({"signature_post", "signature_name"})
_HEADINGS: Mapping[BlockKind, str] = {"type_name": "h2", "title": "h2", "heading": "h3"}
_BLOCK_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class PaperState:
    """What is being done with the paper: which block is pointed at, edited, or followed by a new one."""

    focus: int | None = None
    editing: int | None = None
    adding: int | None = None
    writing: bool = False
    """Nothing can be changed while parts are being written."""
    written: frozenset[str] = field(default_factory=frozenset)
    current: str = ""
    """The part that is being written."""


def render_paper(draft: Draft, state: PaperState, texts: Texts) -> Html:
    """Show a draft whole."""
    page = _Page(draft, state, texts)
    numbered = list(enumerate(draft.blocks))
    if draft.profile == "nd30":
        content = [page.zone(zone, list(group)) for zone, group in groupby(numbered, key=lambda pair: _zone(pair[1]))]
    else:
        content = [page.block(number, block) for number, block in numbered]
    return tag(
        "article",
        *content,
        class_=f"leaf {draft.profile}{' being-written' if state.writing else ''}",
        lang=HTML_LANGUAGES[draft.brief.language],
        aria_label=draft.title,
    )


def _zone(block: DraftBlock) -> str:
    if block.kind in _HEAD_LEFT | _HEAD_RIGHT:
        return "letterhead"
    return "leaf-foot" if block.kind in _FOOT_LEFT | _FOOT_RIGHT else ""


class _Page:
    def __init__(self, draft: Draft, state: PaperState, texts: Texts) -> None:
        self._state = state
        self._texts = texts
        self._citations: dict[int, Citation] = {one.key: one for one in draft.citations}

    def zone(self, zone: str, numbered: Sequence[tuple[int, DraftBlock]]) -> Html:
        """Two columns for head and foot of a letterhead, one for everything between."""
        if not zone:
            return tag("div", *(self.block(number, block) for number, block in numbered), class_="leaf-body")
        left = _HEAD_LEFT | _FOOT_LEFT
        columns = [
            tag("div", *(self.block(number, one) for number, one in numbered if (one.kind in left) is here))
            for here in (True, False)
        ]
        return tag("div", *columns, class_=zone)

    def block(self, number: int, block: DraftBlock) -> Html:
        """One block with the handle that points at it, or the box in which it is edited."""
        state, texts = self._state, self._texts
        if state.editing == number and not state.writing:
            shown = _edit_form(number, block, texts)
        else:
            shown = self._shown(number, block)
        return Html(shown + (_add_form(number, texts) if state.adding == number and not state.writing else ""))

    def _shown(self, number: int, block: DraftBlock) -> Html:
        state, texts = self._state, self._texts
        classes = ["para", block.kind, f"level-{block.level}" if block.level else "", "locked" if block.locked else ""]
        if state.writing and block.part:
            done = block.part in state.written or block.locked
            classes.append("done" if done else "current" if block.part == state.current else "waiting")
        handle = action(
            "focus_block",
            texts("draft.point_at", number=number + 1),
            "¶",
            payload={"block": number},
            class_="handle",
            aria_current="true" if state.focus == number else None,
        )
        lock = tag("span", icon("lock"), class_="lock", role="img", aria_label=texts("draft.locked"))
        words = tag(_HEADINGS.get(block.kind, "div"), render_block_text(block, self._citations, texts), class_="words")
        return tag(
            "div",
            None if state.writing else handle,
            words,
            lock if block.locked else None,
            class_=" ".join(one for one in classes if one),
            id=f"block-{number}",
            data_part=block.part or None,
        )


def table_as_typed(written: str) -> str:
    """A table's text as it is typed: cells are parted by upright strokes."""
    return written.replace("\t", " | ")


def _edit_form(number: int, block: DraftBlock, texts: Texts) -> Html:
    written = table_as_typed(block.text) if block.kind == "table" else block.text
    return _typing_form("save_block", "draft.edit_label", number, written, texts)


def _add_form(number: int, texts: Texts) -> Html:
    return _typing_form("add_block", "draft.add_label", number, "", texts)


def _typing_form(event: str, label: str, number: int, written: str, texts: Texts) -> Html:
    """The box for a block's text; what is typed into it survives every new drawing of the paper."""
    box = tag(
        "textarea",
        written,
        name="text",
        rows=max(3, min(14, len(written) // 70 + 2)),
        maxlength=_BLOCK_CHARACTERS,
        aria_label=texts(label),
        spellcheck="false",
        data_held=f"{event}-{number}",
        data_focus=True,
    )
    buttons = tag(
        "div",
        tag("button", texts("draft.save"), type="submit", class_="chip solid"),
        action("cancel_edit", texts("draft.cancel"), class_="chip"),
        tag("span", texts("draft.edit_hint"), class_="small"),
        class_="form-buttons",
    )
    return tag(
        "form",
        box,
        tag("input", type="hidden", name="block", value=number),
        buttons,
        class_="para-form",
        data_submit=event,
    )
