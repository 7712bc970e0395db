"""Vietnamese spelling: folding of its variants, stripping of its marks, and what a syllable can look like."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_FINAL_GLIDE = ("oa", "oe", "uy")
"""Open rimes whose tone stands on the first letter in the older and still official fashion (``hòa``, ``thủy``)."""

_I_TO_Y = {
    "hi": "hy",
    "hỉ": "hỷ",
    "kì": "kỳ",
    "kí": "ký",
    "kĩ": "kỹ",
    "kỉ": "kỷ",
    "kị": "kỵ",
    "lí": "lý",
    "mĩ": "mỹ",
    "tỉ": "tỷ",
    "tị": "tỵ",
    "sỹ": "sĩ",
    "quí": "quý",
    "quì": "quỳ",
    "quỉ": "quỷ",
    "quĩ": "quỹ",
    "quị": "quỵ",
}
"""Syllables written with either letter; the value is the commoner spelling in administrative texts."""

_ONSETS = "b|ch|c|d|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|r|s|th|tr|t|v|x"
_RIMES = (
    "a|ac|ach|ai|am|an|ang|anh|ao|ap|at|au|ay|e|ec|ech|em|en|eng|enh|eo|ep|et|eu|i|ia|ich|iec|iem|ien|ieng|iep|iet|"
    "ieu|im|in|inh|ip|it|iu|o|oa|oac|oach|oai|oam|oan|oang|oanh|oat|oay|oc|oe|oen|oeo|oet|oi|om|on|ong|ooc|oong|op|ot|"
    "u|ua|uan|uang|uat|uay|uc|ue|uech|uenh|ui|um|un|ung|uo|uoc|uoi|uom|uon|uong|uop|uot|uou|up|ut|uu|uy|uya|uych|uyen|"
    "uyet|uynh|uyt|uyu|y|ych|yem|yen|yet|yeu|ynh"
)
_SYLLABLE = re.compile(rf"(?:{_ONSETS})?(?:{_RIMES})\Z")
_MARKED = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]")


def has_vietnamese_marks(text: str) -> bool:
    """Tell whether lower-case NFC ``text`` holds a letter that Vietnamese has and plain ASCII has not."""
    return _MARKED.search(text) is not None


def strip_tone_marks(text: str) -> str:
    """Take every diacritic off the Latin letters of ``text`` and turn đ into d, as people type without a keyboard.

    NFD does not take đ apart, so that letter is mapped by itself.
    """
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    stripped = "".join(letter for letter in decomposed if not "\u0300" <= letter <= "\u036f")
    return unicodedata.normalize("NFC", stripped.replace("đ", "d").replace("Đ", "D"))


@lru_cache(maxsize=65_536)
def fold_syllable(word: str) -> str:
    """Fold the spelling variants of one lower-case word: tone placement (``hoà``/``hòa``) and i/y (``kĩ``/``kỹ``)."""
    if word.isascii():
        return _I_TO_Y.get(word, word)
    tone, toneless = _split_tone(word)
    if tone and toneless.startswith("q"):
        word = _with_tone(toneless, 2, tone) if len(toneless) == 3 and toneless[1] == "u" else word
    elif tone and toneless[-2:] in _FINAL_GLIDE:
        word = _with_tone(toneless, len(toneless) - 2, tone)
    return _I_TO_Y.get(word, word)


def _split_tone(word: str) -> tuple[str, str]:
    decomposed = unicodedata.normalize("NFD", word)
    tones = [letter for letter in decomposed if letter in _TONES]
    if len(tones) != 1:
        return "", word
    return tones[0], unicodedata.normalize("NFC", decomposed.replace(tones[0], ""))


def _with_tone(toneless: str, index: int, tone: str) -> str:
    return unicodedata.normalize("NFC", toneless[: index + 1] + tone + toneless[index + 1 :])


def looks_like_syllable(word: str) -> bool:
    """Tell whether a lower-case word without marks could be a Vietnamese syllable (``nghiep`` yes, ``meeting`` no)."""
    return _SYLLABLE.match(word) is not None


@lru_cache(maxsize=65_536)
def marks_agree(typed: str, written: str) -> bool:
    """Tell whether ``written`` is ``typed`` with no mark taken away: ``sưc`` may become ``sức``, never ``súc``.

    Both are lower-case NFC words. Letters must be the same, the marks of ``typed`` a part of those of ``written``;
    where the tone stands does not matter, because typists put it on either vowel.
    """
    if strip_tone_marks(typed) != strip_tone_marks(written):
        return False
    typed_tone, typed_letters = _split_tone(typed)
    written_tone, written_letters = _split_tone(written)
    if typed_tone and typed_tone != written_tone:
        return False
    return all(a == b or a.isascii() for a, b in zip(typed_letters, written_letters, strict=False))
