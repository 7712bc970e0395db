"""How well pictures of pages are read: characters, and above all figures, by language, degradation and engine.

``python -m benchmarks.ocr_quality [--store] [--engines both,tesseract,rapid] [--samples 9]
[--degradations clean_200,skewed,…] [--verbose]``. Sample
reports are drawn at 200 and 150 dots for an inch and spoiled as scanners, copiers and seals spoil them
(``benchmarks/scanned_samples.py``). Figures are digits with their separators and per cent signs, and Roman numerals.
Of those in the text that was read: right; wrong but marked as uncertain; wrong and not marked, which is the number
that matters. Lost are figures in whose place no figure was read. Needs the engines, Noto and DejaVu fonts.
"""

from __future__ import annotations

import argparse
import re
import time
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from PIL import Image

from benchmarks.results_file import compare, load_results, store_results
from benchmarks.scanned_samples import DEGRADATIONS, Sample, distance, draw, samples
from ingest.errors import NoReadableText
from ingest.loaders import LoadLimits
from ingest.loaders.images import load_pictures
from ingest.loaders.limits import ReadingClock
from ingest.loaders.text import LoadedText
from ingest.recognition.installed import installed_engines
from ingest.recognition.page_reading import Engines

FIGURE: Final = re.compile(r"\d[\d.,]*(?:\s?%)?|(?<!\w)[IVX]{1,6}(?!\w)")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One page: errors and length in characters, and what became of its figures."""

    characters: int
    errors: int
    figures: Counter[str]
    wrong: tuple[str, ...]
    seconds: float


def measure(sample: Sample, degradation: str, engines: Engines, seed: int) -> Outcome:
    """Draw, spoil and read one page."""
    dpi, spoil = DEGRADATIONS[degradation]
    page, truth = draw(sample, dpi)
    picture: Image.Image = spoil(page, seed)
    started = time.monotonic()
    try:
        loaded = load_pictures([picture], engines, LoadLimits(), ReadingClock(600))
    except NoReadableText:  # RapidOCR alone leaves Vietnamese pages to others
        loaded = LoadedText("")
    seconds = time.monotonic() - started
    wanted, read = _letters(truth), _letters(loaded.text)
    figures, wrong = _judge(truth, loaded)
    return Outcome(len(wanted), min(len(wanted), distance(wanted, read)), figures, wrong, seconds)


def _letters(text: str) -> str:
    """What is compared: without white space, bars of tables and the difference of full and half width."""
    return re.sub(r"[\s|]", "", unicodedata.normalize("NFKC", text))


def _figures(text: str) -> list[tuple[int, int, str]]:
    found = []
    for match in FIGURE.finditer("".join(_narrow(one) for one in text)):
        shown = match.group().rstrip(".,")
        found.append((match.start(), match.start() + len(shown), re.sub(r"\s", "", shown)))
    return found


def _narrow(character: str) -> str:
    narrow = unicodedata.normalize("NFKC", character)
    return narrow if len(narrow) == 1 else character


def _judge(truth: str, loaded: LoadedText) -> tuple[Counter[str], tuple[str, ...]]:
    told = _figures(loaded.text)
    doubted = [(region.start, region.end) for region in loaded.regions if region.kind == "uncertain"]
    marked = [any(low < end and start < high for low, high in doubted) for start, end, _ in told]
    wanted = [figure for _, _, figure in _figures(truth)]
    counts: Counter[str] = Counter(figures=len(wanted))
    wrong: list[str] = []
    matcher = SequenceMatcher(None, wanted, [figure for _, _, figure in told], autojunk=False)
    for kind, a, b, low, high in matcher.get_opcodes():
        if kind == "equal":
            counts["right"] += b - a
            counts["right_marked"] += sum(marked[low:high])
            continue
        counts["lost"] += max(0, (b - a) - (high - low))
        for at in range(low, high):
            counts["wrong_marked" if marked[at] else "wrong_unmarked"] += 1
            if not marked[at]:
                wrong.append(f"{told[at][2]} for {wanted[a:b]}")
    return counts, tuple(wrong)


def summarise(outcomes: list[Outcome]) -> dict[str, Any]:
    """Shares over all pages together."""
    total = sum((one.figures for one in outcomes), Counter())
    figures = max(1, total["figures"])
    return {
        "pages": len(outcomes),
        "characters_right": round(1 - sum(o.errors for o in outcomes) / max(1, sum(o.characters for o in outcomes)), 4),
        "figures": total["figures"],
        "figures_right": round(total["right"] / figures, 4),
        "right_but_marked": round(total["right_marked"] / figures, 4),
        "right_or_marked": round(min(1.0, (total["right"] + total["wrong_marked"]) / figures), 4),
        "wrong_marked": total["wrong_marked"],
        "wrong_unmarked": total["wrong_unmarked"],
        "lost": total["lost"],
        "seconds_a_page": round(sum(o.seconds for o in outcomes) / max(1, len(outcomes)), 1),
    }


def run(names: list[str], count: int, degradations: list[str], verbose: bool) -> dict[str, Any]:
    """Measure every sample in every degradation with each choice of engines."""
    found = installed_engines()
    if found is None:
        raise SystemExit("no engine is installed")
    choices = {
        "both": found,
        "tesseract": Engines(found.tesseract, None),
        "rapid": Engines(None, found.rapid),
    }
    results: dict[str, Any] = {"engines": ", ".join(found.names)}
    for name in names:
        groups: dict[str, list[Outcome]] = defaultdict(list)
        for seed, sample in enumerate(samples()[:count]):
            for degradation in degradations:
                outcome = measure(sample, degradation, choices[name], seed)
                state = "clean" if degradation.startswith("clean") else "degraded"
                for group in (state, degradation, f"{sample.language}_{state}"):
                    groups[group].append(outcome)
                if verbose:
                    print(name, sample.name, degradation, summarise([outcome]), outcome.wrong, flush=True)
        results[name] = {group: summarise(outcomes) for group, outcomes in sorted(groups.items())}
    return results


def main() -> None:
    """Measure, print beside the stored results, and store if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--engines", default="both,tesseract,rapid")
    parser.add_argument("--degradations", default=",".join(DEGRADATIONS))
    parser.add_argument("--samples", type=int, default=len(samples()))
    options = parser.parse_args()
    degradations = options.degradations.split(",")
    results = run(options.engines.split(","), options.samples, degradations, options.verbose)
    stored = load_results("ocr_quality")
    print(compare(stored, results))
    if options.store:
        print(store_results("ocr_quality", stored | results))


if __name__ == "__main__":
    main()
