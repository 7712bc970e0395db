"""A process that forks a child for each order it reads; the child changes a library and is killed at a named step.

The forking process itself never opens an index, so that the children may.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from ingest.library import Library
from ingest.rebuild import GenerationBuild
from tests.library_samples import (
    IDENTITY,
    OTHER_IDENTITY,
    add_text,
    open_sample_library,
    sample_reading,
    sample_vectors,
)

FIRST = "the harvest of rice was good\nseven bridges were repaired"
SECOND = "two schools were opened in the valley\nthe road to the port is closed"
THIRD = "eleven wells were dug before the dry season\nthe clinic got a new roof\nthe ferry runs again"


def _add(library: Library, folder: Path) -> None:
    add_text(library, folder / "third.txt", THIRD)


def _replace(library: Library, folder: Path) -> None:
    add_text(library, folder / "second.txt", THIRD)


def _remove(library: Library, _folder: Path) -> None:
    library.remove(sample_reading(SECOND).document_id)


def _rebuild(library: Library, _folder: Path) -> None:
    build = GenerationBuild.begin(library, OTHER_IDENTITY)
    for document_id in build.unread():
        reading = sample_reading(library.text(document_id).raw, source=library.document(document_id).source)
        build.add([reading], sample_vectors([reading]))
    build.finish()


def _churn(library: Library, folder: Path) -> None:
    """Add, replace and remove until killed; say on standard output what is acknowledged."""
    for number in range(10_000):
        path = folder / f"{number % 7}.txt"
        text = f"report {number} tells of {number % 13} bridges\nand of {number % 5} wells"
        print(json.dumps({"begin": [path.name, text]}), flush=True)  # noqa: T201
        document_id = add_text(library, path, text)
        print(json.dumps({"put": [path.name, text]}), flush=True)  # noqa: T201
        if number % 4 == 3:
            print(json.dumps({"begin": [path.name, None]}), flush=True)  # noqa: T201
            library.remove(document_id)
            print(json.dumps({"removed": path.name}), flush=True)  # noqa: T201


SCENARIOS: dict[str, Callable[[Library, Path], None]] = {
    "add": _add,
    "replace": _replace,
    "remove": _remove,
    "rebuild": _rebuild,
    "churn": _churn,
}


def run(scenario: str, step: str, folder: Path) -> None:
    """Open the library below ``folder``, make one change and die at ``step``, if it comes."""

    def checkpoint(reached: str) -> None:
        if reached == step:
            os.kill(os.getpid(), signal.SIGKILL)

    library = open_sample_library(
        folder / "data",
        identity=OTHER_IDENTITY if scenario == "rebuild" else IDENTITY,
        for_rebuild=scenario == "rebuild",
        checkpoint=checkpoint,
    )
    SCENARIOS[scenario](library, folder)
    library.close()


def main() -> None:
    """Serve orders ``{"scenario", "step", "folder"}`` until standard input ends; answer with the child's status."""
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            code = 1
            try:
                run(order["scenario"], order["step"], Path(order["folder"]))
                code = 0
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        print(json.dumps({"signal": os.WTERMSIG(status), "exit": os.WEXITSTATUS(status)}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
