"""Tells whether two documents are the same report: one text under other page furniture, or a draft and its final.

A sketch (MinHash) of a document's runs of words estimates how much text two documents share. That alone would throw
together the reports of two months, which share every formula: so their numbers must agree as well, and nothing that
both state about themselves (period, number, day) may differ.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from vectorstore.records import ReportMetadata

FINGERPRINT_VERSION: Final = "1"
NearReason = Literal["same_report", "draft_and_final"]

SKETCH_SIZE: Final = 128
_RUN: Final = 4
_MOST_NUMBERS: Final = 2000
_FEWEST_RUNS: Final = 30
"""A text with fewer runs of words is too short to be called the same by its sketch."""
_ROWS_AT_ONCE: Final = 4096

_SAME_TEXT: Final = 0.80
_SAME_CONTAINED: Final = 0.92
_LEAST_SHARE: Final = 0.5
_SAME_NUMBERS: Final = 0.90
_DRAFT_TEXT: Final = 0.60
_DRAFT_NUMBERS: Final = 0.70

_TOKEN: Final = re.compile(r"[㐀-鿿]|[^\W_]+")
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_DRAFT: Final = re.compile(
    r"\bdự\s*thảo\b|\bdu\s*thao\b|\bdu_?thao\b|征求意见稿|送审稿|讨论稿|草案|草稿|徵求意見稿|\bdraft\b", re.IGNORECASE
)
_DRAFT_HEAD: Final = 400
"""Characters at the beginning of a text in which it says that it is a draft."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is kept of a document's text to compare it: ``sketch`` is uint32 of shape (SKETCH_SIZE,)."""

    text_digest: str
    shingles: int
    sketch: NDArray[np.uint32] = field(compare=False)
    numbers: frozenset[str]
    draft: bool


def fingerprint_of(clean_text: str, title: str | None, source: str) -> Fingerprint:
    """Sketch a clean text; that it is a draft may stand at its beginning, in its title or in its file's name."""
    folded = unicodedata.normalize("NFKC", clean_text).casefold()
    tokens = _TOKEN.findall(folded)
    runs = {zlib.crc32(" ".join(tokens[at : at + _RUN]).encode()) for at in range(max(len(tokens) - _RUN + 1, 1))}
    name = source.replace("\\", "/").rsplit("/", 1)[-1].replace("_", " ").replace("-", " ")
    head = unicodedata.normalize("NFC", f"{title or ''}\n{name}\n{clean_text[:_DRAFT_HEAD]}")
    return Fingerprint(
        text_digest=hashlib.sha256(" ".join(tokens).encode()).hexdigest(),
        shingles=len(runs),
        sketch=_sketch(runs),
        numbers=frozenset(sorted(set(_NUMBER.findall(folded)))[:_MOST_NUMBERS]),
        draft=_DRAFT.search(head) is not None,
    )


def estimate(sketch: NDArray[np.uint32], others: NDArray[np.uint32]) -> NDArray[np.float32]:
    """Estimate the share of common runs (Jaccard) between a sketch and each row of ``others``."""
    return np.asarray((others == sketch).mean(axis=1), np.float32)


def judge(
    first: Fingerprint, second: Fingerprint, metadata: tuple[ReportMetadata, ReportMetadata]
) -> tuple[NearReason, float] | None:
    """Say whether two documents are the same report, why, and how much of their text they share (0 to 1)."""
    if _contradict(*metadata, numbers_too=not (first.draft or second.draft)):
        return None
    if first.text_digest == second.text_digest:
        return ("draft_and_final" if first.draft != second.draft else "same_report"), 1.0
    if min(first.shingles, second.shingles) < _FEWEST_RUNS:
        return None
    shared = float(estimate(first.sketch, second.sketch[None, :])[0])
    if first.draft != second.draft:
        agree = _common(first.numbers, second.numbers)
        return ("draft_and_final", shared) if shared >= _DRAFT_TEXT and agree >= _DRAFT_NUMBERS else None
    if shared >= _SAME_TEXT and _common(first.numbers, second.numbers) >= _SAME_NUMBERS:
        return "same_report", shared
    return ("same_report", shared) if _is_part(first, second, shared) else None


def _is_part(first: Fingerprint, second: Fingerprint, shared: float) -> bool:
    """Say whether one is the other with a piece missing: nearly all of its text and numbers are in the larger one."""
    small, large = sorted((first, second), key=lambda one: one.shingles)
    if small.shingles < _LEAST_SHARE * large.shingles:
        return False
    common = shared * (small.shingles + large.shingles) / (1 + shared)
    numbers = len(small.numbers & large.numbers) / len(small.numbers) if small.numbers else 1.0
    return common / small.shingles >= _SAME_CONTAINED and numbers >= _SAME_CONTAINED


def _contradict(first: ReportMetadata, second: ReportMetadata, *, numbers_too: bool) -> bool:
    """Say whether both state something about themselves in which they differ."""
    pairs: list[tuple[object, object]] = [
        (first.language, second.language),
        (first.period, second.period),
        (first.event_date, second.event_date),
    ]
    if numbers_too:
        pairs.append((first.doc_number, second.doc_number))
    return any(one is not None and other is not None and one != other for one, other in pairs)


def _common(first: frozenset[str], second: frozenset[str]) -> float:
    union = first | second
    return len(first & second) / len(union) if union else 1.0


def _sketch(runs: set[int]) -> NDArray[np.uint32]:
    factors, offsets = _hashes()
    values = np.fromiter(runs, np.uint64, len(runs))
    smallest = np.full(SKETCH_SIZE, np.iinfo(np.uint32).max, np.uint32)
    for start in range(0, len(values), _ROWS_AT_ONCE):
        rows = values[start : start + _ROWS_AT_ONCE, None]
        hashed = ((rows * factors + offsets) >> np.uint64(32)).astype(np.uint32)
        smallest = np.minimum(smallest, hashed.min(axis=0))
    return smallest


@lru_cache(maxsize=1)
def _hashes() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The factors (odd) and offsets of the hash functions; fixed for ever, for sketches are stored."""
    generator = np.random.Generator(np.random.PCG64(20240229))
    factors = generator.integers(1, 2**63, SKETCH_SIZE, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    return factors, generator.integers(0, 2**63, SKETCH_SIZE, dtype=np.uint64)
