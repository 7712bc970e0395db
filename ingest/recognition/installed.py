"""What this machine can read pictures of pages with."""

from __future__ import annotations

from functools import cache

from ingest.recognition.page_reading import Engines
from ingest.recognition.rapid import installed_rapid
from ingest.recognition.tesseract import installed_tesseract


@cache
def installed_engines() -> Engines | None:
    """The engines that are there; ``None`` where there is none, or none with a language of reports.

    Tesseract counts with its Vietnamese data, or with Chinese or English data where RapidOCR is missing.
    """
    tesseract, rapid = installed_tesseract(), installed_rapid()
    if tesseract is not None and not any(tesseract.reads(language) for language in ("vi", "zh", "en")):
        tesseract = None
    return Engines(tesseract, rapid) if tesseract is not None or rapid is not None else None


def recognised_languages() -> tuple[str, ...]:
    """The languages (``vi``, ``zh``, ``en``) whose scanned pages can be read here."""
    tesseract, rapid = installed_tesseract(), installed_rapid()
    found = []
    for language in ("vi", "zh", "en"):
        by_tesseract = tesseract is not None and tesseract.reads(language)
        if by_tesseract or (rapid is not None and language != "vi"):
            found.append(language)
    return tuple(found)
