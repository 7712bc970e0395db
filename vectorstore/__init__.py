"""Storage and retrieval of report passages: records, embeddings, Chroma, Tantivy, fusion."""
