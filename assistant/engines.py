"""The engines of the assistant over one library: search, answers, checks and drafts, each built when first used."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from vectorstore.errors import ModelUnavailable

if TYPE_CHECKING:
    from assistant.answering.answer_chain import AnswerChain, Prose
    from assistant.answering.prose_step import ProseStep
    from assistant.checking.verifier import Verifier
    from assistant.drafting.draft_desk import DraftDesk
    from assistant.drafting.draft_model import DraftModel
    from assistant.drafting.draft_writer import DraftWriter
    from assistant.language_model.chosen_model import ChosenModel
    from assistant.people.people import People
    from assistant.retrieval.retriever import Retriever
    from assistant.settings import Settings
    from assistant.workspace import Workspace
    from ingest.library import Library
    from ingest.library_reader import LibraryReader
    from ingest.loaders import LoadLimits
    from ingest.pipeline import IngestPipeline
    from vectorstore.embedder import Embedder
    from vectorstore.identity import EmbeddingParts


@dataclass(frozen=True, slots=True)
class Parts:
    """What the service is made of; ``embedder`` is ``None`` where only listing and removing is wanted."""

    library: Library
    embedder: Embedder | None
    settings: Settings
    limits: LoadLimits
    workspace: Workspace
    chat: ChosenModel
    """The language model that writes answers, or none with the reason."""
    people: People
    configured: EmbeddingParts | None = None
    """The search model that the settings name, where it is known without ``embedder`` or is another one."""


class Engines:
    """What ``Service`` asks, answers, checks and drafts with.

    Over some collections only (``whole`` given) the models and what searches have learnt are those of the whole.
    """

    def __init__(self, parts: Parts, library: LibraryReader, whole: Engines | None = None) -> None:
        self._parts = parts
        self._library = library
        self._whole = whole

    @property
    def embedder(self) -> Embedder:
        """The search model; raises ``ModelUnavailable`` where it was not loaded."""
        if self._parts.embedder is None:
            name = self._parts.settings.embedding_model
            raise ModelUnavailable(name=name, tried="not loaded", command=f"baocao models pull {name}")
        return self._parts.embedder

    @cached_property
    def question_embedder(self) -> Embedder:
        """The search model, remembering what it embedded last."""
        if self._whole is not None:
            return self._whole.question_embedder
        from vectorstore.remembering import RememberingEmbedder

        return RememberingEmbedder(self.embedder)

    @cached_property
    def retriever(self) -> Retriever:
        """Finds passages."""
        from assistant.retrieval.retriever import Retriever, RetrieverConfig

        if self._whole is not None:
            return self._whole.retriever.over(self._library)
        return Retriever(self._library, self.question_embedder, RetrieverConfig())

    @cached_property
    def answers(self) -> AnswerChain:
        """Answers questions."""
        from assistant.answering.answer_calibration import calibration_for
        from assistant.answering.answer_chain import AnswerChain

        return AnswerChain(
            self.retriever,
            self._library,
            self.question_embedder,
            calibration_for(self._library),
            self._prose(),
        )

    def _prose(self) -> Prose:
        from assistant.answering.answer_chain import Prose
        from assistant.answering.answer_writing import AnswerWriter, WritingLimits
        from assistant.answering.prose_step import ProseStep, default_leaning
        from assistant.follow_ups.question_completion import FollowUps
        from prompts.catalog import default_catalog

        wanted, model = self._parts.settings.answer, self._parts.chat.model
        step: ProseStep | None = None
        if model is not None:
            writer = AnswerWriter(
                model,
                default_catalog(),
                WritingLimits(
                    wanted.evidence_tokens, wanted.max_tokens, wanted.further_sentences, wanted.further_reach
                ),
            )
            step = ProseStep(writer, self.question_embedder, unsupported=wanted.unsupported, leaning=default_leaning())
        return Prose(step, FollowUps(wanted.history_tokens), self._library.identity.digest[:12])

    @cached_property
    def draft_model(self) -> DraftModel | None:
        """The language model's part in drafting; ``None`` where there is no model."""
        from assistant.drafting.draft_model import draft_with

        model = self._parts.chat.model
        return draft_with(model, self._library, self.question_embedder) if model else None

    @cached_property
    def draft_writer(self) -> DraftWriter:
        """Composes drafts."""
        from assistant.drafting.draft_writer import DraftWriter

        return DraftWriter(self.retriever, self._library, self.question_embedder)

    @cached_property
    def drafts(self) -> DraftDesk:
        """What is behind the Draft tab."""
        from assistant.drafting.draft_desk import DeskParts, DraftDesk
        from assistant.workspace_drafts import DraftStore

        settings = self._parts.settings
        return DraftDesk(
            DeskParts(
                writer=self.draft_writer,
                retriever=self.retriever,
                library=self._library,
                verify=self.verifier.verify,
                store=DraftStore(self._parts.workspace.database),
                houses=settings.data_dir / "house",
                house=settings.draft.house,
                rewriting=self.draft_model,
            )
        )

    @cached_property
    def verifier(self) -> Verifier:
        """Checks any text."""
        from assistant.checking.verifier import Verifier

        limit = self._parts.settings.search.max_verify_characters
        return Verifier(self.retriever, self._library, self.question_embedder, limit=limit)

    @cached_property
    def pipeline(self) -> IngestPipeline:
        """Fills the library."""
        from assistant.library_parts import archive_limits
        from ingest.chunker import ChunkerConfig
        from ingest.pipeline import IngestPipeline

        parts = self._parts
        archives = archive_limits(parts.settings)
        return IngestPipeline(
            parts.library, self.embedder, chunker=ChunkerConfig(), limits=parts.limits, archives=archives
        )
