"""Kept answers as one sees them who may not read all of their sources any more.

A quotation from a closed source loses its words, its place and its source; of the answer only the sentences stay that
rest on sources which are still open. Everything keeps its offsets, and each citation its number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from assistant.answering.answer import Answer, AnsweredSentence, Citation, Notice
from assistant.answering.answer_phrases import phrase
from assistant.conversations import KeptConversation
from vectorstore.records import Language

CLOSED: Final = "closed"
"""The defect of a citation whose source its reader may not see, and the code of the notice that says so."""
_HIDDEN: Final = "░"
_KEY: Final = re.compile(r"\[\d+\]")

IsOpen = Callable[[str], bool]
"""Tells whether the document with an id may be read."""


def close_conversation(kept: KeptConversation, is_open: IsOpen) -> KeptConversation:
    """Give a conversation without what its reader may not see any more; the same object if nothing is hidden."""
    answers = [close_answer(turn.answer, is_open) for turn in kept.turns]
    if all(answer is turn.answer for answer, turn in zip(answers, kept.turns, strict=True)):
        return kept
    # a question that was completed from its conversation may hold words of an answer that is closed now
    turns = tuple(
        replace(turn, answer=replace(answer, standalone=None)) for answer, turn in zip(answers, kept.turns, strict=True)
    )
    return replace(kept, turns=turns)


def close_answer(answer: Answer, is_open: IsOpen) -> Answer:
    """Give an answer without what rests on closed sources; the same object if all of them are open."""
    closed = {one.key for one in answer.citations if not is_open(one.document_id)}
    nearest = tuple(one for one in answer.nearest if is_open(one.document_id))
    if not closed and len(nearest) == len(answer.nearest):
        return answer
    kept = [one for one in answer.sentences if closed.isdisjoint(one.citations) and one.citations]
    spans = [(one.start, one.end) for one in kept if one.start >= 0]
    return replace(
        answer,
        text=hide(answer.text, spans) if closed else answer.text,
        citations=tuple(close_citation(one, answer.language) if one.key in closed else one for one in answer.citations),
        sentences=tuple(one if one in kept else _silent(one) for one in answer.sentences) if closed else (),
        figures=tuple(
            one for one in answer.figures if any(start <= one.start and one.end <= end for start, end in spans)
        ),
        nearest=nearest,
        suggestions=(),
        notices=(Notice(CLOSED),),
        standalone=None,
    )


def hide(text: str, shown: Sequence[tuple[int, int]]) -> str:
    """Hide every letter outside the spans that are shown; blanks, line breaks and citation numbers stay."""
    keep = [*shown, *(match.span() for match in _KEY.finditer(text))]
    return "".join(
        character if character.isspace() or any(start <= at < end for start, end in keep) else _HIDDEN
        for at, character in enumerate(text)
    )


def _silent(sentence: AnsweredSentence) -> AnsweredSentence:
    return replace(sentence, text=hide(sentence.text, []), findings=())


def close_citation(citation: Citation, language: Language) -> Citation:
    """A citation that keeps its number and says in its title why there is nothing else."""
    title = phrase("closed", "source", language)
    return Citation(citation.key, "", "", title, None, "", 0, 0, 0, 0, defects=(CLOSED,))
