"""One module for each step of the workspace's schema."""
