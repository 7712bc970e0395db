"""A prompt file: front matter that declares it, then one section of text for each message.

::

    ---
    id: answer
    version: 1
    purpose: one line for whoever reads the file
    variables: evidence, question
    output: what comes back
    ---
    [system]
    Text that is the same for every question, so that a model server can reuse its work on it.
    [user]
    $evidence $question

A body without sections is one user message. ``$name`` stands for a variable, ``$$`` for a dollar sign
(``string.Template``); values are put in once and never read again as templates.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Template
from typing import Final, Literal

Role = Literal["system", "user"]
FIELDS: Final = ("id", "version", "purpose", "variables", "output")
_FRONT: Final = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_SECTION: Final = re.compile(r"^\[(system|user)\]\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class PromptTemplate:
    """One prompt: its declaration and its messages with placeholders."""

    identifier: str
    version: int
    purpose: str
    variables: frozenset[str]
    output: str
    messages: tuple[tuple[Role, str], ...]
    digest: str
    """SHA-256 of the file, hexadecimal: what an answer's provenance names."""

    @property
    def label(self) -> str:
        """Name, version and the beginning of the digest, for provenance."""
        return f"{self.identifier}@{self.version} {self.digest[:12]}"

    def render(self, values: Mapping[str, str]) -> tuple[tuple[Role, str], ...]:
        """Put the values in; raises ``ValueError`` naming every variable that is missing or unknown."""
        wrong = self.variables ^ values.keys()
        if wrong:
            raise ValueError(f"{self.identifier}: variables {sorted(wrong)} missing or unknown")
        return tuple((role, Template(text).substitute(values)) for role, text in self.messages)


def parse_template(text: str) -> PromptTemplate:
    """Read a prompt file; raises ``ValueError`` saying what is wrong with it."""
    front = _FRONT.match(text)
    if front is None:
        raise ValueError("no front matter")
    fields = dict(_field(line) for line in front.group(1).split("\n"))
    if tuple(fields) != FIELDS:
        raise ValueError(f"front matter has {', '.join(fields)}, not {', '.join(FIELDS)}")
    messages = _messages(text[front.end() :])
    declared = frozenset(name.strip() for name in fields["variables"].split(",") if name.strip())
    used = frozenset(name for _, message in messages for name in Template(message).get_identifiers())
    if used != declared:
        raise ValueError(f"declares {sorted(declared)}, uses {sorted(used)}")
    if not all(Template(message).is_valid() for _, message in messages):
        raise ValueError("a lone $ (write $$ for a dollar sign)")
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return PromptTemplate(
        fields["id"], int(fields["version"]), fields["purpose"], declared, fields["output"], messages, digest
    )


def _field(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon:
        raise ValueError(f"front matter line {line!r}")
    return name.strip(), value.strip()


def _messages(body: str) -> tuple[tuple[Role, str], ...]:
    marks = list(_SECTION.finditer(body))
    if not marks:
        return (("user", body.strip()),)
    if body[: marks[0].start()].strip():
        raise ValueError("text before the first section")
    ends = [mark.start() for mark in marks[1:]] + [len(body)]
    roles: dict[str, Role] = {"system": "system", "user": "user"}
    return tuple((roles[mark.group(1)], body[mark.end() : end].strip()) for mark, end in zip(marks, ends, strict=True))
