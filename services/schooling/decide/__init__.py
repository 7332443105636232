"""What becomes of a command, kind of case by kind of case: events, nothing, or a refusal."""
