"""Removal of readings that a converter wrote behind traditional characters: ``衛(wèi)生``."""

from __future__ import annotations

import re
import unicodedata

from ingest.cleaning.mapped_text import Edit, MappedText

_LETTERS = "a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿ"
TONED_SYLLABLE = re.compile(rf"[(（]([{_LETTERS}]{{1,6}})[)）]")
_ANNOTATION = re.compile(rf"(?<=[\u3400-\u9fff])[(（]([{_LETTERS}]{{1,6}})[)）]")
_TONED_VOWEL = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ]")
_SYLLABLE = re.compile(
    "(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?"
    "(?:a|o|e|ai|ei|ao|ou|an|en|ang|eng|ong|er|i|ia|ie|iao|iu|ian|in|iang|ing|iong|u|ua|uo|uai|ui|uan|un|uang|ue|ü|"
    "üe|v|m|n|ng)"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_PRIMER_HEADING = re.compile(r"^.{0,12}(?:拼音|读音|讀音|注音).{0,8}$", re.MULTILINE)
_FEWEST = 5
_PRIMER_SHARE = 0.6
_TONES = dict.fromkeys(map(ord, "\u0304\u0301\u030c\u0300"))


def strip_readings(mapped: MappedText) -> MappedText:
    """Take out toned readings in brackets behind a character, if the text is full of them.

    Fewer than five are left alone (a writer may explain a rare name), and so is a text that teaches pronunciation:
    one with readings behind more than 60 % of its characters or with a heading that says so.
    """
    text = mapped.text
    found = [match for match in _ANNOTATION.finditer(text) if _is_reading(match.group(1))]
    if len(found) < _FEWEST or _is_primer(text, len(found)):
        return mapped
    return mapped.apply(Edit(match.start(), match.end(), "", "pinyin") for match in found)


def _is_reading(content: str) -> bool:
    if not _TONED_VOWEL.search(content):
        return False
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFD", content).translate(_TONES))
    return _SYLLABLE.fullmatch(plain) is not None


def _is_primer(text: str, count: int) -> bool:
    characters = len(_HAN.findall(text))
    return count > _PRIMER_SHARE * characters or _PRIMER_HEADING.search(text) is not None
