"""The policy: tables and their readers, and predicates, each with its source."""
