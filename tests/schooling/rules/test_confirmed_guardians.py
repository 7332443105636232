"""13. Whose guardian somebody is, a desk has seen; until then nobody is told of the person's permits."""

from __future__ import annotations

from datetime import date

from services.schooling.confirming import guardian_confirmed, review_decided
from services.schooling.messages.application import DecideReview, OpenTask
from services.schooling.messages.application_events import (
    ConditionMet,
    ConditionOpened,
    Eligible,
    GuardianVerified,
    ReviewDecided,
    ReviewRequired,
    Submitted,
)
from services.schooling.messages.common import Actor
from services.schooling.messages.guardian import ChildLinked, ClientConfirmed, StandingChanged
from services.schooling.messages.year_group_events import Joined, OfferMade, Reranked, YearGroupOpened
from tests.schooling.rules import permit_events as told
from tests.schooling.rules.make import (
    ANNA,
    APPLICATION,
    OFFICE,
    OFFICER,
    OTHER_PARENT,
    PARENT,
    child,
    without,
)
from tests.schooling.rules.stories import submitted
from tests.schooling.rules.world import World

NO_RESIDENCE = without("residence-permit")
RESIDENCE = ConditionOpened(open=OpenTask(task="condition", code="residence-permit", due=date(2026, 5, 31)))
NOT_VERIFIED = ReviewRequired(review="guardian-not-verified", findings=("guardian-not-confirmed",))
GRANTED, RECORDED = told.granted(date(2026, 1, 5)), told.residence(date(2027, 1, 5))


def tell(world: World, sequence: int, event: told.Told) -> World:
    return world.permit(event[0], sequence, event[1])


def admit(world: World) -> World:
    """The zone's desk has seen the guardian."""
    command = DecideReview(
        case_id=APPLICATION, actor=OFFICER, review="guardian-not-verified", admit=True, reasons="seen by us"
    )
    return world.when(*review_decided(command, APPLICATION, world.state(APPLICATION)))


def confirm(world: World, actor: Actor = OFFICE) -> World:
    return world.when(*guardian_confirmed(actor, APPLICATION, world.state(APPLICATION)))


def test_what_a_desk_decides_of_the_guardian_is_one_commit_and_no_partner_reads_whom_it_knows() -> None:
    world = submitted(documents=NO_RESIDENCE)
    admit(world).then(
        ReviewDecided,
        GuardianVerified(how="person"),
        Eligible,
        ClientConfirmed(person=ANNA, client="anna", by="officer-zhao"),
        StandingChanged,
        YearGroupOpened,
        Joined,
        OfferMade,
    )
    assert world.last(ClientConfirmed).published() == b"{}"


def test_whoever_writes_down_a_passport_is_told_nothing_of_its_holders_permits() -> None:
    known = tell(World(), 3, GRANTED)
    tell(known, 4, RECORDED)
    for world in (known, World()):
        submitted(world, documents=NO_RESIDENCE)
        world.then(Submitted, RESIDENCE, NOT_VERIFIED, ChildLinked)
        submitted(world, "application-2", child=child(passport_number="X7"))
        assert world.last(Joined).record.permit_date is None, "a place in the list tells of it as well"
    tell(known, 5, GRANTED)
    assert known.state(APPLICATION).status == "in-review"


def test_a_desk_confirms_a_guardian_once_and_its_permits_count_from_then_on() -> None:
    world = tell(World(), 4, RECORDED)
    tell(world, 3, GRANTED)
    submitted(world, documents=NO_RESIDENCE)
    submitted(world, "waits", child=child(passport_number="X7"), documents=NO_RESIDENCE)
    admit(world)
    assert world.last(ConditionMet).code == "residence-permit"
    assert [each.verified for each in map(world.state, (APPLICATION, "waits"))] == [
        "person",
        "residence-permit",
    ]
    submitted(world, "later", child=child(passport_number="X8"), documents=NO_RESIDENCE)
    assert world.last(GuardianVerified).how == "residence-permit"
    other = child(passport_number="X9")
    submitted(world, "other", actor=OTHER_PARENT, child=other, documents=NO_RESIDENCE)
    assert world.last(ReviewRequired) == NOT_VERIFIED


def test_who_comes_to_the_zones_counter_is_confirmed_there_and_no_family_confirms_itself() -> None:
    world = tell(World(), 3, GRANTED)
    submitted(world, actor=OFFICER, documents=NO_RESIDENCE)
    assert world.last(GuardianVerified).how == "work-permit"
    confirm(world, PARENT).then_refused("not-permitted-now")


def test_a_guardian_verified_by_a_document_is_ranked_by_its_permit_once_a_desk_has_seen_it() -> None:
    world = tell(World(), 3, GRANTED)
    submitted(world)
    assert world.last(Joined).record.permit_date is None
    confirm(world)
    assert world.last(Reranked).record.permit_date == date(2026, 1, 5)
