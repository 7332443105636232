"""What everybody has at hand who works on an application in the demo."""

from __future__ import annotations

from dataclasses import dataclass

from deploy.demo.people import Ear, People
from deploy.demo.permits.bureau import Bureau
from deploy.demo.permits.dossier import Dossier
from deploy.demo.permits.wishes import Wish


@dataclass(slots=True)
class Desk:
    """What a walk needs beside its dossier."""

    people: People
    ear: Ear
    bureau: Bureau
    correlation: str

    def dossier(self, wish: Wish, part: str = "", agent: str = "", **changes: object) -> Dossier:
        """The wish's application, or a further one of the same person."""
        correlation = f"{self.correlation}-{wish.passport.lower()}"
        return Dossier(self.people, wish, correlation, part, dict(changes), agent)
