"""Answers and filters as JSON text and back, exactly: decimals as written, dates, sets, nothing lost.

A text says which version of the form it has. Fields that an answer gained later take their defaults when an older
text is read; a text of a newer version is refused rather than half understood.
"""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from assistant.answering.answer import Answer
from vectorstore.records import SearchFilter

if TYPE_CHECKING:
    from pydantic import TypeAdapter

VERSION: Final = 1

T = TypeVar("T")


class StoredForm(Generic[T]):
    """How values of one type are written and read; pydantic is loaded when the first one is."""

    def __init__(self, kind: type[T]) -> None:
        self._kind = kind

    @cached_property
    def _adapter(self) -> TypeAdapter[T]:
        from pydantic import TypeAdapter

        return TypeAdapter(self._kind)

    def to_json(self, value: T) -> str:
        """Write a value; a lone surrogate, which no text may hold, becomes a question mark."""
        plain = self._adapter.dump_python(value, mode="json")
        text = json.dumps({"version": VERSION, "value": plain}, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "replace").decode("utf-8")

    def from_json(self, text: str) -> T:
        """Read a value; raises ``ValueError`` for a text of another form or of a newer version."""
        document = json.loads(text)
        if not isinstance(document, dict) or not isinstance(document.get("version"), int):
            raise ValueError("not a stored value")  # noqa: TRY004 - the text is wrong, not the caller
        if document["version"] > VERSION:
            raise ValueError(f"written by a newer version of the program ({document['version']})")
        value: T = self._adapter.validate_python(document.get("value"))
        return value


ANSWERS: Final = StoredForm(Answer)
FILTERS: Final = StoredForm(SearchFilter)
