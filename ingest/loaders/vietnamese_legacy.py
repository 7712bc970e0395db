"""Vietnamese from before Unicode: TCVN3 (ABC), VNI and VIQR, seen as the Latin characters they borrow.

Tables: TCVN 5712:1993 (VN3), the VNI-Win character set, RFC 1456 (VIQR). A conversion is accepted only when it turns
words that cannot be Vietnamese into words that can; ``25 µg/m³`` or ``§ 3`` in sound text never qualifies.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal

from ingest.loaders.vietnamese_syllables import valid_share

LegacyEncoding = Literal["tcvn3", "vni", "viqr"]

_TCVN3_FROM: Final = "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ¡¢£¤¥¦§"
_TCVN3_TO: Final = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ"
_TCVN3: Final = str.maketrans(_TCVN3_FROM, _TCVN3_TO)

_VNI_MARKS: Final = {
    "a": {"ù": "á", "ø": "à", "û": "ả", "õ": "ã", "ï": "ạ", "â": "â", "á": "ấ", "à": "ầ", "å": "ẩ", "ã": "ẫ", "ä": "ậ",
          "ê": "ă", "é": "ắ", "è": "ằ", "ú": "ẳ", "ü": "ẵ", "ë": "ặ"},
    "e": {"ù": "é", "ø": "è", "û": "ẻ", "õ": "ẽ", "ï": "ẹ", "â": "ê", "á": "ế", "à": "ề", "å": "ể", "ã": "ễ", "ä": "ệ"},
    "o": {"ù": "ó", "ø": "ò", "û": "ỏ", "õ": "õ", "ï": "ọ", "â": "ô", "á": "ố", "à": "ồ", "å": "ổ", "ã": "ỗ", "ä": "ộ"},
    "u": {"ù": "ú", "ø": "ù", "û": "ủ", "õ": "ũ", "ï": "ụ"},
    "y": {"ù": "ý", "ø": "ỳ", "û": "ỷ", "õ": "ỹ"},
    "ô": {"ù": "ớ", "ø": "ờ", "û": "ở", "õ": "ỡ", "ï": "ợ"},
    "ö": {"ù": "ứ", "ø": "ừ", "û": "ử", "õ": "ữ", "ï": "ự"},
}  # fmt: skip
_VNI_SINGLE: Final = {"ô": "ơ", "ö": "ư", "ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_PAIR: Final = re.compile(r"([aeouyôöAEOUYÔÖ])([ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË])|([ôöñíìæóòîÔÖÑÍÌÆÓÒÎ])")

_VIQR_TONES: Final = {"'": "\u0301", "`": "\u0300", "?": "\u0309", "~": "\u0303", ".": "\u0323"}
_VIQR_SHAPES: Final = {"^": "\u0302", "(": "\u0306", "+": "\u031b"}
_VIQR_LETTER: Final = re.compile(r"\\([-'`?~.^(+dD\\])|([dD])[dD](?![dD])|([aAeEiIoOuUyY])([\^(+]?)(['`?~.]?)")
_VIQR_ESCAPE: Final = re.compile(r"[a-zA-Z^(+]\\[.?]")
_VIQR_STRONG: Final = re.compile(r"[aAeEoO]\^|[aA]\(|[oOuU]\+")
_SENTENCE_END_NEXT: Final = re.compile(r"[.?'`]\s+[A-Z]|[.?'`]\s*(?:\n|$)")

_WRITTEN: Final = re.compile("[A-Za-z\u0080-\uffff]+")
_UNICODE_VIETNAMESE: Final = re.compile("[\u1ea0-\u1ef9\u0103\u0111\u01a1\u01b0\u0102\u0110\u01a0\u01af]")
_SAMPLE_CHARACTERS: Final = 60_000
_MINIMUM_WORDS: Final = 3
_REQUIRED_SHARE: Final = 0.75
_REQUIRED_RISE: Final = 0.3


def detect_legacy_encoding(text: str, *, minimum_words: int = _MINIMUM_WORDS) -> LegacyEncoding | None:
    """Name the legacy encoding that ``text`` is seen through, or ``None`` for text that is sound as it stands."""
    sample = legacy_lines(text[:_SAMPLE_CHARACTERS])
    best: tuple[float, LegacyEncoding] | None = None
    for encoding in ("tcvn3", "vni", "viqr"):
        if encoding == "viqr" and len(_VIQR_STRONG.findall(sample)) < _MINIMUM_WORDS:
            continue
        share = _accepted_share(sample, encoding, minimum_words)
        if share is not None and (best is None or share > best[0]):
            best = (share, encoding)
    return best[1] if best else None


def share_rises(text: str, encoding: LegacyEncoding, *, minimum_words: int = _MINIMUM_WORDS) -> bool:
    """Tell whether reading ``text`` in ``encoding`` makes possible syllables of words that are none."""
    return _accepted_share(legacy_lines(text[:_SAMPLE_CHARACTERS]), encoding, minimum_words) is not None


def legacy_lines(text: str) -> str:
    """The lines of ``text`` that hold no Vietnamese letter of Unicode and so may be in a legacy encoding."""
    return "\n".join(line for line in text.splitlines() if _UNICODE_VIETNAMESE.search(line) is None)


def convert_legacy(text: str, encoding: LegacyEncoding) -> str:
    """Read ``text`` in ``encoding``, line by line; lines that are Unicode already stay as they are."""
    lines = text.splitlines(keepends=True)
    escapes = _VIQR_ESCAPE.search(text) is not None
    return "".join(
        line if _UNICODE_VIETNAMESE.search(line) else _convert(line, encoding, viqr_escapes=escapes) for line in lines
    )


def convert_upper_font(text: str) -> str:
    """Read text set in a TCVN3 capitals font (``.VnTimeH``), which shows every letter as a capital."""
    return text.translate(_TCVN3).upper()


def _convert(text: str, encoding: LegacyEncoding, *, viqr_escapes: bool = False) -> str:
    if encoding == "tcvn3":
        return _restore_capitals(text, text.translate(_TCVN3))
    if encoding == "vni":
        return _VNI_PAIR.sub(_vni_letter, text)
    return _VIQR_LETTER.sub(lambda match: _viqr_letter(match, has_escapes=viqr_escapes), text)


def _accepted_share(sample: str, encoding: LegacyEncoding, minimum_words: int) -> float | None:
    """The share of possible syllables among the words that change, or ``None`` when it does not rise enough."""
    before: list[str] = []
    after: list[str] = []
    for token in sample.split():
        converted = _convert(token, encoding)
        if converted == token:
            continue
        words = _words(converted)
        if words:
            after.extend(words)
            before.extend([token] if encoding == "viqr" else _WRITTEN.findall(token))
    if len(after) < minimum_words:
        return None
    share = valid_share(after)
    return share if share >= _REQUIRED_SHARE and share >= valid_share(before) + _REQUIRED_RISE else None


def _words(token: str) -> list[str]:
    """The words of a token; single letters are left out, for ``¥500`` would become one."""
    return [word for word in re.findall(r"[^\W\d_]+", token) if len(word) > 1]


def _vni_letter(match: re.Match[str]) -> str:
    base, mark, single = match.groups()
    if single is not None:
        letter = _VNI_SINGLE[single.lower()]
        return letter.upper() if single.isupper() else letter
    letter = _VNI_MARKS[base.lower()].get(mark.lower(), "")
    if not letter:
        alone = _VNI_SINGLE.get(base.lower(), base)
        return (alone.upper() if base.isupper() else alone) + mark
    return letter.upper() if base.isupper() else letter


def _viqr_letter(match: re.Match[str], *, has_escapes: bool) -> str:
    """Read one letter; where full stops are escaped, a bare one is always a tone."""
    escaped, stroke, vowel, shape, tone = match.groups()
    if escaped is not None:
        return escaped
    if stroke is not None:
        return "đ" if stroke == "d" else "Đ"
    certain = has_escapes or (shape and tone == "?")
    if tone and not certain and _ends_sentence(match):
        return unicodedata.normalize("NFC", vowel + _VIQR_SHAPES.get(shape, "")) + tone
    return unicodedata.normalize("NFC", vowel + _VIQR_SHAPES.get(shape, "") + _VIQR_TONES.get(tone, ""))


def _ends_sentence(match: re.Match[str]) -> bool:
    """Tell a full stop, question mark or closing quote from a tone: at a line's end or before a capital."""
    tone_at = match.end() - 1
    return match.string[tone_at] in ".?" and _SENTENCE_END_NEXT.match(match.string, tone_at) is not None


