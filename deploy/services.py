"""Which services the house has: each is a package `services.<name>` with a port in `deploy.local.ports`."""

SERVICES = ("medical",)
