"""Questions and what came of them: answers, abstentions, problems, and the empty page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.answer import Answer, Citation, Notice
from assistant.ui.render.answer_text import (
    CONFIRMED,
    citation_button,
    render_answer_text,
    render_plain_text,
    source_payload,
)
from assistant.ui.render.markup import Html, action, icon, join, local_action, tag
from assistant.ui.texts import HTML_LANGUAGES, Texts
from assistant.ui.visit import Conversation, Problem, Turn
from assistant.ui.wording import date_text, file_name, filter_values, joined, read_day
from assistant.views import LibrarySummary
from vectorstore.records import Passage, SearchFilter

ProblemWords = Callable[[Problem, Texts], Sequence[str]]
"""Words a problem in the page's language: what happened, what it means, what to do."""

_ISSUERS_NAMED = 3


def render_conversation(conversation: Conversation, texts: Texts, words: ProblemWords, empty: Html) -> Html:
    """All finished turns; ``empty`` stands there while there is none."""
    if not conversation.turns:
        return empty
    return tag(
        "div",
        *(render_turn(turn, texts, words) for turn in conversation.turns),
        class_="turns",
        data_last_question=conversation.turns[-1].question,
    )


def render_empty(summary: LibrarySummary, examples: Sequence[str], texts: Texts) -> Html:
    """What the library can be asked about, with example questions from it."""
    if not summary.indexed:
        return tag("section", tag("h1", texts("ask.heading")), tag("p", texts("ask.empty")), class_="welcome")
    chips = [action("ask_example", question, payload={"question": question}, class_="example") for question in examples]
    return tag(
        "section",
        tag("h1", texts("ask.heading")),
        tag("p", " ".join(_holdings(summary, texts)) if texts.language != "zh" else "".join(_holdings(summary, texts))),
        tag("p", texts("ask.promise"), class_="small"),
        tag("h2", texts("ask.examples")) if chips else None,
        tag("div", *chips, class_="examples") if chips else None,
        tag("p", texts("ask.keys"), class_="small keys"),
        class_="welcome",
    )


def _holdings(summary: LibrarySummary, texts: Texts) -> list[str]:
    parts = [texts.count("ask.holds", summary.indexed)]
    named = joined((facet.value for facet in summary.issuers[:_ISSUERS_NAMED]), texts)
    others = len(summary.issuers) - _ISSUERS_NAMED
    if others > 0:
        parts.append(texts.count("ask.holds_more_issuers", others, issuers=named))
    elif named:
        parts.append(texts("ask.holds_issuers", issuers=named))
    years = sorted(int(facet.value) for facet in summary.years)
    if len(years) == 1:
        parts.append(texts("ask.holds_year", first=years[0]))
    elif years:
        parts.append(texts("ask.holds_years", first=years[0], last=years[-1]))
    return parts


def render_turn(turn: Turn, texts: Texts, words: ProblemWords) -> Html:
    """One question with its answer, or with the reason why there is none."""
    return tag(
        "article",
        _question(turn, texts),
        tag("div", *_outcome(turn, texts, words), class_="outcome"),
        class_=f"turn {turn.outcome}",
        data_turn=turn.number,
    )


def render_live(turn: Turn | None, texts: Texts) -> Html:
    """The question being answered: passages as soon as they are found, then the text as it comes."""
    if turn is None:
        return Html("")
    passages = turn.passages
    if passages is None:
        progress = tag("p", texts("turn.searching"), class_="progress", role="status")
    else:
        progress = _passages(turn, passages, texts)
    return tag(
        "article",
        _question(turn, texts),
        tag(
            "div",
            progress,
            tag("div", render_plain_text(turn.text), class_="text unchecked", aria_live="polite")
            if turn.text
            else None,
            class_="outcome",
        ),
        class_="turn working",
        data_busy="true",
        data_last_question=turn.question,
    )


def _question(turn: Turn, texts: Texts) -> Html:
    limits = filter_values(turn.filter, texts)
    return tag(
        "div",
        tag("h2", turn.question, aria_label=f"{texts('turn.question')}: {turn.question}"),
        tag("p", texts("turn.limited"), ": ", joined((word for *_, word in limits), texts), class_="small")
        if limits
        else None,
        class_="question",
    )


def _passages(turn: Turn, passages: Sequence[Passage], texts: Texts) -> Html:
    rows = [
        tag(
            "li",
            action(
                "open_source",
                texts("turn.passage", key=passage.rank, quote=passage.text),
                tag("b", passage.title or file_name(passage.source)),
                tag("span", passage.text[:200]),
                payload=source_payload(passage.document_id, passage.char_start, passage.char_end, 0),
                class_="passage",
            ),
        )
        for passage in passages
    ]
    return tag(
        "details",
        tag("summary", icon("right"), texts.count("turn.reading", len(passages)), role="status"),
        tag("ol", *rows, class_="passages"),
        class_="reading",
        data_keep=f"reading-{turn.conversation}-{turn.number}",
    )


def _outcome(turn: Turn, texts: Texts, words: ProblemWords) -> list[Html | None]:
    if turn.outcome == "failed" and turn.problem is not None:
        return [_problem(turn.problem, texts, words), _tools(turn, None, texts)]
    if turn.outcome == "stopped" or turn.answer is None:
        return [
            tag("div", render_plain_text(turn.text), class_="text unchecked") if turn.text else None,
            tag("p", texts("turn.stopped" if turn.text else "turn.stopped_empty"), class_="small", role="status"),
            _tools(turn, None, texts),
        ]
    if turn.answer.abstained:
        return [_understood(turn, texts), _abstention(turn.answer, texts), _tools(turn, None, texts)]
    answer = turn.answer
    return [
        _understood(turn, texts),
        tag("div", render_answer_text(answer, texts), class_="text", lang=HTML_LANGUAGES[answer.language]),
        _notices(answer, texts),
        _sources(turn, answer, texts),
        _tools(turn, answer, texts),
        tag("p", texts("turn.ready"), class_="only-heard", role="status"),
    ]


