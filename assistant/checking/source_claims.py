"""Sources read once, to be held against any number of claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.answering.answer_terms import text_keys
from assistant.checking.source_sentences import SourceSentence
from assistant.checking.statements import Statement, read_statement
from vectorstore.records import Language


@dataclass(frozen=True)
class Source:
    """A source sentence with what it states; what its context states is read when it is first needed."""

    sentence: SourceSentence
    statement: Statement

    @cached_property
    def context_keys(self) -> frozenset[str]:
        """The search keys of the context."""
        return text_keys(self.sentence.context)

    @cached_property
    def heading_keys(self) -> frozenset[str]:
        """The search keys of the heading above."""
        return text_keys(self.sentence.heading)

    @cached_property
    def context_statements(self) -> tuple[Statement, ...]:
        """The lines of the context, read like sentences."""
        return tuple(
            read_statement(line, self.sentence.language) for line in self.sentence.context.split("\n") if line.strip()
        )

    @property
    def language(self) -> Language:
        return self.sentence.language


@dataclass(frozen=True, slots=True)
class SourceClaims:
    """The sources of a text, in the order given."""

    sources: tuple[Source, ...]

    @classmethod
    def of(cls, sentences: Sequence[SourceSentence] | SourceClaims) -> SourceClaims:
        """Read every source once; what is read already is given back."""
        if isinstance(sentences, SourceClaims):
            return sentences
        return cls(tuple(Source(one, read_statement(one.text, one.language)) for one in sentences))

    @property
    def keys(self) -> frozenset[int]:
        """The citation keys that exist."""
        return frozenset(source.sentence.key for source in self.sources)
