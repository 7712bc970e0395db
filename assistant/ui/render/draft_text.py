"""The text of a block of a draft: blanks marked, figures underlined as in answers, sources as numbered buttons."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from assistant.answering.answer import AnsweredFigure, Citation
from assistant.drafting.draft import Blank, DraftBlock, Mark
from assistant.ui.render.answer_text import citation_button, figure_class
from assistant.ui.render.markup import Html, join, tag, text
from assistant.ui.texts import Texts


def render_block_text(block: DraftBlock, citations: Mapping[int, Citation], texts: Texts) -> Html:
    """Show a block's text with its marks, and behind it the buttons of its sources."""
    cited = [citation_button(citations[key], texts) for key in block.citations if key in citations]
    if block.kind == "table":
        return join([_table(block, texts), *cited])
    lines = [_stretch(block, start, end, texts) for start, end in _lines(block.text)]
    broken: list[str] = []
    for line in lines:
        broken += [tag("br"), line] if broken else [line]
    return join([*broken, *cited])


def _lines(written: str) -> list[tuple[int, int]]:
    found, at = [], 0
    for line in written.split("\n"):
        found.append((at, at + len(line)))
        at += len(line) + 1
    return found


def _table(block: DraftBlock, texts: Texts) -> Html:
    rows = []
    for number, (start, end) in enumerate(_lines(block.text)):
        cells, at = [], start
        for cell in block.text[start:end].split("\t"):
            cells.append(tag("td" if number else "th", _stretch(block, at, at + len(cell), texts)))
            at += len(cell) + 1
        rows.append(tag("tr", *cells))
    return tag("div", tag("table", *rows), class_="table-scroll")


def _stretch(block: DraftBlock, start: int, end: int, texts: Texts) -> Html:
    """Show ``text[start:end]``, cut wherever a blank or a figure begins or ends."""
    marked = [(one.start, one.end) for one in block.blanks] + [(one.start, one.end) for one in block.marks]
    marked += [(one.start, one.end) for one in block.figures]
    edges = {start, end, *(edge for pair in marked for edge in pair if start < edge < end)}
    return join([_piece(block, low, high, texts) for low, high in pairwise(sorted(edges))])


def _piece(block: DraftBlock, low: int, high: int, texts: Texts) -> Html:
    written = block.text[low:high]
    blank: Blank | None = next((one for one in block.blanks if one.start <= low and high <= one.end), None)
    if blank is not None:
        return tag("mark", written, class_="blank", data_tip=texts("draft.blank_tip", wanted=blank.wanted))
    mark: Mark | None = next((one for one in block.marks if one.start <= low and high <= one.end), None)
    figure: AnsweredFigure | None = next((one for one in block.figures if one.start <= low and high <= one.end), None)
    if figure is not None and (mark is None or mark.kind == "unsupported"):
        return tag(
            "span",
            written,
            class_=f"figure {figure_class(figure)}",
            tabindex="0",
            data_tip=texts(f"figure.{figure.status}"),
        )
    if mark is not None:
        return tag("span", written, class_=f"mark-{mark.kind}", data_tip=texts(f"draft.mark.{mark.kind}"))
    return text(written)
