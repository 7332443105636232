"""One message, several cases: which commands belong together, in the order in which they see one another.

The engine commits them together, and each later one decides on what the earlier ones made of their cases
(``Facts.observe``). Over HTTP a message is all or nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from services.schooling import names
from services.schooling.cases.application_state import ApplicationState
from services.schooling.cases.enrolment import LEAVES
from services.schooling.cases.enrolment_state import EnrolmentState
from services.schooling.messages.application import (
    Apply,
    EraseApplication,
    FollowOtherPlace,
    FollowPlace,
    RefuseApplication,
    Withdraw,
)
from services.schooling.messages.common import Actor, GroupRef, school_year, start_year
from services.schooling.messages.enrolment import (
    Erase,
    FollowDeferral,
    OpenEnrolment,
    RollOver,
    WakeEnrolment,
)
from services.schooling.messages.guardian import ConfirmClient, LinkChild, UnlinkChild
from services.schooling.messages.year_group import (
    AcceptOffer,
    DeclineOffer,
    Defer,
    FreeSeat,
    Join,
    Leave,
    LeaveCause,
    TakeSeat,
)
from shared.cases import Command

Commands = tuple[Command, ...]


def applied(command: Apply) -> Commands:
    """A new application, under the id that the command names: known to its guardian, and on the list."""
    assert command.case_id is not None
    person, id_ = command.form.guardian.person, command.case_id
    link = LinkChild(case_id=names.guardian_id(person), person=person, link="application", id=id_)
    at_the_counter = command.actor.role in ("officer", "supervisor")
    seen = (confirm(command.actor, person, command.actor.client),) if at_the_counter else ()
    return (*seen, command, link, join(id_, command.form.group))


def confirm(actor: Actor, person: str, client: str) -> ConfirmClient:
    """A desk has seen whom the client acts for."""
    return ConfirmClient(case_id=names.guardian_id(person), actor=actor, person=person, client=client)


def about_application(command: Command, application_id: str, state: ApplicationState) -> Commands:
    """A command on an application: it joins the list when that made it eligible, and leaves it at its end.

    It looks at its place, as the year of the list may be over.
    """
    return (
        command,
        join(application_id, state.group),
        *_ended(command, application_id, state),
        FollowPlace(case_id=application_id),
        follow_end(application_id),
        _unlink(state, application_id),
    )


def _ended(command: Command, application_id: str, state: ApplicationState) -> Iterator[Command]:
    if isinstance(command, Withdraw | RefuseApplication):
        cause: LeaveCause = "withdrawn" if isinstance(command, Withdraw) else "refused"
        yield _leave(application_id, state, cause)


def accepted(
    actor: Actor,
    application_id: str,
    state: ApplicationState,
    offer: int,
    others: Mapping[str, ApplicationState],
) -> Commands:
    """An offer is accepted: seat, application, enrolment and guardian in one commit.

    ``others`` are the child's open applications of the same year, where the school is exclusive: they leave
    their lists.
    """
    enrolment = names.enrolment_id(state.group.school, state.child)
    seat = AcceptOffer(
        case_id=group_id(state.group),
        actor=actor,
        application=application_id,
        offer=offer,
        enrolment=enrolment,
    )
    follow = FollowPlace(case_id=application_id)
    person = state.form.guardian.person
    return (
        seat,
        follow,
        *_given_up(application_id, others),
        OpenEnrolment(case_id=enrolment, actor=actor, application_id=application_id),
        follow,
        LinkChild(case_id=state.guardian, person=person, link="enrolment", id=enrolment),
        _unlink(state, application_id),
    )


def _given_up(application_id: str, others: Mapping[str, ApplicationState]) -> Iterator[Command]:
    for id_, state in others.items():
        if id_ != application_id:
            yield FollowOtherPlace(case_id=id_, application_id=application_id)
            yield _leave(id_, state, "placed-elsewhere")
            yield follow_end(id_)
            yield _unlink(state, id_)


def declined(actor: Actor, application_id: str, state: ApplicationState, offer: int) -> Commands:
    """An offer is declined; whether the application stays on the list or ends is the school's rule."""
    return (
        DeclineOffer(case_id=group_id(state.group), actor=actor, application=application_id, offer=offer),
        FollowPlace(case_id=application_id),
        follow_end(application_id),
        _unlink(state, application_id),
    )


