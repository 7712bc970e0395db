"""Accounts, log-in, rights over collections and the audit log; ``assistant.people.people.People`` is the way in."""
