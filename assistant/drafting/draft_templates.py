"""What a writer can start from: requests for each genre, and a past draft or report for another period."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any, Final

from assistant.drafting.draft import Brief, Genre
from assistant.drafting.draft_brief import read_brief
from assistant.drafting.draft_phrases import fill, period_words
from ingest.catalogue_records import DocumentRecord
from ingest.periods import find_periods
from vectorstore.records import DocumentType, Language, Period

_GENRES: Final[Mapping[DocumentType, Genre]] = {
    "report": "report",
    "speech": "speech",
    "news": "news",
    "plan": "plan",
    "summary": "summary",
}


@cache
def _tables(name: str) -> Mapping[str, Any]:
    return tomllib.loads(files("assistant").joinpath("data", name).read_text("utf-8"))


def templates(language: Language) -> tuple[tuple[str, str], ...]:
    """Requests to start from, in a language: title and request, with 〈 〉 around what is to be filled in."""
    return tuple((one["title"], one["request"]) for one in _tables("draft_templates.toml")[language])


def part_heading(code: str, language: Language) -> str:
    """Word the name of a part for people; the code itself where it has no name."""
    return str(_tables("draft_desk.toml")[language]["part"].get(code, code))


def brief_for_period(brief: Brief, period: Period) -> Brief:
    """The brief of a past draft for another period; the reports that it drew on are not chosen again."""
    language = brief.language
    return replace(
        brief,
        request=with_period(brief.request, language, period),
        subject=with_period(brief.subject, language, period) if brief.subject else None,
        occasion=with_period(brief.occasion, language, period) if brief.occasion else None,
        period=period,
        sources=(),
        inferred=tuple(one for one in brief.inferred if one != "period"),
        notices=(),
    )


def brief_like(record: DocumentRecord, period: Period) -> Brief:
    """A brief for a document like an indexed report, about another period."""
    metadata = record.metadata
    language = metadata.language
    genre = _GENRES.get(metadata.doc_type, "report")
    title = with_period(metadata.title or record.source, language, period)
    for word in ("báo cáo ", "kế hoạch ", "bài phát biểu ", "tóm tắt "):
        if title.casefold().startswith(word):
            title = title[len(word) :]
    request = fill(_tables("draft_desk.toml")[language]["again"][genre], {"title": title}, language).text
    read = read_brief(request, genre=genre, language=language)
    return replace(read, issuer=read.issuer or metadata.issuer, period=period)


def with_period(text: str, language: Language, period: Period) -> str:
    """Put another period in the place of those that a text reviews; what is only compared with stays."""
    mentions = [one for one in find_periods(text, language) if one.period is not None and one.role == "review"]
    for one in sorted(mentions, key=lambda mention: -mention.start):
        text = text[: one.start] + period_words(period, language) + text[one.end :]
    return text
