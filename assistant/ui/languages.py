"""Which language the page opens in: the reader's own choice, else what the browser asks for."""

from __future__ import annotations

from assistant.ui.texts import LANGUAGES
from vectorstore.records import Language

DEFAULT_LANGUAGE: Language = "vi"


def choose_language(remembered: str | None, accept_language: str | None) -> Language:
    """Return the remembered language if it is one of ours, else the best of the ``Accept-Language`` header.

    The header is read as RFC 9110 §12.5.4 tells: comma-separated tags with an optional quality ``;q=0..1``. Only the
    primary subtag counts (``zh-TW`` opens the Chinese page). Nothing usable opens the Vietnamese page.
    """
    known = {language: language for language in LANGUAGES}
    if remembered in known:
        return known[remembered]
    for tag in _by_quality(accept_language or ""):
        primary = tag.split("-", 1)[0].lower()
        if primary in known:
            return known[primary]
    return DEFAULT_LANGUAGE


def _by_quality(header: str) -> list[str]:
    weighted: list[tuple[float, str]] = []
    for item in header.split(","):
        tag, _, parameters = item.strip().partition(";")
        quality = _quality(parameters)
        if tag and quality > 0:
            weighted.append((quality, tag.strip()))
    return [tag for _, tag in sorted(weighted, key=lambda pair: -pair[0])]


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
