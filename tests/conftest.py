"""Every test: no network but loopback, a clean environment, a data folder of its own."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


class NetworkBlocked(RuntimeError):
    """A test tried to leave this machine."""


def _guarded(original: Any) -> Any:
    def connect(self: socket.socket, address: Any) -> Any:
        host = address[0] if isinstance(address, tuple) else ""
        if self.family == socket.AF_UNIX or host in {"127.0.0.1", "::1", "localhost", "0.0.0.0", ""}:
            return original(self, address)
        raise NetworkBlocked(f"the test was about to connect to {address!r}")

    return connect


@pytest.fixture(autouse=True)
def _block_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", _guarded(socket.socket.connect))
    monkeypatch.setattr(socket.socket, "connect_ex", _guarded(socket.socket.connect_ex))


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BAOCAO_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.delenv("BAOCAO_SETTINGS", raising=False)


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """The folder of real seed documents and evaluation questions that some checkouts have beside them."""
    folder = REPOSITORY.parent / "shared"
    if not (folder / "seeds").is_dir():
        pytest.skip("no folder of seed documents beside this checkout")
    return folder
