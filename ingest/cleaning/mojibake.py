"""Repair of bytes read one place late in GBK text, and marking of what cannot be repaired.

``。現`` is the bytes A1 A3 AC 46. Read one byte late, A1 becomes ``?``, A3 AC becomes ``，`` and 46 becomes
``F``. Where no byte was lost, encoding the visible characters again and putting the swallowed lead byte in
front restores the text.
"""

from __future__ import annotations

import re

from ingest.cleaning.mapped_text import Edit, MappedText
from ingest.cleaning.pinyin import TONED_SYLLABLE

_CANDIDATE = re.compile(r"(?<=[\u3400-\u9fff])[?？](?=\S)")
_PUNCTUATION = frozenset("。，、；：！？“”‘’《》〈〉（）【】…—·")
_NARROWED = frozenset(",;:!?().")
"""What converters write for full-width punctuation."""
_LEAD_BYTES = (b"\xa1", b"\xa3")
_LONGEST = 4
_HAN = re.compile(r"[\u3400-\u9fff]+\Z")
_QUESTION = re.compile("[吗嗎呢么麼谁誰哪几幾何否怎]|多少|不")
_LOST_DIGIT = re.compile(
    r"(?<=[\u3400-\u9fff，。、；：）》”])[?？]([。，、；：）》”]?[?？])?[\d０-９][\d０-９.,%年月日]*"
)
_UNDECODABLE = re.compile("\ufffd+|锟斤拷|烫烫烫|屯屯屯|ï¿½|(?:锟|斤拷){2,}")


def repair_shifted_bytes(mapped: MappedText) -> MappedText:
    """Restore punctuation and character swallowed by a shift of one byte; genuine questions stay as they are."""
    text = mapped.text
    edits: list[Edit] = []
    for match in _CANDIDATE.finditer(text):
        if edits and match.start() < edits[-1].end:
            continue
        edit = _repair_at(text, match.start())
        if edit is not None:
            edits.append(edit)
    return mapped.apply(edits)


def _repair_at(text: str, offset: int) -> Edit | None:
    for count in range(2, _LONGEST + 1):
        shown = text[offset + 1 : offset + 1 + count]
        if len(shown) < count or not ("@" <= shown[-1] <= "~"):
            continue
        restored = _decode_with_lead(shown)
        if restored is None:
            continue
        end = offset + 1 + count
        reading = TONED_SYLLABLE.match(text, end)
        return Edit(offset, reading.end() if reading else end, restored, "mojibake_repair")
    return None


def _decode_with_lead(shown: str) -> str | None:
    if any(character.isascii() and character not in _NARROWED for character in shown[:-1]):
        return None
    widened = "".join(_full_width(character) for character in shown[:-1]) + shown[-1]
    try:
        encoded = widened.encode("gbk")
    except UnicodeEncodeError:
        return None
    for lead in _LEAD_BYTES:
        try:
            decoded = (lead + encoded).decode("gbk")
        except UnicodeDecodeError:
            continue
        if decoded[0] in _PUNCTUATION and _HAN.match(decoded, 1):
            return decoded
    return None


def _full_width(character: str) -> str:
    return chr(ord(character) + 0xFEE0) if character in _NARROWED else character


def find_unrepairable(text: str) -> list[tuple[int, int]]:
    """Stretches in which bytes were lost for good, with the number that stands beside them.

    A question mark between Chinese characters just before a digit may have swallowed the digit before it; it is taken
    for a question mark where the clause before it asks something.
    """
    spans = [match.span() for match in _UNDECODABLE.finditer(text)]
    for match in _LOST_DIGIT.finditer(text):
        if match.group(1) or not _QUESTION.search(text[max(0, match.start() - 12) : match.start()]):
            spans.append(match.span())
    return sorted(spans)
