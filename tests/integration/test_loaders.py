"""The loaders over whole folders: the sample library, the seed documents, and more files than memory should hold."""

from __future__ import annotations

import hashlib
import io
import tracemalloc
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from ingest.errors import EncryptedFile
from ingest.loaders import load_bytes, load_file
from tests.conftest import REPOSITORY
from tests.corpus.docx_files import docx, para
from tests.corpus.pdf_files import paragraph, pdf_of_pages

SAMPLES = sorted((REPOSITORY / "examples" / "reports").glob("*.*"))
SENTENCE = "Sở Y tế báo cáo kết quả công tác khám bệnh, chữa bệnh sáu tháng đầu năm 2024."


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_every_sample_report_is_read_whole_and_without_warnings(path: Path) -> None:
    document = load_file(path)
    assert document.source == str(path)
    assert document.document_id == hashlib.sha256(path.read_bytes()).hexdigest()
    assert set(document.warnings) <= {"hidden_text_dropped"}
    assert "\ufffd" not in document.text
    for region in document.regions:
        assert 0 <= region.start < region.end <= len(document.text)
    assert [page.start for page in document.pages[1:]] == [page.end for page in document.pages[:-1]]


def test_every_format_is_among_the_samples() -> None:
    assert {load_file(path).media_type for path in SAMPLES} == {"text", "markdown", "html", "docx", "pdf"}


def test_seed_documents_are_read_character_for_character(shared_folder: Path) -> None:
    seeds = sorted((shared_folder / "seeds").glob("*.txt"))
    assert seeds
    for path in seeds:
        document = load_file(path)
        with path.open(encoding="utf-8", newline="") as file:
            assert document.text == file.read()
        assert (document.media_type, document.encoding, document.warnings) == ("text", "utf-8", ())


def _locked(data: bytes, user: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(user_password=user, owner_password="owner", algorithm="AES-256")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def test_a_pdf_that_asks_for_a_password_is_refused_and_one_that_only_forbids_copying_is_read() -> None:
    plain = pdf_of_pages([paragraph([SENTENCE])])
    with pytest.raises(EncryptedFile):
        load_bytes(_locked(plain, "secret"), "locked.pdf")
    assert load_bytes(_locked(plain, ""), "guarded.pdf").text == SENTENCE


def test_many_files_stream_through_in_bounded_memory(tmp_path: Path) -> None:
    contents = (
        (SENTENCE * 200).encode(),
        f"<html><body><p>{SENTENCE * 200}</p></body></html>".encode(),
        docx(para(SENTENCE) * 50),
        pdf_of_pages([paragraph([SENTENCE] * 20)]),
    )
    for number in range(48):
        (tmp_path / f"{number}.bin").write_bytes(contents[number % 4])
    paths = sorted(tmp_path.iterdir())
    for path in paths[:12]:
        load_file(path)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for path in paths:
        load_file(path)
    after, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < 500_000
    assert peak - before < 10_000_000