def _restore_capitals(source: str, converted: str) -> str:
    """Give back capitals that TCVN3 keeps in the font: whole lines and words whose plain letters are capitals.

    A line counts as one in capitals only when the words that hold Vietnamese letters show it themselves: in ``Số:
    87/BC-TTYT`` the capitals are those of the code, and the word has but its first.
    """
    plain = [character for character in source if character.isascii() and character.isalpha()]
    marked = [token for token in source.split() if any(character in _TCVN3_FROM for character in token)]
    shown = sum(character.isascii() and character.isalpha() for token in marked for character in token)
    if len(plain) >= 4 and shown >= 3 and all(character.isupper() for character in plain):
        return converted.upper()
    return re.sub(r"[^\W\d_]+", _restore_word, _restore_sentence_starts(source, converted))


def _restore_word(match: re.Match[str]) -> str:
    word = match.group()
    plain = [character for character in word if character.isascii()]
    return word.upper() if len(plain) >= 2 and all(character.isupper() for character in plain) else word


def _restore_sentence_starts(source: str, converted: str) -> str:
    def capital(match: re.Match[str]) -> str:
        at = match.end() - 1
        return match.group()[:-1] + converted[at].upper() if source[at] in _TCVN3_FROM else match.group()

    return re.sub(r"[.!?…]\s+[^\W\d_]", capital, converted)
