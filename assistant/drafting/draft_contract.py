"""The JSON of a draft, as ``baocao draft`` prints it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from assistant.contract import Json, encode_citation, encode_figure
from assistant.drafting.draft_check import notice_text

if TYPE_CHECKING:
    from assistant.answering.answer import Notice
    from assistant.drafting.draft import Brief, Draft, DraftBlock
    from vectorstore.records import Language


def encode_draft(
    draft: Draft, *, elapsed_ms: float, first_part_ms: float | None = None, files: Mapping[str, str] | None = None
) -> Json:
    """The answer of ``baocao draft``; ``files`` are those written, by name (``review``, ``clean``, ``check``).

    ``first_part_ms`` is when the first part stood as a language model left it; ``None`` where none wrote.
    """
    language = draft.brief.language
    elapsed = {"total": round(elapsed_ms, 2)}
    if first_part_ms is not None:
        elapsed["first_part"] = round(first_part_ms, 2)
    return {
        "title": draft.title,
        "genre": draft.brief.genre,
        "language": language,
        "profile": draft.profile,
        "brief": encode_brief(draft.brief),
        "blocks": [_block(block, language) for block in draft.blocks],
        "gaps": [{"part": gap.part, "wanted": gap.wanted} for gap in draft.gaps],
        "sources": [encode_citation(citation) for citation in draft.citations],
        "notices": [_notice(one, language) for one in draft.notices],
        "files": dict(files or {}),
        "elapsed_ms": elapsed,
        "provenance": dict(draft.provenance),
    }


def encode_brief(brief: Brief) -> Json:
    """What was understood from a request; ``inferred`` names what it did not say itself."""
    return {
        "genre": brief.genre,
        "variant": brief.variant,
        "language": brief.language,
        "subject": brief.subject,
        "occasion": brief.occasion,
        "speaker": brief.speaker,
        "speaker_post": brief.speaker_post,
        "issuer": brief.issuer,
        "addressee": brief.addressee,
        "audience": brief.audience,
        "period": str(brief.period) if brief.period else None,
        "words": brief.words,
        "most_words": brief.most_words,
        "points": list(brief.points),
        "constraints": list(brief.constraints),
        "guests": list(brief.guests),
        "inferred": list(brief.inferred),
    }


def _notice(notice: Notice, language: Language) -> Json:
    return {"code": notice.code, "facts": dict(notice.facts), "message": notice_text(notice, language)}


def _block(block: DraftBlock, language: Language) -> Json:
    return {
        "kind": block.kind,
        "level": block.level,
        "part": block.part,
        "text": block.text,
        "written_by": block.written_by,
        "citations": list(block.citations),
        "figures": [
            encode_figure(figure) | {"char_start": figure.start, "char_end": figure.end} for figure in block.figures
        ],
        "blanks": [{"char_start": one.start, "char_end": one.end, "wanted": one.wanted} for one in block.blanks],
        "notices": [_notice(one, language) for one in block.notices],
    }
