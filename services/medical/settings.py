"""What the medical service reads from its environment."""

from __future__ import annotations

from pathlib import Path

from shared.settings import DatabaseName, ServiceSettings


class MedicalSettings(ServiceSettings):
    """``partners`` is the path of the partners file."""

    database: DatabaseName = "medical"
    partners: Path
