"""The one exception that a person at a terminal is meant to read."""


class StackError(Exception):
    """What was asked cannot be done; its text is one line that says why and what helps."""
