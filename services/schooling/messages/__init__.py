"""What the schooling service takes and what it owns: commands, events, and narrow views of others' events."""
