"""What stands under an answer: notices, what was checked against which sources, and how the answer came about."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.answering.answer import Answer, AnsweredFigure, CheckSummary, Citation, Notice
from assistant.ui.render.answer_text import CONFIRMED, citation_button
from assistant.ui.render.markup import Html, icon, tag
from assistant.ui.texts import Texts
from assistant.ui.visit import Problem, Turn
from assistant.ui.wording import date_text, file_name, joined, moment_text, read_day

_PROVENANCE = (
    "model",
    "prompt",
    "prompt_tokens",
    "follow_up",
    "index",
    "embedding_model",
    "embedding_weights",
    "passages",
)
"""What provenance names, in the order in which a reader asks for it; anything else comes after."""
_UNSHOWN = frozenset({"kinds"})
_DIGEST = re.compile(r"[0-9a-f]{32,}")
_DIGEST_SHOWN = 12


def render_notices(answer: Answer, texts: Texts, words: Callable[[Problem, Texts], Sequence[str]]) -> Html | None:
    """What the reader must know of the answer and its sources, each line naming the sources that it is about."""
    if not answer.notices:
        return None
    return tag(
        "aside",
        icon("note"),
        tag("div", *(tag("p", _notice_text(notice, texts, words)) for notice in answer.notices)),
        class_="notices",
        aria_label=texts("notice.heading"),
    )


def _notice_text(notice: Notice, texts: Texts, words: Callable[[Problem, Texts], Sequence[str]]) -> str:
    facts = dict(notice.facts)
    if notice.code == "sentences_dropped":
        return texts("notice.sentences_dropped", count=facts.get("count", "1"))
    if notice.code == "model_failed":
        rest = tuple(fact for fact in notice.facts if fact[0] != "code")
        reason = words(Problem(facts["code"], rest), texts)[:1] if facts.get("code") else ()
        return ("" if texts.language == "zh" else " ").join([texts("notice.model_failed"), *reason])
    missing = facts.get("missing_characters", "")
    key = "notice.truncated_unknown" if notice.code == "truncated" and not missing else f"notice.{notice.code}"
    if key not in texts.entries:
        return texts("notice.other", code=notice.code)
    named = joined((f"[{one}]" for one in facts.get("keys", "").split(",") if one), texts)
    count = texts.number(int(missing)) if missing.isdigit() else missing
    day = read_day(facts.get("date", ""))
    return texts(key, keys=named, count=count, date=date_text(day, texts) if day else "")


def summary_line(
    citations: Sequence[Citation], figures: Sequence[AnsweredFigure], summary: CheckSummary | None, texts: Texts
) -> str:
    """One line: how many reports, how many figures were checked, what could not be borne out."""
    checked = sum(figure.status in CONFIRMED for figure in figures)
    line = [texts.count("turn.sources", len({citation.document_id for citation in citations}))]
    if figures:
        line.append(texts.count("turn.figures", checked))
    if len(figures) > checked:
        line.append(texts.count("turn.figures_open", len(figures) - checked))
    if summary is not None and summary.unsupported:
        line.append(texts.count("turn.sentences_open", summary.unsupported))
    return " · ".join(line)


def render_sources(turn: Turn, answer: Answer, texts: Texts) -> Html | None:
    """The summary of the check, folded over the list of quoted sources, with who wrote the answer beside it."""
    mode = tag("span", texts(f"mode.{answer.mode}"), class_=f"mode {answer.mode}")
    line = summary_line(answer.citations, answer.figures, answer.summary, texts)
    if not answer.citations:
        return tag("div", tag("span", line, class_="small"), mode, class_="checked-line")
    folded = tag(
        "details",
        tag("summary", icon("right"), tag("span", line)),
        tag("ol", *(render_source_row(citation, texts) for citation in answer.citations), class_="sources"),
        class_="checked",
        data_keep=f"sources-{turn.conversation}-{turn.number}",
    )
    return tag("div", folded, mode, class_="checked-line")


def render_source_row(citation: Citation, texts: Texts) -> Html:
    """One quoted source: its number, its report, its words."""
    name = citation.title or file_name(citation.source)
    page = None if citation.page is None else tag("small", texts("turn.page", page=citation.page))
    return tag(
        "li",
        citation_button(citation, texts),
        tag("div", tag("b", name), " ", page, tag("q", citation.quote)),
    )


def render_provenance(turn: Turn, answer: Answer, texts: Texts) -> Html | None:
    """How the answer came about: who wrote it, with which prompt and index, and how long it took; folded."""
    known = {name: place for place, name in enumerate(_PROVENANCE)}
    ordered = sorted(answer.provenance, key=lambda pair: known.get(pair[0], len(known)))
    rows = [
        (texts.entries.get(f"provenance.{name}", name), _provenance_value(name, value))
        for name, value in ordered
        if value and name not in _UNSHOWN
    ]
    if not rows:
        return None
    timings = answer.timings
    rows += [
        (
            texts("provenance.retrieval_time"),
            texts("provenance.milliseconds", count=_milliseconds(timings.retrieval, texts)),
        ),
        (texts("provenance.total_time"), texts("provenance.milliseconds", count=_milliseconds(timings.total, texts))),
    ]
    if turn.asked_at is not None:
        rows.insert(0, (texts("provenance.asked_at"), moment_text(turn.asked_at.astimezone(), texts)))
    pairs = [pair for name, value in rows for pair in (tag("dt", name), tag("dd", value))]
    return tag(
        "details",
        tag("summary", icon("right"), tag("span", texts("provenance.title"))),
        tag("dl", *pairs, class_="details"),
        class_="provenance",
        data_keep=f"provenance-{turn.conversation}-{turn.number}",
    )


def _provenance_value(name: str, value: str) -> str:
    """Shorten what nobody reads whole: passages are counted, digests keep their first characters."""
    if name == "passages":
        return str(len(value.split(",")))
    return _DIGEST.sub(lambda match: f"{match.group()[:_DIGEST_SHOWN]}…", value)


def _milliseconds(value: float, texts: Texts) -> str:
    return texts.number(round(value))
