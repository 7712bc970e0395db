"""Reading pictures of pages: two engines, their agreement on every figure, and the doubt where they differ."""
