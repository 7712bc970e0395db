"""Sentence boundaries in Vietnamese, Chinese and English administrative texts.

Every stretch of text that is not white space belongs to exactly one sentence. A new line always ends one. The time
taken grows with the length of the text and with nothing else.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from vectorstore.records import Language

Span = tuple[int, int]

LONGEST_SENTENCE = 1_000
"""Characters; what has no sentence mark for longer is cut at a clause mark, else between words."""
LONGEST_PROTECTED = 200
"""Characters; inside quotation marks or brackets that close within so many, nothing ends."""

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_OPENING = "(（[［【〔《〈「『“«"
_CLOSING = ")）]］】〕》〉」』”»"
_PARTNER = dict(zip(_OPENING, _CLOSING, strict=True))
_QUOTES = '“”"'
_BRACKET = re.compile(f'[\n"{re.escape(_OPENING + _CLOSING)}]')
_MARK = re.compile(r"\./\.|[.!?…。！？]+|[;；]")
_CLOSERS = re.compile(f"[\"'’{re.escape(_CLOSING)}]*")
_HAN_MARK = re.compile("[。！？]")
_HAN_OR_CLOSING = re.compile(f"[{_HAN}”」』）》]")
_NEXT_WORD = re.compile(r"[ \t\u00a0\u3000]*(\S?)")
_GOES_ON = frozenset("，,、；;：:的等和与及之")
_NUMERAL = "[一二三四五六七八九十]"
_ITEM_AFTER = re.compile(
    rf"[；;][ \t\u3000]*(?:{_NUMERAL}+是|其{_NUMERAL}|第{_NUMERAL}+[，,、]|"
    rf"[(（](?:{_NUMERAL}|\d){{1,3}}[)）]|\d{{1,2}}[.、．]\D)"
)

_LAST_WORD = re.compile(r"(?:[^\W_]|[.&/])+\Z")
_HEAD = re.compile(
    r"(?:(?:điều|chương|mục|phần|khoản|phụ lục|bảng|hình|article|section|chapter|part|table|figure|annex) )?"
    r"(?:\d{1,3}(?:\.\d{1,2})*|[IVX]{1,5}|[A-Za-zđĐ])\Z",
    re.IGNORECASE,
)
_LONGEST_HEAD = 24
_TITLES = """
TS Ts ThS Ths Th.S PGS GS BS Bs BSCKI BSCKII CK CKI CKII DS KTV KS CN CV NV GV ĐC Đ/c đ/c Ô TP Tp TX Tx TT Q P H X Tr tr
Mr Mrs Ms Dr Prof St Dept Gen Col Capt Lt Sgt Rev Hon Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec vs e.g i.e cf
approx
"""
_ABBREVIATIONS = frozenset(_TITLES.split())
_BEFORE_NUMBER = frozenset({"no", "nos", "fig", "figs", "art", "vol", "pp", "tel", "ext"})
_MAY_END = frozenset({"v.v", "etc", "ph.d", "m.d", "u.s", "u.k", "inc", "ltd", "co", "jr", "sr"})
"""Short forms that a sentence can end on: a capital after them begins another."""

_CLAUSE = re.compile(r"[,，、;；:：](?=\s|[^\d\s])|[–—]\s|\s-\s")
_BLANK = re.compile(r"\s+")
_DIGITS = frozenset("0123456789０１２３４５６７８９一二三四五六七八九十百千万萬亿億两兩半几幾零〇%％‰.,")


def split_sentences(text: str, language: Language) -> tuple[Span, ...]:
    """Find the sentences of ``text``: offsets without white space at either end, in order, covering all the rest.

    In a Chinese text a half-width stop between Han characters ends a sentence too; in the others it needs a space.
    """
    spans: list[Span] = []
    start = 0
    for end in [*_boundaries(text, language), len(text)]:
        trimmed = _trim(text, start, end)
        if trimmed is not None:
            spans.extend(cut_long(text, *trimmed, LONGEST_SENTENCE))
        start = end
    return tuple(spans)


def cut_long(text: str, start: int, end: int, most: int) -> Iterator[Span]:
    """Cut ``text[start:end]`` into pieces of at most ``most`` characters, never inside a number or before its unit.

    A piece ends after a clause mark in its second half if there is one, else before a space, else between two letters.
    Pieces carry no white space at their ends; together they cover everything else.
    """
    while end - start > most:
        cut = _best_cut(text, start, start + most)
        trimmed = _trim(text, start, cut)
        if trimmed is not None:
            yield trimmed
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end


def _best_cut(text: str, start: int, limit: int) -> int:
    middle = (start + limit) // 2
    clauses = [match.end() for match in _CLAUSE.finditer(text, middle, limit) if _is_clause_cut(text, match.start())]
    if clauses:
        return clauses[-1]
    blanks = [match.start() for match in _BLANK.finditer(text, middle, limit) if _is_word_cut(text, start, match)]
    if blanks:
        return blanks[-1]
    for cut in range(limit, middle, -1):
        if text[cut - 1] not in _DIGITS and text[cut] not in _DIGITS and not _after_number(text, start, cut):
            return cut
    return limit


def _is_clause_cut(text: str, mark: int) -> bool:
    """Refuse a mark between digits (``1,5``; ``9:30``)."""
    return not (text[mark - 1 : mark].isdigit() and text[mark + 1 : mark + 2].isdigit())


def _is_word_cut(text: str, start: int, blank: re.Match[str]) -> bool:
    """Refuse a space that may stand between a number and what it counts, or in front of a number."""
    before = text[max(start, blank.start() - 24) : blank.start()].split()[-3:]
    following = text[blank.end() : blank.end() + 1]
    return following not in _DIGITS and not any(letter.isdigit() for word in before for letter in word)


def _after_number(text: str, start: int, cut: int) -> bool:
    return any(letter in _DIGITS for letter in text[max(start, cut - 4) : cut])


def _boundaries(text: str, language: Language) -> Iterator[int]:
    protected = _protected(text)
    opens = [span[0] for span in protected]
    previous = 0
    for mark in re.finditer(rf"\n|{_MARK.pattern}", text):
        if mark.start() < previous:
            continue
        if mark[0] == "\n":
            previous = mark.end()
            yield previous
            continue
        closers = _CLOSERS.match(text, mark.end())
        end = closers.end() if closers else mark.end()
        if _inside(protected, opens, mark.start(), end):
            continue
        if _ends(text, previous, mark, end, language):
            previous = end
            yield end


def _inside(protected: list[Span], opens: list[int], mark: int, end: int) -> bool:
    index = bisect_right(opens, mark) - 1
    return index >= 0 and end <= protected[index][1]


def _protected(text: str) -> list[Span]:
    """Find the outermost short stretches in quotation marks or brackets, as (opening, closing) offsets."""
    found: list[Span] = []
    stack: list[tuple[str, int]] = []
    for match in _BRACKET.finditer(text):
        letter, place = match[0], match.start()
        if letter == "\n":
            stack.clear()
        elif letter in _PARTNER or (letter == '"' and not any(closing in _QUOTES for closing, _ in stack)):
            stack.append((_PARTNER.get(letter, '"'), place))
        elif letter in _CLOSING or letter == '"':
            opening = _pop(stack, letter)
            if opening is not None and place - opening <= LONGEST_PROTECTED:
                while found and found[-1][0] > opening:
                    found.pop()
                found.append((opening, place))
    return found


def _pop(stack: list[tuple[str, int]], letter: str) -> int | None:
    """Take the latest opening that ``letter`` closes off the stack; straight and curly quotation marks mix."""
    for depth in range(len(stack) - 1, max(-1, len(stack) - 9), -1):
        closing, place = stack[depth]
        if closing == letter or (closing in _QUOTES and letter in _QUOTES):
            del stack[depth:]
            return place
    return None


def _ends(text: str, start: int, mark: re.Match[str], end: int, language: Language) -> bool:
    """Decide whether the mark ends the sentence that began at ``start``; ``end`` is after its closing marks."""
    following = _NEXT_WORD.match(text, end)
    letter = following[1] if following else ""
    if mark[0] in ";；":
        return _ITEM_AFTER.match(text, mark.start()) is not None
    if _HAN_MARK.search(mark[0]):
        return end == mark.end() or letter not in _GOES_ON
    if not letter or mark[0] == "./.":
        return True
    before = text[mark.start() - 1 : mark.start()]
    if _HAN_OR_CLOSING.match(before):
        spaced = letter != text[end : end + 1]
        return mark[0] != "." or spaced or (language == "zh" and _HAN_OR_CLOSING.match(letter) is not None)
    if letter == text[end : end + 1]:
        return False
    return not letter.islower() and (mark[0] != "." or not _is_abbreviation(text, start, mark.start(), letter))


def _is_abbreviation(text: str, start: int, stop: int, following: str) -> bool:
    """Tell whether the full stop at ``stop`` belongs to a short form, an initial or the number of a heading."""
    word = _LAST_WORD.search(text[max(start, stop - 12) : stop])
    if word is None:
        return False
    last = word[0]
    if stop - start <= _LONGEST_HEAD and _HEAD.match(text[start:stop].strip(' \t\n-–+*•("“')):
        return True
    folded = last.lower()
    if folded in _MAY_END:
        return not following.isupper()
    if folded in _BEFORE_NUMBER:
        return following.isdigit()
    parts = last.split(".")
    if last in _ABBREVIATIONS or parts[-1] in _ABBREVIATIONS:
        return True
    return all(len(part) == 1 and part.isupper() for part in parts)


def _trim(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
