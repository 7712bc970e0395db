"""How far a draft in a language model's words is: followed for people at a terminal and for measurements."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assistant.drafting.draft import Draft
from assistant.drafting.kept_draft import DraftEvent, DraftRewritten, PartStarted, PartWritten
from assistant.drafting.rewriting_orders import worded
from vectorstore.records import Language


@dataclass(frozen=True, slots=True)
class WrittenDraft:
    """A draft with the seconds until its first part stood as the model left it, and why texts were refused."""

    draft: Draft
    first_part: float | None
    refused: tuple[str, ...]


def follow_writing(
    events: Iterable[DraftEvent], language: Language, say: Callable[[str], None] | None = None
) -> WrittenDraft:
    """Run through the events of a draft being written, telling each part in ``language``, and give the draft."""
    started = time.perf_counter()
    first: float | None = None
    refused: list[str] = []
    draft: Draft | None = None
    for event in events:
        if isinstance(event, PartWritten):
            first = first if first is not None else time.perf_counter() - started
            refused += event.refused
        elif isinstance(event, DraftRewritten):
            draft = event.draft
        elif isinstance(event, PartStarted) and say is not None:
            say(progress_line(event, language))
    if draft is None:
        raise ValueError("the events of a draft ended without it")
    return WrittenDraft(draft, first, tuple(refused))


def progress_line(event: PartStarted, language: Language) -> str:
    """Word where the writing is (``2/4 Results, about 40 s left``)."""
    words = {"number": str(event.number), "total": str(event.total), "heading": event.heading or event.part}
    line = worded(language, "progress.part", **words)
    if event.seconds_left is None:
        return line
    return line + worded(language, "progress.left", seconds=str(max(1, round(event.seconds_left))))
