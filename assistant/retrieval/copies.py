"""One of each group of near-duplicates: a reader who is shown a report twice learns nothing from the second."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from vectorstore.fusion import Candidate

PREFERRED_SHORTFALL: Final = 0.1
"""By how much the best passage of the preferred member may score less than the best of the group and still be shown."""


def one_of_each(candidates: Sequence[Candidate], preferred: Mapping[str, str]) -> list[Candidate]:
    """Keep one document of each group, in the order given.

    ``preferred`` gives for each document of a group the one to be shown. Another member takes its place where it is not
    among the candidates (it is filtered out), or says clearly less to the question (a final that lacks a paragraph).
    """
    best: dict[str, float] = {}
    for one in candidates:
        if one.document_id in preferred:
            best[one.document_id] = max(best.get(one.document_id, one.score), one.score)
    shown: dict[str, str] = {}
    for document_id in sorted(best, key=lambda one: (-best[one], one)):  # the best of each group comes first
        group = preferred[document_id]
        stands = group in best and best[group] >= best[document_id] - PREFERRED_SHORTFALL
        shown.setdefault(group, group if stands else document_id)
    return [
        one
        for one in candidates
        if one.document_id not in preferred or shown.get(preferred[one.document_id]) == one.document_id
    ]
