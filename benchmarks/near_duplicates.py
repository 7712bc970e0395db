"""Near-duplicates among real documents and planted variants: ``python -m benchmarks.near_duplicates FOLDER…``.

Each document gets four variants: the same text under other page furniture, a draft with changed sentences, a copy that
breaks off, and a report of the next year with other figures. The first three must be found, the last must not, and of
the documents as they are any pair that is found is printed to be looked at.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from itertools import combinations
from pathlib import Path

from ingest.cleaner import clean_document
from ingest.errors import RefusedFile
from ingest.loaders import load_bytes, load_file
from ingest.metadata import read_metadata
from ingest.near_duplicates import Fingerprint, fingerprint_of, judge
from vectorstore.records import ReportMetadata

Known = tuple[Fingerprint, ReportMetadata]
_NUMBER = re.compile(r"\d+")


def read(path: Path) -> tuple[Known, str]:
    """Fingerprint one file; also give its clean text."""
    loaded = load_file(path)
    clean = clean_document(loaded)
    metadata = read_metadata(clean, loaded)
    return (fingerprint_of(clean.text, metadata.title, path.name), metadata), clean.text


def read_text(text: str, name: str) -> Known:
    """Fingerprint a variant as if it were a file."""
    loaded = load_bytes(text.encode(), name)
    clean = clean_document(loaded)
    metadata = read_metadata(clean, loaded)
    return fingerprint_of(clean.text, metadata.title, name), metadata


def variants(text: str, language: str, rng: random.Random) -> dict[str, str]:
    """The planted variants of a text by kind."""
    lines = text.split("\n")
    furniture = {"vi": ("Trang chủ | Tin tức | Liên hệ", "Lượt xem: 12"), "zh": ("首页 > 新闻 > 正文", "浏览次数：12")}
    head, foot = furniture.get(language, ("Home | News | Contact", "Views: 12"))
    mark = {"vi": "DỰ THẢO", "zh": "（征求意见稿）"}.get(language, "DRAFT")
    changed = [line[: len(line) // 2] if len(line) > 40 and rng.random() < 0.08 else line for line in lines]
    shifted = _NUMBER.sub(lambda found: str(int(found.group()) + rng.randrange(1, 9)), text)
    return {
        "furniture": "\n".join([head, *lines, foot, head]),
        "draft": "\n".join([mark, *changed]),
        "cut": text[: len(text) * 7 // 10],
        "next_year": shifted,
    }


def main() -> None:
    """Measure and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    given = parser.parse_args()
    rng = random.Random(5)
    known: dict[str, tuple[Known, str]] = {}
    for path in sorted(file for folder in given.folders for file in folder.rglob("*") if file.is_file()):
        try:
            known[path.name] = read(path)
        except RefusedFile:
            continue
    pairs = [
        {"first": one, "second": other, "reason": verdict[0], "shared": round(verdict[1], 2)}
        for one, other in combinations(sorted(known), 2)
        if (verdict := judge(known[one][0][0], known[other][0][0], (known[one][0][1], known[other][0][1])))
    ]
    found: Counter[str] = Counter()
    planted: Counter[str] = Counter()
    crossed = 0
    for name, (own, text) in known.items():
        if len(text) < 800:
            continue
        for kind, variant in variants(text, own[1].language, rng).items():
            try:
                mark = read_text(variant, f"variant-{name}.txt")
            except RefusedFile:
                continue
            planted[kind] += 1
            found[kind] += judge(own[0], mark[0], (own[1], mark[1])) is not None
            others = (one for other, (one, _) in known.items() if other != name)
            crossed += any(judge(one[0], mark[0], (one[1], mark[1])) is not None for one in others)
    shares = {kind: f"{found[kind]}/{planted[kind]}" for kind in planted}
    print(json.dumps({"documents": len(known), "pairs": pairs, "planted": shares, "variants_of_others": crossed}))


if __name__ == "__main__":
    main()
