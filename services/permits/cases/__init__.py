"""What is kept of a case: its state, how events change it, what it waits for and what it answers to."""
