"""Kills a process at random moments of a mixed load and checks what is left: ``python -m benchmarks.kill_test``."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from tests.kill_load import run


def main() -> None:
    """Run the kills and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=20260301)
    given = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="baocao-kills-") as folder:
        tally = run(Path(folder), given.kills, given.seed, lambda line: print(line, flush=True))
    print(json.dumps(asdict(tally) | {"seed": given.seed, "seconds": round(time.monotonic() - started)}))


if __name__ == "__main__":
    main()
