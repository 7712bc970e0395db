"""``baocao draft --model``: a composed draft written by a model behind an address, with progress and who wrote what."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from tests.chat_servers import Handler, chat_server, refuse, say
from tests.models import embedding_model, models_folder

REPORT = """BÁO CÁO
Kết quả công tác 6 tháng đầu năm 2024 của Trung tâm Y tế huyện Lũng Sương

I. KẾT QUẢ ĐẠT ĐƯỢC
Trong 6 tháng đầu năm 2024, Trung tâm đã khám bệnh cho 12.345 lượt người, đạt 52% kế hoạch năm.
Đã tổ chức 14 lớp tập huấn cho 320 cán bộ y tế xã.
Đã kiểm tra 215 cơ sở kinh doanh thực phẩm, phát hiện 17 cơ sở vi phạm.

II. PHƯƠNG HƯỚNG, NHIỆM VỤ
Phấn đấu khám bệnh cho 25.000 lượt người trong năm 2024.
"""
REQUEST = (
    "Bài phát biểu bế mạc hội nghị sơ kết 6 tháng đầu năm 2024 của Giám đốc Trung tâm Y tế huyện Lũng Sương, "
    "khoảng 300 chữ"
)


def joining(handler: Handler) -> None:
    """Answer with the points that were asked about, each but the first behind a joining word."""
    points = re.findall(r"^- (.+)$", handler.server.bodies[-1]["messages"][-1]["content"], re.MULTILINE)
    say(" Bên cạnh đó, ".join(points))(handler)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    embedding_model()
    folder = tmp_path_factory.mktemp("drafting")
    data = folder / "library"
    data.mkdir()
    (data / "models").symlink_to(models_folder(), target_is_directory=True)
    (folder / "bao-cao.txt").write_text(REPORT, encoding="utf-8")
    assert CliRunner().invoke(app, ["ingest", str(folder / "bao-cao.txt"), "--data-dir", str(data)]).exit_code == 0
    return data


@pytest.mark.model
def test_a_draft_is_written_by_the_model_that_is_named(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    arguments = ["draft", "--request", REQUEST, "--data-dir", str(library)]
    composed = json.loads(CliRunner().invoke(app, arguments).stdout)
    with chat_server(joining) as server:
        monkeypatch.setenv("BAOCAO_MODEL__ENDPOINT", server.address)
        done = CliRunner().invoke(app, [*arguments, "--model", "endpoint:m"])
    assert done.exit_code == 0, done.output
    row = json.loads(done.stdout)
    text = "\n".join(block["text"] for block in row["blocks"])
    assert "Bên cạnh đó, đã tổ chức 14 lớp tập huấn cho 320 cán bộ y tế xã." in text
    assert {block["written_by"] for block in row["blocks"]} == {"composed", "model"}
    assert (row["provenance"]["mode"], row["provenance"]["model"]) == ("model", "endpoint:m")
    assert row["sources"] == composed["sources"]
    assert 0 < row["elapsed_ms"]["first_part"] <= row["elapsed_ms"]["total"]
    assert "Part 1 of 1: Kết quả" in done.stderr
    assert (composed["provenance"], set(composed["elapsed_ms"])) == ({"mode": "composed"}, {"total"})


@pytest.mark.model
def test_a_model_that_fails_leaves_the_composed_draft_with_a_note(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with chat_server(refuse(404)) as server:
        monkeypatch.setenv("BAOCAO_MODEL__ENDPOINT", server.address)
        done = CliRunner().invoke(
            app, ["draft", "--request", REQUEST, "--data-dir", str(library), "--model", "endpoint:m"]
        )
    row = json.loads(done.stdout)
    assert row["notices"][0]["code"] == "model_failed"
    assert row["notices"][0]["message"].startswith("Mô hình ngôn ngữ gặp sự cố")
    assert row["provenance"]["mode"] == "composed"
