"""The assistant: service, answers, interfaces."""
