"""Quality in one command: retrieval, answers, checks and follow-ups, each beside the results stored last.

``python -m benchmarks.quality [--store]``. Evaluation folders that are not there are skipped by name, and so are the
answers of the language model where it has not been fetched.
"""

from __future__ import annotations

import subprocess
import sys

from assistant.settings import load_settings
from benchmarks import quality_page
from vectorstore.errors import ModelUnavailable
from vectorstore.models.language_models import DEFAULT_LANGUAGE_MODEL, language_model_file

BENCHMARKS = (
    "benchmarks.retrieval_quality",
    "benchmarks.answer_quality",
    "benchmarks.verification_quality",
    "benchmarks.follow_up_quality",
    "benchmarks.injection_safety",
    "benchmarks.role_quality",
    "benchmarks.draft_quality",
)
WITH_MODEL = ("benchmarks.answer_quality", "benchmarks.injection_safety")


def main() -> None:
    """Run each benchmark in a process of its own, so that neither library is open twice; renew the page of figures."""
    for name in BENCHMARKS:
        subprocess.run([sys.executable, "-m", name, *sys.argv[1:]], check=True)
    try:
        language_model_file(DEFAULT_LANGUAGE_MODEL, load_settings().models_dir)
    except ModelUnavailable:
        print(f"answers of {DEFAULT_LANGUAGE_MODEL} are skipped: it is not on disk (baocao models pull)")
    else:
        for name in WITH_MODEL:
            command = [sys.executable, "-m", name, "--model", DEFAULT_LANGUAGE_MODEL, *sys.argv[1:]]
            subprocess.run(command, check=True)
    if "--store" in sys.argv:
        quality_page.main()


if __name__ == "__main__":
    main()
