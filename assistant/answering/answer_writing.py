"""Asking a language model for an answer in prose: the prompt, the stream, and what is kept about both."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.answer import TextDelta, Waiting
from assistant.answering.prompt_evidence import as_data, evidence_lines
from assistant.answering.question_analysis import QuestionAnalysis
from assistant.cancellation import Cancellation
from assistant.language_model.chat_model import ChatMessage, ChatModel, WritingRules
from assistant.language_model.model_text import ModelText
from prompts.catalog import PromptCatalog
from vectorstore.records import Language

ANSWERING: Final = "answer"
JUDGING: Final = "answerable"
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class WritingLimits:
    """Most tokens of evidence in a prompt, and of the answer.

    ``further_sentences`` ranked sentences are shown beside the chosen ones, as far as they lie within
    ``further_reach`` log-odds of the best.
    """

    evidence_tokens: int = 450
    max_tokens: int = 220
    further_sentences: int = 2
    further_reach: float = 3.0


@dataclass(frozen=True, slots=True)
class AnswerPrompt:
    """A rendered prompt with what is told about it later."""

    messages: tuple[ChatMessage, ...]
    label: str
    tokens: int
    rules: WritingRules
    """The numbers of evidence and question are the only ones that an honest answer can hold."""


class Writing:
    """One answer being written: iterate to stream it; then ``text`` is what the model wrote, made plain."""

    def __init__(self, model: ChatModel, prompt: AnswerPrompt, cleaner: ModelText) -> None:
        self._model = model
        self._cleaner = cleaner
        self.prompt = prompt
        self.first_token_at: float | None = None
        """``time.perf_counter()`` when the first text came."""

    def stream(self, *, max_tokens: int, cancellation: Cancellation) -> Iterator[Waiting | TextDelta]:
        """Give waiting and text as they come; raises what ``ChatModel.stream`` raises."""
        events = self._model.stream(
            self.prompt.messages,
            max_tokens=max_tokens,
            cancellation=cancellation,
            rules=self.prompt.rules,
        )
        for event in events:
            if isinstance(event, Waiting):
                yield event
                continue
            if self.first_token_at is None:
                self.first_token_at = time.perf_counter()
            if piece := self._cleaner.add(event.text):
                yield TextDelta(piece)
            if self._cleaner.ended:
                break
        if rest := self._cleaner.finish():
            yield TextDelta(rest)

    @property
    def text(self) -> str:
        """What was written so far, as it was streamed."""
        return self._cleaner.text


class AnswerWriter:
    """Writes answers with one model from prompt files. Holds nothing of any question."""

    def __init__(self, model: ChatModel, prompts: PromptCatalog, limits: WritingLimits | None = None) -> None:
        self._model = model
        self._prompts = prompts
        self.limits = limits or WritingLimits()

    @property
    def model(self) -> ChatModel:
        return self._model

    def prompt(
        self,
        question: QuestionAnalysis,
        language: Language,
        stretches: Sequence[Sequence[str]],
    ) -> AnswerPrompt:
        """Render the prompt for a question and the sentences of its evidence, best stretch first."""
        template = self._prompts.get(language, ANSWERING)
        lines = evidence_lines(stretches, budget=self.limits.evidence_tokens, count_tokens=self._model.count_tokens)
        evidence = "\n".join(line.shown for line in lines)
        asked = as_data(question.text)
        rendered = template.render({"evidence": evidence, "question": asked})
        return AnswerPrompt(
            messages=tuple(ChatMessage(role, text) for role, text in rendered),
            label=f"{language}/{template.label}",
            tokens=sum(self._model.count_tokens(text) for _, text in rendered),
            rules=WritingRules(numbers_in([*(line.text for line in lines), asked]), without_han=language != "zh"),
        )

    def judging(
        self, question: QuestionAnalysis, language: Language, title: str, sentence: str
    ) -> tuple[ChatMessage, ...]:
        """Render the prompt that asks whether a sentence of a report states what is asked."""
        values = {"title": as_data(title), "evidence": as_data(sentence), "question": as_data(question.text)}
        rendered = self._prompts.get(language, JUDGING).render(values)
        return tuple(ChatMessage(role, text) for role, text in rendered)

    def write(self, question: QuestionAnalysis, language: Language, stretches: Sequence[Sequence[str]]) -> Writing:
        """Prepare the writing of an answer; nothing is asked of the model before it is iterated."""
        simplified = language == "zh" and question.script != "hant"
        return Writing(self._model, self.prompt(question, language, stretches), ModelText(simplified=simplified))


_OTHER_SEPARATORS: Final = str.maketrans(".,", ",.")


def numbers_in(texts: Sequence[str]) -> tuple[str, ...]:
    """List every number as written, and as a language with the other separators writes it (``1.284`` → ``1,284``)."""
    found = [number for text in texts for number in _NUMBER.findall(text)]
    return tuple(dict.fromkeys([*found, *(number.translate(_OTHER_SEPARATORS) for number in found)]))
