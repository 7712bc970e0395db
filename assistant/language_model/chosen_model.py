"""The language model that the settings name: built, reported on, and ended."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.cancellation import Cancelled
from assistant.errors import ChatModelAbsent, ChatModelError, ChatModelUnknown, ChatModelUnusable
from assistant.language_model.chat_model import ChatMessage, ChatModel
from assistant.language_model.endpoint_model import EndpointModel, EndpointParts, failed_state
from assistant.language_model.gguf_header import read_gguf_facts
from assistant.language_model.langchain_chat import openai_chat, provider_chat
from assistant.language_model.llama_server import LlamaServer
from assistant.language_model.local_model import LocalModel, LocalModelParts
from assistant.language_model.model_capacity import Machine, Wish, plan_run, read_machine
from assistant.language_model.model_host import HostOrder
from assistant.language_model.model_process import ModelProcess
from assistant.language_model.model_stream import TimeLimits
from assistant.settings import ModelSettings, Settings
from assistant.views import ModelState
from vectorstore.errors import ModelCorrupt, ModelUnavailable, ModelUnknown
from vectorstore.models.language_models import DEFAULT_LANGUAGE_MODEL, LANGUAGE_MODELS, language_model_file

AUTO, NONE = "auto", "none"
ENDPOINT_PREFIX = "endpoint:"
SWITCHED_OFF = ModelState("none")
LOG_NAME = Path("logs") / "language-model.log"


class ManagedModel(ChatModel, Protocol):
    """A chat model that can be started, reported on and ended."""

    def state(self) -> ModelState: ...

    def warm(self, messages: Sequence[ChatMessage] = ()) -> None: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class ChosenModel:
    """What the settings lead to: a model, or none with the reason."""

    model: ManagedModel | None
    without: ModelState
    """The state where there is no model."""
    error: ChatModelError | None = None
    """Why the model that was named cannot be had; for commands that end with it, the page only shows ``state``."""

    def state(self) -> ModelState:
        """What the page and ``baocao status`` show."""
        return self.without if self.model is None else self.model.state()

    def warm_up(self, messages: Sequence[ChatMessage] = ()) -> None:
        """Start the model on a thread of its own; how that went is seen from ``state``.

        ``messages``, the fixed first part of the prompts, are read ahead where the model runs here.
        """
        model = self.model
        if model is None:
            return

        def warm() -> None:
            with suppress(ChatModelError, Cancelled):  # kept by the model, shown by its state; or it was closed
                model.warm(messages)

        threading.Thread(target=warm, name="model-warm-up", daemon=True).start()

    def close(self) -> None:
        """End the model."""
        if self.model is not None:
            self.model.close()


def choose_model(settings: Settings, *, machine: Machine | None = None) -> ChosenModel:
    """Build the model that ``model.name`` names. Never raises: what cannot be had is said by the result."""
    name = settings.model.name.strip()
    if name == NONE:
        return ChosenModel(None, SWITCHED_OFF)
    try:
        return ChosenModel(_build(name, settings, machine), SWITCHED_OFF)
    except ChatModelAbsent as error:
        command = str(error.facts["command"])
        without = ModelState("absent", name=str(error.facts["name"]), command=command, code=error.code)
        return ChosenModel(None, without, None if name == AUTO else error)
    except ChatModelError as error:
        return ChosenModel(None, failed_state(name, error), error)


def _build(name: str, settings: Settings, machine: Machine | None) -> ManagedModel:
    wanted = settings.model
    limits = TimeLimits(first=wanted.first_token_seconds, total=wanted.answer_seconds)
    key = wanted.api_key.get_secret_value()
    if name.startswith(ENDPOINT_PREFIX):
        return _endpoint(name.removeprefix(ENDPOINT_PREFIX), wanted, key, limits)
    local = DEFAULT_LANGUAGE_MODEL if name == AUTO else name
    if ":" in name and local not in LANGUAGE_MODELS and not Path(name).expanduser().is_file():
        return EndpointModel(name, EndpointParts(provider_chat(name, name, key, limits), None))
    return _local(local, settings, limits, machine or read_machine())


def _endpoint(model: str, wanted: ModelSettings, key: str, limits: TimeLimits) -> EndpointModel:
    name = ENDPOINT_PREFIX + model
    if not wanted.endpoint or not model:
        raise ChatModelUnusable(name=name, detail="model.endpoint and the name after endpoint: must both be set")
    chat = openai_chat(name, model, wanted.endpoint, key, limits)
    places = {"places": wanted.slots} if wanted.slots else {}
    return EndpointModel(name, EndpointParts(chat, LlamaServer(wanted.endpoint, key), **places))


def _local(name: str, settings: Settings, limits: TimeLimits, machine: Machine) -> LocalModel:
    try:
        file = language_model_file(name, settings.models_dir)
        facts = read_gguf_facts(file)
    except ModelUnavailable as error:
        raise ChatModelAbsent(name=name, command=error.facts["command"]) from error
    except ModelUnknown as error:
        raise ChatModelUnknown(name=name) from error
    except ModelCorrupt as error:
        detail = f"expected {error.facts['expected']}, found {error.facts['found']}"
        raise ChatModelUnusable(name=name, detail=detail) from error
    shown = name if name in LANGUAGE_MODELS else file.name
    wanted = settings.model
    wish = Wish(wanted.context_tokens, wanted.slots, wanted.threads)
    plan = plan_run(shown, file.stat().st_size, facts.cache_bytes, facts.context_tokens, wish, machine)

    def launch(api_key: str) -> ModelProcess:
        order = HostOrder(
            model=str(file.resolve()),
            api_key=api_key,
            threads=plan.threads,
            slots=plan.slots,
            context_tokens=plan.context_tokens,
            batch_tokens=plan.batch_tokens,
            saved_prompts_megabytes=plan.saved_prompts_megabytes,
        )
        return ModelProcess(order.encode())

    return LocalModel(shown, LocalModelParts(launch, plan.slots, limits, settings.data_dir / LOG_NAME))
