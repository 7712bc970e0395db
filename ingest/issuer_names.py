"""The full name of an issuing agency: its place added and its capitals restored, so that two agencies differ.

``SỞ Y TẾ`` under ``UBND TỈNH AN BÌNH`` is ``Sở Y tế tỉnh An Bình``; 区卫生局 in a text that names 云江区卫生局 is that
bureau. Nothing is added that the document does not say; where it says two things, nothing is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.agencies import AgencyMention
from ingest.folding import UPPER, LazyPattern
from vectorstore.records import Language

_LEVEL = r"tỉnh|thành phố|thị xã|thị trấn|huyện|quận|xã|phường"
_PROPER = rf"[{UPPER}][\w’'-]*(?:[ \u00a0][{UPPER}][\w’'-]*){{0,3}}"
_PLACE = LazyPattern(rf"(?<!\w)(?P<level>{_LEVEL}|TP\.?|Tp\.?)[ \u00a0](?P<n>{_PROPER})")
_LETTER_PLACE = LazyPattern(rf"(?m)^[ \t|*]*(?P<n>{_PROPER}),[ \u00a0]+(?:ngày|Ngày)[ \u00a0]")
_PLACED = LazyPattern(rf"(?<!\w)(?:{_LEVEL})[ \u00a0][{UPPER}]|(?<!\A)[ \u00a0][{UPPER}]\w*[ \u00a0][{UPPER}]\w*\Z")
_BARE_LEVEL = LazyPattern(rf"[ \u00a0](?P<level>{_LEVEL})\Z")
_LOCAL = LazyPattern(
    r"\A(?:Sở|Ủy ban|Uỷ ban|UBND|HĐND|Hội đồng nhân dân|Trung tâm|Chi cục|Phòng|Trạm|Bệnh viện|Ban|Văn phòng)(?!\w)",
    re.IGNORECASE,
)
_PLACE_OF_SO = LazyPattern(rf"\A(?P<office>Sở (?:[\w,&–-]+ )+?)(?P<n>[{UPPER}]\w*(?: [{UPPER}]\w*)+)\Z")
_PLACING = LazyPattern(r"\A(?:Sở|Ủy ban nhân dân|Uỷ ban nhân dân|UBND|Trung tâm Y tế)(?!\w)", re.IGNORECASE)
_CITY_SHORT = LazyPattern(r"\A(?:TP|Tp)\.?[ \u00a0]")
_CENTRAL_CITIES = frozenset({"Hà Nội", "Hồ Chí Minh", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Huế"})
"""Cities on the level of a province: their offices are of a ``thành phố``, all others of a ``tỉnh``."""
_HEAD = 2500
_ZH_BARE = LazyPattern(r"\A(?P<level>[省市区县區縣])(?![省市区县區縣])")
_ZH_TITLE_PLACE = LazyPattern(
    r"(?:\A|[在“])(?P<n>(?:(?![全我本各该在])[\u4e00-\u9fff]){2,3}(?P<level>[省市区县區縣]))(?![域内属级直長长])"
)


def full_name(
    name: str, language: Language, text: str, title: str | None, agencies: Sequence[AgencyMention], superior: str = ""
) -> str:
    """Give ``name`` with the place that ``text`` says it belongs to; unchanged where nothing certain says so."""
    if language == "vi":
        return _vietnamese(restore_capitals(name, text), text, agencies, superior)
    return _chinese(name, title or "", agencies) if language == "zh" else name


def restore_capitals(name: str, text: str) -> str:
    """Write the places inside ``name`` with the capitals that ``text`` gives them (``Sở Y tế hải Kiên``)."""
    for place in _places_written(text):
        name = re.sub(rf"(?<!\w){re.escape(place)}(?!\w)", place, name, flags=re.IGNORECASE)
    return name


def _places_written(text: str) -> list[str]:
    found = [match["n"] for match in _LETTER_PLACE.finditer(text[:_HEAD])]
    found += [match["n"] for match in _PLACE.finditer(text)]
    return [place for place in dict.fromkeys(found) if " " in place and not place.isupper()]


def _vietnamese(name: str, text: str, agencies: Sequence[AgencyMention], superior: str) -> str:
    if not _LOCAL.match(name):
        return name
    if _PLACED.search(name):
        return _provincial(name)
    bare = _BARE_LEVEL.search(name)
    above = place_of(restore_capitals(superior, text)) if _PLACING.match(superior) else ""
    if above:
        placed = _with_level(above, text)
        if bare is None:
            return f"{name} {placed}"
        if placed.startswith(bare["level"] + " "):
            return f"{name}{placed.removeprefix(bare['level'])}"
    longer = _longer_names(name, agencies)
    if len(longer) == 1:
        return _provincial(longer[0])
    wanted = bare["level"] if bare else "tỉnh" if name.startswith("Sở ") else ""
    places = {match["n"] for match in _PLACE.finditer(text[:_HEAD]) if match["level"] == wanted}
    places = {place for place in places if not place.isupper()}
    if len(places) != 1:
        return name
    return f"{name} {places.pop()}" if bare else f"{name} {wanted} {places.pop()}"


def place_of(name: str) -> str:
    """The place at the end of an agency's name, with its level where it is written (``huyện Tân An``), or nothing."""
    match = next((found for found in _PLACE.finditer(name) if found.end() == len(name)), None)
    if match is not None:
        return match[0]
    office = _PLACE_OF_SO.match(name)
    return office["n"] if office else ""


def _with_level(place: str, text: str) -> str:
    """Put the level before a province's bare name, as the text or the list of cities has it."""
    place = _CITY_SHORT.sub("thành phố ", place)
    if _PLACE.match(place) or place[:1].islower():
        return place
    levels = Counter(match["level"] for match in _PLACE.finditer(text) if match["n"] == place)
    level = levels.most_common(1)[0][0] if levels else _level_of_province(place)
    return f"{level} {place}"


def _level_of_province(place: str) -> str:
    return "thành phố" if place in _CENTRAL_CITIES else "tỉnh"


def _provincial(name: str) -> str:
    """Name a Sở always with its level (``Sở Y tế An Bình`` is ``Sở Y tế tỉnh An Bình``): every Sở is of a province."""
    office = _PLACE_OF_SO.match(name)
    if office is None or _PLACE.search(name):
        return name
    return f"{office['office']}{_level_of_province(office['n'])} {office['n']}"


def _longer_names(name: str, agencies: Sequence[AgencyMention]) -> list[str]:
    """The names that go on from ``name`` with a place, each once."""
    start = name.casefold() + " "
    tail = re.compile(rf"(?:(?:{_LEVEL})[ ])?{_PROPER}\Z")
    return list(
        dict.fromkeys(
            agency.name
            for agency in agencies
            if agency.name.casefold().startswith(start) and tail.match(agency.name[len(start) :])
        )
    )


def _chinese(name: str, title: str, agencies: Sequence[AgencyMention]) -> str:
    bare = _ZH_BARE.match(name)
    if bare is None:
        return name
    longer = {agency.name for agency in agencies if agency.name.endswith(name) and len(agency.name) > len(name) + 1}
    if len(longer) == 1:
        return longer.pop()
    places = {match["n"] for match in _ZH_TITLE_PLACE.finditer(title) if match["level"] == bare["level"]}
    return places.pop() + name[1:] if len(places) == 1 else name
