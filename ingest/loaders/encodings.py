"""Decoding bytes of unknown encoding into text, without ever dropping a byte unseen.

Order: byte order mark, UTF-16 by its NUL bytes, strict UTF-8, UTF-8 with a few damaged bytes, the encoding that the
page itself declares, then statistics over the legacy encodings of Vietnamese, Chinese and English.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from ingest.errors import UnsupportedFormat
from ingest.loaders.assembly import TextBlock
from ingest.loaders.chinese_characters import CHINESE_PUNCTUATION, FREQUENT_HAN
from ingest.loaders.mojibake import repair_mojibake
from ingest.loaders.vietnamese_legacy import convert_legacy, detect_legacy_encoding
from ingest.loaders.vietnamese_syllables import valid_share

_SAMPLE_BYTES: Final = 60_000
_MARKS: Final[tuple[tuple[bytes, str], ...]] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_DECLARED: Final[dict[str, str]] = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5",
    "big5-hkscs": "big5",
    "windows-1258": "cp1258",
    "utf-8": "utf-8",
    "utf8": "utf-8",
}
"""Declarations worth believing; those of the single-byte Latin family fit any bytes and prove nothing."""

_IRREVERSIBLE: Final = re.compile("\ufffd|锟斤拷|锟斤|烫烫烫|屯屯屯|ï¿½")
_STRAY_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_HIGH_RUN: Final = re.compile(b"[\x80-\xff]+")
_CODEC_OF: Final = {"big5": "big5hkscs"}


@dataclass(frozen=True, slots=True)
class DecodedText:
    """Text with the encoding it was read in and the codes of what could not be read."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode_bytes(data: bytes, *, declared: str | None = None) -> DecodedText:
    """Decode ``data``; raises ``UnsupportedFormat`` when the bytes are no text in any known encoding."""
    decoded = _decode(data, declared)
    _refuse_binary(decoded.text)
    return flag_damage(repair_text(decoded))


def repair_text(decoded: DecodedText) -> DecodedText:
    """Undo what happened to the text before it was saved: read in the wrong encoding, or typed in a legacy one."""
    repaired = repair_mojibake(decoded.text)
    if repaired is not None:
        return DecodedText(repaired, "utf-8-as-cp1252", decoded.warnings)
    legacy = detect_legacy_encoding(decoded.text)
    if legacy is not None:
        return DecodedText(convert_legacy(decoded.text, legacy), legacy, decoded.warnings)
    return decoded


def flag_damage(decoded: DecodedText) -> DecodedText:
    """Add ``irreversible_mojibake`` where the text carries the remains of characters that nobody can restore."""
    if _IRREVERSIBLE.search(decoded.text) is None:
        return decoded
    warnings = dict.fromkeys((*decoded.warnings, "irreversible_mojibake"))
    return DecodedText(decoded.text, decoded.encoding, tuple(warnings))


