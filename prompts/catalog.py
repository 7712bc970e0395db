"""All prompts, read once from ``<language>/<task>/<genre>.md`` beside this file, with every problem told at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from prompts.errors import PromptsInvalid, PromptUnknown
from prompts.template import PromptTemplate, parse_template

LANGUAGES = ("vi", "zh", "en")
DEFAULT_GENRE = "default"

Key = tuple[str, str, str]
"""Language, task, genre."""


class PromptCatalog:
    """Prompts by language, task and genre."""

    def __init__(self, templates: Mapping[Key, PromptTemplate]) -> None:
        self._templates = dict(templates)

    def get(self, language: str, task: str, genre: str = DEFAULT_GENRE) -> PromptTemplate:
        """Give a prompt; raises ``PromptUnknown``. No language or genre stands in for another."""
        try:
            return self._templates[language, task, genre]
        except KeyError as error:
            raise PromptUnknown(f"{language}/{task}/{genre}") from error

    def listed(self) -> tuple[Key, ...]:
        """List what there is, in order."""
        return tuple(sorted(self._templates))


def load_catalog(root: Traversable) -> PromptCatalog:
    """Read every prompt under ``root``; raises ``PromptsInvalid`` with all problems.

    A file must be named for its task (``id``), and every task and genre must exist in all languages.
    """
    templates: dict[Key, PromptTemplate] = {}
    problems: list[str] = []
    for (language, task, genre), entry in _prompt_files(root):
        try:
            template = parse_template(entry.read_text(encoding="utf-8"))
        except ValueError as error:
            problems.append(f"{language}/{task}/{genre}: {error}")
            continue
        if template.identifier != task:
            problems.append(f"{language}/{task}/{genre}: its id is {template.identifier}")
        templates[language, task, genre] = template
    wanted = {(language, task, genre) for _, task, genre in templates for language in LANGUAGES}
    problems += [f"{'/'.join(key)}: missing" for key in sorted(wanted - templates.keys())]
    if problems:
        raise PromptsInvalid(tuple(problems))
    return PromptCatalog(templates)


@cache
def default_catalog() -> PromptCatalog:
    """Give the prompts that are shipped."""
    return load_catalog(files("prompts"))


def _prompt_files(root: Traversable) -> Iterator[tuple[Key, Traversable]]:
    for language in LANGUAGES:
        folder = root.joinpath(language)
        for task in _folders(folder):
            for entry in sorted(task.iterdir(), key=lambda one: one.name):
                if entry.is_file() and entry.name.endswith(".md"):
                    yield (language, task.name, entry.name.removesuffix(".md")), entry


def _folders(folder: Traversable) -> list[Traversable]:
    if not folder.is_dir():
        return []
    return sorted((one for one in folder.iterdir() if one.is_dir()), key=lambda one: one.name)
