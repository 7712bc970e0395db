"""The command ``baocao draft``: a speech, report, news item, plan or summary drafted from the reports."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli_terminal import AsJson, DataDir, emit, interface_language, known_errors, say

if TYPE_CHECKING:
    from assistant.drafting.draft import Draft
    from assistant.export.house_profile import HouseProfile
    from assistant.service import Service
    from vectorstore.records import Language

_LANGUAGES: dict[str, Language] = {"vi": "vi", "zh": "zh", "en": "en"}


def draft(
    request: Annotated[str, typer.Option(help="What is to be written, in your own words.")],
    genre: Annotated[str | None, typer.Option(help="report, speech, news, plan or summary; else as requested.")] = None,
    language: Annotated[str | None, typer.Option(help="Language of the text: vi, zh or en.")] = None,
    source: Annotated[
        list[str] | None, typer.Option(help="Draw on this report only (id, beginning of one, or path); repeatable.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the DOCX copies and the check sheet.")] = None,
    house: Annotated[
        Path | None,
        typer.Option(help="House profile (TOML) to lay the DOCX copies out with; else the one that is set."),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(help="Language model that rewrites the composed text part by part under a guard, or none."),
    ] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Draft a text from the reports; what no report holds stays a visible blank."""
    from assistant.cli import open_service
    from assistant.drafting.draft_contract import encode_draft
    from assistant.drafting.draft_progress import follow_writing

    if language is not None and language not in _LANGUAGES:
        raise typer.BadParameter("one of vi, zh, en", param_hint="--language")
    with known_errors(), open_service(data_dir, options={"model.name": model or "none"}) as service:
        if model is not None:
            service.need_model()
        profile = chosen_house(house, service)
        started = time.perf_counter()
        chosen = tuple(service.resolve(name) for name in source or ())
        written = service.draft(request, genre=genre, language=_LANGUAGES.get(language or ""), sources=chosen)
        first_part = None
        if service.draft_model is not None:
            composed_in = time.perf_counter() - started
            followed = follow_writing(service.draft_model.rewrite(written), interface_language(), say)
            written = followed.draft
            if followed.first_part is not None:
                first_part = (composed_in + followed.first_part) * 1_000
        files = write_files(service, written, out, profile) if out is not None else {}
        total = (time.perf_counter() - started) * 1_000
        emit(encode_draft(written, elapsed_ms=total, first_part_ms=first_part, files=files), as_json, draft_text)


def chosen_house(path: Path | None, service: Service) -> HouseProfile | None:
    """The house profile of a file, else the one that the settings name; raises what reading it does."""
    from assistant.export.house_profile import read_house_profile

    return read_house_profile(path) if path is not None else service.drafts.house()


def write_files(service: Service, draft: Draft, folder: Path, house: HouseProfile | None = None) -> dict[str, str]:
    """Write the review copy, the clean copy and the check sheet; raises ``OutputFailed``."""
    from assistant.drafting.draft_check import render_check
    from assistant.errors import OutputFailed
    from assistant.export.docx_document import export_docx
    from assistant.export.draft_files import file_stem

    name = file_stem(draft.title)
    contents = {
        "review": (f"{name}.review.docx", export_docx(draft, copy="review", house=house)),
        "clean": (f"{name}.docx", export_docx(draft, copy="clean", house=house)),
        "check": (f"{name}.check.md", render_check(service.check_draft(draft), draft).encode("utf-8")),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, content in contents.values():
            (folder / file).write_bytes(content)
    except OSError as error:
        raise OutputFailed(folder=str(folder), detail=str(error)) from error
    return {kind: str(folder / file) for kind, (file, _) in contents.items()}


def draft_text(row: dict[str, Any]) -> str:
    """A draft for a person at a terminal: text with keys, then blanks, notes and files."""
    lines = []
    for block in row["blocks"]:
        keys = "".join(f" [{key}]" for key in block["citations"])
        lines.append(f"{block['text']}{keys}\n")
    lines += [f"[{one['key']}] {one['title'] or one['source']}: “{one['quote']}”" for one in row["sources"]]
    lines += [f"□ {gap['wanted']}" for gap in row["gaps"]]
    lines += [f"! {notice['message']}" for notice in row["notices"]]
    lines += [f"→ {path}" for path in row["files"].values()]
    return "\n".join(lines)
