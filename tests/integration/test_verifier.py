"""Any text checked against an indexed library with the real embedding model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cancellation import Cancellation, Cancelled
from assistant.cli import app
from assistant.composition import build_service
from assistant.contract import encode_verification
from assistant.errors import TextTooLong
from assistant.service import Service
from assistant.settings import load_settings
from tests.models import embedding_model, models_folder
from vectorstore.models import DEFAULT_MODEL, model_folder

pytestmark = pytest.mark.model
EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "reports"
FILES = ("suoi-ngan-bao-cao-6-thang-2024.txt", "wangxi-2024-h1.txt", "van-khe-cdc-half-year-review-2024-en.md")
TEXT = (
    "Trong 6 tháng đầu năm 2024, Trung tâm Y tế huyện Suối Ngàn khám bệnh cho 47.960 lượt người. "
    "Công suất giường bệnh đạt 94%. Trung tâm đã mua hệ thống máy cộng hưởng từ hiện đại."
)


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verifying")
    embedding_model()
    model = model_folder(DEFAULT_MODEL, models_folder()).absolute()
    (folder / "baocao.toml").write_text(f'embedding_model = "{model}"\n', encoding="utf-8")
    service = build_service(load_settings({"data_dir": folder}))
    try:
        for _ in service.ingest([EXAMPLES / name for name in FILES]):
            pass
    finally:
        service.close()
    return folder


@pytest.fixture
def service(data_dir: Path) -> Iterator[Service]:
    opened = build_service(load_settings({"data_dir": data_dir}))
    yield opened
    opened.close()


def test_a_pasted_text_is_checked_against_the_library(service: Service) -> None:
    verification = service.verify(TEXT)
    assert [one.status for one in verification.sentences] == ["supported", "unsupported", "unsupported"]
    assert [[one.code for one in sentence.findings] for sentence in verification.sentences] == [
        [],
        ["figure_changed"],
        ["no_source"],
    ]
    assert (verification.summary.sentences, verification.summary.unsupported) == (3, 2)
    for citation in verification.citations:
        text = service.report(citation.document_id).window.text
        assert text[citation.char_start : citation.char_end] == citation.quote
    assert [citation.key for citation in verification.citations] == list(range(1, len(verification.citations) + 1))


def test_sources_restrict_what_may_bear_a_text_out(service: Service) -> None:
    (other,) = (record.document_id for record in service.reports() if record.source.endswith(FILES[1]))
    verification = service.verify(TEXT, sources=frozenset({other}))
    assert verification.summary.unsupported == 3
    assert {citation.document_id for citation in verification.citations} <= {other}


def test_the_same_text_gives_the_same_verification(service: Service) -> None:
    assert service.verify(TEXT) == service.verify(TEXT)


def test_a_text_without_statements_has_nothing_to_check(service: Service) -> None:
    verification = service.verify("…")
    assert (verification.sentences, verification.citations, verification.summary.sentences) == ((), (), 0)


def test_a_text_that_is_too_long_is_refused(service: Service) -> None:
    with pytest.raises(TextTooLong) as refused:
        service.verify("a" * 20_001)
    assert refused.value.facts == {"limit": 20_000, "found": 20_001}


def test_a_check_that_was_given_up_stops(service: Service) -> None:
    cancellation = Cancellation()
    cancellation.cancel()
    with pytest.raises(Cancelled):
        service.verify(TEXT, cancellation=cancellation)


def test_the_contract_gives_sentences_figures_citations_and_a_summary(service: Service) -> None:
    verification = service.verify(TEXT)
    row = encode_verification(verification, "vi")
    assert set(row) == {"language", "sentences", "figures", "citations", "summary"}
    assert set(row["summary"]) == {"sentences", "unsupported", "figures", "unsupported_figures"}
    assert [set(one) >= {"text", "status", "citations", "figures"} for one in row["sentences"]] == [True] * 3
    assert row["sentences"][1]["findings"][0]["message"].startswith("Nguồn ghi “84,0%”")
    assert json.loads(json.dumps(row)) == row


def test_the_command_reads_a_file_or_standard_input(data_dir: Path, tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text(TEXT, encoding="utf-8")
    from_file = CliRunner().invoke(app, ["verify", str(file), "--data-dir", str(data_dir)])
    piped = CliRunner().invoke(app, ["verify", "-", "--data-dir", str(data_dir)], input=TEXT)
    assert (from_file.exit_code, piped.exit_code) == (0, 0)
    assert json.loads(from_file.stdout) == json.loads(piped.stdout)
    assert json.loads(from_file.stdout)["summary"]["unsupported"] == 2
    missing = CliRunner().invoke(app, ["verify", str(tmp_path / "none.txt"), "--data-dir", str(data_dir)])
    assert missing.exit_code == 1
