"""Which of the three languages a text is in, and in which script; for documents and for questions of three words."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

from vectorstore.records import Language, Script

_SAMPLE = 20000
"""Characters of a long text that are looked at, half from its start and half from its middle."""
_NAME_WEIGHT = 0.3
"""What a capitalised word counts, which may stand in a name."""
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_WORD = re.compile(r"[^\W\d_]+")
_VIETNAMESE_ONLY = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
_VIETNAMESE_SYLLABLES = """
va cua cac nhung trong duoc cho voi khong nam thang ngay hoi nghi ket qua hoat dong bao so tong cong tac
don vi truong benh vien khoa phong giam doc chu tich uy ban nhan dan tinh thanh pho huyen xa phuong la
gi ai o dau nhieu khi nao nhu the may cai mot hai ba bon sau bay tam chin muoi cuoi nua quy tap ca kham
chua y te suc khoe chuyen giao duc dao tao trien khai thuc hien dai bieu phat mac be chi ke hoach nhiem
vu muc tieu to chuc theo doi can bo nguoi lao moi nganh nghe an toan giay khen ho de xuat kien han che
ton tai nguyen giai phap huong tham du dien ra vao luc it hon duoi tren truoc ve den tu da se dang con
cung neu thi ma nay do ay lam co phai hay hoac ten ong thu ky
"""
_ENGLISH_WORDS = """
the of and to in is was were are be been has have had for on at by with from that this which who whom
whose what when where why how many much did does do not no an or as it its their there will would should
can could report reports meeting hospital health year month quarter half first second last between
during about into than more most also other all any each number percent share cost date name director
list give show tell find
"""


def detect_language(text: str) -> tuple[Language, Script]:
    """The language and script of a document or a question; a text without any evidence counts as English."""
    if len(text) > _SAMPLE:
        middle = len(text) // 2
        text = text[: _SAMPLE // 2] + " " + text[middle : middle + _SAMPLE // 2]
    han = len(_HAN.findall(text))
    words = _WORD.findall(_HAN.sub(" ", text))
    if han and han >= 1.5 * len(words):
        return "zh", chinese_script(text)
    if not words:
        return ("zh", chinese_script(text)) if han else ("en", "latin")
    return _latin_language(words), "latin"


def chinese_script(text: str) -> Script:
    """Simplified or traditional, by the characters that only one of them has.

    Converters leave some characters of a simplified text as they were (``于``, ``并``): so a text with traditional
    characters counts as traditional unless simplified ones are a good part, and then as mixed.
    """
    simplified = traditional = 0
    simple, full = _exclusive()
    for character in text:
        simplified += character in simple
        traditional += character in full
    if traditional == 0:
        return "hans"
    share = traditional / (traditional + simplified)
    if share >= 0.8:
        return "hant"
    return "hans" if share <= 0.1 else "mixed"


@cache
def _exclusive() -> tuple[frozenset[str], frozenset[str]]:
    """Characters that only simplified and that only traditional writing has (the tables of the OpenCC project)."""
    folder = files("opencc") / "dictionary"
    found = []
    for name in ("STCharacters.txt", "TSCharacters.txt"):
        rows = (line.partition("\t") for line in (folder / name).read_text("utf-8").splitlines())
        found.append(frozenset(key for key, _, values in rows if values and key not in values.split(" ")))
    return found[0], found[1]


def _latin_language(words: list[str]) -> Language:
    """Vietnamese or English by their frequent words; a capitalised Vietnamese word may be a name in an English text."""
    english_words = frozenset(_ENGLISH_WORDS.split())
    vietnamese_words = frozenset(_VIETNAMESE_SYLLABLES.split()) - english_words
    vietnamese = english = 0.0
    for word in words:
        lower = word.lower()
        if _VIETNAMESE_ONLY.search(word):
            vietnamese += _NAME_WEIGHT if word.istitle() else 1
        elif lower in english_words:
            english += 1
        elif lower in vietnamese_words or (not lower.isascii() and _without_marks(lower) in vietnamese_words):
            vietnamese += _NAME_WEIGHT if word.istitle() else 1
    return "vi" if vietnamese > 0 and vietnamese >= english else "en"


def _without_marks(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))
