"""Puts the language model's part in answers together."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.answering.answer_chain import Prose
    from assistant.language_model.chat_model import ChatModel
    from assistant.settings import AnswerSettings
    from vectorstore.embedder import Embedder


def build_prose(wanted: AnswerSettings, model: ChatModel | None, embedder: Embedder, index: str) -> Prose:
    """The language model's part in answers, or none where there is no model; ``index`` names what was searched."""
    from assistant.answering.answer_chain import Prose
    from assistant.answering.answer_writing import AnswerWriter, WritingLimits
    from assistant.answering.prose_step import ProseStep, default_leaning
    from assistant.follow_ups.question_completion import FollowUps
    from prompts.catalog import default_catalog

    step: ProseStep | None = None
    if model is not None:
        limits = WritingLimits(
            wanted.evidence_tokens, wanted.max_tokens, wanted.further_sentences, wanted.further_reach
        )
        writer = AnswerWriter(model, default_catalog(), limits)
        step = ProseStep(writer, embedder, unsupported=wanted.unsupported, leaning=default_leaning())
    return Prose(step, FollowUps(wanted.history_tokens), index)
