"""A checked text with its citation buttons, underlined figures, and sentences that nothing bears out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.answering.answer import Answer, AnsweredFigure, AnsweredSentence, Citation, Verification
from assistant.finding_words import finding_message
from assistant.ui.render.markup import Html, action, join, local_action, tag, text
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


@dataclass(frozen=True, slots=True)
class _Placed:
    """A sentence where it stands in the text."""

    start: int
    end: int
    sentence: AnsweredSentence


def render_answer_text(answer: Answer, texts: Texts) -> Html:
    """Show an answer: its keys as buttons, its figures underlined, its unsupported sentences struck and explained."""
    spans = _spans(answer, keys=True)
    placed = _placed(answer.text, answer.sentences)

    def after(one: _Placed) -> Html | None:
        return _why(one.sentence, texts) if one.sentence.status == "unsupported" or one.sentence.findings else None

    def show(start: int, end: int) -> Html:
        return _sentences(answer.text, start, end, placed, spans, texts, "del", after)

    return _lines(answer.text, show)


def render_checked_text(checked: Verification, texts: Texts) -> Html:
    """Show any text as it was checked: behind each sentence a mark and what it was compared with."""
    spans = _spans(checked, keys=False)
    placed = _placed(checked.text, checked.sentences)
    by_key = {citation.key: citation for citation in checked.citations}

    def after(one: _Placed) -> Html:
        cited = [citation_button(by_key[key], texts) for key in one.sentence.citations if key in by_key]
        if one.sentence.status == "unsupported" or one.sentence.findings:
            return join([_why(one.sentence, texts), *cited])
        return join([tag("span", "✓", class_="borne", role="img", aria_label=texts("check.supported")), *cited])

    def show(start: int, end: int) -> Html:
        return _sentences(checked.text, start, end, placed, spans, texts, "span", after)

    return _lines(checked.text, show)


def render_plain_text(written: str, checked: Sequence[AnsweredSentence] = ()) -> Html:
    """Show text as it streams; its keys are small and lead nowhere yet, its checked sentences differ in colour only."""
    placed = _placed(written, checked)

    def pieces(start: int, end: int) -> Html:
        parts: list[str] = []
        at = start
        for match in _KEY.finditer(written, start, end):
            parts += [text(written[at : match.start()]), tag("sup", match.group(1), class_="key")]
            at = match.end()
        return Html("".join([*parts, text(written[at:end])]))

    def show(start: int, end: int) -> Html:
        parts = []
        for low, high, one in _parts(start, end, placed):
            shown = pieces(low, high)
            if one is not None:
                shown = tag("span", shown, class_="doubted" if one.sentence.status == "unsupported" else "borne-out")
            parts.append(shown)
        return join(parts)

    return _lines(written, show)


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


def _spans(checked: Answer | Verification, *, keys: bool) -> list[_Span]:
    """The citation keys and figures of a text in order; of those that overlap the first stays."""
    by_key: Mapping[int, Citation] = {citation.key: citation for citation in checked.citations} if keys else {}
    found = [
        _Span(match.start(), match.end(), citation=by_key[int(match.group(1))])
        for match in _KEY.finditer(checked.text)
        if int(match.group(1)) in by_key
    ]
    found += [
        _Span(figure.start, figure.end, figure=figure)
        for figure in checked.figures
        if 0 <= figure.start < figure.end <= len(checked.text)
    ]
    kept: list[_Span] = []
    for span in sorted(found, key=lambda one: (one.start, one.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _placed(written: str, sentences: Sequence[AnsweredSentence]) -> list[_Placed]:
    """Find the sentences by their offsets, else by their words; one that is not in the text is left out."""
    placed: list[_Placed] = []
    at = 0
    for sentence in sentences:
        start, end = sentence.start, sentence.end
        if not 0 <= start < end <= len(written):
            start = written.find(sentence.text, at) if sentence.text else -1
            end = start + len(sentence.text)
        end = start + len(written[start:end].rstrip())
        if at <= start < end:
            placed.append(_Placed(start, end, sentence))
            at = end
    return placed


def unsupported_stretches(written: str, sentences: Sequence[AnsweredSentence]) -> list[tuple[int, int]]:
    """Where the sentences stand that no source bears out."""
    return [(one.start, one.end) for one in _placed(written, sentences) if one.sentence.status == "unsupported"]


def _parts(start: int, end: int, placed: Sequence[_Placed]) -> list[tuple[int, int, _Placed | None]]:
    """Cut ``[start, end)`` where sentences begin and end."""
    edges = {start, end}
    for one in placed:
        edges |= {edge for edge in (one.start, one.end) if start < edge < end}
    return [
        (low, high, next((one for one in placed if one.start <= low and high <= one.end), None))
        for low, high in pairwise(sorted(edges))
    ]


def _sentences(
    written: str,
    start: int,
    end: int,
    placed: Sequence[_Placed],
    spans: Sequence[_Span],
    texts: Texts,
    doubted: str,
    after: Callable[[_Placed], Html | None],
) -> Html:
    """Show ``written[start:end]``; an unsupported sentence is set in the element ``doubted``."""
    shown: list[Html | None] = []
    for low, high, one in _parts(start, end, placed):
        piece = _stretch(written, low, high, spans, texts)
        if one is not None and one.sentence.status == "unsupported":
            piece = tag(doubted, piece, class_="unsupported")
        shown.append(piece)
        if one is not None and high == one.end:
            shown.append(after(one))
    return join(shown)


def _stretch(written: str, start: int, end: int, spans: Sequence[_Span], texts: Texts) -> Html:
    """Show ``written[start:end]``, cut wherever a key or a figure begins or ends."""
    edges = {start, end}
    for span in spans:
        edges |= {edge for edge in (span.start, span.end) if start < edge < end}
    parts = [
        _marked(written[low:high], next((one for one in spans if one.start <= low and high <= one.end), None), texts)
        for low, high in pairwise(sorted(edges))
    ]
    return join(parts)


def _why(sentence: AnsweredSentence, texts: Texts) -> Html:
    """A small button that says on hover, focus and click what is wrong with a sentence."""
    reasons = [finding_message(finding, texts.language) for finding in sentence.findings] or [texts("turn.unsupported")]
    explained = "\n".join(dict.fromkeys(reasons))
    return local_action(
        "explain",
        texts("turn.why", reasons=explained),
        "!",
        class_="why" if sentence.status == "unsupported" else "why mild",
        data_tip=explained,
    )


def _marked(piece: str, span: _Span | None, texts: Texts) -> Html:
    if span is not None and span.citation is not None:
        return citation_button(span.citation, texts)
    if span is not None and span.figure is not None:
        return tag(
            "span",
            piece,
            class_=f"figure {figure_class(span.figure)}",
            tabindex="0",
            data_tip=texts(f"figure.{span.figure.status}"),
        )
    return text(piece)


def figure_class(figure: AnsweredFigure) -> str:
    """How the line under a figure looks: ``confirmed``, ``open`` or ``contradicted``."""
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
