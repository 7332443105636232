"""The commands this service takes, the events it owns, and what it reads of the permits service's."""
