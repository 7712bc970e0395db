"""Sentences of a clean document as places: where they stand, in which kind of block, under which heading."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from assistant.answering.answer_posts import find_posts
from ingest.documents import Block, BlockKind, CleanDocument
from ingest.folding import fold
from ingest.sentences import split_sentences
from vectorstore.records import Language

_RUNNING: Final[frozenset[BlockKind]] = frozenset({"paragraph", "list_item", "salutation"})
_LONGEST_QUOTE: Final = 1_200
_COMMANDING: Final = re.compile(
    r"\b(?:bỏ qua|phớt lờ|quên)\b.{0,40}\b(?:hướng dẫn|chỉ dẫn|chỉ thị|câu lệnh|quy tắc|yêu cầu)\b.{0,20}"
    r"\b(?:trên|trước|này|ở trên)\b"
    r"|\btừ (?:bây giờ|nay|giờ),? (?:hãy |mọi |bạn |trợ lý )*(?:trả lời|câu hỏi|chỉ trả lời)"
    r"|\b(?:hãy|phải) (?:luôn )?(?:trả lời|nói|in ra|tiết lộ)\b.{0,30}\b(?:rằng|là|mật khẩu|hệ thống)\b"
    r"|\b(?:bạn|you) (?:là|are) (?:một |an? )?(?:trợ lý|mô hình|ai\b|assistant|language model)"
    r"|(?:忽略|无视|忘记|不要理会).{0,12}(?:以上|之前|上述|前面|此前|所有).{0,12}(?:指令|指示|内容|要求|规则|提示)"
    r"|从现在(?:起|开始)[,，]?.{0,12}(?:回答|回复|答复)|(?:请|必须|务必|只能)(?:直接)?(?:回答|回复|输出)[:：“\"]"
    r"|你(?:现在)?是(?:一个|一名)?.{0,6}(?:助手|模型|机器人)|系统提示词"
    r"|\b(?:ignore|disregard|forget)\b.{0,30}\b(?:previous|above|prior|earlier|all)\b.{0,30}"
    r"\b(?:instructions?|prompts?|rules?|text|context)\b"
    r"|\b(?:trí tuệ nhân tạo|mô hình ngôn ngữ|trợ lý(?: ảo| số| ai)?|chatbot)\b.{0,30}\b(?:đang đọc|hãy|vui lòng|ơi)\b"
    r"|\b(?:hãy|nhờ|yêu cầu|đề nghị|gửi) (?:các |bạn )?(?:trợ lý (?:ảo|số|ai)|mô hình ngôn ngữ|chatbot)\b"
    r"|(?:请|务必|要求|敬告|致)(?:各位?|所有)?(?:ai|人工智能|智能|语言|大)*(?:助手|模型|机器人)"
    r"|(?:ai|人工智能|语言模型|智能助手).{0,12}(?:正在阅读|读到|看到).{0,6}(?:本|这)"
    r"|\b(?:dear|attention|note to|to) (?:any |the |all )?(?:ai|assistants?|language models?|chatbots?)\b"
    r"|\b(?:report|state|say|give) (?:this|it|the figure) (?:only )?as\b|\bbáo (?:số )?này (?:là|thành)\b"
    r"|<\s*(?:script|img|iframe|svg|object|embed|style)\b|javascript:|<\||\bon(?:load|error|click)\s*="
    r"|\bfrom now on,? (?:you|answer|reply|respond|always)|\byou must (?:answer|reply|respond|say)|\bsystem prompt\b",
    re.IGNORECASE,
)


_TURN_LINE: Final = re.compile(
    r"^[^\n]*(?:<\|[^\n|]{1,30}\|>|\[/?INST\]|<</?SYS>>|^\W{0,6}(?:system|assistant|user|human)\s*[:：])[^\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
_NEXT_LINE: Final = re.compile(r"\s*[^\n]*")


@dataclass(frozen=True, slots=True)
class SentencePlace:
    """``clean[start:end] == text`` and the kind of block that it stands in."""

    start: int
    end: int
    text: str
    kind: BlockKind
    header: str = ""
    """The row of column heads above a row of a table."""

    @property
    def reading(self) -> str:
        """The text as it is read and weighed: in a row of a table each cell after the head of its column."""
        if not self.header:
            return self.text
        heads, cells = cells_of(self.header), cells_of(self.text)
        if len(heads) != len(cells):
            return f"{' '.join(heads)}: {' '.join(cells)}"
        first = cells[0]
        return f"{heads[0]} {first}: " + "; ".join(
            f"{head} {cell}" for head, cell in zip(heads[1:], cells[1:], strict=True)
        )


def sentences_around(clean: CleanDocument, start: int, end: int) -> list[SentencePlace]:
    """List the sentences that ``clean[start:end]`` touches, with the block before it and the one after."""
    blocks = clean.blocks
    starts = [block.start for block in blocks]
    first = max(0, bisect_right(starts, start) - 1)
    last = max(first, bisect_right(starts, max(start, end - 1)) - 1)
    places = [place for block in blocks[first : last + 1] for place in block_sentences(clean, block)]
    inside = [place for place in places if place.start < end and place.end > start]
    if not inside:
        return []
    low, high = places.index(inside[0]), places.index(inside[-1])
    before = places[max(0, low - 1) : low] or _edge(clean, first - 1, -1)
    after = places[high + 1 : high + 2] or _edge(clean, last + 1, 0)
    return [*before, *inside, *after]


def _edge(clean: CleanDocument, index: int, which: int) -> list[SentencePlace]:
    if not 0 <= index < len(clean.blocks):
        return []
    places = list(block_sentences(clean, clean.blocks[index]))
    return [places[which]] if places else []


def block_sentences(clean: CleanDocument, block: Block) -> Iterator[SentencePlace]:
    """Split a block of running text into its sentences; a heading, caption or byline is one place, a table its rows."""
    text = clean.text[block.start : block.end]
    if block.kind == "gap":
        return
    if block.kind in _RUNNING:
        spans: tuple[tuple[int, int], ...] = _split(text)
    elif block.kind == "table":
        spans = _lines(text)
    else:
        spans = ((0, len(text)),)
    header = text[slice(*spans[0])] if block.kind == "table" and len(spans) > 1 else ""
    for number, (low, high) in enumerate(spans):
        row = text[low:high]
        yield SentencePlace(block.start + low, block.start + high, row, block.kind, header if number else "")


@lru_cache(maxsize=2_048)
def _split(text: str) -> tuple[tuple[int, int], ...]:
    han = sum("\u3400" <= character <= "\u9fff" for character in text)
    language: Language = "zh" if han * 3 > len(text) else "vi"
    return tuple(span for span in split_sentences(text, language) if span[0] < span[1])


def _lines(text: str) -> tuple[tuple[int, int], ...]:
    spans = []
    offset = 0
    for line in text.split("\n"):
        if line.strip():
            spans.append((offset, offset + len(line)))
        offset += len(line) + 1
    return tuple(spans)


def cells_of(row: str) -> list[str]:
    """Split a row of a table at its bars."""
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def heading_at(clean: CleanDocument, offset: int) -> str:
    """Give the nearest heading above ``offset``, or an empty string."""
    nearest = ""
    for block in clean.blocks:
        if block.start > offset:
            break
        if block.kind == "heading":
            nearest = clean.text[block.start : block.end]
    return nearest


def following_items(clean: CleanDocument, place: SentencePlace) -> int:
    """Give where the list that ``place`` announces ends (``gồm:`` and its items), or ``place.end`` if there is none."""
    if not place.text.rstrip().endswith((":", "：", ";", "；")):
        return place.end
    end = place.end
    for block in clean.blocks:
        if block.start < place.end:
            continue
        if block.kind not in {"list_item", "table"} or block.end - place.start > _LONGEST_QUOTE:
            break
        end = block.end
    return end


def following_sentences(clean: CleanDocument, place: SentencePlace, *, longest: int) -> int:
    """Give where the running text under the same heading ends, at most ``longest`` characters after the start."""
    end = place.end
    for block in clean.blocks:
        if block.end <= place.start:
            continue
        if block.kind not in _RUNNING:
            if block.start >= place.end:
                break
            continue
        for sentence in block_sentences(clean, block):
            if sentence.start < place.end:
                continue
            if sentence.end - place.start > longest:
                return end
            end = sentence.end
    return end


_LONGEST_SIGNATURE_LINE: Final = 80


def commands_a_reader(text: str) -> bool:
    """Tell text that gives orders to whoever answers from it (``bỏ qua các chỉ dẫn trên``, ``忽略以上指令``).

    Such text is no statement of the report and answers nothing.
    """
    return _COMMANDING.search(fold(text)) is not None


def gives_orders(clean: CleanDocument, place: SentencePlace) -> bool:
    """Tell a sentence that gives orders to a reader, or that stands in a turn of a conversation made up in the text."""
    inside = any(start <= place.start < end for start, end in _made_up_turns(clean.text))
    return inside or commands_a_reader(place.text)


@lru_cache(maxsize=256)
def _made_up_turns(text: str) -> tuple[tuple[int, int], ...]:
    """Find the lines that open a turn as chat formats do, each with the line after it, which that turn would say."""
    spans = []
    for match in _TURN_LINE.finditer(text):
        rest = _NEXT_LINE.match(text, match.end())
        spans.append((match.start(), rest.end() if rest else match.end()))
    return tuple(spans)


def signature_block(clean: CleanDocument) -> SentencePlace | None:
    """Give the last line in capitals that names a post together with the name signed under it, within four lines."""
    tail = clean.blocks[-15:]
    for index in range(len(tail) - 1, -1, -1):
        line = clean.text[tail[index].start : tail[index].end]
        if len(line) > _LONGEST_SIGNATURE_LINE or line != line.upper() or not find_posts(line, "vi"):
            continue
        for below in tail[index + 1 : index + 5]:
            if signed_name(clean.text[below.start : below.end]):
                start, end = tail[index].start, below.end
                return SentencePlace(start, end, clean.text[start:end], "byline")
    return None


def signed_name(text: str) -> tuple[int, int] | None:
    """Give where the name stands that fills the last line of ``text``, two to five capitalised words."""
    start = text.rfind("\n") + 1
    line = text[start:]
    words = line.split(" ")
    capitalised = all(word.isalpha() and word[0].isupper() for word in words)
    if line == line.upper() or not 2 <= len(words) <= 5 or not capitalised:
        return None
    return start, len(text)
