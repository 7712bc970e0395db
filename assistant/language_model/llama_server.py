"""What a llama.cpp server offers beside the common interface: its tokenizer, its slots, and signs of life."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

REMEMBERED_TEXTS = 4096
ANSWER_SECONDS = 5.0


class LlamaServer:
    """One llama.cpp server; ``address`` is that of its OpenAI-compatible interface, ending in ``/v1``."""

    def __init__(self, address: str, api_key: str) -> None:
        import httpx

        self.address = address
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._client = httpx.Client(
            base_url=address.removesuffix("/").removesuffix("/v1"),
            headers=headers,
            timeout=ANSWER_SECONDS,
            trust_env=not is_loopback(address),
        )
        self._counts: OrderedDict[str, int] = OrderedDict()
        self._lock = Lock()

    def is_llama(self) -> bool | None:
        """Whether a llama.cpp server answers there; ``None`` where nothing answers."""
        import httpx

        try:
            self._client.get("/health")
        except (httpx.HTTPError, RuntimeError):
            return None
        return self._get("/slots") is not None or "default_generation_settings" in (self._get("/props") or {})

    def works(self) -> bool:
        """Whether its main loop answers, not only the thread that takes requests."""
        return self._get("/slots") is not None

    def busy_slots(self) -> int | None:
        """How many answers it is writing; ``None`` where it does not say."""
        slots = self._get("/slots")
        return None if slots is None else sum(bool(slot.get("is_processing")) for slot in slots)

    def count_tokens(self, text: str) -> int | None:
        """Count with the model's tokenizer; ``None`` where the server cannot."""
        with self._lock:
            if text in self._counts:
                self._counts.move_to_end(text)
                return self._counts[text]
        count = self._tokenize(text)
        if count is not None:
            with self._lock:
                self._counts[text] = count
                while len(self._counts) > REMEMBERED_TEXTS:
                    self._counts.popitem(last=False)
        return count

    def close(self) -> None:
        """Give the connection up."""
        self._client.close()

    def _tokenize(self, text: str) -> int | None:
        import httpx

        try:
            response = self._client.post("/tokenize", json={"content": text})
            response.raise_for_status()
            return len(response.json()["tokens"])
        except (httpx.HTTPError, ValueError, KeyError, TypeError, RuntimeError):
            return None  # a closed client raises RuntimeError

    def _get(self, path: str) -> Any:
        import httpx

        try:
            response = self._client.get(path)
            response.raise_for_status()
            return response.json()
        except (httpx.HTTPError, ValueError, RuntimeError):
            return None


def is_loopback(address: str) -> bool:
    """Whether an address is on this machine, so that no proxy may come between."""
    return urlsplit(address).hostname in {"127.0.0.1", "::1", "localhost"}


def estimate_tokens(text: str) -> int:
    """Count from above without a tokenizer: one token for two bytes of UTF-8.

    The default model's tokenizer stays below that on Vietnamese, Chinese and English, which a test with the model
    holds; a model with a small vocabulary may come above it on Vietnamese.
    """
    return (len(text.encode("utf-8")) + 1) // 2
