"""1. By catalogue: what the authority decides, on what it needs, and what others are told of it."""

from __future__ import annotations

from datetime import date

import pytest

from services.qualifications.messages.outcomes import (
    FacilitationOnly,
    Outcome,
    PracticePermission,
    RefusedOutcome,
)
from services.qualifications.messages.recognition import (
    RecordConsent,
    RecordVerification,
)
from services.qualifications.messages.recognition_events import (
    IssuerVerified,
    QualificationRecognised,
    RecognitionDecided,
    RegulatorConsented,
)
from services.qualifications.messages.talent_events import QualificationNoted
from tests.qualifications.rules.make import (
    ARCHITECT,
    CONFIRMED,
    CONSENT,
    EASES_PERMIT,
    ECONOMIST_CONDITION,
    OFFICER,
    PERSON,
    PLACE,
    PROPOSER,
    RECOGNITION,
    REFUSED,
    RIVAL,
    SENIOR_ENGINEER,
    SUPERVISOR,
    UNCONFIRMED,
)
from tests.qualifications.rules.stories import consented, decide, denied, done, in_force, proposed, verified

CASES: list[tuple[str, Outcome, Outcome]] = [
    ("en-001", SENIOR_ENGINEER, SENIOR_ENGINEER),
    ("fi-001", ECONOMIST_CONDITION, ECONOMIST_CONDITION),
    (
        "ar-001",
        ARCHITECT,
        ARCHITECT.model_copy(update={"regulator": CONSENT.regulator, "consent": CONSENT.reference}),
    ),
    ("it-001", EASES_PERMIT, EASES_PERMIT),
]


@pytest.mark.parametrize(("which", "outcome", "recorded"), CASES, ids=[case[0] for case in CASES])
def test_1_10_each_effect_of_the_catalogue_is_recognised_as_itself(
    which: str, outcome: Outcome, recorded: Outcome
) -> None:
    world = verified(proposed(which))
    if which == "ar-001":
        consented(world)
    done(world, decide(outcome)).then(RecognitionDecided, QualificationRecognised, QualificationNoted)
    assert world.last(RecognitionDecided).outcome == recorded
    told = world.last(QualificationRecognised)
    assert (told.person, told.outcome, told.edition, told.item, told.place) == (
        PERSON,
        outcome.effect,
        "jinan-2026",
        which,
        PLACE,
    )
    assert told.recognised_on == world.today


def test_1_11_the_contract_with_other_services_has_its_fields_and_no_others() -> None:
    told = in_force(proposed(expires_on=date(2028, 1, 31))).last(QualificationRecognised)
    assert told.model_dump(mode="json") == {
        "person": PERSON,
        "outcome": "title",
        "field": "engineering",
        "level": "senior",
        "recognised_on": "2026-03-02",
        "place": PLACE,
        "series": "Engineering",
        "edition": "jinan-2026",
        "item": "en-001",
        "credential_expires": "2028-01-31",
    }


@pytest.mark.parametrize(
    "other", [ARCHITECT, ECONOMIST_CONDITION, EASES_PERMIT], ids=lambda each: each.effect
)
def test_1_13_no_effect_stands_for_another(other: Outcome) -> None:
    done(verified(proposed()), decide(other)).then_refused("outcome-not-allowed")


@pytest.mark.parametrize(
    "changes", [{"level": "professor"}, {"series": "Economics"}, {"place": "China"}, {"title": "工程师"}]
)
def test_1_14_an_item_s_scope_is_not_exceeded(changes: dict[str, str]) -> None:
    beyond = SENIOR_ENGINEER.model_copy(update=changes)
    done(verified(proposed()), decide(beyond)).then_refused("outcome-beyond-item")


def test_1_15_an_issuer_is_asked_where_the_item_says_so() -> None:
    done(proposed(), decide(SENIOR_ENGINEER)).then_refused("verification-missing")
    done(proposed("it-001"), decide(EASES_PERMIT)).then(
        RecognitionDecided, QualificationRecognised, QualificationNoted
    )


