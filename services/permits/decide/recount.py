"""Points and grounds are counted again when more is known of the person, and the track follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from services.permits.cases.application_state import OPEN, ApplicationState
from services.permits.decide import fast_track
from services.permits.decide.assessing import Known, assessment_of, known_of
from services.permits.facts import Facts
from services.permits.messages.application import ConfirmGround, FollowTalent
from services.permits.messages.events import Assessed, GroundConfirmed
from services.permits.rules.guards import when_permitted
from services.permits.rules.points import CannotBeAssessed
from shared.cases import Decision, Event, Refusal


def confirm_ground(
    command: ConfirmGround, state: ApplicationState | None, facts: Facts, now: datetime
) -> Decision:
    """The office attests a ground; what rests on it is counted again."""

    def confirm(state: ApplicationState) -> Decision:
        confirmed = GroundConfirmed(ground=command.ground, by=command.actor.client)
        known = Known((*state.attested, command.ground), state.recognised, state.projects)
        try:
            return (confirmed, *_recounted(state, known, command.ground, facts, now))
        except CannotBeAssessed as error:
            return Refusal(error.code, str(error))

    return when_permitted(
        command.actor,
        state,
        "confirm-ground",
        confirm,
        already=lambda state: command.ground in state.attested,
    )


def follow_talent(
    command: FollowTalent, state: ApplicationState | None, facts: Facts, now: datetime
) -> Decision:
    """What was recognised, or ended, while the application is open: counted again, before beside after.

    Only what is known now counts, whichever news of it came first, so a repeat changes nothing. Where there
    is nothing to follow, this has no effect.
    """
    if state is None or state.submission is None or state.submission.person != command.person:
        return ()
    if state.status not in OPEN or state.form.type == "cancellation":
        return ()
    known = known_of(command.person, state.attested, facts, now)
    try:
        counted = tuple(_recounted(state, known, command.because, facts, now))
    except CannotBeAssessed as error:
        return Refusal(error.code, str(error))
    return (*counted, *fast_track.follow(command, state, facts, now))


def _recounted(
    state: ApplicationState, known: Known, because: str, facts: Facts, now: datetime
) -> Iterator[Event]:
    counted = Known(state.attested, state.recognised, state.projects)
    if state.form.type != "cancellation" and known != counted:
        yield Assessed(
            before=state.assessment,
            after=assessment_of(state.form, known, facts, now),
            recognised=known.recognised,
            projects=known.projects,
            because=because,
        )
