"""What one check of a claim found wrong."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answering.answer import FindingCode


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something at ``text[start:end]`` of a claim; ``expected`` is what the source numbered ``source`` says."""

    code: FindingCode
    start: int
    end: int
    expected: str | None = None
    source: int | None = None
