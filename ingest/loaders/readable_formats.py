"""Which formats can be read on this machine, for whoever offers to take files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from ingest.loaders.limits import LoadLimits
from ingest.loaders.office_conversion import office_program

FormatFamily = Literal["text", "web", "word", "slides", "sheets", "mail", "pdf", "scan", "archive"]
Need = Literal["tesseract", "libreoffice"]


@dataclass(frozen=True, slots=True)
class ReadableFormat:
    """A family of formats: the endings that its files usually have (contents decide, not these), and what is missing.

    ``languages`` are those whose scanned pages can be read; ``lacks`` names the program to install, or nothing.
    """

    family: FormatFamily
    endings: tuple[str, ...]
    readable: bool = True
    lacks: Need | None = None
    languages: tuple[str, ...] = ()


_ALWAYS: Final[tuple[ReadableFormat, ...]] = (
    ReadableFormat("word", (".docx", ".docm", ".dotx", ".doc", ".rtf", ".odt")),
    ReadableFormat("pdf", (".pdf",)),
    ReadableFormat("sheets", (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv")),
    ReadableFormat("slides", (".pptx", ".ppsx", ".odp")),
    ReadableFormat("text", (".txt", ".md")),
    ReadableFormat("web", (".html", ".htm", ".mhtml", ".mht")),
    ReadableFormat("mail", (".eml", ".msg")),
    ReadableFormat("archive", (".zip",)),
)
_IMAGES: Final = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp", ".gif")


def readable_formats(limits: LoadLimits | None = None) -> tuple[ReadableFormat, ...]:
    """Every family with whether it can be read here; looks once for the programs that some of them need."""
    limits = limits or LoadLimits()
    languages: tuple[str, ...] = ()
    if limits.recognition != "none":
        from ingest.recognition.installed import recognised_languages

        languages = recognised_languages()
    office = office_program(limits) is not None
    return (
        *_ALWAYS,
        ReadableFormat("slides", (".ppt", ".pps"), office, None if office else "libreoffice"),
        ReadableFormat("scan", _IMAGES, bool(languages), None if "vi" in languages else "tesseract", languages),
    )


def readable_endings(limits: LoadLimits | None = None) -> tuple[str, ...]:
    """The endings of all files that can be read here, for a file dialog."""
    return tuple(ending for one in readable_formats(limits) if one.readable for ending in one.endings)
