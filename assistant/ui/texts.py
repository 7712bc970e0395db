"""The page's words in every language, from ``texts/<language>.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, get_args

from vectorstore.records import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
"""In the order in which the switch shows them."""

LANGUAGE_NAMES: Mapping[Language, str] = {"vi": "Tiếng Việt", "zh": "中文", "en": "English"}
"""Each language by its own name, the same whatever the page's language is."""

HTML_LANGUAGES: Mapping[Language, str] = {"vi": "vi", "zh": "zh-Hans", "en": "en"}
"""BCP 47 tags: browsers choose the shapes of Chinese characters by them."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of one language, looked up by dotted keys such as ``ask.send``."""

    language: Language
    entries: Mapping[str, str]

    def __call__(self, key: str, /, **values: object) -> str:
        """Fill in the text ``key``; raises ``KeyError`` for an unknown key or a value that is not given."""
        text = self.entries[key]
        return text.format(**values) if values else text

    def count(self, key: str, number: int, /, **values: object) -> str:
        """Choose between ``key.one`` and ``key.other`` and fill in the number as ``{count}``."""
        form = "one" if number == 1 else "other"
        return self(f"{key}.{form}", count=self.number(number), **values)

    def number(self, value: int) -> str:
        """Write a whole number with the language's thousands separator (12.345 · 12,345)."""
        written = f"{value:,}"
        return written.replace(",", ".") if self.language == "vi" else written


def _flatten(table: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, Mapping):
            flat.update(_flatten(value, f"{prefix}{key}."))
        else:
            flat[f"{prefix}{key}"] = str(value)
    return flat


@cache
def load_texts(language: Language) -> Texts:
    """Read the words of ``language`` from the package's data."""
    file = resources.files("assistant.ui").joinpath("texts", f"{language}.toml")
    return Texts(language, _flatten(tomllib.loads(file.read_text(encoding="utf-8"))))
