"""Conversations, kept for each user in SQL: one writer at a time, many readers, nothing of one user for another.

What is deleted is overwritten and gone. What was answered stays as it was answered, also after a report that it
quotes has left the library.
"""

from __future__ import annotations

import json
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Select, delete, insert, or_, select, update

from assistant.conversations import ConversationSummary, Feedback, KeptConversation, KeptTurn
from assistant.errors import UnknownConversation, WorkspaceDamaged
from assistant.migrations import HEAD, VERSION_TABLE
from assistant.stored_answers import ANSWERS, FILTERS
from assistant.usage import AskedQuestion
from assistant.workspace_tables import ConversationRow, DraftRow, TurnRow
from ingest.database import Database, Schema
from ingest.folding import fold, unmark

LONGEST_TITLE: Final = 120
LONGEST_COMMENT: Final = 2_000
MOST_SEARCH_WORDS: Final = 12
"""Characters of a title and of a comment beyond which they are cut; words beyond which a search is cut."""

_SCHEMA = Schema(
    migrations=Path(__file__).resolve().parent / "migrations",
    head=HEAD,
    version_table=VERSION_TABLE,
    damaged=lambda path, detail: WorkspaceDamaged(path=path, detail=detail),
    secure_delete=True,
)


@dataclass(frozen=True, slots=True)
class GivenFeedback:
    """What a reader thought of an answer, with what an administrator needs to look into it."""

    user: str
    conversation_id: str
    turn: KeptTurn
    given_at: datetime


