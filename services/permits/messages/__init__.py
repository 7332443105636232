"""The commands that the permits service takes and the events that it owns, kind of case by kind of case."""
