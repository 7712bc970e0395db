"""The command ``baocao check``: the layout of any DOCX held against a profile."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from assistant.cli_terminal import AsJson, DataDir, emit, interface_language, known_errors

if TYPE_CHECKING:
    from assistant.drafting.draft import Profile as ProfileName
    from assistant.format_check.findings import FormatFinding
    from vectorstore.records import Language

EXIT_WITH_FINDINGS: Final = 3
_NAMES: Final[dict[str, ProfileName]] = {
    "nd30": "nd30",
    "gbt9704": "gbt9704",
    "plain_vi": "plain_vi",
    "plain_zh": "plain_zh",
    "plain_en": "plain_en",
}


def check(
    file: Annotated[Path, typer.Argument(metavar="FILE.docx", help="Document whose layout is checked.")],
    profile: Annotated[str, typer.Option(help="Layout: nd30, gbt9704, plain_vi, plain_zh or plain_en.")],
    house: Annotated[Path | None, typer.Option(help="House profile (TOML) over the layout.")] = None,
    data_dir: DataDir = None,  # every command takes it; a layout needs no library
    as_json: AsJson = False,
) -> None:
    """Check the layout of a Word file: every deviation with its place, what was found and what is expected."""
    from assistant.export.house_profile import read_house_profile
    from assistant.export.profiles import PROFILES
    from assistant.format_check.format_checker import check_docx

    if profile not in _NAMES:
        raise typer.BadParameter(f"one of {', '.join(_NAMES)}", param_hint="--profile")
    with known_errors():
        layout = PROFILES[_NAMES[profile]]
        over = read_house_profile(house) if house is not None else None
        findings = check_docx(_read(file), layout, over, file=file.name)
        reader = interface_language()
        emit(check_row(profile, findings, reader), as_json, lambda row: check_text(row, reader))
    if findings:
        raise typer.Exit(EXIT_WITH_FINDINGS)


def check_row(profile: str, findings: tuple[FormatFinding, ...], language: Language) -> dict[str, Any]:
    """The result as the contract has it, each finding with its rule in words."""
    from assistant.format_check.findings import rule_words

    return {
        "profile": profile,
        "passed": not findings,
        "findings": [
            {
                "rule": one.rule,
                "severity": one.severity,
                "where": one.where,
                "found": one.found,
                "expected": one.expected,
                "message": rule_words(one.rule, language),
            }
            for one in findings
        ],
    }


_HEADS: dict[Language, tuple[str, str]] = {
    "vi": ("Đúng thể thức ({profile}).", "Có {count} điểm chưa đúng thể thức ({profile}):"),
    "zh": ("版式符合要求（{profile}）。", "有{count}处版式不符（{profile}）："),
    "en": ("The layout is right ({profile}).", "{count} deviations from the layout ({profile}):"),
}
_FOUND: dict[Language, str] = {
    "vi": "hiện là {found}; cần {expected}",
    "zh": "现为 {found}；应为 {expected}",
    "en": "found {found}; expected {expected}",
}


def check_text(row: dict[str, Any], language: Language) -> str:
    """Lay the findings out for a terminal: two lines each."""
    right, wrong = _HEADS[language]
    if row["passed"]:
        return right.format(profile=row["profile"])
    lines = [wrong.format(count=len(row["findings"]), profile=row["profile"])]
    for one in row["findings"]:
        mark = "✗" if one["severity"] == "error" else "!"
        lines.append(f"{mark} {one['message']}  [{one['where']}]")
        lines.append("    " + _FOUND[language].format(found=one["found"], expected=one["expected"]))
    return "\n".join(lines)


def _read(path: Path) -> bytes:
    """Read the file; raises ``DocxUnreadable`` where the operating system does not give it."""
    from assistant.errors import DocxUnreadable

    try:
        return path.read_bytes()
    except OSError as error:
        raise DocxUnreadable(file=path.name, detail=str(error)) from error
