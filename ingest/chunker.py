"""Cut clean text into chunks: stretches that are embedded, found and shown as a unit.

Chunks follow the structure of the text. A heading opens a chunk unless what stands before it is very short; within
a section chunks are of about the same length and end with a paragraph where one ends near by, else with a list item
or a table row, else with a sentence. Only a sentence that is too long by itself is cut inside, at a clause mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass

from ingest.chunk_units import Unit, split_units
from ingest.documents import CleanDocument
from ingest.sentences import cut_long
from vectorstore.chinese_text import HAN
from vectorstore.readable_text import readable_form
from vectorstore.records import Chunk, ReportMetadata

_HAN_LETTER = re.compile(f"[{HAN}]")
_LONGEST_TITLE = 240
_LONGEST_HEADING = 120
_FEWEST_TOKENS = 16


@dataclass(frozen=True, slots=True)
class ChunkerConfig:
    """Sizes in characters of clean text; a Han character says about as much as three Latin letters.

    ``max_tokens`` bounds the embedded text by the embedding model's own count. Sections shorter than
    ``small_share`` of the target are joined with what follows.
    """

    target_latin: int = 600
    target_han: int = 220
    max_tokens: int = 500
    small_share: float = 0.3
    version: str = "1"

    def parts(self) -> dict[str, object]:
        """What of the configuration the index identity must hold."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Draft:
    """The units of one chunk to be."""

    units: tuple[Unit, ...]

    @property
    def start(self) -> int:
        return self.units[0].start

    @property
    def end(self) -> int:
        return self.units[-1].end

    @property
    def length(self) -> int:
        return self.end - self.start

    @property
    def only_headings(self) -> bool:
        return all(unit.opens_section for unit in self.units)


def chunk_document(
    clean: CleanDocument,
    metadata: ReportMetadata,
    document_id: str,
    config: ChunkerConfig,
    count_tokens: Callable[[str], int],
) -> tuple[Chunk, ...]:
    """Cut a document into chunks that together hold all of its text but the white space between them.

    ``count_tokens`` counts a text as the embedding model will read it, with prompt and special tokens.
    """
    target = config.target_han if _is_han(clean.text) else config.target_latin
    units = split_units(clean, metadata.language, target)
    drafts = _join_small(_drafts(units, target, config.small_share), target, config.small_share)
    writer = _Writer(clean, metadata, document_id, config.max_tokens, count_tokens)
    chunks: list[Chunk] = []
    for draft in drafts:
        chunks.extend(writer.write(draft, len(chunks)))
    return tuple(chunks)


def _is_han(text: str) -> bool:
    sample = text[:20_000]
    return len(_HAN_LETTER.findall(sample)) * 4 > len(sample) - sample.count(" ")


def _drafts(units: Sequence[Unit], target: int, small_share: float) -> Iterator[_Draft]:
    section: list[Unit] = []
    has_body = False
    for unit in units:
        if unit.opens_section and has_body and section[-1].end - section[0].start >= small_share * target:
            yield from _fill(section, target)
            section, has_body = [], False
        section.append(unit)
        has_body = has_body or not unit.opens_section
    yield from _fill(section, target)


