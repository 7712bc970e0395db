"""What a language model writes, made plain while it streams.

Citation numbers that it writes are taken out (they are placed by code, from what was verified), and so are the marks
of Markdown, invisible characters and addresses; an invented further turn of the conversation ends the text.
"""

from __future__ import annotations

import re
from typing import Final

from assistant.answering.prompt_evidence import as_data
from vectorstore.chinese_text import to_simplified

_KEY: Final = re.compile(r"\s*[\[［【]\s*\d{1,3}(?:\s*[,，、\-–—~]\s*\d{1,3})*\s*[\]］】]")
_LABELS: Final = ("Trả lời", "Đáp", "回答", "答", "Answer in English", "Answer")
_LABEL: Final = re.compile(rf"^\s*(?:{'|'.join(_LABELS)})\s*[:：]\s*", re.IGNORECASE)
_NEXT_TURN: Final = re.compile(
    r"\n\s*(?:Câu hỏi|Trích đoạn|Hỏi|问题|摘录|问|Question|Excerpts?|User|System|Assistant|Human)\s*[:：]"
    r"|<\|?(?:im_start|im_end|endoftext|system|user|assistant)",
    re.IGNORECASE,
)
_ABOUT_EXCERPTS: Final = re.compile(
    r"(?:^|(?<=[.!?。！？]\s)|(?<=[。！？\n]))"
    r"(?:(?:Trong|Theo|Dựa trên|Căn cứ)(?: các| những)? trích đoạn(?: trên| này| báo cáo)?,?\s*"
    r"|(?:Các )?Trích đoạn(?: trên| này| báo cáo)? (?:cho biết|cho thấy|nêu|nêu rõ|ghi|ghi rõ)(?: rằng| là)?:?\s*"
    r"|(?:根据|据|按照|在)?(?:上述|以上|该|报告)?摘录(?:显示|中|内容)?[，,：]\s*"
    r"|(?:According to|In|From|Based on) the (?:given |report )?excerpts?,?\s*)(\w)",
    re.IGNORECASE,
)
_EMPHASIS: Final = re.compile(r"\*\*|__|(?<![\w*])\*(?=\S)|`+")
_HEADING: Final = re.compile(r"^\s*#{1,6}\s*")
_ITEM: Final = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)、])\s+")
_OPENINGS: Final = ("Trong", "Trích", "Các", "Theo", "Dựa", "Căn", "Accord", "In", "From", "Based")
_BEGUN: Final = "|".join(sorted({word[:length] for word in _OPENINGS for length in range(1, len(word))}, reverse=True))
_HELD: Final = re.compile(
    r"(?:\A|\n)\s*[\d\-*•–.)、#]{0,6}\s*$"  # a list item or heading
    r"|\n[^\n]{0,24}$"  # a further turn
    r"|!?[\[［【][^\]］】\n]{0,200}(?:[\]］】](?:\([^)\n]{0,500})?)?$"  # a key or a link
    r"|<[^>\n]{0,200}$|[!\[]*[A-Za-z][!-~]*$"  # a tag, an address
    r"|!$|[*_`#~<>]+$|\s+$"
    rf"|(?:\A|(?<=[.!?。！？\n\s]))(?:(?:{'|'.join(_OPENINGS)}|[根据按照在上以该报摘])[^.!?。！？\n]{{0,36}}|{_BEGUN})$"
)
"""What may still become something to take out once more text has come."""


class ModelText:
    """Collects the pieces of one answer; gives what can be shown already."""

    def __init__(self, *, simplified: bool = False) -> None:
        self._simplified = simplified
        self._raw = ""
        self._shown = ""
        self.ended = False
        """Whether the model began to invent a further turn, so that nothing more is wanted from it."""

    def add(self, piece: str) -> str:
        """Take the next piece and give the new text that is certain by now (it never changes afterwards)."""
        self._raw += piece
        turn = _NEXT_TURN.search(self._raw)
        if turn is not None:
            self._raw = self._raw[: turn.start()]
            self.ended = True
            return self._show(self._raw)
        if _may_become_label(self._raw):
            return ""
        held = _HELD.search(self._raw)
        return self._show(self._raw[: held.start()] if held else self._raw)

    def finish(self) -> str:
        """Give what was still held back."""
        return self._show(self._raw)

    @property
    def text(self) -> str:
        """Everything shown so far."""
        return self._shown

    def _show(self, raw: str) -> str:
        text = plain_answer(raw, simplified=self._simplified)
        if not text.startswith(self._shown):
            return ""
        new = text[len(self._shown) :]
        self._shown = text
        return new


def _may_become_label(raw: str) -> bool:
    begun = raw.strip().lower()
    return any(label.lower().startswith(begun) for label in _LABELS) or begun.rstrip(":：") in map(str.lower, _LABELS)


def plain_answer(raw: str, *, simplified: bool = False) -> str:
    """Give the answer in what a model wrote: lines of plain text, list items beginning with ``- ``."""
    text = _ABOUT_EXCERPTS.sub(lambda match: match[1].upper(), _KEY.sub("", _LABEL.sub("", raw)))
    lines = (_plain_line(line) for line in text.split("\n"))
    plain = "\n".join(line for line in lines if line)
    return to_simplified(plain) if simplified else plain


def _plain_line(line: str) -> str:
    item = _ITEM.match(line)
    rest = _EMPHASIS.sub("", _HEADING.sub("", line[item.end() :] if item else line))
    plain = as_data(rest)
    return f"- {plain}" if item and plain else plain
