"""Which services the house has: each is a package `services.<name>` with a port in `deploy.local.ports`."""

SERVICES = ("medical", "permits", "qualifications", "schooling")

PARTNERS = {
    "medical": "partners.yaml",
    "permits": "permits.yaml",
    "qualifications": "qualifications.yaml",
    "schooling": "schooling.yaml",
}
"""The file in `deploy/` that says who may come to a service, and as what."""
