"""The outline: the parts of the document with the facts found for each, and what can be done with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.drafting.fact_values import FactPlace
from assistant.drafting.kept_draft import Outline, OutlineChoices, OutlineFact, OutlinePart
from assistant.ui.draft_visit import FactFinding
from assistant.ui.render.answer_text import source_payload
from assistant.ui.render.draft_brief import render_draft_notices
from assistant.ui.render.markup import Html, action, icon, tag
from assistant.ui.texts import HTML_LANGUAGES, Texts

FIND_CHARACTERS = 200


def place_payload(place: FactPlace) -> dict[str, object]:
    """What a button about a fact sends."""
    return {"document": place.document_id, "start": place.start, "end": place.end}


def render_outline(
    outline: Outline,
    choices: OutlineChoices,
    names: Mapping[str, str],
    finding: FactFinding | None,
    stale: bool,
    texts: Texts,
) -> Html:
    """Show all parts. ``names`` are the titles of documents by id; ``stale`` says that a text stands already."""
    parts = [_part(one, outline, choices, finding, texts) for one in outline.parts]
    chosen = sum(fact.chosen for part in outline.parts for fact in part.facts)
    empty = sum(part.required and not any(fact.chosen for fact in part.facts) for part in outline.parts)
    summary = [texts.count("draft.facts_chosen", chosen)]
    if empty:
        summary.append(texts.count("draft.parts_blank", empty))
    return tag(
        "section",
        tag("p", texts("draft.outline_hint"), class_="small"),
        tag("p", texts("draft.outline_stale"), class_="small stale") if stale else None,
        _documents(outline, choices, names, texts),
        render_draft_notices(outline.notices, texts),
        tag("p", " · ".join(summary), class_="small outline-count", role="status"),
        *parts,
        class_="outline",
        aria_label=texts("draft.outline"),
    )


def _documents(outline: Outline, choices: OutlineChoices, names: Mapping[str, str], texts: Texts) -> Html | None:
    """The reports drawn on, each of which can be left out and taken back."""
    used = [(one, title) for one, title in outline.documents if one not in choices.dropped_documents]
    left = [(one, names.get(one, texts("source.untitled"))) for one in sorted(choices.dropped_documents)]
    if not used and not left:
        return None
    chips = [
        action(
            "drop_document",
            texts("draft.leave_out", title=title),
            tag("span", title),
            icon("close"),
            payload={"document": one},
            class_="chip chosen",
        )
        for one, title in used
    ]
    chips += [
        action(
            "drop_document",
            texts("draft.take_back", title=title),
            icon("plus"),
            tag("span", title),
            payload={"document": one},
            class_="chip left-out",
        )
        for one, title in left
    ]
    return tag("div", tag("span", texts("draft.drawn_from"), class_="small"), *chips, class_="drawn-from")


def _part(
    part: OutlinePart, outline: Outline, choices: OutlineChoices, finding: FactFinding | None, texts: Texts
) -> Html:
    told = [one for one in part.facts if one.chosen]
    dropped = [one for one in part.facts if not one.chosen and one.place in choices.dropped]
    others = [one for one in part.facts if not one.chosen and one.place not in choices.dropped]
    rows: list[Html | None] = []
    if told:
        rows.append(tag("ul", *(_fact(one, part, outline, choices, texts) for one in told), class_="facts"))
    elif part.required:
        rows.append(tag("p", icon("note"), texts("draft.no_fact_blank"), class_="no-fact"))
    else:
        rows.append(tag("p", texts("draft.no_fact"), class_="no-fact optional"))
    rows.append(_folded("others", "draft.more_facts", others, part, outline, choices, texts))
    rows.append(_folded("dropped", "draft.dropped_facts", dropped, part, outline, choices, texts))
    rows.append(_finder(part, finding if finding is not None and finding.part == part.code else None, texts))
    count = texts.count("draft.facts", len(told))
    return tag(
        "section",
        tag("h3", part.heading or part.code, tag("small", count)),
        *rows,
        class_="part" if told or not part.required else "part blank-part",
        data_part=part.code,
        lang=None,
    )


def _folded(
    name: str,
    words: str,
    facts: Sequence[OutlineFact],
    part: OutlinePart,
    outline: Outline,
    choices: OutlineChoices,
    texts: Texts,
) -> Html | None:
    if not facts:
        return None
    return tag(
        "details",
        tag("summary", icon("right"), tag("span", texts.count(words, len(facts)))),
        tag("ul", *(_fact(one, part, outline, choices, texts) for one in facts), class_="facts"),
        class_="checked",
        data_keep=f"facts-{name}-{part.code}",
    )


def _fact(fact: OutlineFact, part: OutlinePart, outline: Outline, choices: OutlineChoices, texts: Texts) -> Html:
    place, dropped = fact.place, fact.place in choices.dropped
    source = action(
        "open_source",
        texts("draft.show_source", title=fact.title),
        icon("page"),
        tag("span", fact.title),
        payload=source_payload(place.document_id, place.start, place.end, 0),
        class_="fact-source",
    )
    conflict = tag("span", texts("draft.conflict"), class_="badge weak") if fact.conflicts else None
    state = "dropped" if dropped else "told" if fact.chosen else "untold"
    return tag(
        "li",
        tag("span", icon("grip"), class_="grip", aria_hidden="true"),
        tag("div", tag("p", fact.text, lang=_language(outline)), tag("div", source, conflict, class_="fact-line")),
        tag("div", *_fact_actions(fact, part, outline, dropped, texts), class_="fact-actions"),
        class_=f"fact {state}{' pinned' if fact.pinned else ''}",
        draggable="true",
        data_fact=_packed(place),
    )


def _language(outline: Outline) -> str:
    return HTML_LANGUAGES[outline.brief.language]


def _packed(place: FactPlace) -> str:
    return f"{place.document_id}:{place.start}:{place.end}"


def _fact_actions(
    fact: OutlineFact, part: OutlinePart, outline: Outline, dropped: bool, texts: Texts
) -> list[Html | None]:
    payload = place_payload(fact.place)
    if dropped:
        return [action("drop_fact", texts("draft.undrop"), icon("undo"), payload=payload, class_="quiet square")]
    pin = action(
        "pin_fact",
        texts("draft.unpin" if fact.pinned else "draft.pin"),
        icon("pin"),
        payload=payload,
        class_="quiet square pin",
        aria_pressed="true" if fact.pinned else "false",
        title=texts("draft.unpin" if fact.pinned else "draft.pin"),
    )
    drop = action(
        "drop_fact",
        texts("draft.drop"),
        icon("close"),
        payload=payload,
        class_="quiet square",
        title=texts("draft.drop"),
    )
    return [pin, drop, _mover(fact, part, outline, texts)]


def _mover(fact: OutlineFact, part: OutlinePart, outline: Outline, texts: Texts) -> Html | None:
    """The way to another part for those who do not drag."""
    payload = place_payload(fact.place)
    targets = [
        action("move_fact", one.heading or one.code, payload={**payload, "part": one.code}, class_="option")
        for one in outline.parts
        if one.code != part.code
    ]
    if not targets:
        return None
    return tag(
        "details",
        tag("summary", icon("more"), class_="quiet square", aria_label=texts("draft.move_label")),
        tag("div", tag("p", texts("draft.move"), class_="small"), *targets, class_="menu", role="group"),
        class_="mover",
        data_menu=True,
        data_keep=f"move-{_packed(fact.place)}",
    )


def _finder(part: OutlinePart, finding: FactFinding | None, texts: Texts) -> Html:
    """The search for a sentence to add to the part."""
    field = tag(
        "input",
        type="search",
        name="words",
        value=finding.words if finding is not None else "",
        placeholder=texts("draft.find_placeholder"),
        aria_label=texts("draft.find"),
        autocomplete="off",
        maxlength=FIND_CHARACTERS,
        data_held=f"find-{part.code}",
    )
    form = tag(
        "form",
        field,
        tag("input", type="hidden", name="part", value=part.code),
        tag("button", texts("draft.find"), type="submit", class_="chip"),
        data_submit="find_facts",
        class_="find-row",
    )
    found: Html | None = None
    if finding is not None:
        rows = [_found(place, words, title, part.code, texts) for place, words, title in finding.found]
        found = tag("ul", *rows, class_="facts") if rows else tag("p", texts("draft.find_none"), class_="small")
    return tag(
        "details",
        tag("summary", icon("plus"), tag("span", texts("draft.add_fact"))),
        form,
        found,
        class_="checked finder",
        data_keep=f"find-{part.code}",
    )


def _found(place: FactPlace, words: str, title: str, part: str, texts: Texts) -> Html:
    return tag(
        "li",
        tag(
            "div",
            tag("p", words),
            tag(
                "div",
                action(
                    "open_source",
                    texts("draft.show_source", title=title),
                    icon("page"),
                    tag("span", title),
                    payload=source_payload(place.document_id, place.start, place.end, 0),
                    class_="fact-source",
                ),
                class_="fact-line",
            ),
        ),
        action("add_fact", texts("draft.add"), payload={**place_payload(place), "part": part}, class_="chip"),
        class_="fact found",
    )
