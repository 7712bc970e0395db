"""From a file on disk to catalogued, searchable chunks."""
