"""What the medical service reads from its environment."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from shared.settings import ServiceSettings


class MedicalSettings(ServiceSettings):
    """``partners`` is the path of the partners file."""

    database: str = Field(default="medical", pattern=r"^[a-z][a-z0-9_-]{0,37}$")
    partners: Path