class Workspace:
    """Open conversations; usable from several threads and by several pages at once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, url: str) -> Workspace:
        """Open the conversations at a SQLAlchemy URL, creating them where there are none.

        Raises ``StorageFailed`` (``DiskFull``, ``DataFolderReadOnly``) or ``WorkspaceDamaged``.
        """
        return cls(Database.open(url, _SCHEMA))

    @classmethod
    def in_folder(cls, data_dir: Path) -> Workspace:
        """Open the conversations that are kept in a data folder."""
        return cls.open(f"sqlite:///{data_dir.absolute() / 'workspace.sqlite3'}")

    def close(self) -> None:
        """Release every connection."""
        self._database.close()

    @property
    def database(self) -> Database:
        """Where it is kept, for what is kept beside conversations."""
        return self._database

    # ---- reading -----------------------------------------------------------------------------------------------

    def conversations(self, user: str, search: str = "") -> tuple[ConversationSummary, ...]:
        """List a user's conversations, latest turn first; ``search`` keeps those that hold all of its words.

        Case, tone marks, width and the Chinese script do not matter.
        """
        query = select(ConversationRow.__table__).where(ConversationRow.owner == user)
        for word in searched_form(search).split()[:MOST_SEARCH_WORDS]:
            query = query.where(_holds(word))
        query = query.order_by(ConversationRow.changed_at.desc(), ConversationRow.conversation_id)
        with self._database.reading() as connection:
            return tuple(_summary(row) for row in connection.execute(query).mappings())

    def conversation(self, user: str, conversation_id: str) -> KeptConversation:
        """Give a conversation whole; raises ``UnknownConversation``, for another user's too."""
        turns = select(TurnRow.__table__).where(TurnRow.conversation_id == conversation_id).order_by(TurnRow.number)
        with self._database.reading() as connection:
            row = connection.execute(_owned(user, conversation_id)).mappings().first()
            if row is None:
                raise UnknownConversation(conversation_id=conversation_id)
            rows = connection.execute(turns).mappings().all()
        return KeptConversation(_summary(row), tuple(self._turn(turn) for turn in rows))

    def feedback(self, since: datetime) -> tuple[GivenFeedback, ...]:
        """List what all users said about answers since a moment, latest first."""
        query = (
            select(TurnRow.__table__, ConversationRow.owner)
            .join(ConversationRow, ConversationRow.conversation_id == TurnRow.conversation_id)
            .where(TurnRow.judged_at >= moment_text(since))
            .order_by(TurnRow.judged_at.desc(), TurnRow.conversation_id, TurnRow.number)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(
            GivenFeedback(
                row["owner"], row["conversation_id"], self._turn(row), datetime.fromisoformat(row["judged_at"])
            )
            for row in rows
        )

    def asked(self, since: datetime) -> tuple[AskedQuestion, ...]:
        """List what all users asked since a moment, in no order, with as much of the answers as counting needs."""
        query = (
            select(TurnRow.__table__, ConversationRow.owner)
            .join(ConversationRow, ConversationRow.conversation_id == TurnRow.conversation_id)
            .where(TurnRow.asked_at >= moment_text(since))
        )
        with self._database.reading() as connection:
            return tuple(_asked(row) for row in connection.execute(query).mappings())

    def forget_before(self, moment: datetime) -> int:
        """Delete the conversations of all users in which nothing was asked since a moment; say how many."""
        with self._database.transaction() as connection:
            old = ConversationRow.changed_at < moment_text(moment)
            gone = connection.execute(delete(ConversationRow).where(old)).rowcount
        if gone:
            self._database.compact()
        return gone

    # ---- changing ----------------------------------------------------------------------------------------------

    def keep_turn(self, user: str, conversation_id: str | None, turn: KeptTurn) -> str:
        """Add an answered question to a conversation (``None`` begins one) and give the conversation's id.

        ``turn.number`` does not count: the store numbers turns in the order in which they are kept, without gaps,
        also where two pages add to one conversation at once. Raises ``UnknownConversation``.
        """
        moment = moment_text(datetime.now(UTC))
        with self._database.transaction() as connection:
            if conversation_id is None:
                kept_in, number = _begin(connection, user, turn.question, moment), 1
            else:
                kept_in, number = conversation_id, _next_number(connection, user, conversation_id, moment)
            connection.execute(insert(TurnRow).values(_columns(turn) | {"conversation_id": kept_in, "number": number}))
        return kept_in

    def rename(self, user: str, conversation_id: str, title: str) -> None:
        """Give a conversation another name, or its first question back where the name holds nothing.

        Its place in the list stays. Raises ``UnknownConversation``.
        """
        with self._database.transaction() as connection:
            name = clean_title(title)
            if not name:
                first = select(TurnRow.question).where(TurnRow.conversation_id == conversation_id, TurnRow.number == 1)
                name = clean_title(connection.scalar(first) or "")
            changed = connection.execute(
                update(ConversationRow)
                .where(ConversationRow.conversation_id == conversation_id, ConversationRow.owner == user)
                .values(title=name, searched_title=searched_form(name))
            )
            if changed.rowcount != 1:
                raise UnknownConversation(conversation_id=conversation_id)

    def delete(self, user: str, conversation_id: str) -> None:
        """Forget a conversation for good; raises ``UnknownConversation``."""
        with self._database.transaction() as connection:
            # the owner is in the statement that takes the right to write, so that nobody can add a turn in between
            gone = connection.execute(
                delete(ConversationRow).where(
                    ConversationRow.conversation_id == conversation_id, ConversationRow.owner == user
                )
            )
            if gone.rowcount != 1:
                raise UnknownConversation(conversation_id=conversation_id)
        self._database.compact()

    def forget_user(self, user: str) -> int:
        """Delete every conversation and draft of a user and say how many there were."""
        with self._database.transaction() as connection:
            gone = connection.execute(delete(ConversationRow).where(ConversationRow.owner == user)).rowcount
            gone += connection.execute(delete(DraftRow).where(DraftRow.owner == user)).rowcount
        self._database.compact()
        return gone

    def give_feedback(self, user: str, conversation_id: str, number: int, feedback: Feedback | None) -> None:
        """Say whether an answer was useful, or take that back; raises ``UnknownConversation``."""
        values: dict[str, Any] = {"useful": None, "reason": None, "comment": "", "judged_at": None}
        if feedback is not None:
            values = {
                "useful": feedback.useful,
                "reason": feedback.reason,
                "comment": _without_controls(feedback.comment, keep="\n").strip()[:LONGEST_COMMENT],
                "judged_at": moment_text(datetime.now(UTC)),
            }
        mine = select(ConversationRow.conversation_id).where(
            ConversationRow.conversation_id == conversation_id, ConversationRow.owner == user
        )
        with self._database.transaction() as connection:
            changed = connection.execute(
                update(TurnRow)
                .where(TurnRow.conversation_id.in_(mine.scalar_subquery()), TurnRow.number == number)
                .values(values)
            )
            if changed.rowcount != 1:
                raise UnknownConversation(conversation_id=conversation_id)

    def _turn(self, row: Any) -> KeptTurn:
        try:
            answer, search_filter = ANSWERS.from_json(row["answer"]), FILTERS.from_json(row["search_filter"])
        except ValueError as error:
            raise WorkspaceDamaged(path=self._database.place, detail=str(error)) from error
        feedback = None
        if row["useful"] is not None:
            feedback = Feedback(row["useful"], row["reason"], row["comment"])
        return KeptTurn(
            number=row["number"],
            question=row["question"],
            answer=answer,
            asked_at=datetime.fromisoformat(row["asked_at"]),
            filter=search_filter,
            ignored=frozenset(row["ignored"]),
            feedback=feedback,
        )


def _asked(row: Any) -> AskedQuestion:
    answer: dict[str, Any] = json.loads(row["answer"])["value"]
    return AskedQuestion(
        asked_at=datetime.fromisoformat(row["asked_at"]),
        user=row["owner"],
        question=row["question"],
        language=answer["language"],
        abstained=answer["abstained"],
        reason=answer["reason"],
        mode=answer["mode"],
        seconds=answer["timings"]["total"] / 1000,
        useful=row["useful"],
        feedback=row["reason"],
        comment=row["comment"],
    )


def clean_title(text: str) -> str:
    """A title on one line without control characters, cut to ``LONGEST_TITLE`` characters."""
    title = " ".join(_without_controls(text, keep=" ").split())
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rstrip() + "…"


def searched_form(text: str) -> str:
    """A text as searching compares it: no case, tone marks or width, simplified characters, single spaces."""
    return unmark(" ".join(fold(unicodedata.normalize("NFC", _without_controls(text, keep=" "))).split()))


def _without_controls(text: str, *, keep: str) -> str:
    """Take out control and format characters, private ones and lone surrogates; line breaks become ``keep``."""
    shown = (keep if character in "\r\n\t\u2028\u2029" else character for character in text.replace("\r\n", "\n"))
    return "".join(character for character in shown if character == "\n" or unicodedata.category(character)[0] != "C")


def moment_text(moment: datetime) -> str:
    """A moment as text that sorts: UTC to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _owned(user: str, conversation_id: str) -> Select[Any]:
    return select(ConversationRow.__table__).where(
        ConversationRow.conversation_id == conversation_id, ConversationRow.owner == user
    )


def _holds(word: str) -> Any:
    """The condition that a conversation holds a word in its title, a question or an answer."""
    turns = select(TurnRow.number).where(
        TurnRow.conversation_id == ConversationRow.conversation_id, TurnRow.searched.contains(word, autoescape=True)
    )
    return or_(ConversationRow.searched_title.contains(word, autoescape=True), turns.exists())


def _begin(connection: Connection, user: str, question: str, moment: str) -> str:
    conversation_id, title = secrets.token_hex(16), clean_title(question)
    connection.execute(
        insert(ConversationRow).values(
            conversation_id=conversation_id,
            owner=user,
            title=title,
            searched_title=searched_form(title),
            created_at=moment,
            changed_at=moment,
            turns=1,
        )
    )
    return conversation_id


def _next_number(connection: Connection, user: str, conversation_id: str, moment: str) -> int:
    """Count a conversation on; the statement also takes the right to write, so that no number is given twice."""
    number = connection.scalar(
        update(ConversationRow)
        .where(ConversationRow.conversation_id == conversation_id, ConversationRow.owner == user)
        .values(turns=ConversationRow.turns + 1, changed_at=moment)
        .returning(ConversationRow.turns)
    )
    if number is None:
        raise UnknownConversation(conversation_id=conversation_id)
    return int(number)


def _columns(turn: KeptTurn) -> dict[str, Any]:
    answer = turn.answer
    words: Sequence[str] = (turn.question, answer.standalone or "", answer.text)
    feedback = turn.feedback
    return {
        "question": storable(turn.question),
        "answer": ANSWERS.to_json(answer),
        "asked_at": moment_text(turn.asked_at),
        "search_filter": FILTERS.to_json(turn.filter),
        "ignored": sorted(turn.ignored),
        "searched": searched_form(" ".join(words)),
        "useful": feedback.useful if feedback else None,
        "reason": feedback.reason if feedback else None,
        "comment": feedback.comment if feedback else "",
        "judged_at": moment_text(datetime.now(UTC)) if feedback else None,
    }


def storable(text: str) -> str:
    """A text that every database takes: no lone surrogates, no NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def _summary(row: Any) -> ConversationSummary:
    return ConversationSummary(
        conversation_id=row["conversation_id"],
        title=row["title"],
        created_at=datetime.fromisoformat(row["created_at"]),
        changed_at=datetime.fromisoformat(row["changed_at"]),
        turns=row["turns"],
    )
