"""A language model's part in drafting over one library: what the service offers where there is a model."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from assistant.cancellation import Cancellation
from assistant.checking.sentence_cosines import sentence_cosines
from assistant.checking.verification import Cosines
from assistant.drafting.draft import Draft
from assistant.drafting.draft_rewriting import PartWriter, rewrite_blocks, rewrite_draft
from assistant.drafting.draft_sources import FactSource
from assistant.drafting.kept_draft import DraftEvent
from assistant.drafting.part_writing import ModelPartWriter
from assistant.language_model.chat_model import ChatModel
from prompts.catalog import default_catalog
from vectorstore.embedder import Embedder


class DraftModel:
    """Holds nothing of any draft; may be used from several threads."""

    def __init__(self, writer: PartWriter, library: FactSource, cosines: Cosines) -> None:
        self._writer = writer
        self._library = library
        self._cosines = cosines

    @property
    def name(self) -> str:
        """The model's name, as provenance has it."""
        return self._writer.name

    def rewrite(
        self, draft: Draft, *, locked: Collection[int] = (), cancellation: Cancellation | None = None
    ) -> Iterator[DraftEvent]:
        """Write a composed draft in the model's words (``rewrite_draft``); ``DraftRewritten`` comes last."""
        return rewrite_draft(
            draft, self._library, self._writer, locked=locked, cosines=self._cosines, cancellation=cancellation
        )

    def revise(
        self, draft: Draft, numbers: Collection[int], instruction: str, *, cancellation: Cancellation | None = None
    ) -> Iterator[DraftEvent]:
        """Change the wording of blocks as asked in free words (``rewrite_blocks``); ``DraftRewritten`` comes last."""
        return rewrite_blocks(
            draft, numbers, instruction, self._library, self._writer, cosines=self._cosines, cancellation=cancellation
        )


def draft_with(model: ChatModel, library: FactSource, embedder: Embedder) -> DraftModel:
    """Put a chat model, the shipped prompts and the comparison by meaning together."""
    return DraftModel(ModelPartWriter(model, default_catalog()), library, sentence_cosines(embedder))
