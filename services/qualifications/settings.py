"""What the qualifications service reads from its environment."""

from __future__ import annotations

from pathlib import Path

from shared.settings import DatabaseName, ServiceSettings


class QualificationsSettings(ServiceSettings):
    """``partners`` is the path of the file of clients and roles.

    ``policy`` is a folder with the policy, the catalogue's editions and the projects, instead of those that
    come with the product.
    """

    database: DatabaseName = "qualifications"
    partners: Path
    policy: Path | None = None
