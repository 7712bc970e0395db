"""One document of the library: what is known about it and can be corrected, its text, its passages, its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, get_args

from assistant.ui.render.conversation import ProblemWords
from assistant.ui.render.library import RefusalWords
from assistant.ui.render.markup import Html, action, icon, join, tag
from assistant.ui.render.source import render_report_head, render_window, report_name, trust_badges
from assistant.ui.texts import HTML_LANGUAGES, Texts
from assistant.ui.visit import Problem
from assistant.ui.wording import coded_text, collection_text, date_text, file_name, joined, moment_text, period_text
from assistant.views import RemovedText, ReportSummary, ReportView, TextWindow
from ingest.catalogue_care import DocumentEvent
from ingest.corrections import CORRECTED_FIELDS, HAND, CorrectedField, Correction, effective
from vectorstore.records import Chunk, DocumentState, DocumentType, Language, MetadataValue, Period

PARTS: Final = ("details", "text", "removed", "passages", "history")
"""The views of a document, in the order of their buttons."""
TEXT_LIMIT: Final = 200_000
"""Characters of a document that are shown at once."""
_LABELS: Final[Mapping[CorrectedField, str]] = {
    "title": "care.title",
    "issuer": "library.column_issuer",
    "doc_type": "library.column_type",
    "doc_number": "library.number",
    "period": "library.column_period",
    "event_date": "library.event_date",
    "issue_date": "library.issue_date",
    "published_at": "library.published_at",
    "place": "library.place",
    "author": "library.author",
    "source_name": "library.source_name",
    "language": "library.column_language",
}
_CODED: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "doc_type": ("doc_type", get_args(DocumentType)),
    "language": ("lang", get_args(Language)),
}
_DATES: Final = frozenset({"event_date", "issue_date", "published_at"})


def render_report(
    view: ReportView,
    texts: Texts,
    refusal: RefusalWords,
    *,
    part: str = "details",
    corrections: Sequence[Correction] = (),
    chunks: Sequence[Chunk] = (),
    history: Sequence[DocumentEvent] = (),
    changing: bool = False,
    problem: Html | None = None,
) -> Html:
    """A whole document in one of its ``PARTS``; ``changing`` offers corrections."""
    summary = view.summary
    refused = summary.state is DocumentState.REFUSED
    if refused:
        head = tag(
            "div", tag("h3", report_name(summary, texts)), tag("p", refusal(summary, texts), class_="card trouble")
        )
        return _document_pane(texts, head, tag("dl", *_file_facts(view, texts), class_="details"))
    shown = {
        "details": lambda: _details(view, texts, corrections, changing=changing),
        "text": lambda: join(_text(view.window, texts, summary)),
        "removed": lambda: _removed(view, texts),
        "passages": lambda: _passages(chunks, texts, summary),
        "history": lambda: _history(history, texts),
    }
    return _document_pane(
        texts,
        render_report_head(summary, texts),
        _part_buttons(part, texts),
        problem,
        shown.get(part, shown["details"])(),
    )


def render_report_problem(problem: Problem, texts: Texts, words: ProblemWords) -> Html:
    """The pane when the document is no longer there."""
    return _document_pane(texts, render_trouble(problem, texts, words, heading=texts("library.failed")))


def render_trouble(problem: Problem, texts: Texts, words: ProblemWords, *, heading: str | None = None) -> Html:
    """Why something was not done."""
    return tag(
        "div",
        tag("h3", heading or texts("problem.heading")),
        *(tag("p", sentence) for sentence in words(problem, texts) if sentence),
        class_="card trouble",
        role="alert",
    )


def _document_pane(texts: Texts, *content: Html | None) -> Html:
    return tag(
        "section",
        tag(
            "div",
            action("close_report", texts("library.back"), icon("left"), texts("library.back"), class_="quiet"),
            class_="pane-head",
        ),
        tag("div", *content, class_="pane-body", tabindex="-1"),
        class_="document",
        data_open="true",
    )


def _part_buttons(part: str, texts: Texts) -> Html:
    buttons = [
        action(
            "show_part",
            texts(f"care.part_{one}"),
            payload={"part": one},
            class_="option",
            aria_pressed="true" if one == part else "false",
        )
        for one in PARTS
    ]
    return tag("nav", *buttons, class_="parts", aria_label=texts("care.parts"))


# ---- what is known -------------------------------------------------------------------------------------------------


def _details(view: ReportView, texts: Texts, corrections: Sequence[Correction], *, changing: bool) -> Html:
    counting = effective(corrections)
    values: dict[str, MetadataValue] = {}
    for value in view.metadata.values if view.metadata else ():
        values.setdefault(value.field, value)
    fields = [_field(view, field, counting.get(field), values, texts, changing=changing) for field in CORRECTED_FIELDS]
    return join([tag("dl", *fields, class_="details fields"), tag("dl", *_file_facts(view, texts), class_="details")])


def _field(
    view: ReportView,
    field: CorrectedField,
    correction: Correction | None,
    values: Mapping[str, MetadataValue],
    texts: Texts,
    *,
    changing: bool,
) -> Html | None:
    shown = _shown_value(view, field, texts)
    if shown is None and correction is None and not changing:
        return None
    found = values.get(_VALUE_NAMES.get(field, field))
    origin: Html | None = None
    if correction is not None:
        by = texts("care.corrected_by", name=correction.author, date=date_text(correction.made_at.date(), texts))
        origin = tag(
            "span", tag("span", texts("care.corrected"), class_="badge weak"), tag("small", by), class_="origin"
        )
    elif found is not None and found.rule != HAND:
        where = found.surface if len(found.surface) <= 80 else found.surface[:79] + "…"
        origin = tag("small", texts("care.read_from", words=where), class_="origin")
    return tag(
        "div",
        tag("dt", texts(_LABELS[field])),
        tag("dd", tag("span", shown or texts("care.unsaid"), class_=None if shown else "unsaid"), origin),
        _correcting(view, field, correction, texts) if changing else None,
        class_="field",
    )


_VALUE_NAMES: Final[Mapping[str, str]] = {"source_name": "source"}
"""Under which name a value was found, where it is another than the field's."""


