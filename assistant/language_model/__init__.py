"""Language models: local ones in a child process, and addresses of others."""
