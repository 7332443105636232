"""The list of experts from which panels are appointed. Who is on it is the deployment's data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Expert:
    """An expert by the client of its token; ``institution`` is the credit code of where it works."""

    client: str
    institution: str
