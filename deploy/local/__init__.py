"""Kafka and MongoDB on this machine without Docker: real servers from Python packages, on loopback only."""
