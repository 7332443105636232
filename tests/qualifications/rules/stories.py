"""Worlds that have come to a certain point, for the tests of what may happen next."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.qualifications.cases.recognition_state import RecognitionState
from services.qualifications.intake import permit_told, with_followers
from services.qualifications.messages.common import Actor
from services.qualifications.messages.holder import PermitFields
from services.qualifications.messages.outcomes import Outcome
from services.qualifications.messages.permits import PermitTold
from services.qualifications.messages.recognition import (
    AppointPanel,
    CastVote,
    ConcludeVote,
    Decide,
    DeclareConflict,
    MoveOutcome,
    PublishNotice,
    RecordConsent,
    RecordVerification,
)
from services.qualifications.messages.talent import Admit, Apply, Assess
from shared.cases import Command
from tests.qualifications.rules.make import (
    ADMISSION,
    APPLICANT,
    CHAIR,
    CONFIRMED,
    CONSENT,
    NOT_CONFIRMED,
    OFFICER,
    PANEL,
    PERMIT,
    PERSON,
    RECOGNITION,
    SENIOR_ENGINEER,
    SUPERVISOR,
    TALENT,
    credential,
    propose,
    request,
    special,
)
from tests.qualifications.rules.world import World


def done(world: World, command: Command, case_id: str = RECOGNITION) -> World:
    """A command on a recognition together with what the person's talent case makes of it."""
    state = world.state(case_id)
    assert isinstance(state, RecognitionState)
    return world.when(*with_followers(command, case_id, state))


def proposed(which: str = "en-001", world: World | None = None, **changes: Any) -> World:
    return (world or World()).when(propose(request(which, credential=credential(which, **changes))))


def verified(world: World) -> World:
    return done(world, RecordVerification(case_id=RECOGNITION, actor=OFFICER, verification=CONFIRMED))


def denied(world: World) -> World:
    """The issuer does not confirm the credential."""
    answer = RecordVerification(case_id=RECOGNITION, actor=OFFICER, verification=NOT_CONFIRMED)
    return done(world, answer)


def consented(world: World) -> World:
    return done(world, RecordConsent(case_id=RECOGNITION, actor=OFFICER, consent=CONSENT))


def decide(outcome: Outcome, departure: str | None = None, actor: Actor = SUPERVISOR) -> Decide:
    return Decide(case_id=RECOGNITION, actor=actor, outcome=outcome, departure=departure)


def in_force(world: World | None = None, outcome: Outcome = SENIOR_ENGINEER) -> World:
    """Recognised by catalogue."""
    return done(verified(world or proposed()), decide(outcome))


def appoint(*members: str, chair: str = CHAIR.client, reason: str | None = None) -> AppointPanel:
    return AppointPanel(
        case_id=RECOGNITION, actor=OFFICER, members=members or PANEL, chair=chair, reason=reason
    )


def with_panel(world: World | None = None, **changes: Any) -> World:
    """A request case by case, with a panel of five that have declared that they have no conflict."""
    world = world or World().when(propose(special(**changes)))
    done(world, appoint())
    for member in PANEL:
        done(world, declare(member))
    return world


def declare(member: str, conflict: str | None = None) -> DeclareConflict:
    return DeclareConflict(case_id=RECOGNITION, actor=Actor(member, "expert"), conflict=conflict)


def move(outcome: Outcome, reasons: str = "equal training", actor: Actor = CHAIR) -> MoveOutcome:
    return MoveOutcome(case_id=RECOGNITION, actor=actor, outcome=outcome, reasons=reasons)


def vote(member: str, in_favour: bool = True, reasons: str = "as the chair") -> CastVote:
    return CastVote(case_id=RECOGNITION, actor=Actor(member, "expert"), in_favour=in_favour, reasons=reasons)


def voted(outcome: Outcome, votes: str, world: World | None = None) -> World:
    """A motion with a ``+`` or ``-`` for each member in turn; a blank for one that has not voted."""
    world = done(world or with_panel(), move(outcome))
    for member, sign in zip(PANEL, votes, strict=False):
        if sign != " ":
            done(world, vote(member, sign == "+"))
    return world


def conclude(actor: Actor = CHAIR) -> ConcludeVote:
    return ConcludeVote(case_id=RECOGNITION, actor=actor)


def panel_proposes(outcome: Outcome = SENIOR_ENGINEER, world: World | None = None) -> World:
    return done(voted(outcome, "+++++", world), conclude())


def on_notice(outcome: Outcome = SENIOR_ENGINEER, world: World | None = None) -> World:
    return done(panel_proposes(outcome, world), PublishNotice(case_id=RECOGNITION, actor=OFFICER))


def noticed(outcome: Outcome = SENIOR_ENGINEER, world: World | None = None) -> World:
    """The notice is over, and the issuer has confirmed the credential."""
    return verified(on_notice(outcome, world).after(days=8))


def apply(project: str = "quancheng-programme", **changes: Any) -> Apply:
    values: dict[str, Any] = {
        "case_id": TALENT,
        "actor": APPLICANT,
        "person": PERSON,
        "admission": ADMISSION,
        "project": project,
        "applicant": APPLICANT.client,
        **changes,
    }
    return Apply(**values)


def assess(meets: bool = True, **changes: Any) -> Assess:
    values: dict[str, Any] = {"case_id": TALENT, "person": PERSON, "admission": ADMISSION, **changes}
    return Assess(actor=OFFICER, meets=meets, findings="papers seen", **values)


def admit(world: World, **changes: Any) -> Admit:
    values: dict[str, Any] = {"case_id": TALENT, "person": PERSON, "admission": ADMISSION, **changes}
    return Admit(**{"actor": SUPERVISOR, "start": world.today, **values})


def applied(world: World | None = None, project: str = "quancheng-programme") -> World:
    return (world or in_force()).when(apply(project))


def admitted(world: World | None = None, project: str = "quancheng-programme") -> World:
    world = applied(world, project).when(assess())
    return world.when(admit(world))


def told(world: World, sequence: int, permit: str = PERMIT, **fields: Any) -> World:
    """The permits service tells something of the person's permit."""
    view = PermitTold(persons=(PERSON,), fields=PermitFields(**fields))
    return world.when(*permit_told(view, permit, sequence))


IN_FORCE: dict[str, Any] = {"standing": "in-force", "valid_from": date(2026, 3, 1)}
"""What is told of a permit that was granted before all began."""
AFTER_LABOUR_DAY = date(2026, 5, 6)
"""The last day of a grace from 2 March: sixty days later is 1 May, and the holiday lasts to the 5th."""


def cancelled(world: World, sequence: int = 2) -> World:
    """The permit is cancelled today."""
    return told(world, sequence, standing="cancelled", standing_on=world.today)
