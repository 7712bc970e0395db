"""What people read when something goes wrong: what happened, what it means, what to do, in their language."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from vectorstore.records import Language

UNKNOWN = "internal_error"
"""The message of a code that has none: an error that is a bug."""


@dataclass(frozen=True, slots=True)
class UserMessage:
    """Three short sentences without a technical word."""

    happened: str
    meaning: str
    remedy: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.happened, self.meaning, self.remedy) if part)


class _Facts(dict[str, object]):
    """Facts by name; one that the error did not carry is shown as an ellipsis instead of failing the message."""

    def __missing__(self, name: str) -> str:
        return "…"


@cache
def load_messages(language: Language) -> Mapping[str, UserMessage]:
    """Read every message of one language, by code."""
    text = files("assistant.messages").joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return {code: UserMessage(**fields) for code, fields in tomllib.loads(text).items()}


def message(code: str, language: Language, **facts: object) -> UserMessage:
    """Word an error's code in a language, with its facts filled in."""
    messages = load_messages(language)
    template = messages.get(code) or messages[UNKNOWN]
    values = _Facts(facts)
    parts = (
        string.Formatter().vformat(part, (), values) for part in (template.happened, template.meaning, template.remedy)
    )
    return UserMessage(*parts)


def message_for(error: Exception, language: Language) -> UserMessage:
    """Word a known error (one with ``code`` and ``facts``) in a language; any other is an internal error."""
    facts = getattr(error, "facts", {})
    return message(
        str(getattr(error, "code", UNKNOWN)), language, **{str(name): value for name, value in facts.items()}
    )
