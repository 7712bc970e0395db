"""Names that came from outside, as data: made showable, made unique, never used as paths."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Final

_LONGEST_NAME: Final = 200
_MOST_NUMBERED: Final = 100_000


def shown_name(name: str) -> str:
    """The last part of a name that a browser sent, without control characters, of a bearable length."""
    return shown_path(name.replace("\\", "/").rsplit("/", 1)[-1])


def shown_path(name: str) -> str:
    """A name inside an archive with its folders, without anything that would lead out of it."""
    parts = [_clean(part) for part in unicodedata.normalize("NFC", name).replace("\\", "/").split("/")]
    kept = [part for part in parts if part not in ("", ".", "..")]
    return "/".join(kept) or "unnamed"


def free_name(name: str, is_taken: Callable[[str], bool]) -> str:
    """``name``, or with the first number that makes it free: ``report (2).pdf``."""
    if not is_taken(name):
        return name
    path = PurePosixPath(name)
    for number in range(2, _MOST_NUMBERED):
        candidate = str(path.with_name(f"{path.stem} ({number}){path.suffix}"))
        if not is_taken(candidate):
            return candidate
    raise ValueError(f"no free name for {name!r}")


def _clean(part: str) -> str:
    shown = "".join(" " if unicodedata.category(one)[0] == "C" else one for one in part).strip()
    if len(shown) <= _LONGEST_NAME:
        return shown
    suffix = PurePosixPath(shown).suffix[:10]
    return shown[: _LONGEST_NAME - len(suffix)] + suffix
