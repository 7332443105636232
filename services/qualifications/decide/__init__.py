"""Decisions: a command and what is known, to events or a refusal."""
