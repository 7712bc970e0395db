"""The facade that every interface calls: ask, search, add, list, show, remove."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.answering.answer import Answer, AnswerEvent, Verification
from assistant.answering.example_questions import suggest_questions
from assistant.confidentiality import IsConfidential, mark_answer, mark_draft, mark_events
from assistant.conversations import (
    ConversationSummary,
    Exchange,
    ExportFormat,
    Feedback,
    KeptConversation,
    KeptTurn,
)
from assistant.engines import Engines, Parts
from assistant.errors import ChatModelAbsent, EmptyQuestion, LibraryEmpty, QuestionTooLong
from assistant.library_parts import ConfiguredParts, build_work, child_workshops, start_work
from assistant.report_views import describe_refusal, summarise_library, summarise_record, view_report, view_source
from assistant.resolving import resolve_document
from assistant.restricted_services import RestrictedServices
from assistant.views import LibrarySummary, ModelState, Readiness, ReportSummary, ReportView, SourceView
from ingest.catalogue_bin import Recycling
from ingest.jobs.governor import Governor
from vectorstore.records import Language, SearchFilter, SearchResult

if TYPE_CHECKING:
    from assistant.answering.answer_chain import AnswerChain
    from assistant.answering.prose_step import ProseStep
    from assistant.cancellation import Cancellation
    from assistant.drafting.draft import Brief, Draft
    from assistant.drafting.draft_check import CheckSheet
    from assistant.drafting.draft_desk import DraftDesk
    from assistant.drafting.draft_model import DraftModel
    from assistant.library_care import LibraryCare
    from assistant.people.values import Visitor
    from assistant.visitor_service import VisitorService
    from ingest.jobs.library_work import QueuedLibraryWork
    from ingest.library_reader import LibraryReader
    from ingest.outcomes import IngestOutcome, IngestProgress

EVERYTHING = SearchFilter()
WARMING_QUESTION = "Báo cáo nêu kết quả gì?"
"""Asked once after the start, so that the first reader does not wait for what is loaded on first use."""


class Service:
    """One open library and the assistant over it. Calls may come from several threads.

    This is everything, without asking who wants it: for commands and for administrators. The page gets
    ``for_visitor`` instead. What reads, reads ``self._library`` and nothing else: a service ``within`` some collections
    is this class over a restricted one, so that whatever is built on it is restricted too.
    """

    def __init__(self, parts: Parts, whole: Service | None = None, library: LibraryReader | None = None) -> None:
        self._parts = self.parts = parts
        self._whole = whole
        self._library = self.library = library or parts.library
        self._restricted = RestrictedServices(self)
        self.engines: Engines = Engines(parts, self._library, whole.engines if whole is not None else None)
        self._governor: Governor = whole._governor if whole is not None else Governor()
        self.people = parts.people
        """Accounts, rights over collections and the audit log."""

    def for_visitor(self, visitor: Visitor) -> VisitorService:
        """Give what a visitor may do: the only service that a page may use."""
        from assistant.visitor_service import VisitorService

        return VisitorService(self, visitor)

    def within(self, collections: frozenset[str]) -> Service:
        """Give the same service over what stands in some collections."""
        return self._restricted.within(collections)

    def confidentiality(self) -> IsConfidential:
        """Give what tells of a document, by its id, whether it stands in a collection that is confidential now."""
        confidential, records = self.people.confidential(), self._library.view.records

        def is_confidential(document_id: str) -> bool:
            record = records.get(document_id)
            return record is not None and not confidential.isdisjoint(record.collections)

        return is_confidential

    def collections(self) -> tuple[str, ...]:
        """List the collections that reports or refused files stand in."""
        names = {name for record in self._library.documents() for name in record.collections}
        return tuple(sorted(names | {refusal.collection for refusal in self._library.refusals()}))

    @cached_property
    def jobs(self) -> QueuedLibraryWork:
        """The work on the library that nobody waits for: queue, sources, recycle bin, rebuilds, near-duplicates."""
        return build_work(self._parts.library, self._parts.settings, self._work_parts)

    @cached_property
    def _work_parts(self) -> ConfiguredParts:
        settings, limits = self._parts.settings, self._parts.limits
        workshops = child_workshops(settings, limits)
        embedding = self._parts.configured or self.engines.embedder
        return ConfiguredParts(self._parts.library, settings, embedding, workshops, self._governor, self._adopting)

    def start_work(self) -> None:
        """Begin to do what is queued, and whatever is due, beside answering."""
        start_work(self.jobs, self._work_parts, self._parts.settings)

    def _adopting(self, folder: Path, weights_digest: str) -> Callable[[], None]:
        """Make ready to answer with the search model in a folder; what is returned switches to it at once."""
        from assistant.composition import load_embedder

        current = self._parts.embedder
        same = current is not None and current.weights_digest == weights_digest
        embedder = current if same else load_embedder(self._parts.settings, folder)

        def adopt() -> None:
            self._parts = self.parts = replace(self._parts, embedder=embedder)
            self._restricted = RestrictedServices(self)
            self.engines = Engines(self._parts, self._library)

        return adopt

    # ---- asking ------------------------------------------------------------------------------------------------

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
        """Answer step by step: passages found, text as it is written and checked, the checked answer.

        ``history`` is the conversation so far, oldest first. Raising ``cancellation`` ends the work at once.
        """
        self._check_question(question)
        events = self._streamed(
            lambda: self.engines.answers.stream(
                question, filter=filter, language=language, ignored=ignored, history=history, cancellation=cancellation
            )
        )
        return mark_events(events, self.confidentiality())

    def _streamed(self, begin: Callable[[], Iterator[AnswerEvent]]) -> Iterator[AnswerEvent]:
        with self._governor.question():
            yield from begin()

    def ask(
        self,
        question: str,
        *,
        filter: SearchFilter = EVERYTHING,
        language: Language | None = None,
        history: Sequence[Exchange] = (),
    ) -> Answer:
        """Answer at once."""
        self._check_question(question)
        with self._governor.question():
            answer = self.engines.answers.answer(question, filter=filter, language=language, history=history)
        return mark_answer(answer, self.confidentiality())

    def answering(self) -> tuple[AnswerChain, ProseStep]:
        """Give the chain and the language model's part in it, for calibration.

        Raises ``ChatModelAbsent`` where there is none.
        """
        step = self.engines.answers.prose.step
        if step is None:
            raise ChatModelAbsent(name="-", command="baocao models pull")
        return self.engines.answers, step

    def need_model(self) -> None:
        """Raise why the language model that was asked for by name cannot be had; without a wish there is no need."""
        if self._parts.chat.error is not None:
            raise self._parts.chat.error

    def model_state(self) -> ModelState:
        """Say which language model writes answers, and why not where none does."""
        return self._parts.chat.state()

    def search(self, query: str, k: int = 10, *, filter: SearchFilter = EVERYTHING) -> SearchResult:
        """Find the passages that fit a query best."""
        if not query.strip():
            raise EmptyQuestion
        with self._governor.question():
            return self.engines.retriever.search(query, k, filter=filter)

    # ---- conversations -----------------------------------------------------------------------------------------

    def conversations(self, user: str, search: str = "") -> tuple[ConversationSummary, ...]:
        """List a user's conversations, latest turn first, with those words in them."""
        return self._parts.workspace.conversations(user, search)

    def conversation(self, user: str, conversation_id: str) -> KeptConversation:
        """Give a conversation whole; raises ``UnknownConversation``, for another user's too."""
        return self._parts.workspace.conversation(user, conversation_id)

    def keep_turn(self, user: str, conversation_id: str | None, turn: KeptTurn) -> str:
        """Add an answered question to a conversation (``None`` begins one) and give the conversation's id."""
        return self._parts.workspace.keep_turn(user, conversation_id, turn)

    def rename_conversation(self, user: str, conversation_id: str, title: str) -> None:
        """Give a conversation another name; raises ``UnknownConversation``."""
        self._parts.workspace.rename(user, conversation_id, title)

    def delete_conversation(self, user: str, conversation_id: str) -> None:
        """Forget a conversation for good; raises ``UnknownConversation``."""
        self._parts.workspace.delete(user, conversation_id)

    def export_conversation(
        self, user: str, conversation_id: str, form: ExportFormat, language: Language
    ) -> tuple[str, bytes]:
        """Give a safe file name and the file; raises ``UnknownConversation``."""
        from assistant.conversation_export import export_conversation

        return export_conversation(self.conversation(user, conversation_id), form, language)

    def give_feedback(self, user: str, conversation_id: str, number: int, feedback: Feedback | None) -> None:
        """Say whether an answer was useful, or take that back; raises ``UnknownConversation``."""
        self._parts.workspace.give_feedback(user, conversation_id, number, feedback)

    def verify(
        self,
        text: str,
        *,
        sources: frozenset[str] = frozenset(),
        language: Language | None = None,
        cancellation: Cancellation | None = None,
    ) -> Verification:
        """Check any text, sentence by sentence, against the library or against the documents ``sources`` alone.

        Raises ``TextTooLong``.
        """
        with self._governor.question():
            return self.engines.verifier.verify(text, sources=sources, language=language, cancellation=cancellation)

    def draft(
        self,
        request: str,
        *,
        genre: str | None = None,
        language: Language | None = None,
        sources: Sequence[str] = (),
        cancellation: Cancellation | None = None,
    ) -> Draft:
        """Draft a text from the reports (from ``sources`` alone where any are named), every sentence checked.

        Raises ``DraftError``, ``UnknownDocument`` and ``Cancelled``.
        """
        from assistant.drafting.draft_brief import read_brief

        return self.draft_from(read_brief(request, genre=genre, language=language, sources=sources), cancellation)

    def draft_from(self, brief: Brief, cancellation: Cancellation | None = None) -> Draft:
        """Draft a text from a brief that was read and corrected."""
        with self._governor.question():
            return mark_draft(self.engines.draft_writer.write(brief, cancellation=cancellation), self.confidentiality())

    def check_draft(self, draft: Draft) -> CheckSheet:
        """Give the check sheet of a draft, held also against the reports nearest to its title."""
        from assistant.drafting.draft_check import check_draft

        near = self.engines.retriever.search(draft.title, 20).passages if draft.title.strip() else ()
        return check_draft(draft, self._library, [passage.document_id for passage in near])

    @property
    def drafts(self) -> DraftDesk:
        """What is behind the Draft tab."""
        return self.engines.drafts

    @property
    def draft_model(self) -> DraftModel | None:
        """The language model's part in drafting; ``None`` where there is no model."""
        return self.engines.draft_model

    # ---- the library -------------------------------------------------------------------------------------------

    def ingest(
        self,
        paths: Iterable[Path],
        *,
        collection: str = "default",
        check_content: bool = False,
        on_progress: Callable[[IngestProgress], None] | None = None,
    ) -> Iterator[IngestOutcome]:
        """Add files and folders, one outcome for each file."""
        return self.engines.pipeline.ingest(
            paths, collection=collection, check_content=check_content, on_progress=on_progress
        )

    def remove(self, document_id: str) -> None:
        """Take a report out of the library, into the recycle bin."""
        self._parts.library.remove(document_id, recycling=Recycling())

    def reports(self, filter: SearchFilter = EVERYTHING) -> list[ReportSummary]:
        """List the indexed reports that pass the filter; without a filter the refused files too. Latest first."""
        rows = [summarise_record(record) for record in self._library.documents(filter)]
        if filter.is_empty:
            rows += [describe_refusal(refusal) for refusal in self._library.refusals()]
        return sorted(rows, key=lambda row: (row.changed_at is not None, row.changed_at, row.source), reverse=True)

    def report(self, document_id: str) -> ReportView:
        """Show one document whole; raises ``UnknownDocument``."""
        for refusal in self._library.refusals():
            if describe_refusal(refusal).document_id == document_id:
                return view_report(describe_refusal(refusal), None, None)
        return view_report(
            summarise_record(record := self._library.document(document_id)),
            self._library.text(document_id),
            record.metadata,
        )

    def source_view(self, document_id: str, char_start: int, char_end: int) -> SourceView:
        """Show a stretch of a document in its context; raises ``UnknownDocument``."""
        return view_source(
            summarise_record(self._library.document(document_id)),
            self._library.text(document_id),
            (char_start, char_end),
        )

    def resolve(self, name: str) -> str:
        """The id of the document that ``name`` means: its id, the beginning of one, or its file's path."""
        return resolve_document(self._library.documents(), name)

    def library_summary(self) -> LibrarySummary:
        """Count what the library holds."""
        queued = self.jobs.state().waiting + self.jobs.state().working if "jobs" in self.__dict__ else 0
        records, refused = self._library.documents(), len(self._library.refusals())
        return summarise_library(records, refused=refused, queued=queued, revision=self._library.revision)

    def example_questions(self, language: Language) -> tuple[str, ...]:
        """Suggest up to four questions that the library can answer."""
        return suggest_questions(self._library.documents(), language)

    def ready(self) -> Readiness:
        """Tell whether questions can be answered now."""
        if not self._library.documents():
            return Readiness("trouble", code=LibraryEmpty.code)
        return Readiness("ready")

    def index_facts(self) -> dict[str, Any]:
        """What the indexes were made with, for people who look after the library."""
        identity = self._library.identity
        return {"embedding_model": identity.model_name, "dimension": identity.dimension, "index": identity.digest[:12]}

    def warm(self) -> None:
        """Do once what the first question would otherwise wait for; mend an index that lost vectors."""
        if self._parts.library.missing_vectors or self._parts.library.outdated():
            self.engines.pipeline.repair()
        self._parts.chat.warm_up()
        self._library.warm()
        if self._library.documents():
            self.engines.answers.warm(WARMING_QUESTION)

    def close(self) -> None:
        """End the language model; release the library and the conversations."""
        if "jobs" in self.__dict__:
            self.jobs.stop()
            self.jobs.queue.close()
            self._work_parts.close()
        self._parts.chat.close()
        self._parts.workspace.close()
        self._parts.people.close()
        self._parts.library.close()

    @cached_property
    def care(self) -> LibraryCare:
        """What those who look after the library can do and see."""
        from assistant.library_care import LibraryCare

        return LibraryCare.of(self._parts, self.reports, lambda: self.engines.pipeline)

    # ---- parts -------------------------------------------------------------------------------------------------

    def _check_question(self, question: str) -> None:
        limit = self._parts.settings.search.max_question_characters
        if not any(character.isalnum() for character in question):
            raise EmptyQuestion
        if len(question) > limit:
            raise QuestionTooLong(limit=limit, found=len(question))
