"""What is kept of a permit: its number for life, what it stood for, and the duties that hang on it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from services.permits.messages.common import Part
from services.permits.messages.permit import ExtensionWindow, Holding
from shared.cases import State

PermitStatus = Literal["valid", "expired", "cancelled", "revoked"]


class Window(Part):
    """The extension window in force, and which of its ends has been told."""

    window: ExtensionWindow
    opened: bool = False
    closed: bool = False


class ResidenceDuty(Part):
    """What follows from an entry; days in China, the last on which each is still in time."""

    reminder: date
    due: date
    reminded: bool = False
    overdue: bool = False


class EndedEmployment(Part):
    """The employer's duty to have the permit cancelled, until the instant ``due``."""

    employer: str
    on: date
    due: datetime | None = None
    overdue: bool = False


class PermitState(State):
    """``holdings`` are what the permit stood for, oldest first; the last one is in force while valid.

    ``persons`` are the keys of the holder, one for each passport, the latest last. ``extension`` is the
    undecided application for it, and ``continued`` says that validity ended meanwhile.
    """

    status: PermitStatus
    number: str
    persons: tuple[str, ...]
    employer_client: str
    applicant: str | None = None
    holdings: tuple[Holding, ...]
    window: Window | None = None
    extension: str | None = None
    continued: bool = False
    ended_on: date | None = None
    residence: ResidenceDuty | None = None
    residence_valid_to: date | None = None
    employment_ended: EndedEmployment | None = None
    answered: tuple[str, ...] = ()

    @property
    def holding(self) -> Holding:
        """What it stands for, or stood for last."""
        return self.holdings[-1]
