"""Which words are possible Vietnamese syllables: onset, rime and tone by the rules of the spelling.

The inventory follows the standard description of Vietnamese orthography: an optional onset from a closed list, a
rime from a closed list, one of six tones, and only the sharp and the heavy tone on rimes that end in a stop.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_ONSET_LIST: Final = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x"
_ONSETS: Final = frozenset(["", *_ONSET_LIST.split()])
_RIME_LIST: Final = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên ênh êp êt êu êng "
    "i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu "
    "o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong oong "
    "ooc op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt "
    "u ua uân uâng uât uây uc uê uêch uên uênh uêt ui um un ung uôc uôi uôm uôn uông uôt uơ uơn up ut uy uya uych uyên "
    "uyêt uynh uyt uyu uyn uyp uao uau uai uan uang uanh uat uac uach uay uăn uăng uăc uăt uăm ue uen uet ueo uem "
    "ư ưa ưc ưi ưm ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu ưn "
    "y yêm yên yêng yêt yêu ynh yt ych"
)
_RIMES: Final = frozenset(_RIME_LIST.split())
_STOPS: Final = ("c", "ch", "p", "t")
_TONE_MARKS: Final = {"\u0300": "grave", "\u0301": "acute", "\u0303": "tilde", "\u0309": "hook", "\u0323": "dot"}
_ONSET_SHAPE: Final = re.compile(r"(ngh|ng|nh|gh|gi|ch|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?(.*)", re.DOTALL)


@lru_cache(maxsize=65536)
def is_vietnamese_syllable(word: str) -> bool:
    """Tell whether ``word`` could be spelled in Vietnamese; composed and decomposed letters count alike."""
    if len(word) > 12:
        return False
    letters = []
    tone = ""
    for character in unicodedata.normalize("NFD", word.lower()):
        mark = _TONE_MARKS.get(character)
        if mark is None:
            letters.append(character)
        elif tone:
            return False
        else:
            tone = mark
    plain = unicodedata.normalize("NFC", "".join(letters))
    return any(_fits(rime, tone) for rime in _possible_rimes(plain))


def _possible_rimes(plain: str) -> list[str]:
    match = _ONSET_SHAPE.match(plain)
    if match is None:
        return []
    onset, rest = match.group(1) or "", match.group(2)
    rimes = [rest] if onset in _ONSETS else []
    if onset == "gi":
        rimes.append("i" + rest)
    if onset == "qu":
        rimes.append("u" + rest)
    return rimes


def _fits(rime: str, tone: str) -> bool:
    if rime not in _RIMES:
        return False
    return not rime.endswith(_STOPS) or tone in {"acute", "dot"}


def valid_share(words: list[str]) -> float:
    """The share of ``words`` that are possible syllables, 0..1; 0 for none."""
    if not words:
        return 0.0
    return sum(is_vietnamese_syllable(word) for word in words) / len(words)
