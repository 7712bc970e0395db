"""A draft as a file to be downloaded: Word, Markdown, PDF or its check sheet, in a house's layout if one is chosen."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from assistant.drafting.draft import Draft
from assistant.drafting.draft_check import CheckSheet, render_check
from assistant.drafting.kept_draft import DraftFormat
from assistant.errors import HouseUnknown
from assistant.export.house_profile import HouseProfile, read_house_profile

_NAME: Final = re.compile(r"[\w-]{1,60}")
_LONGEST_STEM: Final = 60


def export_draft(
    draft: Draft, sheet: CheckSheet, form: DraftFormat, *, clean: bool, house: HouseProfile | None
) -> tuple[str, bytes]:
    """Give a safe file name and the file; raises ``PdfUnavailable``, ``PdfFailed`` and ``HouseProfileInvalid``."""
    stem = file_stem(draft.title)
    if form == "check":
        return f"{stem}.check.md", render_check(sheet, draft).encode("utf-8")
    if form == "markdown":
        from assistant.export.markdown_document import export_markdown

        return f"{stem}.md", export_markdown(draft).encode("utf-8")
    from assistant.export.docx_document import export_docx

    name = stem if clean else f"{stem}.review"
    docx = export_docx(draft, copy="clean" if clean else "review", house=house)
    if form == "docx":
        return f"{name}.docx", docx
    from assistant.export.pdf_document import export_pdf

    return f"{name}.pdf", export_pdf(docx)


def file_stem(title: str) -> str:
    """A file name from a title: letters and digits, at most 60 characters; never empty, never a path."""
    stem = "-".join(re.findall(r"\w+", title.casefold()))[:_LONGEST_STEM].strip("-_")
    return stem or "draft"


def house_names(folder: Path) -> tuple[str, ...]:
    """The house profiles of a folder, by name."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml") if _NAME.fullmatch(path.stem)))


def named_house(name: str, folder: Path) -> HouseProfile:
    """Read a house profile by its name; raises ``HouseUnknown`` and ``HouseProfileInvalid``."""
    names = house_names(folder)
    if name not in names:
        raise HouseUnknown(name=name, allowed=", ".join(names) or "–")
    return read_house_profile(folder / f"{name}.toml")
