"""The lexical index: BM25 over search keys in Tantivy, filtered by document."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import tantivy

from vectorstore.abbreviations import AbbreviationTable, other_forms
from vectorstore.defined_names import DefinedName, find_defined_names
from vectorstore.errors import IndexDamaged, IndexLocked
from vectorstore.search_text import index_keys, keys_of_words, read_query, split_words
from vectorstore.tone_marks import TypedSyllable, mark_terms

_WRITER_HEAP_BYTES = 15_000_000
"""The least that Tantivy accepts for one indexing thread."""
_LISTED_IDS = 1_000
_CHUNKS_PER_LISTED_ID = 100
"""Allowed documents are listed in the query when they are at most so many and few beside the index: listing costs by
their number. Otherwise hits are fetched and checked, which costs by how rare they are."""
_MOST_NAMES = 20_000
_MOST_NORMALISED = 2.2
"""What BM25 with k1 = 1.2 gives at most for each unit of idf (k1 + 1)."""
_EVERY = "1"
"""A term that every chunk holds: its frequency counts removed chunks too, as those of other terms do."""


@dataclass(frozen=True, slots=True)
class LexicalRow:
    """A chunk to be indexed; ``text`` is what it is found by."""

    chunk_id: str
    document_id: str
    text: str


@dataclass(frozen=True, slots=True)
class LexicalHit:
    """A chunk found: its BM25 ``score`` and the same ÷ the sum of the query terms' idf (0..about 2)."""

    chunk_id: str
    document_id: str
    score: float
    normalised: float


