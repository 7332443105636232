"""What becomes of a command: the events of its case, or a refusal."""
