"""Conversations in memory, as the page finds them in the real store."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from assistant.conversations import (
    ConversationSummary,
    ExportFormat,
    Feedback,
    KeptConversation,
    KeptTurn,
)
from assistant.errors import UnknownConversation
from vectorstore.records import Language


@dataclass(slots=True)
class _Kept:
    user: str
    summary: ConversationSummary
    turns: list[KeptTurn] = field(default_factory=list)


class ScriptedConversations:
    """The part of ``PageService`` that keeps conversations; ids count up so that tests can name them."""

    def __init__(self, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._conversation_lock = threading.Lock()
        self._kept: dict[str, _Kept] = {}
        self._clock = clock

    def conversations(self, user: str, search: str = "") -> tuple[ConversationSummary, ...]:
        words = search.lower().split()
        with self._conversation_lock:
            found = [
                one.summary
                for one in self._kept.values()
                if one.user == user and all(word in _searched(one) for word in words)
            ]
        return tuple(sorted(found, key=lambda one: one.changed_at, reverse=True))

    def conversation(self, user: str, conversation_id: str) -> KeptConversation:
        with self._conversation_lock:
            kept = self._find(user, conversation_id)
            return KeptConversation(kept.summary, tuple(kept.turns))

    def keep_turn(self, user: str, conversation_id: str | None, turn: KeptTurn) -> str:
        with self._conversation_lock:
            now = self._clock()
            if conversation_id is None:
                conversation_id = f"{len(self._kept) + 1:032x}"
                summary = ConversationSummary(conversation_id, turn.question, now, now, 0)
                self._kept[conversation_id] = _Kept(user, summary)
            kept = self._find(user, conversation_id)
            kept.turns.append(replace(turn, number=len(kept.turns) + 1))
            kept.summary = replace(kept.summary, changed_at=now, turns=len(kept.turns))
            return conversation_id

    def rename_conversation(self, user: str, conversation_id: str, title: str) -> None:
        with self._conversation_lock:
            kept = self._find(user, conversation_id)
            kept.summary = replace(kept.summary, title=title)

    def delete_conversation(self, user: str, conversation_id: str) -> None:
        with self._conversation_lock:
            self._find(user, conversation_id)
            self._kept[conversation_id].user = ""

    def export_conversation(
        self, user: str, conversation_id: str, form: ExportFormat, language: Language
    ) -> tuple[str, bytes]:
        kept = self.conversation(user, conversation_id)
        lines = [f"# {kept.summary.title}", *(f"\n## {one.question}\n\n{one.answer.text}" for one in kept.turns)]
        if form == "markdown":
            return f"{kept.summary.title}.md", "\n".join(lines).encode()
        return f"{kept.summary.title}.docx", _docx(lines)

    def give_feedback(self, user: str, conversation_id: str, number: int, feedback: Feedback | None) -> None:
        with self._conversation_lock:
            turns = self._find(user, conversation_id).turns
            turns[number - 1] = replace(turns[number - 1], feedback=feedback)

    def forget_conversations(self) -> None:
        """Begin with an empty history again."""
        with self._conversation_lock:
            self._kept.clear()

    def age_conversations(self, ages: tuple[int, ...]) -> None:
        """Move the conversations, the first kept first, so many days into the past."""
        with self._conversation_lock:
            for kept, days in zip(self._kept.values(), ages, strict=False):
                kept.summary = replace(kept.summary, changed_at=kept.summary.changed_at - timedelta(days=days))

    def _find(self, user: str, conversation_id: str) -> _Kept:
        kept = self._kept.get(conversation_id)
        if kept is None or kept.user != user:
            raise UnknownConversation(conversation_id=conversation_id)
        return kept


def _searched(kept: _Kept) -> str:
    return " ".join([kept.summary.title, *(f"{one.question} {one.answer.text}" for one in kept.turns)]).lower()


def _docx(lines: list[str]) -> bytes:
    import docx

    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
