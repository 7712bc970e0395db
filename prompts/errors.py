"""Errors of prompts.

PromptError
├── PromptsInvalid              files that cannot be used, all problems at once
└── PromptUnknown               a task that no file is about
"""

from __future__ import annotations


class PromptError(Exception):
    """Anything wrong with the prompt files: a defect of the installation, found when they are loaded."""


class PromptsInvalid(PromptError):
    """Some files cannot be used; ``problems`` lists each with its path."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))


class PromptUnknown(PromptError):
    """There is no file for a language, task and genre."""
