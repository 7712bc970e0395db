"""Whether a draft holds a fact, and which of its figures nothing bears out: no code of the drafting is used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from assistant.answering.answer_terms import content_keys, coverage, text_keys
from assistant.drafting.draft import Draft, DraftBlock
from assistant.drafting.draft_writer import HEAD_AND_FOOT
from ingest.dates import find_dates
from ingest.figures import find_figures
from ingest.folding import fold
from vectorstore.records import Language

EVIDENCE_HELD: Final = 0.7
EVIDENCE_WHOLE: Final = 0.95


def body(draft: Draft) -> tuple[DraftBlock, ...]:
    """The blocks between head and foot."""
    return tuple(block for block in draft.blocks if block.kind not in HEAD_AND_FOOT)


def stated(text: str, language: Language) -> set[tuple[str, str]]:
    """Values with operators, and days, that a text states."""
    figures = {(str(one.value.normalize()), one.op) for one in find_figures(text, language)}
    figures |= {(str(one.high.normalize()), one.op) for one in find_figures(text, language) if one.high is not None}
    return figures | {(str(one.value), "=") for one in find_dates(text, language)}


def unsupported_figures(draft: Draft) -> list[str]:
    """Figures of the body that neither a cited quotation nor the request states; blanks do not count."""
    quotes = {one.key: one.quote for one in draft.citations}
    requested = stated(draft.brief.request, draft.brief.language)
    found = []
    for block in body(draft):
        held = set(requested)
        for key in block.citations:
            for language in ("vi", "zh", "en"):
                held |= stated(quotes[key], language)
        for figure in find_figures(block.text, draft.brief.language):
            inside = any(blank.start <= figure.start < blank.end for blank in block.blanks)
            if not inside and figure.confidence >= 0.6 and (str(figure.value.normalize()), figure.op) not in held:
                found.append(f"{figure.surface}: {block.text[:80]}")
    return found


def holds_fact(draft: Draft, values: Sequence[Sequence[str]], words: Sequence[str], evidence: str) -> bool:
    """Whether one block holds all values with their operators beside the words, or the evidence itself."""
    language = draft.brief.language
    wanted = {(plain_number(value), op) for value, _, op in values}
    whole = "\n".join(block.text for block in draft.blocks)
    if evidence:
        share = coverage(content_keys(evidence, language), text_keys(whole))
        if share >= EVIDENCE_WHOLE:
            return True
        return share >= EVIDENCE_HELD and wanted <= stated(whole, language)
    return any(
        wanted <= stated(block.text, language) and all(fold(word) in fold(block.text) for word in words)
        for block in draft.blocks
    )


def plain_number(value: str) -> str:
    """A number as ``Decimal`` writes it when normalised; anything else as it is."""
    from decimal import Decimal, InvalidOperation

    try:
        return str(Decimal(str(value)).normalize())
    except InvalidOperation:
        return str(value)
