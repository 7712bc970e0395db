"""Briefs, choices, drafts and check sheets as JSON text and back, in the form that ``stored_answers`` describes."""

from __future__ import annotations

from typing import Final

from assistant.drafting.draft import Brief, Draft
from assistant.drafting.draft_check import CheckSheet
from assistant.drafting.kept_draft import OutlineChoices
from assistant.stored_answers import StoredForm

BRIEFS: Final = StoredForm(Brief)
CHOICES: Final = StoredForm(OutlineChoices)
DRAFTS: Final = StoredForm(Draft)
SHEETS: Final = StoredForm(CheckSheet)
