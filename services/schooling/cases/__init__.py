"""The service's cases, kind by kind: frozen state, how an event changes it, and when it wants to be woken."""
