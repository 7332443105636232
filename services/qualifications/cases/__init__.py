"""The three kinds of case: frozen state, how an event changes it, and what it waits for."""
