"""One module for each step of the queue's schema."""