def _decode(data: bytes, declared: str | None) -> DecodedText:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_marked(data[len(mark) :], encoding)
    wide = _wide_encoding(data)
    if wide is not None:
        return _decode_marked(data, wide)
    try:
        return DecodedText(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    if _is_nearly_utf8(data):
        return DecodedText(data.decode("utf-8", errors="replace"), "utf-8", ("undecodable_bytes",))
    believed = _DECLARED.get((declared or "").strip().lower())
    if believed is not None:
        try:
            return _read(data, believed, "strict")
        except UnicodeDecodeError:
            pass
    return _read(data, _most_plausible(data), "replace")


def _decode_marked(data: bytes, encoding: str) -> DecodedText:
    """Decode what follows a mark; a two-byte mark before text that is plainly UTF-8 is not believed."""
    if encoding.startswith("utf-16") and 0 not in data:
        try:
            return DecodedText(data.decode("utf-8"), "utf-8")
        except UnicodeDecodeError:
            pass
    try:
        return DecodedText(data.decode(encoding), encoding)
    except UnicodeDecodeError:
        return DecodedText(data.decode(encoding, errors="replace"), encoding, ("undecodable_bytes",))


def _wide_encoding(data: bytes) -> str | None:
    """Recognise UTF-16 without a mark by the NUL bytes that Latin letters, digits and line ends leave in it."""
    sample = data[:_SAMPLE_BYTES]
    if len(sample) < 4 or 0 not in sample:
        return None
    even = sample[0::2].count(0) / len(sample[0::2])
    odd = sample[1::2].count(0) / len(sample[1::2])
    if max(even, odd) < 0.02 or min(even, odd) > max(even, odd) / 8:
        return None
    scores = {encoding: _wide_score(sample, encoding) for encoding in ("utf-16-le", "utf-16-be")}
    encoding = max(scores, key=lambda name: scores[name])
    return encoding if scores[encoding] >= 0.6 else None


def _wide_score(sample: bytes, encoding: str) -> float:
    """The share of characters that Vietnamese, Chinese or English text is made of, 0..1."""
    text = sample[: len(sample) & ~1].decode(encoding, errors="replace")
    known = sum(
        " " <= character <= "\u024f"
        or character in "\r\n\t"
        or "\u1ea0" <= character <= "\u1ef9"
        or character in FREQUENT_HAN
        or character in CHINESE_PUNCTUATION
        for character in text
    )
    return known / max(1, len(text))


def _is_nearly_utf8(data: bytes) -> bool:
    """Tell UTF-8 with a cut or damaged character from another encoding: few wrong bytes among many right sequences."""
    text = data.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    right = sum(character > "\x7f" for character in text) - wrong
    return right >= 8 * wrong


def _most_plausible(data: bytes) -> str:
    sample = data[:_SAMPLE_BYTES]
    scores: dict[str, float] = {
        "gb18030": _chinese_score(sample, "gb18030"),
        "big5": _chinese_score(sample, "big5hkscs"),
        "utf-16-le": _chinese_score(sample, "utf-16-le"),
        "utf-16-be": _chinese_score(sample, "utf-16-be"),
        "cp1258": _vietnamese_score(sample.decode("cp1258", errors="replace")),
    }
    latin = _read(sample, "cp1252", "replace").text
    legacy = detect_legacy_encoding(latin)
    if legacy is not None:
        scores["cp1252"] = _vietnamese_score(convert_legacy(latin, legacy))
    encoding, score = max(scores.items(), key=lambda item: item[1])
    if score >= _MINIMUM_SCORE:
        return encoding
    if _looks_latin(latin):
        return "cp1252"
    raise UnsupportedFormat(format="unknown")


_MINIMUM_SCORE: Final = 0.35


def _chinese_score(sample: bytes, codec: str) -> float:
    """The share of frequent characters and punctuation among all that is not ASCII, 0..1."""
    if not codec.startswith("utf-16") and _has_lonely_letters(sample):
        return 0.0
    text = codecs.getincrementaldecoder(codec)(errors="replace").decode(sample)
    other = [character for character in text if character > "\x7f"]
    if len(other) < 2:
        return 0.0
    known = sum(character in FREQUENT_HAN or character in CHINESE_PUNCTUATION for character in other)
    controls = len(_STRAY_CONTROLS.findall(text))
    return max(0.0, (known - 4 * text.count("\ufffd") - 4 * controls) / len(other))


def _has_lonely_letters(sample: bytes) -> bool:
    """Tell bytes beyond ASCII that mostly stand alone, as accented letters do and Chinese characters do not."""
    runs = _HIGH_RUN.findall(sample)
    return sum(len(run) == 1 for run in runs) > 0.8 * len(runs) and len(runs) < len(sample) // 5


def _vietnamese_score(text: str) -> float:
    """The share of possible syllables among the words that hold a letter beyond ASCII, 0..1."""
    composed = unicodedata.normalize("NFC", text)
    words = [word for word in re.findall(r"[^\W\d_]+", composed) if not word.isascii()]
    return valid_share(words) if len(words) >= 2 else 0.0


def _looks_latin(text: str) -> bool:
    plain = sum(character.isascii() and (character.isalnum() or character.isspace()) for character in text)
    return plain >= 0.75 * len(text)


def _read(data: bytes, encoding: str, errors: str) -> DecodedText:
    """Decode in one of the encodings by the name that is recorded; what does not decode becomes U+FFFD, flagged."""
    reader: Callable[[bytes, str, str], str] = codecs.decode
    if encoding == "cp1252":
        text = "".join(_CP1252[byte] for byte in data)
    else:
        text = reader(data, _CODEC_OF.get(encoding, encoding), errors)
    if encoding == "cp1258":
        text = unicodedata.normalize("NFC", text)
    return DecodedText(text, encoding, ("undecodable_bytes",) if "\ufffd" in text else ())


_CP1252: Final = tuple(bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in range(256))


def _refuse_binary(text: str) -> None:
    """Refuse what decodes but is no text: more than one stray control character in six."""
    sample = text[:200_000]
    controls = len(_STRAY_CONTROLS.findall(sample))
    if controls > max(4, len(sample) // 6) and sample.strip("\x00 \t\r\n\f\v"):
        raise UnsupportedFormat(format="binary")


_BLOCK_MARK: Final = "\n\x00\n"


def repair_blocks(blocks: list[TextBlock]) -> tuple[list[TextBlock], str | None]:
    """Repair text that a format delivered as Unicode but that was typed or pasted in another encoding.

    Returns the blocks and the encoding that they were in, ``None`` when nothing had to be repaired.
    """
    joined = _BLOCK_MARK.join(block.text for block in blocks)
    repaired = repair_text(DecodedText(joined, ""))
    texts = repaired.text.split(_BLOCK_MARK)
    if not repaired.encoding or len(texts) != len(blocks):
        return blocks, None
    return [replace(block, text=text) for block, text in zip(blocks, texts, strict=True)], repaired.encoding
