"""A composed draft written in a language model's words, part by part, each text accepted only if its guard passes.

Something complete stands from the first event on; a model that fails or writes wrongly leaves the composed text.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from assistant.answering.answer import Notice
from assistant.cancellation import Cancellation
from assistant.checking.verification import Cosines
from assistant.drafting.draft import Draft, DraftBlock
from assistant.drafting.draft_phrases import phrase
from assistant.drafting.draft_sources import FactSource
from assistant.drafting.draft_translation import translate
from assistant.drafting.kept_draft import DraftComposed, DraftEvent, DraftRewritten, PartStarted, PartWritten
from assistant.drafting.paragraph_joining import joined, paragraphs_together
from assistant.drafting.rewriting_findings import RewritingFinding
from assistant.drafting.rewriting_guard import accept_rewriting
from assistant.drafting.rewriting_orders import RevisionOrder, RewritingOrder, TranslationOrder, worded
from assistant.drafting.rewriting_units import Stretch, Written, rebuild, sources_of, stretches_of
from assistant.errors import ChatModelError

TRIES: Final = 2
"""How often the model may write a text: once, and once more with what was found wrong."""


class PartWriter(Protocol):
    """Whoever puts a stretch of a draft into other words. Raises ``ChatModelError`` and ``Cancelled``."""

    @property
    def name(self) -> str:
        """What provenance calls it."""
        ...

    def write(self, order: RewritingOrder | RevisionOrder | TranslationOrder, cancellation: Cancellation) -> str:
        """Give the new text, plain, on one line."""
        ...


def rewrite_draft(
    draft: Draft,
    library: FactSource,
    writer: PartWriter,
    *,
    locked: Collection[int] = (),
    cosines: Cosines | None = None,
    cancellation: Cancellation | None = None,
) -> Iterator[DraftEvent]:
    """Write all prose of a composed draft anew: ``DraftComposed`` first, then each part, ``DraftRewritten`` last.

    ``locked`` are numbers of blocks (from 0) that stand whatever they are, beside those that say so themselves or were
    written by hand.
    Paragraphs of a part may be joined, so the draft may have fewer blocks in the end; citations keep their numbers.
    ``cosines`` compares sentences by meaning; translations are refused without it. A model that fails leaves the rest
    composed, with a notice. Raises ``Cancelled`` and ``UnknownDocument``.
    """
    yield DraftComposed(draft)
    work = _Work(draft, library, writer, cosines, cancellation or Cancellation())
    standing = {at for at, block in enumerate(draft.blocks) if block.written_by == "hand"} | set(locked)
    yield from work.run([at for at in range(len(draft.blocks)) if at not in standing], join=True)


def rewrite_blocks(
    draft: Draft,
    numbers: Collection[int],
    instruction: str,
    library: FactSource,
    writer: PartWriter,
    *,
    cosines: Cosines | None = None,
    cancellation: Cancellation | None = None,
) -> Iterator[DraftEvent]:
    """Change the wording of some blocks (numbers from 0) as the writer asks in free words, under the same guard.

    Events as of ``rewrite_draft`` without the first; blocks are never joined, so every block keeps its number. What
    the guard refuses stays as it was: an instruction cannot add, drop or change a fact.
    """
    work = _Work(draft, library, writer, cosines, cancellation or Cancellation(), instruction)
    yield from work.run(sorted(numbers), join=False)


@dataclass(frozen=True, slots=True)
class _Step:
    """Neighbouring blocks that are written as one paragraph, usually a single one; ``tried`` are its stretches to be
    written, by number."""

    blocks: tuple[int, ...]
    block: DraftBlock
    stretches: tuple[Stretch, ...]
    tried: frozenset[int]

    @property
    def part(self) -> str:
        return self.block.part

    @property
    def size(self) -> int:
        """Characters to be written."""
        return sum(len(self.stretches[at].text) for at in self.tried)

    @property
    def open(self) -> int:
        """How many stretches do not have to stand as they are."""
        return sum(not one.fixed for one in self.stretches)


class _Work:
    """One draft being written; ``_blocks`` holds for each number what stands in its place by now."""

    def __init__(
        self,
        draft: Draft,
        library: FactSource,
        writer: PartWriter,
        cosines: Cosines | None,
        cancellation: Cancellation,
        instruction: str = "",
    ) -> None:
        self._draft = draft
        self._library = library
        self._writer = writer
        self._cosines = cosines
        self._cancellation = cancellation
        self._instruction = instruction
        self._language = draft.brief.language
        self._blocks: list[tuple[DraftBlock, ...]] = [(block,) for block in draft.blocks]
        self._tried = self._accepted = self._refused = 0

    def run(self, numbers: Sequence[int], *, join: bool) -> Iterator[DraftEvent]:
        steps = self._steps(numbers, join=join)
        order = list(dict.fromkeys(step.part for step in steps))
        failure: ChatModelError | None = None
        started, done = time.perf_counter(), 0
        whole = sum(step.size for step in steps)
        for step in steps:
            left = (time.perf_counter() - started) / done * (whole - done) if done else None
            yield PartStarted(step.part, self._heading(step.part), order.index(step.part) + 1, len(order), left)
            try:
                refused = self._write(step)
            except ChatModelError as error:
                failure = error
                break
            done += step.size
            yield self._part_written(step, refused)
        yield DraftRewritten(self._settled(failure))

    # ---- what is to be done ------------------------------------------------------------------------------------

    def _steps(self, numbers: Sequence[int], *, join: bool) -> list[_Step]:
        steps: list[_Step] = []
        for at in numbers:
            step = self._step((at,), self._draft.blocks[at])
            together = self._together(steps[-1], step) if join and steps else None
            if together:
                steps[-1] = together
            else:
                steps.append(step)
        return [step for step in steps if step.tried]

    def _step(self, numbers: tuple[int, ...], block: DraftBlock) -> _Step:
        stretches = stretches_of(block, self._draft, sources_of(block, self._draft, self._library))
        tried = {
            at
            for at, one in enumerate(stretches)
            if not one.fixed and (one.foreign or one.sentences > 1 or self._instruction)
        }
        return _Step(numbers, block, stretches, frozenset(tried))

    def _together(self, first: _Step, second: _Step) -> _Step | None:
        """Join two short paragraphs of a speech or news item whose facts then are written as one text."""
        if self._draft.brief.genre not in {"speech", "news"} or not first.open or not second.open:
            return None
        if second.blocks[0] != first.blocks[-1] + 1 or not paragraphs_together(first.block, second.block):
            return None
        block = joined(first.block, second.block, self._language)
        step = self._step((*first.blocks, *second.blocks), block)
        return step if step.open == first.open + second.open - 1 and step.tried else None

    def _heading(self, part: str) -> str:
        own = next((one.text for one in self._draft.blocks if one.part == part and one.kind == "heading"), "")
        return own or worded(self._language, f"part.{part}") or phrase(self._language, f"heading.{part}")

    # ---- writing -----------------------------------------------------------------------------------------------

    def _write(self, step: _Step) -> list[str]:
        """Write a step and put what was accepted in its place; give the reasons for what was refused."""
        written: dict[int, Written] = {}
        refused: list[str] = []
        for number in sorted(step.tried):
            stretch = step.stretches[number]
            self._cancellation.check()
            self._tried += 1
            new, findings = self._foreign(stretch) if stretch.foreign else self._own(stretch)
            if new is None:
                self._refused += 1
                refused += [worded(self._language, f"refused.{one.code}", surface=one.surface) for one in findings]
                continue
            if new.text != stretch.text:
                written[number] = new
        if not written:
            return list(dict.fromkeys(refused))
        if len(step.blocks) > 1 and written.keys() != step.tried:
            return list(dict.fromkeys(refused))  # paragraphs are joined by new words only
        self._accepted += len(written)
        self._blocks[step.blocks[0]] = (rebuild(step.block, step.stretches, written),)
        for at in step.blocks[1:]:
            self._blocks[at] = ()
        return list(dict.fromkeys(refused))

    def _own(self, stretch: Stretch) -> tuple[Written | None, Sequence[RewritingFinding]]:
        brief = self._draft.brief
        refused = ""
        findings: tuple[RewritingFinding, ...] = ()
        for _ in range(TRIES):
            order: RewritingOrder | RevisionOrder
            if self._instruction:
                order = RevisionOrder(self._language, stretch.text, self._instruction, refused, findings)
            else:
                order = RewritingOrder(self._language, brief.genre, stretch.text, refused, findings)
            text = self._writer.write(order, self._cancellation)
            new, findings = accept_rewriting(
                stretch.text, text, stretch.sources, self._language, revised=bool(self._instruction)
            )
            if new is not None:
                return new, ()
            refused = text
        return None, findings

    def _foreign(self, stretch: Stretch) -> tuple[Written | None, Sequence[RewritingFinding]]:
        findings: tuple[RewritingFinding, ...] = ()
        refused = ""
        for _ in range(TRIES):
            order = TranslationOrder(self._language, stretch.sources[0].text, refused, findings)
            text = self._writer.write(order, self._cancellation)
            new, findings = translate(stretch.sources[0], text, self._language, self._cosines)
            if new is not None:
                return new, ()
            refused = text
        return None, findings

    # ---- what comes of it --------------------------------------------------------------------------------------

    def _part_written(self, step: _Step, refused: Sequence[str]) -> PartWritten:
        blocks = tuple(
            block
            for at, standing in enumerate(self._blocks)
            if self._draft.blocks[at].part == step.part
            for block in standing
        )
        by_model = any(one.written_by == "model" for one in blocks)
        return PartWritten(step.part, blocks, "model" if by_model else "composed", tuple(refused))

    def _settled(self, failure: ChatModelError | None) -> Draft:
        draft = self._draft
        blocks = tuple(block for standing in self._blocks for block in standing)
        notices = draft.notices
        if failure is not None:
            facts = (("code", failure.code), *((name, str(value)) for name, value in failure.facts.items()))
            notices = (Notice("model_failed", facts), *notices)
        if self._refused:
            notices = (*notices, Notice("model_refused", (("refused", str(self._refused)),)))
        waiting = {phrase(self._language, "wanted.translation")}
        if not any(one.wanted in waiting for block in blocks for one in block.blanks):
            notices = tuple(one for one in notices if one.code != "untranslated")
        open_now = {one.wanted for block in blocks for one in block.blanks}
        provenance = dict(draft.provenance)
        if self._tried:
            provenance |= {"model": self._writer.name, "rewritten": f"{self._accepted}/{self._tried}"}
        if self._accepted:
            provenance["mode"] = "model"
        return replace(
            draft,
            blocks=blocks,
            notices=notices,
            gaps=tuple(gap for gap in draft.gaps if gap.wanted in open_now or gap.wanted not in waiting),
            provenance=tuple(provenance.items()),
        )
