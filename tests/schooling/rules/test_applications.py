"""1. An application is taken, questioned, placed, or ended; by a rule only where a rule says so."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.schooling.intake import about_application, deferred
from services.schooling.messages.application import (
    DecideReview,
    OpenTask,
    PostponeCondition,
    ProvideDocument,
    ProvidePriorRecord,
    RefuseApplication,
    Withdraw,
)
from services.schooling.messages.application_events import (
    ConditionMet,
    ConditionOpened,
    ConditionOverdue,
    ConditionPostponed,
    DocumentProvided,
    Eligible,
    Enrolled,
    GuardianVerified,
    PlaceAccepted,
    PlaceDeferred,
    PlacedElsewhere,
    PriorRecordProvided,
    Refused,
    ReviewDecided,
    ReviewRequired,
    Submitted,
    Withdrawn,
)
from services.schooling.messages.child import ChildNames
from services.schooling.messages.common import Actor
from services.schooling.messages.enrolment_events import EnrolmentOpened, PlaceGivenUp
from services.schooling.messages.guardian import ChildLinked, ChildUnlinked
from services.schooling.messages.year_group_events import Joined, Left, OfferMade, SeatTaken, YearGroupOpened
from services.schooling.messages.year_group_events import PlaceDeferred as SeatDeferred
from tests.schooling.rules import permit_events
from tests.schooling.rules.make import (
    ALL,
    ALWAYS,
    APPLICATION,
    ENROLMENT,
    GUARDIAN,
    OFFICE,
    OFFICER,
    OTHER_OFFICE,
    OTHER_PARENT,
    OTHER_SCHOOL,
    PARENT,
    PRIOR,
    apply,
    child,
    form,
    paper,
    without,
)
from tests.schooling.rules.stories import confirmed, enrolled, submitted, take_place
from tests.schooling.rules.world import World

JOINS = (YearGroupOpened, Joined, OfferMade)
RESIDENCE = ConditionOpened(open=OpenTask(task="condition", code="residence-permit", due=date(2026, 5, 31)))
NOT_VERIFIED = ReviewRequired(review="guardian-not-verified", findings=("guardian-not-confirmed",))


def on(world: World, command: Any) -> World:
    """A command on the application, with what its list and guardian make of it."""
    return world.when(*about_application(command, APPLICATION, world.state(APPLICATION)))


def review(kind: Any, admit: bool, actor: Actor = OFFICE, reasons: str = "seen by us") -> DecideReview:
    return DecideReview(case_id=APPLICATION, actor=actor, review=kind, admit=admit, reasons=reasons)


def test_a_whole_application_is_eligible_at_once_and_stands_in_the_list() -> None:
    submitted().then(Submitted, GuardianVerified(how="document"), Eligible, ChildLinked, *JOINS)


def test_a_place_accepted_is_an_enrolment_in_the_same_commit() -> None:
    world = enrolled()
    world.then(SeatTaken, PlaceAccepted, EnrolmentOpened, Enrolled, ChildLinked, ChildUnlinked)
    assert world.last(PlaceAccepted).begin == date(2026, 9, 1)
    assert world.state(ENROLMENT).status == "enrolled"


def test_an_application_submitted_otherwise_under_the_same_id_is_refused() -> None:
    submitted().when(apply(grade="02")).then_refused("application-exists")
    submitted().when(apply(actor=OTHER_PARENT)).then_refused("application-unknown")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"school": "nowhere"}, "school-unknown"),
        ({"grade": "13"}, "grade-unknown"),
        ({"year": "2028/29"}, "window-closed"),
        ({"begin": date(2027, 9, 1)}, "begin-outside-year"),
        ({"prior": PRIOR}, "not-a-transfer"),
        ({"child": child(nationality="CHN", mainland_document=True)}, "mainland-national"),
        ({"child": child(birth=date(2020, 9, 1))}, "age-outside-grade"),
        ({"child": child(birth=date(2018, 8, 31))}, "age-outside-grade"),
        ({"documents": without("passport", "relationship-proof")}, "documents-missing"),
        ({"documents": (*ALL, paper("horoscope"))}, "document-not-asked"),
        (
            {"documents": (*ALWAYS, paper("residence-permit", expires_on=date(2026, 3, 1)))},
            "document-expired",
        ),
        ({"documents": (*ALWAYS, paper("medical-examination"))}, "document-undated"),
        (
            {"documents": (*ALWAYS, paper("medical-examination", issued_on=date(2025, 12, 1)))},
            "document-too-old",
        ),
        ({"sibling": ENROLMENT}, "sibling-not-enrolled"),
    ],
)
def test_what_a_rule_refuses_is_told_and_leaves_nothing(changes: dict[str, Any], code: str) -> None:
    world = submitted(**changes).then_refused(code)
    assert world.state(APPLICATION) is None


def test_a_refusal_for_mainland_nationality_names_the_source_of_its_rule() -> None:
    world = submitted(child=child(nationality="CHN", mainland_document=True))
    assert world.refusal is not None
    assert "Article 8" in world.refusal.detail


@pytest.mark.parametrize("birth", [date(2018, 9, 1), date(2020, 8, 31)])
def test_ages_count_on_the_cut_off_day_whenever_the_application_comes(birth: date) -> None:
    """Six on 31 August 2026, and five on the day of the application; or seven to the end of that day."""
    submitted(child=child(birth=birth)).then(Submitted, GuardianVerified, Eligible, ChildLinked, *JOINS)


def test_a_school_applies_for_itself_only() -> None:
    submitted(actor=OTHER_OFFICE).then_refused("not-your-school")
    submitted(actor=OFFICE).then(Submitted, GuardianVerified, Eligible, ChildLinked, *JOINS)


@pytest.mark.parametrize(
    ("changes", "findings"),
    [
        ({"nationality": "HKG"}, ("hong-kong-macao-taiwan",)),
        ({"nationality": "CHN", "passport_country": "CHN"}, ("chinese-nationality-code",)),
        ({"signs": ("parent-chinese", "born-in-china")}, ("parent-chinese", "born-in-china")),
    ],
)
def test_doubtful_nationality_goes_to_a_person(changes: dict[str, Any], findings: tuple[str, ...]) -> None:
    world = submitted(child=child(**changes))
    world.then(
        Submitted, GuardianVerified, ReviewRequired(review="nationality", findings=findings), ChildLinked
    )
    on(world, review("nationality", admit=True)).then(ReviewDecided, Eligible, *JOINS)


def test_a_person_refuses_with_reasons() -> None:
    world = submitted(child=child(signs=("parent-chinese",)))
    on(world, review("nationality", admit=False, reasons=" ")).then_refused("reasons-required")
    on(world, review("nationality", admit=False)).then(ReviewDecided, Refused, ChildUnlinked)
    on(world, review("nationality", admit=True)).then_refused("not-permitted-now")


def test_the_family_does_not_decide_its_own_review() -> None:
    world = submitted(child=child(signs=("parent-chinese",)))
    on(world, review("nationality", admit=True, actor=PARENT)).then_refused("not-permitted-now")
    on(world, review("nationality", admit=True, actor=OTHER_OFFICE)).then_refused("application-unknown")
    on(world, review("guardian-not-verified", admit=True)).then_refused("review-not-open")


def test_a_guardian_of_whom_nothing_is_on_record_goes_to_a_person() -> None:
    world = submitted(documents=without("residence-permit")).then(
        Submitted, RESIDENCE, NOT_VERIFIED, ChildLinked
    )
    on(world, review("guardian-not-verified", admit=True, actor=OFFICER)).then(
        ReviewDecided, GuardianVerified(how="person"), Eligible, *JOINS
    )


def test_a_residence_permit_that_comes_later_ends_the_question() -> None:
    world = submitted(documents=without("residence-permit"))
    late = paper("residence-permit", expires_on=date(2027, 1, 1))
    on(world, ProvideDocument(case_id=APPLICATION, actor=PARENT, paper=late)).then(
        DocumentProvided,
        ConditionMet(code="residence-permit"),
        GuardianVerified(how="document"),
        Eligible,
        *JOINS,
    )


def test_a_work_permit_qualifies_before_the_residence_permit_is_on_record() -> None:
    world = confirmed().permit(*_numbered(permit_events.granted(date(2026, 1, 5)), 3))
    submitted(world, documents=without("residence-permit")).then(
        Submitted, GuardianVerified(how="work-permit"), RESIDENCE, Eligible, ChildLinked, *JOINS
    )
    assert world.last(Joined).record.permit_date == date(2026, 1, 5)


def test_a_permit_told_late_frees_the_application_that_waited_for_it() -> None:
    world = submitted(confirmed(), documents=without("residence-permit"))
    world.permit(*_numbered(permit_events.granted(date(2026, 1, 5)), 3))
    assert world.last(GuardianVerified) == GuardianVerified(how="work-permit")
    assert world.state(APPLICATION).status == "eligible"
    assert len(world.all(Joined)) == 1


def test_a_residence_permit_is_known_as_such() -> None:
    world = confirmed().permit(*_numbered(permit_events.residence(date(2027, 1, 5)), 4))
    submitted(world, documents=without("residence-permit"))
    assert world.last(GuardianVerified).how == "residence-permit"


def _numbered(told: permit_events.Told, sequence: int) -> tuple[str, int, bytes]:
    return told[0], sequence, told[1]


def test_a_paper_may_follow_and_a_missing_vaccination_never_refuses() -> None:
    condition = OpenTask(task="condition", code="address-proof", due=date(2026, 5, 31))
    follow_up = OpenTask(task="follow-up", code="vaccination-card", due=date(2026, 4, 1))
    submitted(documents=without("address-proof", "vaccination-card")).then(
        Submitted,
        GuardianVerified,
        ConditionOpened(open=condition),
        ConditionOpened(open=follow_up),
        Eligible,
        ChildLinked,
        *JOINS,
    )


def test_a_paper_that_follows_meets_its_condition() -> None:
    world = submitted(documents=without("address-proof"))
    on(world, ProvideDocument(case_id=APPLICATION, actor=PARENT, paper=paper("address-proof"))).then(
        DocumentProvided, ConditionMet(code="address-proof")
    )
    assert world.state(APPLICATION).tasks == ()


def paper_to_come() -> World:
    """An application that is still in review when the proof of address is overdue."""
    return submitted(documents=without("address-proof"), child=child(signs=("parent-chinese",)))


def test_an_overdue_paper_goes_to_the_desk_and_ends_nothing() -> None:
    world = paper_to_come()
    world.at(datetime(2026, 5, 31, 15, 59, 59, tzinfo=UTC))
    assert world.all(ConditionOverdue) == []
    world.at(datetime(2026, 5, 31, 16, tzinfo=UTC))
    assert world.all(ConditionOverdue) == [ConditionOverdue(code="address-proof", due=date(2026, 5, 31))]
    assert world.state(APPLICATION).status == "in-review"
    world.after(days=400)
    assert len(world.all(ConditionOverdue)) == 1


def test_the_desk_gives_a_paper_more_time_and_it_can_be_overdue_again() -> None:
    world = paper_to_come().on(date(2026, 6, 2))

    def more(due: date, actor: Actor = OFFICE) -> PostponeCondition:
        return PostponeCondition(
            case_id=APPLICATION, actor=actor, code="address-proof", due=due, reasons="the family moves"
        )

    world.when(more(date(2026, 6, 30), PARENT)).then_refused("not-permitted-now")
    world.when(more(date(2026, 6, 1))).then_refused("due-passed")
    world.when(more(date(2026, 6, 30))).then(ConditionPostponed)
    world.on(date(2026, 7, 1))
    assert [each.due for each in world.all(ConditionOverdue)] == [date(2026, 5, 31), date(2026, 6, 30)]


def test_only_a_person_refuses_for_a_paper_that_did_not_come() -> None:
    world = paper_to_come().on(date(2026, 6, 2))
    refuse = RefuseApplication(case_id=APPLICATION, actor=OFFICE, reasons="no address was shown")
    on(world, refuse).then(Refused, ChildUnlinked)


def test_a_transfer_needs_the_former_schools_record_before_its_place() -> None:
    papers = (*ALL, paper("school-reports"))
    world = submitted(kind="transfer", documents=papers)
    take_place(world).then_refused("prior-school-record-missing")
    assert world.state(ENROLMENT) is None
    on(world, ProvidePriorRecord(case_id=APPLICATION, actor=PARENT, prior=PRIOR)).then(
        PriorRecordProvided, ConditionMet(code="prior-school-record")
    )
    take_place(world)
    assert world.last(EnrolmentOpened).begin == date(2026, 9, 1)


def test_a_transfer_does_not_begin_before_it_has_left_the_former_school() -> None:
    prior = PRIOR.model_copy(update={"exit_on": date(2026, 12, 24)})
    papers = (*ALL, paper("school-reports"))
    world = submitted(kind="transfer", documents=papers, prior=prior)
    assert take_place(world).last(EnrolmentOpened).begin == date(2026, 12, 24)
    early = submitted(kind="transfer", documents=papers, prior=prior, begin=date(2026, 12, 1))
    take_place(early).then_refused("begin-before-exit")


def test_a_child_applies_once_for_a_school_and_year() -> None:
    world = submitted()
    submitted(world, "application-2").then_refused("duplicate-application")
    withdraw = Withdraw(case_id=APPLICATION, actor=PARENT, reason="we move away")
    on(world, withdraw).then(Withdrawn, Left, ChildUnlinked)
    submitted(world, "application-2").then(
        Submitted, GuardianVerified, Eligible, ChildLinked, Joined, OfferMade
    )


def test_a_place_at_an_exclusive_school_ends_the_other_applications_of_the_child() -> None:
    world = submitted(submitted(), "elsewhere", school=OTHER_SCHOOL, distance=900)
    take_place(world)
    assert world.all(PlacedElsewhere) == [PlacedElsewhere()]
    assert world.state("elsewhere").status == "placed-elsewhere"
    assert world.last(Left).cause == "placed-elsewhere"


def test_a_school_that_ranks_by_the_way_to_school_asks_for_it() -> None:
    submitted(school=OTHER_SCHOOL).then_refused("distance-required")


def test_a_sister_at_the_school_counts_when_she_has_the_same_guardian() -> None:
    world = enrolled()
    brother = child(passport_number="X7654321", names=ChildNames(given="Leo", family="Eriksson"))
    submitted(world, "application-2", child=brother, sibling=ENROLMENT)
    assert world.last(Joined).record.sibling
    stranger = form().guardian.model_copy(update={"person": "somebody-else"})
    submitted(World(), "application-3", child=brother, sibling=ENROLMENT, guardian=stranger).then_refused(
        "sibling-not-enrolled"
    )


def test_a_place_put_off_is_wanted_in_the_next_year_ahead_of_others() -> None:
    world = submitted()
    world.when(*deferred(PARENT, APPLICATION, world.state(APPLICATION))).then(
        SeatDeferred, PlaceDeferred, ChildLinked, YearGroupOpened, Joined, OfferMade
    )
    assert world.last(Joined).record.deferred
    assert world.state(APPLICATION).group.year == "2027/28"
    world.when(*deferred(PARENT, APPLICATION, world.state(APPLICATION))).then_refused("deferred-too-long")
    take_place(world)
    assert world.last(EnrolmentOpened).begin == date(2027, 9, 1)


def test_a_taken_place_put_off_leaves_the_enrolment_waiting() -> None:
    world = enrolled()
    world.when(*deferred(PARENT, APPLICATION, world.state(APPLICATION))).then(
        SeatDeferred, PlaceDeferred, PlaceGivenUp, ChildLinked, YearGroupOpened, Joined, OfferMade
    )
    assert world.state(ENROLMENT).status == "deferred"
    take_place(world).then(SeatTaken, PlaceAccepted, EnrolmentOpened, Enrolled, ChildUnlinked)
    state = world.state(ENROLMENT)
    assert (state.status, state.period.begin) == ("enrolled", date(2027, 9, 1))
    assert state.applications == (APPLICATION,)


def test_a_child_too_old_by_then_cannot_put_its_place_off() -> None:
    world = submitted(child=child(birth=date(2018, 9, 1)))
    world.when(*deferred(PARENT, APPLICATION, world.state(APPLICATION))).then_refused("age-outside-grade")


def test_what_is_published_of_an_application_has_nothing_of_the_child() -> None:
    world = World()
    world.permit(*_numbered(permit_events.granted(date(2026, 1, 5)), 3))
    submitted(world, documents=without("address-proof"), child=child(signs=("parent-chinese",)))
    on(world, review("nationality", admit=True))
    take_place(world)
    published = b"".join(out.data for out in world.batch.outgoing)
    secrets = [
        "Mia", "Eriksson", "2020-05-04", "X1234567", "UTO", "13800138000", "parent-chinese", "nationality",
        "address-proof", "mother", child().key, form().guardian.person, GUARDIAN, "anna", "seen by us",
    ]  # fmt: skip
    assert world.last(Enrolled) is not None
    assert [secret for secret in secrets if secret.encode() in published] == []