def _shown_value(view: ReportView, field: CorrectedField, texts: Texts) -> str | None:
    summary, metadata = view.summary, view.metadata
    if field == "title":
        return summary.title
    if field in _CODED:
        code = getattr(summary, field)
        return coded_text(_CODED[field][0], code, texts) if code else None
    if field == "period":
        return period_text(summary.period, texts) if summary.period else None
    if field == "published_at":
        return moment_text(summary.published_at, texts) if summary.published_at else None
    value = getattr(metadata, field, None) if metadata else None
    if field in _DATES:
        return date_text(value, texts) if value else None
    return value


def _correcting(view: ReportView, field: CorrectedField, correction: Correction | None, texts: Texts) -> Html:
    """The form under a field: its value as it can be written, for which versions, and the way back."""
    name = texts(_LABELS[field])
    label = texts("care.correct_named", name=name)
    form = tag(
        "form",
        tag("input", type="hidden", name="field", value=field),
        *_inputs(view, field, texts),
        tag(
            "label",
            tag("input", type="checkbox", name="for_new_versions", checked=True),
            tag("span", texts("care.for_new_versions")),
            class_="check",
        ),
        tag("button", texts("care.save"), type="submit", class_="chip chosen"),
        data_submit="correct_field",
        data_wrong=texts("filter.wrong_period"),
        class_="correct",
    )
    back = None
    if correction is not None:
        former = correction.former if correction.former is not None else texts("care.unsaid")
        back = action(
            "withdraw_field",
            texts("care.withdraw_named", name=name),
            texts("care.withdraw", former=former),
            payload={"field": field},
            class_="quiet",
        )
    return tag(
        "details",
        tag("summary", icon("edit"), aria_label=label, title=label, class_="quiet square"),
        tag("div", form, back, class_="correcting"),
        data_keep=f"correct-{view.summary.document_id[:12]}-{field}",
    )


def _inputs(view: ReportView, field: CorrectedField, texts: Texts) -> list[Html]:
    name = texts(_LABELS[field])
    typed = f"correct-{field}"
    if field in _CODED:
        section, codes = _CODED[field]
        current = getattr(view.summary, field)
        options = [
            tag("option", coded_text(section, code, texts), value=code, selected=code == current) for code in codes
        ]
        return [tag("select", *options, name="value", aria_label=name)]
    if field == "period":
        period = view.summary.period or Period.parse("0001-01-01/0001-01-01")
        start, end = (str(period.start), str(period.end)) if view.summary.period else ("", "")
        return [
            tag("input", type="date", name="start", value=start, aria_label=texts("filter.from")),
            tag("input", type="date", name="end", value=end, aria_label=texts("filter.to")),
        ]
    value = getattr(view.metadata, field, None) if view.metadata else None
    if field in _DATES:
        written = value.isoformat()[:10] if value is not None else ""
        return [tag("input", type="date", name="value", value=written, aria_label=name)]
    return [
        tag(
            "input",
            name="value",
            value=value or "",
            maxlength="500",
            aria_label=name,
            data_typed=typed,
            autocomplete="off",
        )
    ]


