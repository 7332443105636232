"""10. The issuer's answer: recorded by the office, and decided on by the authority alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.qualifications.messages.outcomes import RefusedOutcome
from services.qualifications.messages.recognition import RecordVerification, Verification
from services.qualifications.messages.recognition_events import (
    IssuerVerified,
    QualificationRecognised,
    RecognitionDecided,
    VerificationCorrected,
)
from services.qualifications.messages.talent_events import QualificationNoted
from services.qualifications.rules.actions import permitted
from tests.qualifications.rules.make import (
    CONFIRMED,
    EASES_PERMIT,
    NOT_CONFIRMED,
    OFFICER,
    RECOGNITION,
    REFUSED,
    SENIOR_ENGINEER,
    SUPERVISOR,
    UNCONFIRMED,
)
from tests.qualifications.rules.stories import (
    decide,
    denied,
    done,
    in_force,
    on_notice,
    panel_proposes,
    proposed,
    verified,
    with_panel,
)
from tests.qualifications.rules.world import World


def corrected(to: Verification, reason: str | None) -> RecordVerification:
    return RecordVerification(case_id=RECOGNITION, actor=OFFICER, verification=to, reason=reason)


@pytest.mark.parametrize("begun", [proposed, with_panel, panel_proposes, on_notice])
def test_10_1_an_answer_of_the_issuer_decides_nothing_whoever_records_it(begun: Callable[[], World]) -> None:
    world = begun()
    before = world.state(RECOGNITION).status
    denied(world).then(IssuerVerified)
    assert (world.state(RECOGNITION).status, world.state(RECOGNITION).decision) == (before, None)
    assert "decide" not in permitted(world.state(RECOGNITION), OFFICER)
    done(world, decide(UNCONFIRMED, actor=OFFICER)).then_refused("not-permitted-now")
    done(world, decide(UNCONFIRMED)).then(RecognitionDecided)
    assert (world.last(RecognitionDecided).by, world.state(RECOGNITION).status) == (
        SUPERVISOR.client,
        "refused",
    )


def test_10_2_what_is_not_confirmed_comes_to_nothing_but_a_refusal_on_that_ground() -> None:
    world = denied(proposed())
    done(world, decide(SENIOR_ENGINEER)).then_refused("verification-failed")
    done(world, decide(REFUSED)).then_refused("outcome-not-allowed")
    both = RefusedOutcome(grounds=("not-equivalent", "issuer-not-confirmed"))
    done(world, decide(both)).then(RecognitionDecided)


def test_10_3_not_even_what_needs_no_verification() -> None:
    world = denied(proposed("it-001"))
    done(world, decide(EASES_PERMIT)).then_refused("verification-failed")


def test_10_4_nor_what_the_panel_has_proposed_and_nobody_objected_to() -> None:
    world = denied(on_notice()).after(days=8)
    done(world, decide(SENIOR_ENGINEER)).then_refused("verification-failed")
    done(world, decide(UNCONFIRMED)).then(RecognitionDecided)
    assert world.last(RecognitionDecided).departed


def test_10_5_a_wrong_answer_is_corrected_with_a_reason_before_the_decision() -> None:
    world = done(denied(proposed()), corrected(CONFIRMED, None)).then_refused("reasons-required")
    done(world, corrected(CONFIRMED, " ")).then_refused("reasons-required")
    done(world, corrected(CONFIRMED, "a letter on someone else")).then(VerificationCorrected)
    assert world.state(RECOGNITION).verification == CONFIRMED
    assert "someone" not in world.last(VerificationCorrected).published().decode()
    done(world, decide(SENIOR_ENGINEER)).then(RecognitionDecided, QualificationRecognised, QualificationNoted)
    done(world, corrected(NOT_CONFIRMED, "too late")).then_refused("not-permitted-now")


def test_10_6_a_confirmation_that_was_wrong_is_corrected_too() -> None:
    world = done(verified(proposed()), corrected(NOT_CONFIRMED, "the register was misread"))
    world.then(VerificationCorrected)
    done(world, decide(SENIOR_ENGINEER)).then_refused("verification-failed")


def test_10_7_after_a_correction_case_by_case_the_panel_goes_on_as_before() -> None:
    world = done(denied(with_panel()), corrected(CONFIRMED, "misread"))
    done(world, decide(UNCONFIRMED)).then_refused("not-permitted-now")
    done(in_force(), corrected(CONFIRMED, None)).then()
