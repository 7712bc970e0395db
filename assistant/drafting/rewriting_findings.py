"""What a guard finds wrong with a text that a language model wrote in the place of a composed one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FindingCode = Literal[
    "empty",
    "too_short",
    "too_long",
    "markup",
    "wrong_language",
    "figure_lost",
    "figure_new",
    "figure_moved",
    "date_lost",
    "date_new",
    "number_lost",
    "number_new",
    "name_lost",
    "name_new",
    "post_lost",
    "post_new",
    "obligation_changed",
    "role_changed",
    "negation_changed",
    "direction_changed",
    "scope_changed",
    "words_lost",
    "words_new",
    "repeated",
    "not_borne_out",
    "name_not_kept",
    "unlike",
]
"""``figure_moved``: the same figures said of other things, or in another order. ``direction_changed``: a rise told as a
fall. ``scope_changed``: some, most, all, only. ``not_borne_out``: the check against the sources found something in a
sentence. ``name_not_kept`` and ``unlike`` are said of translations: a name whose original is missing, and a sentence
that does not mean the same."""


@dataclass(frozen=True, slots=True)
class RewritingFinding:
    """One reason to refuse a text: ``surface`` is what was lost, or what is new or changed; empty for the whole."""

    code: FindingCode
    surface: str = ""
