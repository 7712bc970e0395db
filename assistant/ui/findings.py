"""What is wrong with a sentence, in the page's language."""

from __future__ import annotations

from assistant.answer import Finding
from assistant.ui.texts import Texts


def finding_words(finding: Finding, texts: Texts) -> str:
    """Say what the sources do not bear out and, where they say something else, what."""
    if finding.expected:
        return texts("finding.expected", surface=finding.surface, expected=finding.expected)
    return texts("finding.open", surface=finding.surface)
