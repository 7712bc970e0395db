"""One module for each step of the catalogue's schema."""
