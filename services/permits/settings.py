"""What the permits service reads from its environment."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from shared.settings import DatabaseName, ServiceSettings


class PermitsSettings(ServiceSettings):
    """``partners`` is the path of the file of clients and roles.

    ``policy`` is a folder with the policy, the desk and their tables, instead of those that come with the
    product. ``max_document_bytes`` bounds one paper, ``max_import_bytes`` one import of employers.
    """

    database: DatabaseName = "permits"
    partners: Path
    policy: Path | None = None
    max_document_bytes: int = Field(default=10 * 1024 * 1024, ge=1)
    max_import_bytes: int = Field(default=4 * 1024 * 1024, ge=1)