def deferred(actor: Actor, application_id: str, state: ApplicationState) -> Commands:
    """A place is put off to the next school year: the application joins that year's list."""
    here = state.group
    year = school_year(start_year(here.year) + 1)
    enrolment = names.enrolment_id(here.school, state.child)
    person = state.form.guardian.person
    return (
        Defer(case_id=group_id(here), actor=actor, application=application_id),
        FollowPlace(case_id=application_id),
        *(
            (FollowDeferral(case_id=enrolment, application_id=application_id),)
            if state.enrolment is not None
            else ()
        ),
        LinkChild(case_id=state.guardian, person=person, link="application", id=application_id),
        join(application_id, here.model_copy(update={"year": year})),
    )


def rolled_over(command: RollOver, enrolment_id: str, group: GroupRef | None) -> Commands:
    """A child goes on into the next year, and takes a seat there.

    ``group`` is where that leads (``decide.enrolment_periods.next_group``).
    """
    if group is None:
        return (command,)
    return (command, TakeSeat(case_id=group_id(group), group=group, enrolment=enrolment_id))


def enrolment_followers(command: Command, enrolment_id: str, state: EnrolmentState) -> Commands:
    """With the deadline at which a child has left: its seats are free, and its guardian has one fewer.

    The seat of a grade that was completed stays: its year is over. Who waited for its place leaves that list.
    """
    if not isinstance(command, WakeEnrolment) or command.name != LEAVES or state.guardian is None:
        return (command,)
    unlink = UnlinkChild(case_id=state.guardian, link="enrolment", id=enrolment_id)
    return (command, *_off_the_list(state, state.guardian), *_freed(enrolment_id, state), unlink)


def _off_the_list(state: EnrolmentState, guardian: str) -> Commands:
    if state.waits_for is None:
        return ()
    application = state.applications[-1]
    return (
        FollowPlace(case_id=application),
        Leave(case_id=group_id(state.waits_for), application=application, cause="withdrawn"),
        UnlinkChild(case_id=guardian, link="application", id=application),
    )


def _freed(enrolment_id: str, state: EnrolmentState) -> Iterator[Command]:
    if state.exit is None or state.exit == "completed":
        return
    for period in state.periods[state.stay :]:
        if period.exit == state.exit:
            yield FreeSeat(case_id=group_id(period.group), enrolment=enrolment_id, cause=state.exit)


def erased(command: Erase, state: EnrolmentState) -> Commands:
    """A child is forgotten: in its enrolment, and in the applications that led to it."""
    reason, actor = command.reason, command.actor
    applications = (EraseApplication(case_id=id_, actor=actor, reason=reason) for id_ in state.applications)
    return (command, *applications)


def join(application_id: str, group: GroupRef) -> Join:
    """The application comes on the list, or is ranked anew there."""
    return Join(case_id=group_id(group), group=group, application=application_id)


def _leave(application_id: str, state: ApplicationState, cause: LeaveCause) -> Leave:
    return Leave(case_id=group_id(state.group), application=application_id, cause=cause)


def follow_end(application_id: str) -> FollowDeferral:
    """To the enrolment that waits for the place of the application, if there is one."""
    aliases = (names.waiting_enrolment(application_id),)
    return FollowDeferral(aliases=aliases, optional=True, application_id=application_id)


def _unlink(state: ApplicationState, application_id: str) -> UnlinkChild:
    return UnlinkChild(case_id=state.guardian, link="application", id=application_id)


def group_id(group: GroupRef) -> str:
    """The case of a year group."""
    return names.year_group_id(group.school, group.year, group.grade)
