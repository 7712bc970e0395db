"""The steps of the cleaner, one module a subject; ``ingest.cleaner`` puts them in order."""
