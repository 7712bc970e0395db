"""How long a speech of 500 words takes without a language model over a library of more than 200 reports.

``python -m benchmarks.draft_speed [--data LIBRARY] [--store]``. The library is the sample reports and 200 made-up ones:
the half-year report of a district of the samples under other names and with other figures, so that a draft has to tell
its own report from many that are like it. ``--data`` names a folder to keep that library in between runs.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from assistant.drafting.draft_writer import draft_length
from assistant.service import Service
from benchmarks.results_file import compare, load_results, store_results
from benchmarks.verification_quality import opened

REPORTS: Final = Path(__file__).resolve().parent.parent / "examples" / "reports"
MADE_UP: Final = 200
RUNS: Final = 3
REQUEST: Final = (
    "Bài phát biểu bế mạc hội nghị sơ kết công tác y tế 6 tháng đầu năm 2024 "
    "cho Giám đốc Sở Y tế Vân Khê, khoảng 500 chữ."
)
_PATTERN: Final = REPORTS / "nam-suong-bao-cao-6-thang-2024.txt"
_SYLLABLES: Final = ("Bản", "Nà", "Pắc", "Mường", "Khe", "Lũng", "Suối", "Đồng", "Cao", "Thạch", "Vàng", "Hạ", "Thượng")
_FIGURE: Final = re.compile(r"(?<![\d/.,])(\d{2,3})(?=[.,]\d| (?:ca|buổi|viên|bác))")


def made_up_reports(folder: Path, count: int, seed: int = 7) -> None:
    """Write reports of districts that do not exist."""
    chance, text = random.Random(seed), _PATTERN.read_text(encoding="utf-8")
    for number in range(count):
        name = " ".join(chance.sample(_SYLLABLES, 2))
        own = text.replace("Nậm Sương", name).replace("NẬM SƯƠNG", name.upper()).replace("64/BC", f"{number + 100}/BC")
        own = _FIGURE.sub(lambda match: str(chance.randint(10, 10 ** len(match[1]) - 1)), own)
        (folder / f"made-up-{number:03}.txt").write_text(own, encoding="utf-8")


@contextmanager
def large_library(data: Path | None) -> Iterator[Service]:
    """Open the library, made anew or kept from an earlier run."""
    if data is not None and any(data.glob("*")):
        with opened(data) as service:
            yield service
        return
    with tempfile.TemporaryDirectory() as folder:
        made_up_reports(Path(folder), MADE_UP)
        with opened(None, REPORTS, Path(folder)) as service:
            yield service


def measure(service: Service) -> dict[str, Any]:
    """Write the speech a few times; the first run reads whatever is kept in memory later."""
    seconds = []
    length = 0
    for _ in range(RUNS):
        started = time.perf_counter()
        length = draft_length(service.draft(REQUEST))
        seconds.append(time.perf_counter() - started)
    return {
        "speech_500": {
            "reports": len(list(service._library.documents())),
            "words": length,
            "seconds_first": round(seconds[0], 2),
            "seconds_median": round(statistics.median(seconds), 2),
        }
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print beside the stored results, and store when told to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of such a library that is already indexed")
    parser.add_argument("--store", action="store_true", help="keep these results for the next comparison")
    options = parser.parse_args(arguments)
    with large_library(options.data) as service:
        results = measure(service)
    print(compare(load_results("draft_speed"), results))
    if options.store:
        print(f"stored in {store_results('draft_speed', results)}")


if __name__ == "__main__":
    main()
