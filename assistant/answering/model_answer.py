"""From what a model wrote and what of it survived the check to the text of an answer.

A sentence that its sources bear out stays, with the keys that were verified; one that they do not is dropped or kept
struck through. A quantity that lost its ``gần``, ``hơn``, ``余`` gets it back. What was asked for and is not in what
survived is quoted after it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from assistant.answering.answer import AnsweredFigure, AnsweredSentence, Finding
from assistant.checking.source_sentences import SourceSentence
from assistant.checking.verification import CheckedText
from ingest.figures import Figure, find_figures
from vectorstore.records import Language

Unsupported = Literal["drop", "strike"]
_ENDING: Final = re.compile(r"[.!?。！？;；:：…]*[\"”’』」》)）]*$")
_OPERATOR_WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "vi": {"~": "khoảng ", "<~": "gần ", ">~": "hơn ", ">=": "ít nhất ", "<=": "không quá "},
    "zh": {"~": "约", "<~": "近", ">~": "超过", ">=": "不少于", "<=": "不超过"},
    "en": {"~": "about ", "<~": "nearly ", ">~": "more than ", ">=": "at least ", "<=": "at most "},
}
_SAME_STRENGTH: Final = {">": ">~", "<": "<~"}


@dataclass(frozen=True, slots=True)
class ModelAnswerText:
    """The text with its keys as ``[1]``; offsets of sentences and figures are in it, −1 for what was dropped."""

    text: str
    sentences: tuple[AnsweredSentence, ...]
    figures: tuple[AnsweredFigure, ...]
    dropped: int

    @property
    def supported(self) -> tuple[AnsweredSentence, ...]:
        return tuple(sentence for sentence in self.sentences if sentence.status == "supported")


def with_operators(text: str, checked: CheckedText, sources: Sequence[SourceSentence], language: Language) -> str:
    """Put back the word of approximation or bound that a figure had in its source and lost in the text.

    Only where the text states the bare value and all of the sources with that value agree on the operator.
    """
    lost = [finding for sentence in checked.sentences for finding in sentence.findings if finding.code == "op_changed"]
    if not lost:
        return text
    stated = {figure.start: figure for figure in find_figures(text, language)}
    known = [figure for source in sources for figure in find_figures(source.text, source.language)]
    insertions: dict[int, str] = {}
    for finding in lost:
        figure = next((one for start, one in stated.items() if finding.start <= start < finding.end), None)
        word = _operator_word(figure, known, language) if figure is not None else None
        if figure is not None and word is not None:
            insertions[figure.start] = word
    for start in sorted(insertions, reverse=True):
        text = text[:start] + insertions[start] + text[start:]
    return text


def _operator_word(figure: Figure, known: Iterable[Figure], language: Language) -> str | None:
    if figure.op != "=":
        return None
    operators = {
        _SAME_STRENGTH.get(source.op, source.op)
        for source in known
        if source.value == figure.value and source.high == figure.high
    }
    return _OPERATOR_WORDS[language].get(operators.pop()) if len(operators) == 1 else None


def assemble(
    text: str, checked: CheckedText, citation_of: Callable[[int], int], language: Language, *, unsupported: Unsupported
) -> ModelAnswerText:
    """Write the answer anew from its checked sentences; ``citation_of`` gives the answer's key for a source's key.

    What stands between them is left out but for the line that announces a list, as long as something of it is left.
    """
    written = _Written()
    sentences: list[AnsweredSentence] = []
    figures: list[AnsweredFigure] = []
    dropped = end_before = 0
    lead = ""
    for sentence in checked.sentences:
        between = text[end_before : sentence.start]
        lead = _announcement(between) or lead
        end_before = sentence.end
        if sentence.status == "unsupported" and unsupported == "drop":
            dropped += 1
            sentences.append(replace(sentence, start=-1, end=-1, citations=(), findings=()))
            continue
        stated = text[sentence.start : sentence.end]
        keys = tuple(dict.fromkeys(citation_of(key) for key in sentence.citations))
        if sentence.status == "unsupported":
            keys = ()
        if lead:
            written.add(lead, "\n", language)
            lead = ""
        start = written.add(_with_keys(stated, keys, language), between, language)
        moved = start - sentence.start
        figures += [
            replace(
                figure,
                start=figure.start + moved,
                end=figure.end + moved,
                citation=citation_of(figure.citation) if figure.citation is not None else None,
            )
            for figure in checked.figures
            if sentence.start <= figure.start < sentence.end
        ]
        findings = tuple(_moved(finding, moved, citation_of) for finding in sentence.findings)
        sentences.append(AnsweredSentence(sentence.text, keys, sentence.status, start, len(written.text), findings))
    return ModelAnswerText(written.text, tuple(sentences), tuple(figures), dropped)


class _Written:
    """The text so far."""

    def __init__(self) -> None:
        self.text = ""

    def add(self, stated: str, between: str, language: Language) -> int:
        """Append a sentence, on a line of its own where it stood on one; gives where it begins."""
        if self.text:
            self.text += "\n" if "\n" in between else "" if language == "zh" else " "
        start = len(self.text)
        self.text += stated
        return start


def _announcement(between: str) -> str:
    """Give the line that announces what follows (``gồm:``), if that is all that stands between two sentences."""
    line = between.strip()
    return line if line.endswith((":", "：")) and "\n" not in line else ""


def _moved(finding: Finding, by: int, citation_of: Callable[[int], int]) -> Finding:
    key = citation_of(finding.citation) if finding.citation is not None else None
    return replace(finding, start=finding.start + by, end=finding.end + by, citation=key)


def _with_keys(sentence: str, keys: Sequence[int], language: Language) -> str:
    """Set the keys before the mark that ends the sentence."""
    if not keys:
        return sentence
    marks = "".join(f"[{key}]" for key in keys)
    ending = _ENDING.search(sentence)
    at = ending.start() if ending and not sentence[ending.start() :].startswith(('"', "”", "’")) else len(sentence)
    space = "" if language == "zh" else " "
    return f"{sentence[:at].rstrip()}{space}{marks}{sentence[at:]}"
