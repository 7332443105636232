"""The events of an application's clocks: from them alone every start, pause, resume and sum can be told."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from services.permits.cases.clock import Due, PauseReason, Terms
from services.permits.messages.bureau import BureauSteps
from services.permits.messages.common import PREFIX
from services.permits.messages.form import FollowUp
from shared.cases import Event


class ClockStarted(Event):
    """A limit runs from ``at``. Without ``due`` it waits for a calendar that is not announced."""

    type: ClassVar[str] = f"{PREFIX}.clock.started.v1"

    at: datetime
    terms: Terms
    due: Due | None = None
    policy: str


class ClockPaused(Event):
    """The named clocks stand still: this time is not the office's."""

    type: ClassVar[str] = f"{PREFIX}.clock.paused.v1"

    at: datetime
    clocks: tuple[str, ...]
    reason: PauseReason
    by: str


class ClockResumed(Event):
    """The named clocks go on; ``dues`` has their new alarms, as far as the calendar reaches."""

    type: ClassVar[str] = f"{PREFIX}.clock.resumed.v1"

    at: datetime
    clocks: tuple[str, ...]
    dues: tuple[Due, ...]
    reason: PauseReason
    by: str


class ClockExtended(Event):
    """The supervisor gave a limit more days, with reasons that the applicant is told."""

    type: ClassVar[str] = f"{PREFIX}.clock.extended.v1"

    terms: Terms
    due: Due | None = None
    reasons: str
    by: str


class ClockStopped(Event):
    """The named clocks have done their work."""

    type: ClassVar[str] = f"{PREFIX}.clock.stopped.v1"

    at: datetime
    clocks: tuple[str, ...]


class ClockHeld(Event):
    """Limits cannot be computed: the working days of ``year`` are not announced.

    ``clocks`` names them; beside the clocks there are ``pre-check``, ``correction``, ``bureau``
    and ``follow-up:…``.
    """

    type: ClassVar[str] = f"{PREFIX}.clock.held.v1"

    clocks: tuple[str, ...]
    year: int


class ClockRecounted(Event):
    """The calendar has come: everything that waited for it has its instant."""

    type: ClassVar[str] = f"{PREFIX}.clock.recounted.v1"

    dues: tuple[Due, ...]
    answer_due: datetime | None = None
    correction_due: datetime | None = None
    bureau: BureauSteps | None = None
    follow_ups: tuple[FollowUp, ...] = ()


class AtRisk(Event):
    """So much of a limit has passed without a decision that it may be missed."""

    type: ClassVar[str] = f"{PREFIX}.application.at-risk.v1"

    clock: str
    due: datetime


class Breached(Event):
    """A limit has passed."""

    type: ClassVar[str] = f"{PREFIX}.application.breached.v1"

    clock: str
    due: datetime


class Escalated(Event):
    """A limit that has passed is the supervisor's now."""

    type: ClassVar[str] = f"{PREFIX}.application.escalated.v1"

    clock: str
    officer: str | None = None