class LexicalIndex:
    """One Tantivy index in one folder. What ``add`` and ``remove_documents`` did is found after ``commit`` only.

    One process may write at a time; the first write takes the lock, ``close`` gives it back.
    """

    def __init__(self, folder: Path, index: Any) -> None:
        self._folder = folder
        self._index = index
        self._schema = index.schema
        self._writer: Any | None = None
        self._documents: dict[int, str] = {}
        self._refresh()

    @classmethod
    def open(cls, folder: Path) -> LexicalIndex:
        """Open the index in ``folder``, creating it when the folder holds none.

        Raises:
            IndexDamaged: the folder holds something that cannot be opened.
        """
        folder.mkdir(parents=True, exist_ok=True)
        _drop_unfinished_deletions(folder)
        try:
            index = tantivy.Index(_schema(), path=str(folder), reuse=True)
            index.config_reader(reload_policy="manual", num_warmers=0)
        except (ValueError, OSError) as error:
            raise IndexDamaged(path=str(folder), detail=str(error)) from error
        return cls(folder, index)

    def add(self, rows: Iterable[LexicalRow]) -> None:
        """Put ``rows`` in, each in place of an older one with its chunk id."""
        writer = self._open_writer()
        for row in rows:
            writer.delete_documents_by_term("chunk_id", row.chunk_id)
            document = tantivy.Document()
            document.add_text("chunk_id", row.chunk_id)
            document.add_text("document_id", row.document_id)
            document.add_text("every", _EVERY)
            document.add_unsigned("document_key", _document_key(row.document_id))
            document.add_text("keys", " ".join(index_keys(row.text)))
            document.add_text("marks", " ".join(mark_terms(row.text)))
            document.add_text("names", " ".join(name.term for name in find_defined_names(row.text)))
            writer.add_document(document)

    def remove_documents(self, document_ids: Iterable[str]) -> None:
        """Take every chunk of the documents out."""
        writer = self._open_writer()
        for document_id in document_ids:
            writer.delete_documents_by_term("document_id", document_id)

    def commit(self) -> None:
        """Make everything since the last commit durable and findable."""
        if self._writer is None:
            return
        self._writer.commit()
        self._refresh()

    def count(self) -> int:
        """Number of chunks that can be found."""
        return int(self._searcher.num_docs)

    def chunk_ids(self) -> frozenset[str]:
        """The ids of all chunks that can be found; reads every stored entry."""
        if not self.count():
            return frozenset()
        every = tantivy.Query.const_score_query(tantivy.Query.term_query(self._schema, "every", _EVERY), 0.0)
        return frozenset(chunk for _, chunk, _ in self._fetch(every, self.count(), None))

    def search(self, query: str, k: int, *, document_ids: frozenset[str] | None = None) -> list[LexicalHit]:
        """Find the ``k`` best chunks for ``query``, best first, equal scores by chunk id; of these documents only."""
        wanted = list(read_query(query).keys)
        added = [key for key in self._other_keys(query) if key not in wanted]
        return self._search(wanted, added, k, document_ids)

    def search_keys(
        self, keys: Sequence[str], k: int, *, beside: Sequence[str] = (), document_ids: frozenset[str] | None = None
    ) -> list[LexicalHit]:
        """Find the ``k`` best chunks for these keys; those that no chunk holds do not lower the normalised score.

        ``beside`` are keys that are not looked up but count as sought, whether any chunk holds them or not: what share
        of a question do ``keys`` cover?
        """
        known = [key for key in dict.fromkeys(keys) if self._searcher.doc_freq("keys", key)]
        unmatched = [key for key in dict.fromkeys(beside) if key not in known]
        return self._search(known, [], k, document_ids, unmatched)

    def _search(
        self,
        wanted: Sequence[str],
        added: Sequence[str],
        k: int,
        document_ids: frozenset[str] | None,
        unmatched: Sequence[str] = (),
    ) -> list[LexicalHit]:
        if not wanted or k < 1 or document_ids == frozenset():
            return []
        terms = [tantivy.Query.term_query(self._schema, "keys", key, "freq") for key in [*wanted, *added]]
        best = sum(self._inverse_frequency(key) for key in [*wanted, *unmatched])
        found = self._fetch(
            tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms]), k, document_ids
        )
        hits = [
            LexicalHit(chunk, document, score, min(score / best, _MOST_NORMALISED)) for score, chunk, document in found
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.chunk_id))[:k]

    def syllable_counts(self, plain: str) -> dict[str, int]:
        """How many chunks hold each syllable that is written ``plain`` without its marks."""
        return self._marks(plain)

    def pair_counts(self, first: str, second: str) -> dict[TypedSyllable, int]:
        """How many chunks hold each pair of syllables that are written so without their marks."""
        found = self._marks(f"{first}_{second}")
        return {(left, right): count for term, count in found.items() for left, _, right in (term.partition("_"),)}

    def close(self) -> None:
        """Give the writer's lock back; what was not committed is lost."""
        if self._writer is not None:
            writer, self._writer = self._writer, None
            writer.wait_merging_threads()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open_writer(self) -> Any:
        if self._writer is None:
            try:
                self._writer = self._index.writer(_WRITER_HEAP_BYTES, 1)
            except ValueError as error:
                raise IndexLocked(path=str(self._folder), holder=str(error)) from error
        return self._writer

    def _refresh(self) -> None:
        self._index.reload()
        self._searcher = self._index.searcher()
        terms = self._searcher.terms_with_prefix("names", "", limit=_MOST_NAMES)
        names = (DefinedName.parse(term) for term, _ in terms)
        self._names = AbbreviationTable.of((name.short, name.long) for name in names)

    def _fetch(self, query: Any, k: int, document_ids: frozenset[str] | None) -> list[tuple[float, str, str]]:
        if document_ids is not None and self._are_few(document_ids):
            listed = tantivy.Query.term_set_query(self._schema, "document_id", sorted(document_ids))
            silent = tantivy.Query.const_score_query(listed, 0.0)
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, silent)])
            document_ids = None
        if document_ids is None:
            return [self._read(score, address) for score, address in self._searcher.search(query, k, count=False).hits]
        limit = 4 * k
        while True:
            hits = self._searcher.search(query, limit, count=False).hits
            allowed = self._allowed(hits, document_ids)
            if len(allowed) >= k or len(hits) < limit:
                return [self._read(score, address) for score, address in allowed[:k]]
            limit *= 8

    def _are_few(self, document_ids: frozenset[str]) -> bool:
        return len(document_ids) <= min(_LISTED_IDS, self.count() // _CHUNKS_PER_LISTED_ID)

    def _allowed(self, hits: list[tuple[float, Any]], document_ids: frozenset[str]) -> list[tuple[float, Any]]:
        keys = self._searcher.fast_field_values("document_key", [address for _, address in hits])
        return [hit for hit, key in zip(hits, keys, strict=True) if self._document_of(int(key), hit[1]) in document_ids]

    def _document_of(self, key: int, address: Any) -> str:
        if key not in self._documents:
            self._documents[key] = self._read(0.0, address)[2]
        return self._documents[key]

    def _read(self, score: float, address: Any) -> tuple[float, str, str]:
        document = self._searcher.doc(address)
        return score, document.get_first("chunk_id"), document.get_first("document_id")

    def _inverse_frequency(self, key: str) -> float:
        """The weight that BM25 gives a term: ln(1 + (N − n + ½) ÷ (n + ½)), N chunks, n of them with the term."""
        holding = self._searcher.doc_freq("keys", key)
        total = self._searcher.doc_freq("every", _EVERY)
        return math.log(1 + (total - holding + 0.5) / (holding + 0.5))

    def _other_keys(self, query: str) -> list[str]:
        """The keys of the other forms of names in ``query`` that documents define."""
        if not self._names.forms:
            return []
        forms = (form for run in split_words(query) for form in other_forms(tuple(run), self._names))
        return list(dict.fromkeys(key for form in forms for key in keys_of_words(form)))

    def _marks(self, plain: str) -> dict[str, int]:
        terms = self._searcher.terms_with_prefix("marks", f"{plain}=", limit=200)
        return {term[len(plain) + 1 :]: count for term, count in terms}


def _drop_unfinished_deletions(folder: Path) -> None:
    """Delete lists of deleted chunks that were written but never committed, because the process was killed.

    Tantivy numbers such a list by the operations since the last commit; the next one can come to the same number and
    then fails for ever, because it never overwrites a file.
    """
    try:
        segments = json.loads((folder / "meta.json").read_text(encoding="utf-8"))["segments"]
        lists = [(one["segment_id"], one["deletes"]["opstamp"]) for one in segments if one.get("deletes")]
    except (OSError, ValueError, KeyError, TypeError):
        return  # a new index, or one whose opening says what is wrong with it
    committed = {f"{segment.replace('-', '')}.{opstamp}.del" for segment, opstamp in lists}
    for path in folder.glob("*.del"):
        if path.name not in committed:
            path.unlink(missing_ok=True)


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("chunk_id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("document_id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("every", stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("document_key", stored=False, indexed=False, fast=True)
    builder.add_text_field("keys", stored=False, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("marks", stored=False, tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("names", stored=False, tokenizer_name="whitespace", index_option="basic")
    return builder.build()


def _document_key(document_id: str) -> int:
    """A number for a document that fits a fast column (63 bits of a digest)."""
    return int.from_bytes(hashlib.blake2b(document_id.encode(), digest_size=8).digest(), "big") >> 1