def _file_facts(view: ReportView, texts: Texts) -> list[Html]:
    summary = view.summary
    rows: list[tuple[str, str | Html | None]] = [
        ("library.file", file_name(summary.source)),
        ("library.collection", collection_text(summary.collection, texts)),
        ("library.pages", texts.number(view.pages) if view.pages else None),
        ("library.passages", texts.number(summary.passages) if summary.passages else None),
        ("library.encoding", view.encoding),
    ]
    if summary.state is DocumentState.INDEXED:
        rows.append(("library.completeness", tag("span", *trust_badges(summary, texts), class_="badges")))
        rows.append(("library.defects", joined((coded_text("defect", one, texts) for one in summary.defects), texts)))
    return [join([tag("dt", texts(key)), tag("dd", value)]) for key, value in rows if value]


# ---- text, passages, history ---------------------------------------------------------------------------------------


def _text(window: TextWindow, texts: Texts, summary: ReportSummary) -> list[Html]:
    if not window.text:
        return [tag("p", texts("library.no_text"), class_="hint")]
    if len(window.text) <= TEXT_LIMIT:
        return [render_window(window, texts, language=summary.language)]
    end = window.start + TEXT_LIMIT
    first = TextWindow(
        window.start, end, window.text[:TEXT_LIMIT], window.length, window.blocks, window.gaps, window.damaged
    )
    return [
        tag("p", texts("library.cut_short", count=texts.number(TEXT_LIMIT)), class_="small"),
        render_window(first, texts, language=summary.language),
    ]


def _removed(view: ReportView, texts: Texts) -> Html:
    """The clean text with what was taken out of it, greyed, where it stood."""
    count = sum(part.count for part in view.removed)
    characters = sum(part.characters for part in view.removed)
    if not count:
        return tag("p", texts("library.removed_none"))
    language = view.summary.language
    return join(
        [
            tag("p", texts.count("library.removed", count, characters=texts.number(characters))),
            tag("p", texts("library.removed_note"), class_="small"),
            tag(
                "div",
                *_with_removals(view.window.text[:TEXT_LIMIT], view.removals),
                class_="paper with-removals",
                lang=HTML_LANGUAGES[language] if language else None,
            ),
        ]
    )


def _with_removals(clean: str, removals: Sequence[RemovedText]) -> list[Html]:
    pieces: list[Html] = []
    at = 0
    for one in removals:
        place = min(max(one.at, at), len(clean))
        if place > at:
            pieces.append(tag("span", clean[at:place]))
        at = place
        pieces.append(tag("del", one.text))
    pieces.append(tag("span", clean[at:]))
    return pieces


def _passages(chunks: Sequence[Chunk], texts: Texts, summary: ReportSummary) -> Html:
    language = HTML_LANGUAGES[summary.language] if summary.language else None
    items = [
        tag(
            "li",
            tag("small", " › ".join(one.heading_path)) if one.heading_path else None,
            tag("p", one.text, lang=language),
        )
        for one in chunks
    ]
    return join([tag("p", texts("care.passages_note"), class_="small"), tag("ol", *items, class_="passages")])


def _history(history: Sequence[DocumentEvent], texts: Texts) -> Html:
    if not history:
        return tag("p", texts("care.no_history"), class_="hint")
    return tag("ol", *(_event(one, texts) for one in history), class_="history")


def _event(one: DocumentEvent, texts: Texts) -> Html:
    facts = dict(one.facts)
    words = texts(f"event.{one.kind}")
    if one.kind in ("corrected", "withdrawn") and "field" in facts:
        label = next((name for field, name in _LABELS.items() if field == facts["field"]), "care.title")
        change = texts(
            "event.change",
            field=texts(label),
            former=facts.get("former") or texts("care.unsaid"),
            value=facts.get("value") or texts("care.unsaid"),
        )
        words = f"{words}: {change}"
    elif one.kind == "moved" and "collection" in facts:
        former = collection_text(str(facts.get("former", "")), texts)
        words = f"{words}: {former} → {collection_text(str(facts['collection']), texts)}"
    who = one.author or texts("event.program")
    moment = one.happened_at.astimezone()
    return tag("li", tag("b", words), tag("small", f"{moment_text(moment, texts)} · {who} · {file_name(one.path)}"))
