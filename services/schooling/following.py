"""What topics tell, as commands to the cases that follow it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from services.schooling import names
from services.schooling.intake import Commands, follow_end, group_id, join
from services.schooling.messages.application import FollowGuardian, FollowPlace
from services.schooling.messages.enrolment import FollowReview, FollowStanding
from services.schooling.messages.guardian import FollowPermit, LinkedApplication, UnlinkChild
from services.schooling.messages.permits import PermitTold
from services.schooling.messages.told import ErasedTold, GuardianTold, PlaceTold, Told
from services.schooling.messages.year_group import Forget
from shared.cases import Command


def permit_told(told: PermitTold, permit: str, sequence: int) -> Commands:
    """News of a permit, to the guardian's case under each passport of its holder."""
    news = told.news
    if news is None:
        return ()
    return tuple(
        FollowPermit(
            case_id=names.guardian_id(person), person=person, permit=permit, sequence=sequence, news=news
        )
        for person in told.persons
    )


def own_told(told: Told, case_id: str, sequence: int) -> Commands:
    """What one case of this service told, to the others that follow it."""
    match told:
        case GuardianTold():
            return _of_guardian(told, case_id, sequence)
        case PlaceTold():
            return tuple(command for id_ in told.applications for command in _placed(id_))
        case ErasedTold():
            return tuple(Forget(case_id=group_id(group), application=case_id) for group in told.groups)
    assert_never(told)


def _of_guardian(told: GuardianTold, guardian: str, sequence: int) -> Commands:
    if told.standing is None:
        looks = (FollowStanding(case_id=enrolment) for enrolment in told.enrolments)
        return (*looks, *_looked(told.applications))
    return tuple(
        FollowReview(case_id=each, guardian=guardian, sequence=sequence, standing=told.standing)
        for each in told.enrolments
    )


def _placed(application_id: str) -> Commands:
    """An application looks at its place; its guardian, known by it alone, lets go of it if it has ended."""
    aliases = (names.linked_application(application_id),)
    unlink = UnlinkChild(aliases=aliases, optional=True, link="application", id=application_id)
    return (FollowPlace(case_id=application_id), follow_end(application_id), unlink)


def _looked(applications: Iterable[LinkedApplication]) -> Iterator[Command]:
    for application in applications:
        yield FollowGuardian(case_id=application.id)
        yield join(application.id, application.group)
