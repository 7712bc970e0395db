"""Follow-ups: questions that lean on their conversation."""
