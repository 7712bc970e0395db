"""The command ``baocao verify``: any text held against the library, sentence by sentence."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli_terminal import AsJson, DataDir, emit, interface_language, known_errors

if TYPE_CHECKING:
    from vectorstore.records import Language


def verify(
    text_file: Annotated[Path, typer.Argument(metavar="TEXTFILE", help="Text to check; - reads standard input.")],
    source: Annotated[
        list[str] | None, typer.Option(help="Check against this report only (id, beginning of one, or path).")
    ] = None,
    language: Annotated[str | None, typer.Option(help="Language of the text: vi, zh or en.")] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Check a text against the reports: which sentences and figures they bear out, and which not."""
    from assistant.cli import open_service
    from assistant.contract import encode_verification

    if language is not None and language not in _LANGUAGES:
        raise typer.BadParameter("one of vi, zh, en", param_hint="--language")
    with known_errors():
        text = _read_text(text_file)
        with open_service(data_dir) as service:
            chosen = frozenset(service.resolve(name) for name in source or ())
            verification = service.verify(text, sources=chosen, language=_LANGUAGES.get(language or ""))
            reader = interface_language()
            emit(encode_verification(verification, reader), as_json, lambda row: verification_text(row, reader))


_LANGUAGES: dict[str, Language] = {"vi": "vi", "zh": "zh", "en": "en"}


def _read_text(path: Path) -> str:
    """Read the text; raises ``InputFileInvalid`` where it cannot be read as UTF-8."""
    from assistant.errors import InputFileInvalid

    try:
        content = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        return content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputFileInvalid(file=str(path), line=0, detail=str(error)) from error


_HEADS: dict[Language, str] = {
    "vi": "Đã kiểm tra {sentences} câu, {figures} số liệu: {unsupported} câu và {unsupported_figures} số liệu chưa có "
    "căn cứ.",
    "zh": "共核对{sentences}句、{figures}个数据：{unsupported}句、{unsupported_figures}个数据缺乏依据。",
    "en": "Checked {sentences} sentences and {figures} figures: {unsupported} sentences and {unsupported_figures} "
    "figures are not borne out.",
}


def verification_text(row: dict[str, Any], language: Language) -> str:
    """Lay a verification out for a terminal: each sentence with its mark, what is wrong, then the quotations."""
    lines = [_HEADS[language].format(**row["summary"]), ""]
    for sentence in row["sentences"]:
        keys = "".join(f" [{key}]" for key in sentence["citations"])
        lines.append(f"{'✓' if sentence['status'] == 'supported' else '✗'} {sentence['text']}{keys}")
        for finding in sentence["findings"]:
            key = f" [{finding['citation']}]" if finding["citation"] is not None else ""
            lines.append(f"    {finding['message']}{key}")
    lines += ["", *(f"[{one['key']}] {one['title'] or one['source']}: {one['quote']}" for one in row["citations"])]
    return "\n".join(lines)
