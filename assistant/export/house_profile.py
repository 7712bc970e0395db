"""A house profile: a small file in which an agency sets its own sizes, margins, fonts and names over a layout.

Everything is optional; what is absent stays as the decree or standard has it. The check then measures against the
house's values. Lengths are millimetres, sizes points::

    [page]
    top_mm = 25
    right_mm = 20

    [body]
    size_pt = 13
    line_spacing = 1.2

    [sizes]
    motto = 12

    [names]
    issuer = "Viện Khảo sát Sông Lam"
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from assistant.errors import HouseProfileInvalid
from assistant.export.profiles import LineSpacing, PageFormat, Profile, RoleFormat, exactly

MARGINS: Final = ("top_mm", "bottom_mm", "left_mm", "right_mm")
NAMES: Final = ("superior", "issuer", "issuer_code", "drafting_unit", "place")
LONGEST_NAME: Final = 200
_MARGIN_BOUNDS: Final = (5.0, 60.0)
_SIZE_BOUNDS: Final = (6.0, 72.0)
_BODY_BOUNDS: Final[Mapping[str, tuple[float, float]]] = {
    "size_pt": _SIZE_BOUNDS,
    "line_spacing": (1.0, 3.0),
    "line_pitch_pt": (10.0, 60.0),
    "first_line_mm": (0.0, 40.0),
    "before_pt": (0.0, 36.0),
}
_LARGEST_FILE: Final = 100_000


@dataclass(frozen=True, slots=True)
class HouseProfile:
    """What a house sets; ``sizes`` are points by role, ``fonts`` typefaces by role."""

    margins: Mapping[str, float] = field(default_factory=dict)
    body: Mapping[str, float] = field(default_factory=dict)
    sizes: Mapping[str, float] = field(default_factory=dict)
    fonts: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


def read_house_profile(path: Path) -> HouseProfile:
    """Read a house profile; raises ``HouseProfileInvalid`` naming the first value that cannot be used."""
    try:
        content = path.read_bytes()
        if len(content) > _LARGEST_FILE:
            raise HouseProfileInvalid(key=path.name, value=len(content), allowed=f"≤ {_LARGEST_FILE}")
        return parse_house_profile(content.decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise HouseProfileInvalid(key=path.name, value=str(error), allowed="TOML, UTF-8") from error


def parse_house_profile(text: str) -> HouseProfile:
    """Read the text of a house profile; raises ``HouseProfileInvalid``."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise HouseProfileInvalid(key="TOML", value=str(error), allowed="TOML") from error
    _known(table, ("page", "body", "sizes", "fonts", "names"), "")
    page, body = _part(table, "page"), _part(table, "body")
    _known(page, MARGINS, "page.")
    _known(body, tuple(_BODY_BOUNDS), "body.")
    return HouseProfile(
        margins={name: _number(page[name], f"page.{name}", _MARGIN_BOUNDS) for name in page},
        body={name: _number(body[name], f"body.{name}", _BODY_BOUNDS[name]) for name in body},
        sizes={name: _number(one, f"sizes.{name}", _SIZE_BOUNDS) for name, one in _part(table, "sizes").items()},
        fonts={name: _name(one, f"fonts.{name}") for name, one in _part(table, "fonts").items()},
        names=_names(_part(table, "names")),
    )


def apply_house_profile(profile: Profile, house: HouseProfile | None) -> Profile:
    """Lay a house's values over a layout; raises ``HouseProfileInvalid`` for a role that the layout has not."""
    if house is None:
        return profile
    for table, known in ((house.sizes, profile.roles), (house.fonts, profile.roles)):
        for name in table:
            if name not in known:
                raise HouseProfileInvalid(key=name, value=profile.name, allowed=", ".join(profile.roles))
    roles = {name: _role(name, one, house) for name, one in profile.roles.items()}
    margins: dict[str, Any] = {name: exactly(value) for name, value in house.margins.items()}
    page = replace(profile.page, **margins)
    _check_width(page)
    return replace(profile, page=page, roles=roles, line=_line(profile.line, house), names=dict(house.names))


def _role(name: str, role: RoleFormat, house: HouseProfile) -> RoleFormat:
    size = house.sizes.get(name, house.body.get("size_pt") if name == "body" else None)
    if size is not None:
        role = replace(role, size_pt=exactly(size))
    if name in house.fonts:
        font = house.fonts[name]
        east_only = role.latin != role.east_asian
        role = replace(role, east_asian=font, latin=role.latin if east_only else font)
    if name == "body" and "first_line_mm" in house.body:
        role = replace(role, first_line_mm=exactly(house.body["first_line_mm"]), first_line_characters=None)
    if name == "body" and "before_pt" in house.body:
        role = replace(role, before_pt=exactly(house.body["before_pt"]))
    return role


def _line(line: LineSpacing, house: HouseProfile) -> LineSpacing:
    if "line_pitch_pt" in house.body:
        return LineSpacing("exact", exactly(house.body["line_pitch_pt"]))
    if "line_spacing" in house.body:
        return LineSpacing("multiple", exactly(house.body["line_spacing"]))
    return line


def _check_width(page: PageFormat) -> None:
    """The type area must hold the two columns of a letterhead: 150 mm."""
    least = 150.0
    width = 210 - page.left_mm.value - page.right_mm.value
    if width < least:
        raise HouseProfileInvalid(
            key="page.left_mm + page.right_mm", value=f"{210 - width:g}", allowed=f"≤ {210 - least:g}"
        )


def _known(table: Mapping[str, Any], known: tuple[str, ...], path: str) -> None:
    for name in table:
        if name not in known:
            raise HouseProfileInvalid(key=f"{path}{name}", value="?", allowed=", ".join(known))


def _part(table: Mapping[str, Any], name: str) -> dict[str, Any]:
    part = table.get(name, {})
    if not isinstance(part, dict):
        raise HouseProfileInvalid(key=name, value=part, allowed=f"[{name}]")
    return part


def _number(value: object, key: str, bounds: tuple[float, float]) -> float:
    least, most = bounds
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise HouseProfileInvalid(key=key, value=value, allowed=f"{least:g}–{most:g}")
    if not least <= value <= most:
        raise HouseProfileInvalid(key=key, value=value, allowed=f"{least:g}–{most:g}")
    return float(value)


def _name(value: object, key: str) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_NAME or not value.isprintable():
        raise HouseProfileInvalid(key=key, value=value, allowed=f"1–{LONGEST_NAME}")
    return value.strip()


def _names(table: Mapping[str, Any]) -> dict[str, str]:
    _known(table, NAMES, "names.")
    return {name: _name(value, f"names.{name}") for name, value in table.items()}
