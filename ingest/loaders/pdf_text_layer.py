"""Whether a PDF page's own text can be used, or its picture has to be read instead."""

from __future__ import annotations

import re
from typing import Any, Final

import pypdfium2.raw as pdfium_raw  # type: ignore[import-untyped]

from ingest.loaders.chinese_characters import FREQUENT_HAN
from ingest.loaders.mojibake import repair_mojibake
from ingest.loaders.vietnamese_legacy import detect_legacy_encoding
from ingest.loaders.vietnamese_syllables import is_vietnamese_syllable

_OVERLAY_LETTERS: Final = 160
"""Letters up to which text on a page that a picture covers is taken for a stamp or signature laid over a scan."""
_COVERED: Final = 0.5
_ENOUGH_WORDS: Final = 12
_LOST_SHARE: Final = 0.12
_RARE_HAN: Final = 0.3
_BROKEN_WORDS: Final = 0.45
_GLUED: Final = 17.0
"""Mean letters of a word from which on words run into one another."""
_LOST: Final = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")
_WORD: Final = re.compile(r"[^\W\d_\u2e80-\u9fff]{2,}")
_ENGLISH_LIKE: Final = re.compile(r"(?:[A-Z]?[a-z]+|[A-Z]+)\Z")
_VOWEL: Final = re.compile(r"[aeiouy]", re.IGNORECASE)
_CONSONANTS: Final = re.compile(r"[^aeiouy]{5}", re.IGNORECASE)
_LIGATURES: Final = str.maketrans({"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl"})


def picture_share(page: Any) -> float:
    """The share of the page that its pictures cover, 0..1."""
    left, bottom, right, top = page.get_bbox()
    area = max(1.0, (right - left) * (top - bottom))
    covered = 0.0
    for count, picture in enumerate(page.get_objects(filter=[pdfium_raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)):
        if count >= 500:
            break
        x0, y0, x1, y1 = picture.get_bounds()
        covered += max(0.0, min(x1, right) - max(x0, left)) * max(0.0, min(y1, top) - max(y0, bottom))
    return float(min(1.0, covered / area))


def draws_anything(page: Any) -> bool:
    """Tell a page with pictures or drawn shapes from an empty one."""
    return next(iter(page.get_objects(max_depth=3)), None) is not None


def is_scan(text: str, covered: float) -> bool:
    """Tell a page whose text is missing, or only laid over the picture that carries the page."""
    letters = sum(character.isalnum() for character in text)
    return letters == 0 or (covered >= _COVERED and letters < _OVERLAY_LETTERS)


def is_garbled(text: str) -> bool:
    """Tell text that the page shows as words but the file gives as other characters (a wrong or missing code map).

    Text in an encoding of old Vietnamese fonts, or read in a wrong encoding, is not: it can be repaired.
    """
    inked = len(re.sub(r"\s", "", text))
    if inked and len(_LOST.findall(text)) > _LOST_SHARE * inked:
        return True
    han = [character for character in text if "\u3400" <= character <= "\u9fff"]
    if len(han) >= 2 * _ENOUGH_WORDS and sum(one in FREQUENT_HAN for one in han) < _RARE_HAN * len(han):
        return True
    words = _WORD.findall(text.translate(_LIGATURES))
    if len(words) < _ENOUGH_WORDS or 2 * len(han) > sum(map(len, words)):
        return False
    broken = sum(not _is_plausible(word) for word in words) > (1 - _BROKEN_WORDS) * len(words)
    glued = sum(map(len, words)) > _GLUED * len(words)
    if not (broken or glued):
        return False
    return glued or (repair_mojibake(text) is None and detect_legacy_encoding(text) is None)


def _is_plausible(word: str) -> bool:
    if is_vietnamese_syllable(word):
        return True
    if _ENGLISH_LIKE.match(word) is None:
        return False
    return (len(word) <= 3 and word.isupper()) or (_VOWEL.search(word) is not None and _CONSONANTS.search(word) is None)
