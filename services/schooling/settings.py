"""What the schooling service reads from its environment."""

from __future__ import annotations

from pathlib import Path

from shared.settings import DatabaseName, ServiceSettings


class SchoolingSettings(ServiceSettings):
    """``partners`` is the path of the file of clients and roles.

    ``schools`` is a file of the schools and their rules, instead of the one that comes with the product.
    """

    database: DatabaseName = "schooling"
    partners: Path
    schools: Path | None = None
