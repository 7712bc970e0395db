"""The process that a local language model runs in: ``python -m assistant.language_model.model_host``.

It reads one line of JSON from standard input (``HostOrder``), serves the model on loopback behind a key, writes one
line of JSON to standard output (its address, or why it cannot), and ends when standard input ends, which it does when
the process that started it ends, however that happens.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO


@dataclass(frozen=True, slots=True)
class HostOrder:
    """What to serve, and how. ``context_tokens`` is for each of the ``slots``."""

    model: str
    api_key: str
    threads: int
    slots: int
    context_tokens: int
    batch_tokens: int
    saved_prompts_megabytes: int

    def encode(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self)) + "\n"


def main() -> None:
    """Serve until standard input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever the library prints belongs to the log, not to the answers
    order = HostOrder(**json.loads(sys.stdin.readline()))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if not Path(order.model).is_file():
        _say(answers, {"error": "the file is gone"})
        return
    try:
        server, address = _serve(order)
    except (RuntimeError, ValueError, MemoryError) as error:
        _say(answers, {"error": (str(error).splitlines() or [type(error).__name__])[0][:300]})
        return
    _say(answers, {"address": address})
    threading.Event().wait()
    del server


def _serve(order: HostOrder) -> tuple[object, str]:
    import xllamacpp

    wanted = xllamacpp.CommonParams()
    wanted.model.path = order.model
    wanted.n_ctx = order.context_tokens * order.slots
    wanted.n_parallel = order.slots
    wanted.cpuparams.n_threads = order.threads
    wanted.cpuparams_batch.n_threads = order.threads
    wanted.n_batch = wanted.n_ubatch = order.batch_tokens
    wanted.cache_ram_mib = order.saved_prompts_megabytes
    wanted.enable_reasoning = 0
    wanted.api_keys = [order.api_key]
    wanted.port = 0
    wanted.ui = False
    wanted.endpoint_slots = True
    wanted.offline = True
    wanted.verbosity = 1
    server = xllamacpp.Server(wanted)
    return server, str(server.listening_address)


def _end_with_parent() -> None:
    while sys.stdin.buffer.read(4096):
        pass
    os._exit(0)


def _say(answers: IO[str], row: dict[str, str]) -> None:
    answers.write(json.dumps(row) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
