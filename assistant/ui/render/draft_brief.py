"""The brief as a short form: what was understood from the request, what was inferred, all of it correctable."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.answer import Notice
from assistant.drafting.draft import Brief
from assistant.drafting.draft_check import notice_text
from assistant.ui.brief_form import FIELDS, GENRES, LONGEST_FIELD, PROFILES, VARIANTS
from assistant.ui.render.markup import Html, tag
from assistant.ui.texts import LANGUAGES, Texts
from assistant.ui.wording import coded_text

_AREAS = frozenset({"points", "constraints"})
_NUMBERS = frozenset({"words", "most_words"})


def render_brief(brief: Brief, stamp: str, busy: bool, texts: Texts) -> Html:
    """Show every field that the genre uses. ``stamp`` changes with each kept change of the brief."""
    rows = [
        _choice("genre", brief.genre, [(one, texts(f"draft.genre.{one}")) for one in GENRES], brief, texts),
        _choice("variant", brief.variant, _variants(brief, texts), brief, texts),
        _choice("language", brief.language, [(one, coded_text("lang", one, texts)) for one in LANGUAGES], brief, texts),
        *(_field(name, brief, stamp, texts) for name in FIELDS[brief.genre]),
    ]
    return tag(
        "form",
        tag("h2", texts("draft.brief")),
        tag(
            "details",
            tag("summary", texts("draft.request_said"), class_="small"),
            tag("p", brief.request, class_="said"),
            data_keep="draft-said",
        ),
        *rows,
        render_draft_notices(brief.notices, texts),
        tag("p", texts("draft.brief_hint"), class_="small"),
        tag(
            "div",
            tag("button", texts("draft.update_outline"), type="submit", class_="wide", disabled=busy),
            class_="brief-end",
        ),
        class_="draft-brief",
        data_submit="update_brief",
    )


def _variants(brief: Brief, texts: Texts) -> list[tuple[str, str]]:
    known = VARIANTS[brief.genre]
    codes = known if not brief.variant or brief.variant in known else (*known, brief.variant)
    named = [(code, texts.entries.get(f"draft.variant.{code}", code)) for code in codes]
    return [("", texts("draft.plain_variant")), *named]


def _label(name: str, brief: Brief, texts: Texts) -> Html:
    key = "words_zh" if name == "words" and brief.language == "zh" else name
    mark = tag("em", texts("draft.inferred"), class_="inferred") if name in brief.inferred else None
    return tag("span", tag("span", texts(f"draft.field.{key}")), mark, class_="label-line")


def _choice(name: str, value: str, options: Sequence[tuple[str, str]], brief: Brief, texts: Texts) -> Html | None:
    if len(options) < 2:
        return None
    shown = [tag("option", words, value=code, selected=code == value) for code, words in options]
    return tag("label", _label(name, brief, texts), tag("select", *shown, name=name), class_="field")


def _field(name: str, brief: Brief, stamp: str, texts: Texts) -> Html | None:
    if name == "profile":
        options = [("", texts("draft.by_genre"))]
        options += [
            (one, texts(f"draft.profile.{one}"))
            for one in PROFILES
            if one.endswith(brief.language) or (one, brief.language) in {("nd30", "vi"), ("gbt9704", "zh")}
        ]
        return _choice("profile", brief.profile or "", options, brief, texts)
    if name == "period":
        return _period(brief, stamp, texts)
    value = getattr(brief, name)
    held = f"brief-{stamp}-{name}"
    if name in _AREAS:
        area = tag(
            "textarea", "\n".join(value), name=name, rows=max(2, min(6, len(value) + 1)), data_held=held, maxlength=3000
        )
        return tag("label", _label(name, brief, texts), area, class_="field")
    box = tag(
        "input",
        type="text",
        name=name,
        value="" if value is None else str(value),
        inputmode="numeric" if name in _NUMBERS else None,
        pattern="[0-9]*" if name in _NUMBERS else None,
        maxlength=6 if name in _NUMBERS else LONGEST_FIELD,
        autocomplete="off",
        data_held=held,
    )
    return tag("label", _label(name, brief, texts), box, class_="field short" if name in _NUMBERS else "field")


def _period(brief: Brief, stamp: str, texts: Texts) -> Html:
    days = (
        ("period_start", texts("filter.from"), brief.period.start if brief.period else None),
        ("period_end", texts("filter.to"), brief.period.end if brief.period else None),
    )
    boxes = [
        tag(
            "label",
            tag("small", words),
            tag(
                "input",
                type="date",
                name=name,
                value=day.isoformat() if day else "",
                data_held=f"brief-{stamp}-{name}",
            ),
        )
        for name, words, day in days
    ]
    return tag("div", _label("period", brief, texts), tag("div", *boxes, class_="two"), class_="field", role="group")


def render_draft_notices(notices: Sequence[Notice], texts: Texts) -> Html | None:
    """What was odd about a request, an outline or a block, worded in the language of the page."""
    if not notices:
        return None
    return tag("div", *(tag("p", notice_text(one, texts.language)) for one in notices), class_="notices plain")
