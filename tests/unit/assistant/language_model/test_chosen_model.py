"""Which language model the settings lead to, and what is said where there is none."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from assistant.errors import ChatModelAbsent, ChatModelUnknown, ChatModelUnusable
from assistant.language_model.chosen_model import SWITCHED_OFF, ChosenModel, choose_model
from assistant.language_model.endpoint_model import EndpointModel
from assistant.language_model.gguf_header import GgufFacts, read_gguf_facts
from assistant.language_model.local_model import LocalModel
from assistant.language_model.model_capacity import Machine
from assistant.settings import ModelSettings, Settings
from assistant.views import ModelState
from vectorstore.errors import ModelCorrupt
from vectorstore.models.language_models import (
    DEFAULT_LANGUAGE_MODEL,
    LANGUAGE_MODELS,
    LanguageModelManifest,
    write_language_manifest,
)

ROOMY = Machine(cores=2, available_bytes=20_000_000_000)
PULL = f"baocao models pull {DEFAULT_LANGUAGE_MODEL}"


def gguf(*, layers: int = 28, context: int = 32768) -> bytes:
    """A header as a small model's, with a list before the counts as real files have them."""

    def string(text: str) -> bytes:
        return struct.pack("<Q", len(text)) + text.encode()

    def number(key: str, value: int) -> bytes:
        return string(key) + struct.pack("<II", 4, value)

    pairs = [
        string("general.architecture") + struct.pack("<I", 8) + string("qwen2"),
        string("general.languages") + struct.pack("<IIQ", 9, 8, 2) + string("vi") + string("zh"),
        string("general.scores") + struct.pack("<IIQff", 9, 6, 2, 1.0, 2.0),
        string("general.scale") + struct.pack("<If", 6, 0.5),
        number("qwen2.block_count", layers),
        number("qwen2.context_length", context),
        number("qwen2.embedding_length", 1536),
        number("qwen2.attention.head_count", 12),
        number("qwen2.attention.head_count_kv", 2),
        string("tokenizer.ggml.model") + struct.pack("<I", 8) + string("gpt2"),
    ]
    return b"GGUF" + struct.pack("<IQQ", 3, 0, len(pairs)) + b"".join(pairs)


def chosen(tmp_path: Path, machine: Machine = ROOMY, **wanted: object) -> ChosenModel:
    settings = Settings(data_dir=tmp_path, model=ModelSettings.model_validate(wanted))
    return choose_model(settings, machine=machine)


def put_default_model(tmp_path: Path) -> None:
    """A file that has the name and the length of the default model, but only a header in it."""
    folder = tmp_path / "models" / DEFAULT_LANGUAGE_MODEL
    folder.mkdir(parents=True)
    file = folder / "model.gguf"
    size = LANGUAGE_MODELS[DEFAULT_LANGUAGE_MODEL].size
    with file.open("wb") as stream:
        stream.write(gguf())
        stream.truncate(size)
    write_language_manifest(folder, LanguageModelManifest(DEFAULT_LANGUAGE_MODEL, file.name, "0", size, "given"))


def test_switched_off_is_no_model_and_no_error(tmp_path: Path) -> None:
    assert chosen(tmp_path, name="none") == ChosenModel(None, SWITCHED_OFF)
    assert chosen(tmp_path, name="none").state() == ModelState("none")


def test_by_default_the_local_model_is_taken_where_it_is_on_disk(tmp_path: Path) -> None:
    put_default_model(tmp_path)
    found = chosen(tmp_path)
    assert isinstance(found.model, LocalModel)
    assert (found.model.name, found.model.slots) == (DEFAULT_LANGUAGE_MODEL, 2)
    assert found.state() == ModelState("starting", name=DEFAULT_LANGUAGE_MODEL)
    found.close()


def test_by_default_a_missing_model_is_no_error_and_its_command_is_said(tmp_path: Path) -> None:
    found = chosen(tmp_path)
    assert found.error is None
    assert found.state() == ModelState("absent", name=DEFAULT_LANGUAGE_MODEL, command=PULL, code="chat_model_absent")


def test_a_model_that_was_named_and_is_missing_is_an_error(tmp_path: Path) -> None:
    found = chosen(tmp_path, name="qwen3-4b")
    assert isinstance(found.error, ChatModelAbsent)
    assert found.state().command == "baocao models pull qwen3-4b"


def test_a_gguf_file_is_taken_by_its_path(tmp_path: Path) -> None:
    file = tmp_path / "mine.gguf"
    file.write_bytes(gguf())
    found = chosen(tmp_path, name=str(file), slots=1)
    assert isinstance(found.model, LocalModel)
    assert (found.model.name, found.model.slots) == ("mine.gguf", 1)


def test_a_file_that_is_no_model_is_unusable(tmp_path: Path) -> None:
    file = tmp_path / "mine.gguf"
    file.write_bytes(b"hello")
    assert isinstance(chosen(tmp_path, name=str(file)).error, ChatModelUnusable)


def test_too_little_memory_is_said_with_what_is_wanted(tmp_path: Path) -> None:
    put_default_model(tmp_path)
    state = chosen(tmp_path, Machine(2, 1_000_000_000)).state()
    assert (state.state, state.code) == ("failed", "chat_model_unusable")
    assert dict(state.facts)["detail"] == "2084 MB of memory wanted, 1000 MB available"


def test_a_name_in_no_list_is_unknown(tmp_path: Path) -> None:
    found = chosen(tmp_path, name="nothing")
    assert isinstance(found.error, ChatModelUnknown)
    assert found.state() == ModelState(
        "failed", name="nothing", code="chat_model_unknown", facts=(("name", "nothing"),)
    )


@pytest.mark.parametrize(("name", "address"), [("endpoint:m", ""), ("endpoint:", "http://127.0.0.1:1/v1")])
def test_an_endpoint_wants_an_address_and_a_name(tmp_path: Path, name: str, address: str) -> None:
    assert isinstance(chosen(tmp_path, name=name, endpoint=address).error, ChatModelUnusable)


@pytest.mark.parametrize("name", ["endpoint:qwen2.5:7b", "anthropic:model"])
def test_what_others_serve_is_taken_by_its_name(tmp_path: Path, name: str) -> None:
    found = chosen(tmp_path, name=name, endpoint="http://127.0.0.1:1/v1")
    assert isinstance(found.model, EndpointModel)
    assert found.model.name == name
    found.close()


def test_the_header_of_a_gguf_file_tells_what_its_context_takes(tmp_path: Path) -> None:
    file = tmp_path / "mine.gguf"
    file.write_bytes(gguf())
    assert read_gguf_facts(file) == GgufFacts("qwen2", 32768, 28 * 2 * 128 * 4)


@pytest.mark.parametrize("length", range(0, len(gguf()), 17))
def test_a_header_that_breaks_off_is_corrupt_and_never_a_crash(tmp_path: Path, length: int) -> None:
    file = tmp_path / "mine.gguf"
    file.write_bytes(gguf()[:length])
    with pytest.raises(ModelCorrupt):
        read_gguf_facts(file)
