"""Settings: values that are read once, at the edge, and passed on; nothing is built here.

Sources, the first that sets a value wins: command-line options, environment variables (``BAOCAO_`` and the name in
capitals, ``__`` before a nested name), one TOML file (``BAOCAO_SETTINGS`` or ``baocao.toml`` in the data folder),
defaults.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from assistant.errors import SettingsInvalid

PREFIX = "BAOCAO_"
FILE_VARIABLE = "BAOCAO_SETTINGS"
FILE_NAME = "baocao.toml"
Origin = Literal["option", "environment", "file", "default"]


class _Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ServerSettings(_Group):
    """Where the page listens."""

    host: str = Field(
        "127.0.0.1", description="Address to listen on. Off loopback the server starts only when there are accounts."
    )
    port: int = Field(7860, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    max_concurrent_questions: int = Field(
        16, ge=1, le=64, description="Questions searched at the same time; the language model takes them in turn."
    )
    trusted_header: str = Field(
        "", description="Header in which a reverse proxy names the person that it has logged in; empty for none."
    )
    trusted_proxies: str = Field(
        "", description="Addresses or networks of those proxies, parted by commas; from others the header is ignored."
    )
    unknown_users: Literal["refuse", "reader"] = Field(
        "refuse", description="What happens to a person whom the proxy names and who has no account."
    )
    secure_cookie: Literal["auto", "always"] = Field(
        "auto", description="Whether browsers may send the log-in over HTTPS only: auto (where it was used) or always."
    )


class AccessSettings(_Group):
    """How people log in and when they are logged out."""

    password_characters: int = Field(10, ge=8, le=100, description="Fewest characters of a password.")
    failures: int = Field(5, ge=1, le=100, description="Failed log-ins after which a name has to wait.")
    failures_per_address: int = Field(20, ge=1, le=10_000, description="The same for all names from one address.")
    lock_seconds: int = Field(30, ge=1, le=86_400, description="First wait; it doubles with each further failure.")
    longest_lock_seconds: int = Field(900, ge=1, le=86_400, description="Longest wait after failures.")
    idle_minutes: int = Field(120, ge=1, le=10_080, description="Minutes without use after which a log-in ends.")
    session_hours: int = Field(12, ge=1, le=720, description="Hours after which a log-in ends in any case.")


class AuditSettings(_Group):
    """What is written down about what people do."""

    questions: Literal["off", "event", "text"] = Field(
        "event", description="Whether questions and drafts are noted: off, event (who and when) or text as well."
    )
    keep_days: int = Field(365, ge=0, le=36_500, description="Days that entries are kept; 0 keeps them for ever.")


class SearchSettings(_Group):
    """How questions are searched and answered."""

    passages: int = Field(10, ge=1, le=100, description="Passages that a search returns unless told otherwise.")
    max_question_characters: int = Field(2000, ge=100, le=20000, description="Longest question that is read.")
    max_verify_characters: int = Field(20_000, ge=1000, le=200_000, description="Longest text that is checked at once.")


class AnswerSettings(_Group):
    """How answers are written and what is done with what cannot be supported."""

    unsupported: Literal["drop", "strike"] = Field(
        "drop", description="What happens to a sentence that no source supports: drop (with a note) or strike."
    )
    evidence_tokens: int = Field(
        450, ge=100, le=8000, description="Most tokens of evidence that are sent to the language model."
    )
    further_sentences: int = Field(
        2, ge=0, le=100, description="Ranked sentences that the language model is shown beside the chosen ones."
    )
    further_reach: float = Field(
        3.0, ge=0, description="How far such a sentence may stand behind the best one, in log-odds of answering."
    )
    max_tokens: int = Field(220, ge=32, le=4000, description="Most tokens that the language model writes.")
    history_tokens: int = Field(160, ge=0, le=4000, description="Most tokens of conversation sent for a follow-up.")


class ModelSettings(_Group):
    """The language model that writes answers."""

    name: str = Field(
        "auto",
        description="auto (the local model if it is on disk), none, a name from `baocao models list`, a GGUF file, "
        "endpoint:NAME for the address below, or provider:NAME as LangChain knows it.",
    )
    endpoint: str = Field("", description="Address of an OpenAI-compatible server, such as http://127.0.0.1:11434/v1.")
    api_key: SecretStr = Field(SecretStr(""), description="Key for that server or provider.")
    context_tokens: int = Field(4096, ge=512, le=131072, description="Context of the local model, for each slot.")
    slots: int = Field(0, ge=0, le=16, description="Answers that the local model writes at once; 0 chooses.")
    threads: int = Field(0, ge=0, le=256, description="Processor threads of the local model; 0 takes all cores.")
    first_token_seconds: float = Field(60, gt=0, description="Longest wait for the model's first word.")
    answer_seconds: float = Field(180, gt=0, description="Longest time that the model may write one answer.")


class DraftSettings(_Group):
    """How drafts are laid out."""

    house: str = Field(
        "",
        description="House profile for exports where none is chosen: a name in the folder `house` of the data folder.",
    )


class IngestSettings(_Group):
    """What is refused as too large or too slow, and how the work on the library goes on beside questions."""

    max_file_megabytes: int = Field(64, ge=1, le=2048, description="Largest file that is read, in megabytes.")
    max_pages: int = Field(2000, ge=1, description="Most pages of one document.")
    max_characters: int = Field(5_000_000, ge=1000, description="Most characters of one document's text.")
    max_seconds: float = Field(60, gt=0, description="Longest time that reading one file may take, in seconds.")
    workers: int = Field(1, ge=1, le=8, description="Processes that read and embed while the page is open.")
    threads: int = Field(1, ge=0, le=64, description="Processor threads of each of them; 0 takes all cores.")
    niceness: int = Field(5, ge=0, le=19, description="How far these processes give way to all others (nice).")
    max_upload_megabytes: int = Field(2000, ge=1, description="Largest upload (a file or a ZIP), in megabytes.")
    max_archive_megabytes: int = Field(4000, ge=1, description="Most megabytes that a ZIP may unpack to.")
    max_archive_files: int = Field(10_000, ge=1, description="Most files in a ZIP.")
    recycle_days: float = Field(30, ge=0, description="Days in which a removed report can be put back.")
    rollback_days: float = Field(7, ge=0, description="Days in which a rebuild of the indexes can be undone.")
    keep_jobs_days: float = Field(30, ge=1, description="Days for which finished jobs stay in the list.")
    rebuild_on_change: bool = Field(
        True, description="Rebuild the indexes beside the old ones when the page starts with another search model."
    )
    recognition: Literal["auto", "none"] = Field(
        "auto", description="Whether scanned pages are read where an engine is installed: auto or none."
    )
    max_scanned_pages: int = Field(300, ge=1, description="Most scanned pages of one document.")
    max_page_seconds: float = Field(300, gt=0, description="Longest time that reading one scanned page may take.")
    office_program: str = Field("", description="LibreOffice's soffice; empty looks for it on the search path.")


class UsageSettings(_Group):
    """What administrators see of what people ask."""

    show_questions: bool = Field(
        False, description="Whether the page of usage shows the text of people's questions, or counts and topics only."
    )


class RetentionSettings(_Group):
    """How long things are kept; 0 keeps them for good."""

    conversation_days: int = Field(0, ge=0, description="Days after which an unused conversation is deleted.")
    history_days: int = Field(0, ge=0, description="Days for which the history of documents is kept.")


class Settings(_Group):
    """Everything that can be set."""

    data_dir: Path = Field(Path("data"), description="Folder of the library: catalogue, indexes, originals, models.")
    embedding_model: str = Field(
        "multilingual-e5-small", description="Name in the model list, or a sentence-transformers folder."
    )
    threads: int = Field(0, ge=0, le=256, description="Processor threads for the model; 0 takes all cores.")
    server: ServerSettings = ServerSettings()
    search: SearchSettings = SearchSettings()
    answer: AnswerSettings = AnswerSettings()
    model: ModelSettings = ModelSettings()
    ingest: IngestSettings = IngestSettings()
    usage: UsageSettings = UsageSettings()
    retention: RetentionSettings = RetentionSettings()
    draft: DraftSettings = DraftSettings()
    access: AccessSettings = AccessSettings()
    audit: AuditSettings = AuditSettings()

    @property
    def models_dir(self) -> Path:
        """Folder of fetched models."""
        return self.data_dir / "models"


def load_settings(
    options: Mapping[str, object] | None = None, *, environment: Mapping[str, str] | None = None
) -> Settings:
    """Compose the settings; raises ``SettingsInvalid`` naming the first value that is not allowed."""
    values, _ = _collect(options or {}, os.environ if environment is None else environment)
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingsInvalid(
            setting=".".join(str(part) for part in first["loc"]), value=repr(first.get("input")), allowed=first["msg"]
        ) from error


def settings_with_origins(
    options: Mapping[str, object] | None = None, *, environment: Mapping[str, str] | None = None
) -> list[tuple[str, str, Origin]]:
    """List every setting as (dotted name, value, where the value came from)."""
    environment = os.environ if environment is None else environment
    settings = load_settings(options, environment=environment)
    _, origins = _collect(options or {}, environment)
    return [(name, str(_value_at(settings, name)), origins.get(name, "default")) for name, _ in setting_descriptions()]


def setting_descriptions() -> list[tuple[str, str]]:
    """List every setting as (dotted name, description)."""
    rows = []
    for name, info in Settings.model_fields.items():
        group = info.annotation
        if isinstance(group, type) and issubclass(group, _Group):
            rows += [(f"{name}.{inner}", str(field.description)) for inner, field in group.model_fields.items()]
        else:
            rows.append((name, str(info.description)))
    return rows


def _collect(options: Mapping[str, object], environment: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, Origin]]:
    values: dict[str, Any] = {}
    origins: dict[str, Origin] = {}
    given = {name: value for name, value in options.items() if value is not None}
    set_outside = _from_environment(environment)
    data_dir = Path(
        str(given.get("data_dir") or set_outside.get("data_dir") or Settings.model_fields["data_dir"].default)
    )
    layers: list[tuple[Origin, Mapping[str, object]]] = [
        ("file", _from_file(environment, data_dir)),
        ("environment", set_outside),
        ("option", given),
    ]
    for origin, layer in layers:
        for name, value in layer.items():
            _put(values, name, value)
            origins[name] = origin
    return values, origins


def _from_environment(environment: Mapping[str, str]) -> dict[str, object]:
    names = {PREFIX + name.upper().replace(".", "__"): name for name, _ in setting_descriptions()}
    return {names[key]: value for key, value in environment.items() if key in names and value}


def _from_file(environment: Mapping[str, str], data_dir: Path) -> dict[str, object]:
    given = environment.get(FILE_VARIABLE)
    path = Path(given) if given else data_dir / FILE_NAME
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        if given:
            raise SettingsInvalid(setting=FILE_VARIABLE, value=given, allowed="a file that exists") from error
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsInvalid(setting=str(path), value="unreadable", allowed=str(error)) from error
    return _flatten(content)


def _flatten(content: Mapping[str, Any], prefix: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for name, value in content.items():
        if isinstance(value, dict):
            flat |= _flatten(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = value
    return flat


def _put(values: dict[str, Any], name: str, value: object) -> None:
    *groups, last = name.split(".")
    for group in groups:
        values = values.setdefault(group, {})
    values[last] = value


def _value_at(settings: BaseModel, name: str) -> object:
    value: Any = settings
    for part in name.split("."):
        value = getattr(value, part)
    return value
