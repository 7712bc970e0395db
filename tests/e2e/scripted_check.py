"""Checks that are known by heart: which sentences of a text a scripted library bears out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.answering.answer import (
    AnsweredFigure,
    AnsweredSentence,
    CheckSummary,
    Citation,
    FigureStatus,
    Finding,
    Verification,
)
from vectorstore.records import Language

_SENTENCE = re.compile(r"[^\n.!?。！？]+(?:[.](?=\d)[^\n.!?。！？]*)*[.!?。！？]?")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*(?:%|\s?(?:lượt|cán bộ|万剂次|vessels))?")


def scripted_verification(text: str, citations: Sequence[Citation]) -> Verification:
    """Bear out a sentence whose figures all stand in one of ``citations``; what holds no figure needs the words."""
    sentences: list[AnsweredSentence] = []
    figures: list[AnsweredFigure] = []
    for match in _SENTENCE.finditer(text):
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        written = text[start : match.end()].rstrip()
        if not written:
            continue
        checked, found = _sentence(written, start, citations)
        sentences.append(checked)
        figures += found
    open_figures = sum(figure.status != "supported" for figure in figures)
    unsupported = sum(one.status == "unsupported" for one in sentences)
    language: Language = "zh" if re.search("[一-鿿]", text) else "en" if text.isascii() else "vi"
    used = tuple(one for one in citations if any(one.key in sentence.citations for sentence in sentences))
    summary = CheckSummary(len(sentences), unsupported, len(figures), open_figures)
    return Verification(text, language, tuple(sentences), tuple(figures), used, summary)


def _sentence(written: str, start: int, citations: Sequence[Citation]) -> tuple[AnsweredSentence, list[AnsweredFigure]]:
    figures, findings = [], []
    source = next((one for one in citations if any(word in one.quote for word in _FIGURE.findall(written))), None)
    for match in _FIGURE.finditer(written):
        held = source is not None and match.group() in source.quote
        status: FigureStatus = "supported" if held else "unsupported"
        low, high = start + match.start(), start + match.end()
        key = None if source is None else source.key
        figures.append(AnsweredFigure(match.group(), Decimal(1), None, "unit", "=", status, key, low, high))
        if not held:
            code = "figure_unsupported" if source is None else "figure_changed"
            findings.append(Finding(code, match.group(), low, high, citation=key))  # type: ignore[arg-type]
    if source is None and not findings:
        findings.append(Finding("no_source", written, start, start + len(written)))
    status_of = "unsupported" if findings else "supported"
    keys = () if source is None else (source.key,)
    return (
        AnsweredSentence(written, keys, status_of, start, start + len(written), tuple(findings)),  # type: ignore[arg-type]
        figures,
    )
