"""The JSON and the files of a draft."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import cast

import docx
import pytest

from assistant.cli_draft import draft_text, write_files
from assistant.drafting.draft import Draft
from assistant.drafting.draft_check import CheckSheet, check_draft
from assistant.drafting.draft_contract import encode_draft
from assistant.errors import OutputFailed
from assistant.export.draft_files import file_stem
from assistant.export.house_profile import parse_house_profile
from assistant.service import Service
from tests.unit.assistant.drafting.test_draft_writer import HALF_YEAR, SAMPLES, SPEECH, drafted


class Checking:
    """The part of the service that writing the files needs."""

    def check_draft(self, draft: Draft) -> CheckSheet:
        return check_draft(draft, SAMPLES)


CHECKING = cast(Service, Checking())


def test_the_json_of_a_draft_has_the_promised_fields() -> None:
    row = json.loads(json.dumps(encode_draft(drafted(HALF_YEAR), elapsed_ms=12.345, files={"clean": "a.docx"})))
    promised = {
        "title",
        "genre",
        "language",
        "profile",
        "blocks",
        "gaps",
        "sources",
        "files",
        "elapsed_ms",
        "provenance",
    }
    assert promised <= set(row)
    assert (row["genre"], row["language"], row["profile"]) == ("report", "vi", "nd30")
    assert (row["files"], row["elapsed_ms"]) == ({"clean": "a.docx"}, {"total": 12.35})
    assert {"kind", "level", "text", "citations", "figures", "blanks"} <= set(row["blocks"][0])
    figure = next(figure for block in row["blocks"] for figure in block["figures"])
    assert figure["status"] == "supported"
    keys = {source["key"] for source in row["sources"]}
    assert {key for block in row["blocks"] for key in block["citations"]} == keys


def test_a_draft_in_the_terminal_shows_text_sources_blanks_and_notes() -> None:
    text = draft_text(encode_draft(drafted(HALF_YEAR), elapsed_ms=1.0))
    assert "I. KẾT QUẢ ĐẠT ĐƯỢC" in text
    assert "□ họ và tên người ký" in text
    assert "! Các nguồn không thống nhất" in text


def test_the_files_of_a_draft_are_two_documents_and_a_sheet(tmp_path: Path) -> None:
    files = write_files(CHECKING, drafted(SPEECH), tmp_path / "new")
    assert sorted(files) == ["check", "clean", "review"]
    clean = docx.Document(io.BytesIO(Path(files["clean"]).read_bytes()))
    assert any("tuyên bố bế mạc Hội nghị" in paragraph.text for paragraph in clean.paragraphs)
    assert Path(files["check"]).read_text(encoding="utf-8").startswith("# Phiếu kiểm tra dự thảo")


def test_a_house_profile_lays_out_both_copies(tmp_path: Path) -> None:
    house = parse_house_profile("[body]\nsize_pt = 13\n")
    files = write_files(CHECKING, drafted(HALF_YEAR), tmp_path, house)
    for copy in ("review", "clean"):
        body = next(one for one in docx.Document(files[copy]).paragraphs if "1.021.450" in one.text)
        assert {run.font.size.pt for run in body.runs if run.font.size and run.text.strip()} == {13.0}


def test_a_folder_that_cannot_be_written_is_a_known_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OutputFailed):
        write_files(CHECKING, drafted(SPEECH), tmp_path / "file" / "inner")


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("Báo cáo 6 tháng/đầu năm", "báo-cáo-6-tháng-đầu-năm"),
        ("../../etc/passwd", "etc-passwd"),
        ("？！", "draft"),
        ("工作总结", "工作总结"),
    ],
)
def test_a_file_is_named_after_the_title_and_never_leaves_its_folder(title: str, stem: str) -> None:
    assert file_stem(title) == stem
