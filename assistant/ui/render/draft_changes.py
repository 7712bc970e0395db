"""Two versions of a draft held against one another, word by word within each block."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from assistant.drafting.draft import DraftBlock
from assistant.drafting.kept_draft import BlockChange
from assistant.ui.draft_visit import Comparison
from assistant.ui.render.markup import Html, action, join, tag, text
from assistant.ui.texts import Texts

_TOKENS = re.compile(r"[一-鿿]|\s+|[^\s一-鿿]+")
_LONGEST = 4000
"""Tokens up to which two texts are compared word by word."""


def render_comparison(comparison: Comparison, language: str, texts: Texts) -> Html:
    """Show what two versions do not have in common, in the order of the text."""
    changes = [_change(one, texts) for one in comparison.changes]
    return tag(
        "section",
        tag(
            "div",
            tag("h2", texts("draft.compared", before=comparison.before, after=comparison.after)),
            action("close_comparison", texts("draft.close_comparison"), class_="chip"),
            class_="compared-head",
        ),
        *(changes or [tag("p", texts("draft.same"), class_="small")]),
        class_="compared",
        lang=language,
    )


def _change(change: BlockChange, texts: Texts) -> Html:
    before, after = change.before, change.after
    if before is None:
        return tag("p", tag("ins", _words(after)), class_="change")
    if after is None:
        return tag("p", tag("del", _words(before)), class_="change")
    if before.text == after.text:
        return tag("p", tag("small", _state(before, after, texts)), text(after.text), class_="change")
    return tag("p", between(before.text, after.text), class_="change")


def _state(before: DraftBlock, after: DraftBlock, texts: Texts) -> str:
    if before.locked != after.locked:
        return texts("draft.was_locked" if after.locked else "draft.was_unlocked")
    return texts("draft.sources_changed")


def _words(block: DraftBlock | None) -> str:
    return "" if block is None else block.text


def between(before: str, after: str) -> Html:
    """The later text with what was taken out struck and what was put in marked."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    if len(old) + len(new) > _LONGEST:
        return join([tag("del", before), " ", tag("ins", after)])
    pieces: list[str] = []
    for gone, put, same in _runs(old, new):
        if same:
            pieces.append(text(gone))
            continue
        if gone:
            pieces.append(tag("del", gone))
        if put:
            pieces.append(tag("ins", put))
    return join(pieces)


def _runs(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, str, bool]]:
    """Stretches of both texts that are the same or not; a mere space between two changes belongs to them."""
    runs: list[tuple[str, str, bool]] = []
    for kind, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, put = "".join(old[first:last]), "".join(new[start:end])
        same = kind == "equal" and (bool(gone.strip()) or not runs)
        if runs and runs[-1][2] == same:
            gone, put = runs[-1][0] + gone, runs[-1][1] + put
            runs.pop()
        runs.append((gone, put, same))
    return runs