def _fill(section: list[Unit], target: int) -> Iterator[_Draft]:
    """Cut a section into as few chunks as the target allows, of about the same length."""
    if not section:
        return
    total = section[-1].end - section[0].start
    share = total / max(1, -(-total // target))
    current: list[Unit] = []
    for unit in section:
        if current and _is_full(current, unit, share, target):
            yield _Draft(tuple(current))
            current = []
        current.append(unit)
    yield _Draft(tuple(current))


def _is_full(current: list[Unit], unit: Unit, share: float, target: int) -> bool:
    """Tell whether ``unit`` should open the next chunk: paragraphs may end a chunk a little early."""
    if all(one.opens_section for one in current):
        return False
    length = current[-1].end - current[0].start
    with_unit = unit.end - current[0].start
    if with_unit > 1.2 * target:
        return True
    if unit.opens_paragraph and length >= 0.8 * share:
        return True
    return with_unit - share > share - length and length >= 0.5 * share


def _join_small(drafts: Iterator[_Draft], target: int, small_share: float) -> list[_Draft]:
    """Join a chunk too short to stand alone, and headings with nothing under them, to the one before."""
    joined: list[_Draft] = []
    for draft in drafts:
        fits = bool(joined) and draft.end - joined[-1].start <= 1.3 * target
        small = draft.length < small_share * target and not draft.units[0].opens_section
        if fits and (small or draft.only_headings):
            joined[-1] = _Draft(joined[-1].units + draft.units)
        else:
            joined.append(draft)
    return joined


@dataclass(frozen=True, slots=True)
class _Writer:
    clean: CleanDocument
    metadata: ReportMetadata
    document_id: str
    max_tokens: int
    count_tokens: Callable[[str], int]

    def write(self, draft: _Draft, index: int) -> Iterator[Chunk]:
        """Write a draft as one chunk, or as several when the model would not take it whole."""
        embedded = self._embedded_text(draft)
        if self.count_tokens(embedded) <= self.max_tokens or draft.length <= _FEWEST_TOKENS:
            yield self._chunk(draft, index, embedded)
            return
        for half in self._halves(draft):
            written = 0
            for chunk in self.write(half, index):
                yield chunk
                written += 1
            index += written

    def _halves(self, draft: _Draft) -> tuple[_Draft, ...]:
        if len(draft.units) == 1:
            unit = draft.units[0]
            pieces = cut_long(self.clean.text, unit.start, unit.end, -(-draft.length * 3 // 5))
            return tuple(_Draft((unit.part(start, end),)) for start, end in pieces)
        middle = draft.start + draft.length / 2
        cuts = range(1, len(draft.units))
        paragraphs = [cut for cut in cuts if draft.units[cut].opens_paragraph]
        near = [cut for cut in paragraphs if abs(draft.units[cut].start - middle) < draft.length / 4]
        cut = min(near or cuts, key=lambda place: abs(draft.units[place].start - middle))
        return _Draft(draft.units[:cut]), _Draft(draft.units[cut:])

    def _chunk(self, draft: _Draft, index: int, embedded: str) -> Chunk:
        first = next((unit for unit in draft.units if not unit.opens_section), draft.units[-1])
        return Chunk(
            chunk_id=f"{self.document_id}:{index}",
            document_id=self.document_id,
            index=index,
            text=self.clean.text[draft.start : draft.end],
            char_start=draft.start,
            char_end=draft.end,
            page=draft.units[0].page,
            heading_path=first.heading_path,
            embedded_text=embedded,
        )

    def _embedded_text(self, draft: _Draft) -> str:
        text = self.clean.text[draft.start : draft.end]
        first = next((unit for unit in draft.units if not unit.opens_section), draft.units[-1])
        context = [line for line in self._context_lines() if line not in text]
        context += [heading[:_LONGEST_HEADING] for heading in first.heading_path if heading not in text]
        if draft.units[0].table_header:
            context.append(draft.units[0].table_header[:_LONGEST_TITLE])
        lines = "\n".join(dict.fromkeys(context))
        if len(lines) > self.max_tokens // 2 and self.count_tokens(readable_form(lines)) * 2 > self.max_tokens:
            return readable_form(text)
        return readable_form(f"{lines}\n{text}" if lines else text)

    def _context_lines(self) -> list[str]:
        metadata = self.metadata
        title = metadata.title if metadata.title and len(metadata.title) <= _LONGEST_TITLE else None
        issuer = metadata.issuer if metadata.issuer and metadata.issuer not in (title or "") else None
        period = f"{metadata.period.start.isoformat()} – {metadata.period.end.isoformat()}" if metadata.period else None
        return [line for line in (title, issuer, period) if line]
