"""Quality in one command: retrieval, then answers, each beside the results stored last.

``python -m benchmarks.quality [--store]``. Evaluation folders that are not there are skipped by name.
"""

from __future__ import annotations

import subprocess
import sys

from benchmarks import quality_page

BENCHMARKS = ("benchmarks.retrieval_quality", "benchmarks.answer_quality")


def main() -> None:
    """Run each benchmark in a process of its own, so that neither library is open twice; renew the page of figures."""
    for name in BENCHMARKS:
        subprocess.run([sys.executable, "-m", name, *sys.argv[1:]], check=True)
    if "--store" in sys.argv:
        quality_page.main()


if __name__ == "__main__":
    main()
