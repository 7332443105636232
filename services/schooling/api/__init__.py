"""The HTTP doors of the schooling service."""
