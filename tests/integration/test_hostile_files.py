"""Files that are broken or meant to hurt: each is read or refused with its code, in time with no other error."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import RefusedFile, UnreadableFile
from ingest.loaders import LoadLimits, load_bytes, load_file
from tests.corpus.docx_files import docx, para
from tests.corpus.hostile_files import HOSTILE_FILES, LOADED, SENTENCE, HostileFile
from tests.corpus.pdf_files import paragraph, pdf_of_pages

LIMITS = LoadLimits(max_seconds=20, recognition="none", office_program="/nowhere/soffice")
GENEROUS_SECONDS = 30.0


def _answer(data: bytes) -> tuple[str, str]:
    try:
        return LOADED, load_bytes(data, "hostile", limits=LIMITS).text
    except RefusedFile as refusal:
        return refusal.code, ""


@pytest.mark.parametrize("hostile", HOSTILE_FILES, ids=lambda hostile: hostile.name)
def test_a_hostile_file_is_read_or_refused_with_its_code_in_time(hostile: HostileFile) -> None:
    data = hostile.build()
    started = time.monotonic()
    answer, text = _answer(data)
    seconds = time.monotonic() - started
    assert answer == hostile.answer
    assert hostile.contains in text
    assert seconds < GENEROUS_SECONDS


def test_there_are_at_least_forty_of_them() -> None:
    assert len({hostile.name for hostile in HOSTILE_FILES}) == len(HOSTILE_FILES) >= 40


@pytest.mark.parametrize(
    "name",
    ["报告 (1).TXT", "báo cáo quý 1.PDF", "..hidden", "a'b\"c;$(x).md", "‮gpj.txt", "no suffix", "a" * 200, "-rf"],
)
def test_odd_names_change_nothing(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(SENTENCE, encoding="utf-8")
    document = load_file(path)
    assert (document.source, document.media_type, document.text) == (str(path), "text", SENTENCE)


def test_a_path_that_climbs_is_read_and_kept_as_given(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "x.txt").write_text(SENTENCE, encoding="utf-8")
    path = tmp_path / "a" / "b" / ".." / ".." / "x.txt"
    assert load_file(path).source == str(path)


def _folder(tmp_path: Path) -> Path:
    return tmp_path


def _vanished(tmp_path: Path) -> Path:
    return tmp_path / "gone.txt"


def _symlink_loop(tmp_path: Path) -> Path:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    return tmp_path / "a"


def _dangling_link(tmp_path: Path) -> Path:
    (tmp_path / "a").symlink_to(tmp_path / "nowhere")
    return tmp_path / "a"


def _pipe(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


def _nul_in_name(tmp_path: Path) -> Path:
    return tmp_path / "a\x00b"


def _name_too_long(tmp_path: Path) -> Path:
    return tmp_path / ("x" * 5000)


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")
@pytest.mark.parametrize(
    "make", [_folder, _vanished, _symlink_loop, _dangling_link, _pipe, _nul_in_name, _name_too_long]
)
def test_what_the_system_does_not_give_is_unreadable(tmp_path: Path, make: object) -> None:
    assert callable(make)
    path = make(tmp_path)
    with pytest.raises(UnreadableFile) as caught:
        load_file(path)
    assert caught.value.facts["file"] == str(path)
    assert caught.value.facts["detail"]


def test_a_file_without_permission_is_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "closed.txt"
    path.write_text(SENTENCE, encoding="utf-8")
    path.chmod(0)
    if os.access(path, os.R_OK):

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnreadableFile) as caught:
        load_file(path)
    assert caught.value.facts == {"file": str(path), "detail": "Permission denied"}


def test_a_refusal_never_holds_more_than_the_limit_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "sparse.txt"
    with path.open("wb") as file:
        file.truncate(3_000_000_000)
    with pytest.raises(RefusedFile) as caught:
        load_file(path, limits=LoadLimits(max_bytes=1000))
    assert caught.value.facts == {"file": str(path), "limit": 1000, "found": 3_000_000_000, "unit": "bytes"}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(pdf_of_pages([paragraph([SENTENCE])] * 3), id="pdf"),
        pytest.param(docx(para(SENTENCE) * 3), id="docx"),
        pytest.param(f"<html><body><p>{SENTENCE}</p></body></html>".encode(), id="html"),
    ],
)
def test_the_time_limit_is_asked_by_every_loader(data: bytes) -> None:
    with pytest.raises(RefusedFile) as caught:
        load_bytes(data, "slow", limits=LoadLimits(max_seconds=-1))
    assert (caught.value.code, caught.value.facts) == ("timeout", {"file": "slow", "seconds": -1})


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=4000))
def test_random_bytes_raise_nothing_but_refusals(data: bytes) -> None:
    _answer(data)


_MAGIC = (b"%PDF-1.7\n", b"PK\x03\x04", b"<html>", b"\xff\xfe", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"# ", b"{\\rtf")


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(_MAGIC), st.binary(max_size=2000), st.sampled_from((b"", b"%%EOF", b"PK\x05\x06" + bytes(18))))
def test_random_bytes_behind_a_known_beginning_raise_nothing_but_refusals(
    head: bytes, body: bytes, tail: bytes
) -> None:
    _answer(head + body + tail)


_WHOLE = (pdf_of_pages([paragraph([SENTENCE])]), docx(para(SENTENCE)), f"<html><p>{SENTENCE}</p>".encode())


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(_WHOLE), st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), max_size=30))
def test_a_sound_file_with_changed_bytes_raises_nothing_but_refusals(
    data: bytes, changes: list[tuple[int, int]]
) -> None:
    spoiled = bytearray(data)
    for place, value in changes:
        spoiled[place % len(spoiled)] = value
    _answer(bytes(spoiled))
