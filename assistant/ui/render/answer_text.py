"""An answer's text with its citation buttons and underlined figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.answer import Answer, AnsweredFigure, AnsweredSentence, Citation
from assistant.ui.render.markup import Html, action, tag, text
from assistant.ui.texts import Texts

_KEY = re.compile(r"\[(\d{1,4})\]")
_LIST_ITEM = re.compile(r"\s*[-–•*]\s+")

CONTRADICTED = frozenset({"op_changed", "unit_changed", "role_changed"})
CONFIRMED = frozenset({"supported", "derived"})


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    citation: Citation | None = None
    figure: AnsweredFigure | None = None


def render_answer_text(answer: Answer, texts: Texts) -> Html:
    """Show the text with its keys as buttons, its figures underlined and its unsupported sentences marked."""
    spans = _spans(answer)
    doubtful = _unsupported(answer.text, answer.sentences)
    return _lines(answer.text, lambda start, end: _stretch(answer.text, start, end, spans, doubtful, texts))


def render_plain_text(written: str) -> Html:
    """Show text that has not been checked; its keys are small and lead nowhere yet."""

    def pieces(start: int, end: int) -> Html:
        parts: list[str] = []
        at = start
        for match in _KEY.finditer(written, start, end):
            parts += [text(written[at : match.start()]), tag("sup", match.group(1), class_="key")]
            at = match.end()
        return Html("".join([*parts, text(written[at:end])]))

    return _lines(written, pieces)


def _lines(written: str, show: Callable[[int, int], Html]) -> Html:
    """Set each line as a paragraph, and lines that begin like list items as a list."""
    blocks: list[Html] = []
    items: list[Html] = []
    at = 0
    for line in written.split("\n"):
        end = at + len(line)
        marker = _LIST_ITEM.match(line)
        if marker is not None:
            items.append(tag("li", show(at + marker.end(), end)))
        elif line.strip():
            if items:
                blocks.append(tag("ul", *items))
                items = []
            blocks.append(tag("p", show(at, end)))
        at = end + 1
    if items:
        blocks.append(tag("ul", *items))
    return Html("".join(blocks))


def _spans(answer: Answer) -> list[_Span]:
    by_key: Mapping[int, Citation] = {citation.key: citation for citation in answer.citations}
    found = [
        _Span(match.start(), match.end(), citation=by_key[int(match.group(1))])
        for match in _KEY.finditer(answer.text)
        if int(match.group(1)) in by_key
    ]
    found += [
        _Span(figure.start, figure.end, figure=figure)
        for figure in answer.figures
        if 0 <= figure.start < figure.end <= len(answer.text)
    ]
    kept: list[_Span] = []
    for span in sorted(found, key=lambda one: (one.start, one.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _unsupported(written: str, sentences: Sequence[AnsweredSentence]) -> list[tuple[int, int]]:
    """Find the sentences that no source confirms; one that cannot be found in the text as it stands is not marked."""
    doubtful: list[tuple[int, int]] = []
    at = 0
    for sentence in sentences:
        start = written.find(sentence.text, at)
        if start < 0:
            continue
        at = start + len(sentence.text)
        if sentence.status == "unsupported":
            doubtful.append((start, at))
    return doubtful


def _stretch(
    written: str, start: int, end: int, spans: Sequence[_Span], doubtful: Sequence[tuple[int, int]], texts: Texts
) -> Html:
    """Show ``written[start:end]``, cut wherever a mark begins or ends."""
    edges = {start, end}
    for low, high in [*((span.start, span.end) for span in spans), *doubtful]:
        edges |= {edge for edge in (low, high) if start < edge < end}
    cuts = sorted(edges)
    parts: list[str] = []
    for low, high in pairwise(cuts):
        span = next((one for one in spans if one.start <= low and high <= one.end), None)
        shown: str = _marked(written[low:high], span, texts)
        if any(first <= low and high <= last for first, last in doubtful):
            shown = tag("span", shown, class_="unsupported", data_tip=texts("turn.unsupported"))
        parts.append(shown)
    return Html("".join(parts))


def _marked(piece: str, span: _Span | None, texts: Texts) -> Html:
    if span is not None and span.citation is not None:
        return citation_button(span.citation, texts)
    if span is not None and span.figure is not None:
        return tag(
            "span",
            piece,
            class_=f"figure {_figure_class(span.figure)}",
            tabindex="0",
            data_tip=texts(f"figure.{span.figure.status}"),
        )
    return text(piece)


def _figure_class(figure: AnsweredFigure) -> str:
    if figure.status in CONTRADICTED:
        return "contradicted"
    return "confirmed" if figure.status in CONFIRMED else "open"


def citation_button(citation: Citation, texts: Texts) -> Html:
    """A small numbered button: its quote on hover, its source on click."""
    return action(
        "open_source",
        texts("turn.citation", key=citation.key, quote=citation.quote),
        str(citation.key),
        payload=source_payload(citation.document_id, citation.char_start, citation.char_end, citation.key),
        class_="cite",
        data_tip=citation.quote,
    )


def source_payload(document_id: str, start: int, end: int, key: int) -> dict[str, object]:
    """What a button that opens a source sends."""
    return {"document": document_id, "start": start, "end": end, "key": key}