def _problem(problem: Problem, texts: Texts, words: ProblemWords) -> Html:
    happened, *rest = words(problem, texts)
    return tag(
        "div",
        tag("h3", texts("problem.heading")),
        tag("p", happened),
        *(tag("p", sentence, class_="small") for sentence in rest if sentence),
        class_="card trouble",
        role="alert",
    )


def _understood(turn: Turn, texts: Texts) -> Html | None:
    """The restrictions that were read from the question, as chips that can be taken away."""
    values = filter_values(without(turn.understood, turn.filter), texts)
    if not values:
        return None
    chips = [
        action(
            "forget_understood",
            texts("turn.forget", value=words),
            tag("span", words),
            icon("close"),
            payload={"turn": turn.number, "field": field},
            class_="chip",
            data_tip=texts("turn.understood_hint"),
        )
        for field, _, words in values
    ]
    return tag("p", tag("span", texts("turn.understood"), class_="small"), *chips, class_="understood")


def without(understood: SearchFilter, chosen: SearchFilter) -> SearchFilter:
    """What was understood beyond what the reader had chosen."""
    return SearchFilter(
        issuers=understood.issuers - chosen.issuers,
        doc_types=understood.doc_types - chosen.doc_types,
        languages=understood.languages - chosen.languages,
        period=None if understood.period == chosen.period else understood.period,
    )


def _abstention(answer: Answer, texts: Texts) -> Html:
    nearest = [
        tag(
            "li",
            action(
                "open_source",
                texts("turn.passage", key=citation.key, quote=citation.quote),
                tag("b", citation.title or file_name(citation.source)),
                tag("span", citation.quote),
                payload=source_payload(citation.document_id, citation.char_start, citation.char_end, 0),
                class_="passage",
            ),
        )
        for citation in answer.nearest[:2]
    ]
    suggestions = [
        action("ask_example", question, payload={"question": question}, class_="example")
        for question in answer.suggestions[:2]
    ]
    return tag(
        "div",
        tag("h3", texts("abstain.heading")),
        tag("p", answer.text, lang=HTML_LANGUAGES[answer.language]),
        join([tag("h4", texts("abstain.nearest")), tag("ul", *nearest, class_="passages")]) if nearest else None,
        join([tag("h4", texts("abstain.suggestions")), tag("div", *suggestions, class_="examples")])
        if suggestions
        else None,
        class_="card abstained",
        role="status",
    )


def _notices(answer: Answer, texts: Texts) -> Html | None:
    """What the reader must know of the sources, each line naming the sources that it is about."""
    if not answer.notices:
        return None
    return tag(
        "aside",
        icon("note"),
        tag("div", *(tag("p", _notice_text(notice, texts)) for notice in answer.notices)),
        class_="notices",
        aria_label=texts("notice.heading"),
    )


def _notice_text(notice: Notice, texts: Texts) -> str:
    facts = dict(notice.facts)
    missing = facts.get("missing_characters", "")
    key = "notice.truncated_unknown" if notice.code == "truncated" and not missing else f"notice.{notice.code}"
    if key not in texts.entries:
        return texts("notice.other", code=notice.code)
    named = joined((f"[{one}]" for one in facts.get("keys", "").split(",") if one), texts)
    count = texts.number(int(missing)) if missing.isdigit() else missing
    day = read_day(facts.get("date", ""))
    return texts(key, keys=named, count=count, date=date_text(day, texts) if day else "")


def _sources(turn: Turn, answer: Answer, texts: Texts) -> Html | None:
    if not answer.citations:
        return None
    documents = len({citation.document_id for citation in answer.citations})
    checked = sum(figure.status in CONFIRMED for figure in answer.figures)
    open_figures = len(answer.figures) - checked
    line = [texts.count("turn.sources", documents)]
    if answer.figures:
        line.append(texts.count("turn.figures", checked))
    if open_figures:
        line.append(texts.count("turn.figures_open", open_figures))
    return tag(
        "details",
        tag("summary", icon("right"), " · ".join(line)),
        tag("ol", *(_source_row(citation, texts) for citation in answer.citations), class_="sources"),
        class_="checked",
        data_keep=f"sources-{turn.conversation}-{turn.number}",
    )


def _source_row(citation: Citation, texts: Texts) -> Html:
    name = citation.title or file_name(citation.source)
    page = None if citation.page is None else tag("small", texts("turn.page", page=citation.page))
    return tag(
        "li",
        citation_button(citation, texts),
        tag("div", tag("b", name), " ", page, tag("q", citation.quote)),
    )


def _tools(turn: Turn, answer: Answer | None, texts: Texts) -> Html:
    copy = None
    if answer is not None:
        copy = local_action(
            "copy",
            texts("turn.copy"),
            icon("copy"),
            tag("span", texts("turn.copy")),
            class_="quiet",
            data_copy=plain_answer(answer, texts),
            data_done=texts("turn.copied"),
        )
    retry = action(
        "retry",
        texts("turn.retry"),
        icon("retry"),
        tag("span", texts("turn.retry")),
        payload={"turn": turn.number},
        class_="quiet",
    )
    return tag("div", copy, retry, class_="tools")


def plain_answer(answer: Answer, texts: Texts) -> str:
    """The answer as plain text with its sources listed, for the clipboard."""
    sources = [
        f"[{citation.key}] {citation.title or file_name(citation.source)}: {citation.quote}"
        for citation in answer.citations
    ]
    return "\n".join([answer.text, "", texts("turn.copy_sources"), *sources]) if sources else answer.text