def test_1_16_what_its_issuer_does_not_confirm_is_refused_with_routes_of_appeal() -> None:
    world = done(denied(proposed()), decide(UNCONFIRMED)).then(RecognitionDecided)
    outcome = world.last(RecognitionDecided).outcome
    assert isinstance(outcome, RefusedOutcome)
    assert (outcome.grounds, [route.code for route in outcome.appeal_routes]) == (
        ("issuer-not-confirmed",),
        ["review", "reconsideration", "litigation"],
    )
    assert world.state(RECOGNITION).status == "refused"


def test_1_17_a_verification_says_how_by_whom_when_and_under_which_reference() -> None:
    world = done(
        proposed(), RecordVerification(case_id=RECOGNITION, actor=OFFICER, verification=CONFIRMED)
    ).then(IssuerVerified)
    told = world.last(IssuerVerified)
    assert (told.verification, told.result, told.by) == (CONFIRMED, "confirmed", OFFICER.client)
    later = CONFIRMED.model_copy(update={"on": date(2026, 3, 3)})
    done(proposed(), RecordVerification(case_id=RECOGNITION, actor=OFFICER, verification=later)).then_refused(
        "date-in-future"
    )


def test_1_18_a_regulated_practice_needs_its_regulator_s_consent_to_that_practice() -> None:
    world = done(verified(proposed("ar-001")), decide(ARCHITECT)).then_refused("consent-missing")
    stranger = CONSENT.model_copy(update={"regulator": "Health authority"})
    done(world, RecordConsent(case_id=RECOGNITION, actor=OFFICER, consent=stranger)).then_refused(
        "other-regulator"
    )
    early = CONSENT.model_copy(update={"on": date(2026, 3, 3)})
    done(world, RecordConsent(case_id=RECOGNITION, actor=OFFICER, consent=early)).then_refused(
        "date-in-future"
    )
    done(world, RecordConsent(case_id=RECOGNITION, actor=OFFICER, consent=CONSENT)).then(RegulatorConsented)
    wider = PracticePermission(practice="Design of everything", place=PLACE)
    done(world, decide(wider)).then_refused("beyond-consent")


def test_1_19_nobody_gives_itself_a_consent_within_the_outcome() -> None:
    boasting = ARCHITECT.model_copy(update={"regulator": "Health authority", "consent": "X-1"})
    world = done(consented(verified(proposed("ar-001"))), decide(boasting))
    outcome = world.last(RecognitionDecided).outcome
    assert (outcome.regulator, outcome.consent) == (CONSENT.regulator, CONSENT.reference)


def test_1_20_the_authority_refuses_on_grounds_of_the_policy() -> None:
    world = proposed()
    done(world, decide(RefusedOutcome(grounds=()))).then_refused("reasons-required")
    done(world, decide(RefusedOutcome(grounds=("bad-mood",)))).then_refused("ground-unknown")
    done(world, decide(REFUSED)).then(RecognitionDecided)
    assert world.all(QualificationRecognised) == []


def test_1_21_only_the_authority_decides() -> None:
    world = verified(proposed())
    for actor in (OFFICER, PROPOSER):
        done(world, decide(SENIOR_ENGINEER, actor=actor)).then_refused("not-permitted-now")
    done(world, decide(SENIOR_ENGINEER, actor=RIVAL)).then_refused("recognition-unknown")


def test_1_25_a_credential_that_ran_out_before_the_decision_is_not_recognised() -> None:
    world = verified(proposed(expires_on=date(2026, 3, 4))).after(days=3)
    done(world, decide(SENIOR_ENGINEER)).then_refused("credential-expired")
    done(world, decide(REFUSED, actor=SUPERVISOR)).then(RecognitionDecided)


def test_1_27_a_facilitation_is_neither_a_title_nor_leave_to_practise() -> None:
    world = in_force(proposed("it-001"), EASES_PERMIT)
    told = world.last(QualificationRecognised)
    assert isinstance(world.last(RecognitionDecided).outcome, FacilitationOnly)
    assert (told.level, told.series) == (None, None)


def test_1_28_a_credential_is_valid_on_its_last_day() -> None:
    world = verified(proposed(expires_on=date(2026, 3, 2)))
    done(world, decide(SENIOR_ENGINEER)).then(RecognitionDecided, QualificationRecognised, QualificationNoted)
