"""What one visitor may do with the assistant: the only service that a page is given.

Nothing here filters results. A visitor's service reads from a library that holds the visitor's collections and nothing
else (``Service.within``), so that searches, answers, drafts, lists and counts cannot know of more. What is added to
``Service`` is reached from here only through a method of this class that asks ``_need`` first, and
``self._seen`` – never ``self._whole`` – is what it reads from. A part that keeps something for users (drafts, jobs)
takes the name from ``self.visitor``, never from the page; ``_own`` refuses any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from assistant.answering.answer import Answer, AnswerEvent, Verification
from assistant.closed_answers import close_conversation
from assistant.confidentiality import mark_report
from assistant.conversations import (
    ConversationSummary,
    Exchange,
    ExportFormat,
    Feedback,
    KeptConversation,
    KeptTurn,
)
from assistant.errors import NotAllowed, UnknownConversation
from assistant.people.values import AuditAction, Role, Visitor
from assistant.views import LibrarySummary, ModelState, Readiness, ReportSummary, ReportView, SourceView
from vectorstore.records import Language, SearchFilter, SearchResult

if TYPE_CHECKING:
    from assistant.cancellation import Cancellation
    from assistant.drafting.draft import Brief, Draft
    from assistant.drafting.draft_check import CheckSheet
    from assistant.people.people import People
    from assistant.service import Service
    from assistant.visitor_care import VisitorCare
    from assistant.visitor_drafts import VisitorDrafts
    from ingest.outcomes import IngestOutcome, IngestProgress

EVERYTHING = SearchFilter()


class VisitorService:
    """The calls that a visitor may make; every other raises ``NotAllowed``, and is noted in the audit log.

    A document outside the visitor's collections is ``UnknownDocument``, as one that does not exist: nobody learns that
    there is one.
    """

    def __init__(self, whole: Service, visitor: Visitor) -> None:
        self.visitor = visitor
        self._whole = whole
        self._seen = whole if visitor.readable is None else whole.within(visitor.readable)

    # ---- asking: every role ------------------------------------------------------------------------------------

    def stream(
        self,
        question: str,
        *,
        filter: SearchFilter = EVERYTHING,
        language: Language | None = None,
        ignored: frozenset[str] = frozenset(),
        history: Sequence[Exchange] = (),
        cancellation: Cancellation | None = None,
    ) -> Iterator[AnswerEvent]:
        """Answer step by step from what the visitor may read."""
        self._note_question("asked", question)
        return self._seen.stream(
            question, filter=filter, language=language, ignored=ignored, history=history, cancellation=cancellation
        )

    def ask(
        self,
        question: str,
        *,
        filter: SearchFilter = EVERYTHING,
        language: Language | None = None,
        history: Sequence[Exchange] = (),
    ) -> Answer:
        """Answer at once from what the visitor may read."""
        self._note_question("asked", question)
        return self._seen.ask(question, filter=filter, language=language, history=history)

    def search(self, query: str, k: int = 10, *, filter: SearchFilter = EVERYTHING) -> SearchResult:
        """Find the passages that fit best among what the visitor may read."""
        return self._seen.search(query, k, filter=filter)

    def model_state(self) -> ModelState:
        """Say which language model writes answers."""
        return self._whole.model_state()

    def ready(self) -> Readiness:
        """Tell whether the visitor's questions can be answered now."""
        return self._seen.ready()

    # ---- the library: every role, what the visitor may read ------------------------------------------------------

    def reports(self, filter: SearchFilter = EVERYTHING) -> list[ReportSummary]:
        """List the documents that the visitor may read."""
        is_marked = self._seen.confidentiality()
        return [mark_report(one, is_marked) for one in self._seen.reports(filter)]

    def report(self, document_id: str) -> ReportView:
        """Show one document whole; raises ``UnknownDocument``."""
        view = self._seen.report(document_id)
        return replace(view, summary=mark_report(view.summary, self._seen.confidentiality()))

    def source_view(self, document_id: str, char_start: int, char_end: int) -> SourceView:
        """Show a stretch of a document in its context; raises ``UnknownDocument``."""
        view = self._seen.source_view(document_id, char_start, char_end)
        return replace(view, summary=mark_report(view.summary, self._seen.confidentiality()))

    def library_summary(self) -> LibrarySummary:
        """Count what the visitor may read."""
        return self._seen.library_summary()

    def example_questions(self, language: Language) -> tuple[str, ...]:
        """Suggest questions that the visitor's documents can answer."""
        return self._seen.example_questions(language)

    # ---- conversations: every role, one's own ----------------------------------------------------------------------

    def conversations(self, user: str, search: str = "") -> tuple[ConversationSummary, ...]:
        """List the visitor's conversations; words of answers that are closed by now find nothing."""
        found = self._whole.conversations(self._own(user), search)
        if not search.strip() or self.visitor.readable is None:
            return found
        return tuple(one for one in found if self._still_holds(one, search))

    def conversation(self, user: str, conversation_id: str) -> KeptConversation:
        """Give a conversation of the visitor; quotations from what it may not read any more are closed."""
        kept = self._whole.conversation(self._own(user), conversation_id)
        return kept if self.visitor.readable is None else close_conversation(kept, self._is_open())

    def keep_turn(self, user: str, conversation_id: str | None, turn: KeptTurn) -> str:
        """Add an answered question to a conversation of the visitor."""
        return self._whole.keep_turn(self._own(user), conversation_id, turn)

    def rename_conversation(self, user: str, conversation_id: str, title: str) -> None:
        """Give a conversation of the visitor another name."""
        self._whole.rename_conversation(self._own(user), conversation_id, title)

    def delete_conversation(self, user: str, conversation_id: str) -> None:
        """Forget a conversation of the visitor."""
        self._whole.delete_conversation(self._own(user), conversation_id)

    def export_conversation(
        self, user: str, conversation_id: str, form: ExportFormat, language: Language
    ) -> tuple[str, bytes]:
        """Give a conversation of the visitor as a file, closed where the visitor may not read any more."""
        from assistant.conversation_export import export_conversation

        file = export_conversation(self.conversation(user, conversation_id), form, language)
        self._note("exported", conversation_id, detail=form)
        return file

    def give_feedback(self, user: str, conversation_id: str, number: int, feedback: Feedback | None) -> None:
        """Say whether an answer was useful."""
        self._whole.give_feedback(self._own(user), conversation_id, number, feedback)

    # ---- checking and drafting: writers ----------------------------------------------------------------------------

    def verify(
        self,
        text: str,
        *,
        sources: frozenset[str] = frozenset(),
        language: Language | None = None,
        cancellation: Cancellation | None = None,
    ) -> Verification:
        """Check any text against what the visitor may read."""
        self._need("writer", "checked")
        self._note_question("checked", text)
        return self._seen.verify(text, sources=sources, language=language, cancellation=cancellation)

    def draft(
        self,
        request: str,
        *,
        genre: str | None = None,
        language: Language | None = None,
        sources: Sequence[str] = (),
        cancellation: Cancellation | None = None,
    ) -> Draft:
        """Draft a text from what the visitor may read."""
        from assistant.drafting.draft_brief import read_brief

        return self.draft_from(read_brief(request, genre=genre, language=language, sources=sources), cancellation)

    def draft_from(self, brief: Brief, cancellation: Cancellation | None = None) -> Draft:
        """Draft a text from a brief, from what the visitor may read."""
        self._need("writer", "drafted")
        self._note_question("drafted", brief.request)
        return self._seen.draft_from(brief, cancellation)

    def check_draft(self, draft: Draft) -> CheckSheet:
        """Give the check sheet of a draft."""
        self._need("writer", "checked")
        return self._seen.check_draft(draft)

    @property
    def drafts(self) -> VisitorDrafts:
        """Everything about the visitor's drafts, from what it may read."""
        from assistant.visitor_drafts import VisitorDrafts

        self._need("writer", "drafted")
        return VisitorDrafts(
            self._seen,
            self.visitor,
            note_text=lambda action, draft_id, text: self._note_question(action, text, draft_id),
            note_export=lambda draft_id, form: self._note("exported", draft_id, detail=form),
        )

    # ---- changing the library: where it was granted ------------------------------------------------------------------

    def ingest(
        self,
        paths: Iterable[Path],
        *,
        collection: str = "default",
        check_content: bool = False,
        on_progress: Callable[[IngestProgress], None] | None = None,
    ) -> Iterator[IngestOutcome]:
        """Add files to a collection that the visitor may write."""
        if not self.visitor.may("write", collection):
            self._refuse("uploaded", collection=collection)
        outcomes = self._whole.ingest(
            paths, collection=collection, check_content=check_content, on_progress=on_progress
        )
        return self._noted(outcomes, collection)

    def remove(self, document_id: str) -> None:
        """Take a document out that stands in collections which the visitor manages, and in no others.

        Raises ``UnknownDocument`` for one that the visitor may not read, ``NotAllowed`` for one that it may not remove.
        """
        self._seen.library.document(document_id)
        record = self._whole.library.document(document_id)
        if not all(self.visitor.may("manage", name) for name in record.collections):
            self._refuse("removed", document_id, collection=record.collection)
        self._whole.remove(document_id)
        name = record.metadata.title or Path(record.source).name
        self._note("removed", document_id, collection=record.collection, detail=name)

    @property
    def care(self) -> VisitorCare:
        """What the visitor may do to look after the library; each call asks for its right."""
        from assistant.visitor_care import VisitorCare

        return VisitorCare(self._whole, self._seen, self.visitor, self.reports)

    # ---- looking after everything: administrators --------------------------------------------------------------------

    @property
    def people(self) -> People:
        """Accounts, rights and the audit log, for administrators; pass ``by=visitor.actor`` to what changes them."""
        self._need("administrator", "account_changed")
        return self._whole.people

    @property
    def administration(self) -> Service:
        """Everything without restriction, for administrators."""
        self._need("administrator", "maintenance")
        return self._whole

    def collections(self) -> tuple[str, ...]:
        """List the collections that the visitor may read and that hold something."""
        return self._seen.collections()

    # ---- inside ----------------------------------------------------------------------------------------------------

    def _need(self, role: Role, action: AuditAction) -> None:
        if not self.visitor.is_at_least(role):
            self._refuse(action)

    def _refuse(self, action: AuditAction, object: str = "", *, collection: str = "") -> NoReturn:
        self._whole.people.note(
            self.visitor.actor, "refused", object, collection=collection, outcome=NotAllowed.code, detail=action
        )
        raise NotAllowed

    def _own(self, user: str) -> str:
        """The visitor's name; asking under another finds nothing."""
        if user != self.visitor.name:
            raise UnknownConversation(conversation_id="")
        return user

    def _note(self, action: AuditAction, object: str = "", *, collection: str = "", detail: str = "") -> None:
        self._whole.people.note(self.visitor.actor, action, object, collection=collection, detail=detail)

    def _note_question(self, action: AuditAction, text: str, object: str = "") -> None:
        wanted = self._whole.parts.settings.audit.questions
        if wanted != "off":
            self._note(action, object, detail=text if wanted == "text" else "")

    def _noted(self, outcomes: Iterator[IngestOutcome], collection: str) -> Iterator[IngestOutcome]:
        for outcome in outcomes:
            self._whole.people.note(
                self.visitor.actor,
                "uploaded",
                outcome.document_id or "",
                collection=collection,
                outcome=outcome.code or "done",
                detail=Path(outcome.source).name,
            )
            yield outcome

    def _is_open(self) -> Callable[[str], bool]:
        records = self._seen.library.view.records
        return lambda document_id: document_id in records

    def _still_holds(self, summary: ConversationSummary, search: str) -> bool:
        """Tell whether a conversation holds the words in what of it is open."""
        from assistant.workspace import searched_form

        kept = self._whole.conversation(self.visitor.name, summary.conversation_id)
        closed = close_conversation(kept, self._is_open())
        if closed is kept:
            return True
        texts = [summary.title, *(text for turn in closed.turns for text in (turn.question, turn.answer.text))]
        held = searched_form(" ".join(texts))
        return all(word in held for word in searched_form(search).split())
