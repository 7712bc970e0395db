"""What can be done with a turn: copy it, ask again, say whether it was useful."""

from __future__ import annotations

from typing import get_args

from assistant.answering.answer import Answer
from assistant.conversations import Feedback, FeedbackReason
from assistant.ui.render.answer_text import unsupported_stretches
from assistant.ui.render.markup import Html, action, icon, local_action, tag
from assistant.ui.texts import Texts
from assistant.ui.visit import Turn
from assistant.ui.wording import file_name

COMMENT_CHARACTERS = 1000


def render_tools(turn: Turn, texts: Texts) -> Html:
    """The row of small buttons under a turn."""
    retry = action(
        "retry",
        texts("turn.retry"),
        icon("retry"),
        tag("span", texts("turn.retry")),
        payload={"turn": turn.number},
        class_="quiet",
    )
    if turn.answer is None:
        return tag("div", retry, class_="tools")
    copy = local_action(
        "copy",
        texts("turn.copy"),
        icon("copy"),
        tag("span", texts("turn.copy")),
        class_="quiet",
        data_copy=plain_answer(turn.answer, texts),
        data_done=texts("turn.copied"),
    )
    draft = action(
        "use_in_draft",
        texts("turn.use_in_draft"),
        icon("draft"),
        tag("span", texts("turn.use_in_draft")),
        payload={"turn": turn.number},
        class_="quiet",
    )
    return tag("div", copy, draft, retry, _feedback(turn, texts), class_="tools")


def _feedback(turn: Turn, texts: Texts) -> Html | None:
    """Useful or not, and why not; nothing for an answer that is not kept. The page's script shows a choice at once."""
    if turn.kept is None:
        return None
    given = turn.feedback
    useful = action(
        "give_feedback",
        texts("feedback.useful"),
        icon("good"),
        tag("span", texts("feedback.useful")),
        payload={"turn": turn.number, "useful": True},
        class_="quiet useful",
        aria_pressed=_pressed(given is not None and given.useful),
    )
    menu = tag(
        "details",
        tag(
            "summary",
            icon("bad"),
            tag("span", texts("feedback.not_useful")),
            class_="quiet not-useful",
            data_pressed=_pressed(given is not None and not given.useful),
        ),
        tag("div", *_reasons(turn, given, texts), class_="menu", role="group", aria_label=texts("feedback.question")),
        data_menu=True,
        data_keep=f"feedback-{turn.conversation}-{turn.number}",
    )
    return tag("span", useful, menu, class_="feedback", data_turn=turn.number)


def _pressed(chosen: bool) -> str:
    return "true" if chosen else "false"


def _reasons(turn: Turn, given: Feedback | None, texts: Texts) -> list[Html]:
    chosen = given.reason if given is not None and not given.useful else None
    options = [
        action(
            "give_feedback",
            texts(f"feedback.{reason}"),
            tag("span", texts(f"feedback.{reason}")),
            payload={"turn": turn.number, "useful": False, "reason": reason},
            class_="option",
            aria_pressed=_pressed(reason == chosen),
        )
        for reason in get_args(FeedbackReason)
    ]
    back = action(
        "give_feedback",
        texts("feedback.take_back"),
        payload={"turn": turn.number, "useful": None},
        class_="option take-back",
    )
    return [tag("p", texts("feedback.question"), class_="small"), *options, _remark(turn, given, texts), back]


def _remark(turn: Turn, given: Feedback | None, texts: Texts) -> Html:
    """The box for what no reason says."""
    field = tag(
        "input",
        type="text",
        name="comment",
        value="" if given is None or given.useful else given.comment,
        maxlength=COMMENT_CHARACTERS,
        autocomplete="off",
        data_typed=f"comment-{turn.conversation}-{turn.number}",
    )
    return tag(
        "form",
        tag("label", texts("feedback.comment"), field),
        tag("input", type="hidden", name="turn", value=turn.number),
        tag("button", texts("feedback.save"), type="submit", class_="chip"),
        class_="comment",
        data_submit="comment_feedback",
    )


def plain_answer(answer: Answer, texts: Texts) -> str:
    """The answer as plain text with its sources listed, for the clipboard.

    Sentences that no source bears out are left out: where they go there is no strike and no explanation.
    """
    kept, at, left_out = [], 0, unsupported_stretches(answer.text, answer.sentences)
    for start, end in left_out:
        kept.append(answer.text[at:start].rstrip(" "))
        at = end
    written = "".join([*kept, answer.text[at:]]).strip("\n")
    lines = [written]
    if left_out:
        lines += ["", texts.count("turn.copied_without", len(left_out))]
    if answer.citations:
        lines += ["", texts("turn.copy_sources")]
        lines += [
            f"[{citation.key}] {citation.title or file_name(citation.source)}: {citation.quote}"
            for citation in answer.citations
        ]
    return "\n".join(lines)
