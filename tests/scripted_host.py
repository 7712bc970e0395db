"""A stand-in for the process of a local model: ``python -m tests.scripted_host FOLDER SCENARIO…``.

Each start takes the next scenario: ``serve`` (says a text), ``die`` (ends in the middle of the first text), ``hang``
(never says a word, nor answers anything), ``crash`` (ends before it serves), ``never`` (does not come to serve),
``refuse`` (says why it cannot). The folder counts the starts.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path

from tests.chat_servers import Behaviour, ChatServer, Handler, hang_before_headers, say

TEXT = ("Có ", "13 ", "đơn vị.")


def die(handler: Handler) -> None:
    handler.begin_stream()
    handler.send_piece(TEXT[0])
    os._exit(9)


def main() -> None:
    folder = Path(sys.argv[1])
    scenarios = sys.argv[2:]
    started = len(list(folder.iterdir()))
    (folder / f"start-{started}-{os.getpid()}").touch()
    scenario = scenarios[min(started, len(scenarios) - 1)]
    sys.stdin.readline()
    threading.Thread(target=end_with_parent, daemon=True).start()
    sys.stderr.write(f"scenario {scenario}\n")
    sys.stderr.flush()
    if scenario == "crash":
        os._exit(3)
    if scenario == "refuse":
        answer({"error": "no memory"})
        return
    if scenario != "never":
        behaviours: dict[str, Behaviour] = {"serve": say(*TEXT), "die": die, "hang": hang_before_headers()}
        server = ChatServer([behaviours[scenario]], llama=scenario != "hang")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        answer({"address": server.address.removesuffix("/v1")})
    threading.Event().wait()


def answer(row: dict[str, str]) -> None:
    sys.stdout.write(json.dumps(row) + "\n")
    sys.stdout.flush()


def end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
