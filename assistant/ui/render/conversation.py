"""Questions and what came of them: answers, abstentions, problems, and the empty page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.answering.answer import Answer
from assistant.ui.render.answer_facts import render_notices, render_provenance, render_sources
from assistant.ui.render.answer_text import render_answer_text, render_plain_text, source_payload
from assistant.ui.render.markup import Html, action, icon, join, tag
from assistant.ui.render.turn_tools import render_tools
from assistant.ui.texts import HTML_LANGUAGES, Texts
from assistant.ui.visit import Conversation, Problem, Turn
from assistant.ui.wording import file_name, filter_values, joined
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
            _rewritten(turn, texts),
            progress,
            _waiting(turn, texts),
            tag("div", render_plain_text(turn.text, turn.checked), class_="text unchecked", aria_live="polite")
            if turn.text
            else None,
            class_="outcome",
        ),
        class_="turn working",
        data_busy="true",
        data_last_question=turn.question,
    )


def _waiting(turn: Turn, texts: Texts) -> Html | None:
    """How many questions the model answers first, while it has not begun with this one."""
    if turn.waiting is None or turn.text:
        return None
    words = texts.count("turn.waiting", turn.waiting) if turn.waiting else texts("turn.next")
    return tag("p", words, class_="progress waiting", role="status")


def _rewritten(turn: Turn, texts: Texts) -> Html | None:
    """What was searched for instead of a question that leaned on the conversation."""
    if turn.standalone is None or turn.standalone == turn.question:
        return None
    return tag("p", texts("turn.rewritten"), " ", tag("q", turn.standalone), class_="small rewritten")


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
        return [_rewritten(turn, texts), _problem(turn.problem, texts, words), render_tools(turn, texts)]
    if turn.outcome == "stopped" or turn.answer is None:
        return [
            _rewritten(turn, texts),
            tag("div", render_plain_text(turn.text, turn.checked), class_="text unchecked") if turn.text else None,
            tag("p", texts("turn.stopped" if turn.text else "turn.stopped_empty"), class_="small", role="status"),
            render_tools(turn, texts),
        ]
    return [
        _rewritten(turn, texts),
        _understood(turn, texts),
        *_answered(turn, turn.answer, texts, words),
        _unkept(turn, texts, words),
        render_tools(turn, texts),
        render_provenance(turn, turn.answer, texts),
    ]


def _answered(turn: Turn, answer: Answer, texts: Texts, words: ProblemWords) -> list[Html | None]:
    if answer.abstained:
        return [_abstention(answer, texts), render_notices(answer, texts, words)]
    return [
        tag("div", render_answer_text(answer, texts), class_="text", lang=HTML_LANGUAGES[answer.language]),
        render_notices(answer, texts, words),
        render_sources(turn, answer, texts),
        tag("p", texts("turn.ready"), class_="only-heard", role="status"),
    ]


def _unkept(turn: Turn, texts: Texts, words: ProblemWords) -> Html | None:
    """Why the answer will be gone when the page is closed."""
    if turn.unkept is None:
        return None
    return tag("p", texts("turn.unkept"), " ", words(turn.unkept, texts)[0], class_="small", role="status")


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
