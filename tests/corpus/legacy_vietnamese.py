"""Writing Vietnamese the way it was written before Unicode; tables typed from the published code charts."""

from __future__ import annotations

import unicodedata

_TCVN3 = {
    "ă": 0xA8, "â": 0xA9, "ê": 0xAA, "ô": 0xAB, "ơ": 0xAC, "ư": 0xAD, "đ": 0xAE,
    "Ă": 0xA1, "Â": 0xA2, "Ê": 0xA3, "Ô": 0xA4, "Ơ": 0xA5, "Ư": 0xA6, "Đ": 0xA7,
    "à": 0xB5, "ả": 0xB6, "ã": 0xB7, "á": 0xB8, "ạ": 0xB9,
    "ằ": 0xBB, "ẳ": 0xBC, "ẵ": 0xBD, "ắ": 0xBE, "ặ": 0xC6,
    "ầ": 0xC7, "ẩ": 0xC8, "ẫ": 0xC9, "ấ": 0xCA, "ậ": 0xCB,
    "è": 0xCC, "ẻ": 0xCE, "ẽ": 0xCF, "é": 0xD0, "ẹ": 0xD1,
    "ề": 0xD2, "ể": 0xD3, "ễ": 0xD4, "ế": 0xD5, "ệ": 0xD6,
    "ì": 0xD7, "ỉ": 0xD8, "ĩ": 0xDC, "í": 0xDD, "ị": 0xDE,
    "ò": 0xDF, "ỏ": 0xE1, "õ": 0xE2, "ó": 0xE3, "ọ": 0xE4,
    "ồ": 0xE5, "ổ": 0xE6, "ỗ": 0xE7, "ố": 0xE8, "ộ": 0xE9,
    "ờ": 0xEA, "ở": 0xEB, "ỡ": 0xEC, "ớ": 0xED, "ợ": 0xEE,
    "ù": 0xEF, "ủ": 0xF1, "ũ": 0xF2, "ú": 0xF3, "ụ": 0xF4,
    "ừ": 0xF5, "ử": 0xF6, "ữ": 0xF7, "ứ": 0xF8, "ự": 0xF9,
    "ỳ": 0xFA, "ỷ": 0xFB, "ỹ": 0xFC, "ý": 0xFD, "ỵ": 0xFE,
}  # fmt: skip

_VNI_TONES = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
_VNI_ROOF = {"": "â", "\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
_VNI_BREVE = {"": "ê", "\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
_VNI_I = {"": "i", "\u0301": "í", "\u0300": "ì", "\u0309": "æ", "\u0303": "ó", "\u0323": "ò"}
_VIQR = {
    "\u0301": "'",
    "\u0300": "`",
    "\u0309": "?",
    "\u0303": "~",
    "\u0323": ".",
    "\u0302": "^",
    "\u0306": "(",
    "\u031b": "+",
}
_TONES = "\u0301\u0300\u0309\u0303\u0323"


def to_tcvn3(text: str) -> bytes:
    """Encode in TCVN3; a toned capital, which the character set lacks, is written small as its users do."""
    codes = bytearray()
    for character in unicodedata.normalize("NFC", text):
        code = _TCVN3.get(character) or _TCVN3.get(character.lower())
        codes.append(code if code is not None else ord(character))
    return bytes(codes)


def to_vni(text: str) -> bytes:
    """Encode in VNI for Windows."""
    return "".join(_vni_letter(character) for character in unicodedata.normalize("NFC", text)).encode("cp1252")


def to_viqr(text: str) -> str:
    """Write in VIQR, with the escape for full stops and question marks after vowels."""
    written = ""
    for character in unicodedata.normalize("NFC", text):
        if character in "dĐđD":
            written += {"đ": "dd", "Đ": "DD"}.get(character, character)
        elif character in ".?" and written[-1:].lower() in tuple("aeiouy^(+"):
            written += "\\" + character
        else:
            written += "".join(_VIQR.get(part, part) for part in _shape_first(character))
    return written


def to_cp1258(text: str) -> bytes:
    """Encode in Windows-1258: composed letters with a shape, tones as combining characters."""
    parts = []
    for character in unicodedata.normalize("NFC", text):
        try:
            character.encode("cp1258")
            parts.append(character)
        except UnicodeEncodeError:
            base, shape, tone = _parts(character)
            parts.append(unicodedata.normalize("NFC", base + shape) + tone)
    return "".join(parts).encode("cp1258")


def _parts(character: str) -> tuple[str, str, str]:
    base, *marks = list(unicodedata.normalize("NFD", character))
    tone = "".join(mark for mark in marks if mark in _TONES)
    return base, "".join(mark for mark in marks if mark not in _TONES), tone


def _shape_first(character: str) -> str:
    return "".join(_parts(character))


def _vni_letter(character: str) -> str:
    base, shape, tone = _parts(character)
    low = base.lower()
    if low == "đ":
        written = "ñ"
    elif low == "i":
        written = _VNI_I[tone]
    elif low == "y" and tone == "\u0323":
        written = "î"
    elif low in "aeouy" and shape == "\u0302":
        written = low + _VNI_ROOF[tone]
    elif low == "a" and shape == "\u0306":
        written = low + _VNI_BREVE[tone]
    elif low in "ou" and shape == "\u031b":
        written = {"o": "ô", "u": "ö"}[low] + _VNI_TONES.get(tone, "")
    elif low in "aeouy":
        written = low + _VNI_TONES.get(tone, "")
    else:
        return character
    return written.upper() if base.isupper() else written
