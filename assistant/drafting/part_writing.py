"""Asking a chat model for a stretch of a draft: prompt, what numbers it may write, and its text made plain."""

from __future__ import annotations

import re
from typing import Final

from assistant.answering.answer import TextDelta
from assistant.answering.answer_writing import numbers_in
from assistant.answering.prompt_evidence import as_data
from assistant.cancellation import Cancellation
from assistant.drafting.rewriting_orders import RevisionOrder, RewritingOrder, TranslationOrder, worded
from assistant.language_model.chat_model import ChatMessage, ChatModel, WritingRules
from assistant.language_model.model_text import ModelText
from ingest.sentences import split_sentences
from prompts.catalog import PromptCatalog
from prompts.template import PromptTemplate

_ROOM: Final = 1.5
_FEWEST_TOKENS: Final = 48
MOST_REASONS: Final = 4
"""Findings that a model is told of at once."""
_LABEL: Final = re.compile(
    r"^\s*(?:Đoạn văn(?: đã sửa)?|Bản dịch(?: tiếng Việt)?|段落|修改后|中文译文|译文|Paragraph|Changed paragraph"
    r"|English translation|Translation)\s*[:：]\s*",
    re.IGNORECASE,
)

Order = RewritingOrder | RevisionOrder | TranslationOrder


class ModelPartWriter:
    """Writes stretches of drafts with one model from prompt files. Holds nothing of any draft."""

    def __init__(self, model: ChatModel, prompts: PromptCatalog) -> None:
        self._model = model
        self._prompts = prompts

    @property
    def name(self) -> str:
        return self._model.name

    def prompt(self, order: Order) -> tuple[ChatMessage, ...]:
        """Render the messages for an order; after a refusal the text refused and what was wrong with it follow."""
        template, values = self._template(order)
        messages = [ChatMessage(role, text) for role, text in template.render(values)]
        if order.findings and order.refused:
            told = (
                worded(order.language, f"refused.{one.code}", surface=as_data(one.surface)) for one in order.findings
            )
            reasons = "; ".join(list(dict.fromkeys(told))[:MOST_REASONS])
            again = self._prompts.get(order.language, "draft_retry").render({"findings": reasons})
            messages.append(ChatMessage("assistant", as_data(order.refused)))
            messages += [ChatMessage(role, text) for role, text in again]
        return tuple(messages)

    def _template(self, order: Order) -> tuple[PromptTemplate, dict[str, str]]:
        if isinstance(order, RewritingOrder):
            points = "\n".join(f"- {as_data(order.text[start:end])}" for start, end in _points(order))
            return self._prompts.get(order.language, "draft_part", order.genre), {"points": points}
        values = {"text": as_data(order.text)}
        if isinstance(order, RevisionOrder):
            values["instruction"] = as_data(order.instruction)
            return self._prompts.get(order.language, "draft_revision"), values
        return self._prompts.get(order.language, "draft_translation"), values

    def write(self, order: Order, cancellation: Cancellation) -> str:
        """Give the model's text, plain, on one line; raises what ``ChatModel.stream`` raises."""
        cleaner = ModelText(simplified=order.language == "zh")
        events = self._model.stream(
            self.prompt(order),
            max_tokens=max(_FEWEST_TOKENS, round(self._model.count_tokens(order.text) * _ROOM)),
            cancellation=cancellation,
            rules=WritingRules(numbers_in([order.text]), without_han=_without_han(order)),
        )
        for event in events:
            if isinstance(event, TextDelta):
                cleaner.add(event.text)
            if cleaner.ended:
                break
        cleaner.finish()
        return _LABEL.sub("", " ".join(cleaner.text.split()))


def _without_han(order: Order) -> bool:
    """Only a Chinese text holds Chinese characters, and a translation that keeps a name in brackets."""
    return order.language != "zh" and not isinstance(order, TranslationOrder)


def _points(order: RewritingOrder) -> tuple[tuple[int, int], ...]:
    """A model that sees a list writes a paragraph of it; one that sees a paragraph copies it."""
    return split_sentences(order.text, order.language)
