"""Which services the house has: each is a package `services.<name>` with a port in `deploy.local.ports`."""

SERVICES = ("medical", "permits")

PARTNERS = {"medical": "partners.yaml", "permits": "permits.yaml"}
"""The file in `deploy/` that says who may come to a service, and as what."""
