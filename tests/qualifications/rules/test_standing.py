"""4. A recognition in force: its credential runs out or is renewed; the authority revokes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from services.qualifications.messages.recognition import RenewCredential, Revoke, Verification
from services.qualifications.messages.recognition_events import (
    CredentialRenewed,
    QualificationEnded,
    QualificationRecognised,
    RecognitionDecided,
    RecognitionLapsed,
    RecognitionRevoked,
)
from services.qualifications.messages.talent_events import QualificationFallen, QualificationNoted
from tests.qualifications.rules.make import (
    CONFIRMED,
    EASES_PERMIT,
    NOT_CONFIRMED,
    OFFICER,
    PERSON,
    RECOGNITION,
    SENIOR_ENGINEER,
    SUPERVISOR,
    credential,
)
from tests.qualifications.rules.stories import (
    decide,
    done,
    in_force,
    panel_proposes,
    proposed,
    verified,
    with_panel,
)
from tests.qualifications.rules.world import World

EXPIRES, SOON = date(2026, 6, 30), date(2026, 3, 10)
REVOKE = Revoke(case_id=RECOGNITION, actor=SUPERVISOR, reason="the diploma was forged")


def eased() -> World:
    """A facilitation, which ends with a credential that is valid to 30 June."""
    return in_force(proposed("it-001", expires_on=EXPIRES), EASES_PERMIT)


def renew(until: date | None, verification: Verification = CONFIRMED) -> RenewCredential:
    return RenewCredential(case_id=RECOGNITION, actor=OFFICER, expires_on=until, verification=verification)


def test_4_1_an_outcome_that_depends_on_its_credential_lapses_after_the_last_day_in_china() -> None:
    world = eased().at(datetime(2026, 6, 30, 15, 59, 59, tzinfo=UTC))
    assert world.state(RECOGNITION).status == "in-force"
    world.at(datetime(2026, 6, 30, 16, 0, tzinfo=UTC)).then(
        RecognitionLapsed(on=EXPIRES),
        QualificationEnded(person=PERSON, cause="lapsed", on=EXPIRES),
        QualificationFallen,
    )
    assert world.state(RECOGNITION).status == "lapsed"


def test_4_2_a_title_does_not_end_with_the_credential() -> None:
    world = in_force(proposed(expires_on=EXPIRES), SENIOR_ENGINEER).after(days=400)
    assert (world.state(RECOGNITION).status, world.all(RecognitionLapsed)) == ("in-force", [])


@pytest.mark.parametrize("until", [date(2027, 6, 30), None])
def test_4_3_renewed_in_time_it_stands_as_long_as_the_credential(until: date | None) -> None:
    world = done(eased(), renew(until)).then(CredentialRenewed, QualificationRecognised)
    told = world.all(QualificationRecognised)
    assert [each.credential_expires for each in told] == [EXPIRES, until]
    assert told[1] == told[0].model_copy(update={"credential_expires": until})
    world.at(datetime(2027, 6, 30, 15, 0, tzinfo=UTC))
    assert world.state(RECOGNITION).status == "in-force"
    world.after(hours=2)
    assert world.state(RECOGNITION).status == ("in-force" if until is None else "lapsed")


def test_4_4_on_its_last_day_it_can_still_be_renewed_and_afterwards_no_more() -> None:
    late = CONFIRMED.model_copy(update={"on": EXPIRES})
    world = eased().at(datetime(2026, 6, 30, 15, 0, tzinfo=UTC))
    done(world, renew(date(2027, 6, 30), late)).then(CredentialRenewed, QualificationRecognised)
    world = eased().at(datetime(2026, 6, 30, 17, 0, tzinfo=UTC))
    done(world, renew(date(2027, 6, 30), late)).then_refused("not-permitted-now")


def test_4_5_a_title_whose_credential_ran_out_is_not_renewed_after_the_fact() -> None:
    world = in_force(proposed(expires_on=EXPIRES), SENIOR_ENGINEER).after(days=200)
    done(world, renew(date(2027, 6, 30))).then_refused("credential-expired")


@pytest.mark.parametrize(
    ("until", "verification", "code"),
    [
        (date(2027, 6, 30), NOT_CONFIRMED, "renewal-not-confirmed"),
        (date(2026, 6, 30), CONFIRMED, "dates-invalid"),
        (
            date(2027, 6, 30),
            CONFIRMED.model_copy(update={"on": date(2026, 3, 3)}),
            "date-in-future",
        ),
    ],
)
def test_4_6_a_renewal_is_longer_and_confirmed(until: date, verification: Verification, code: str) -> None:
    done(eased(), renew(until, verification)).then_refused(code)


def test_4_7_what_does_not_expire_is_not_renewed() -> None:
    done(in_force(), renew(date(2027, 6, 30))).then_refused("not-permitted-now")


def test_4_8_the_authority_revokes_with_reasons_that_are_not_published() -> None:
    world = done(in_force(), REVOKE).then(RecognitionRevoked, QualificationEnded, QualificationFallen)
    assert world.last(QualificationEnded) == QualificationEnded(
        person=PERSON, cause="revoked", on=world.today
    )
    told = world.last(RecognitionRevoked)
    assert [route.code for route in told.appeal_routes] == ["review", "reconsideration", "litigation"]
    assert "forged" not in told.published().decode()


def test_4_9_nobody_else_revokes_and_never_without_reasons() -> None:
    silent = Revoke(case_id=RECOGNITION, actor=SUPERVISOR, reason=" ")
    done(in_force(), silent).then_refused("reasons-required")
    officer = Revoke(case_id=RECOGNITION, actor=OFFICER, reason="x")
    done(in_force(), officer).then_refused("not-permitted-now")
    done(proposed(), REVOKE).then_refused("not-permitted-now")


def test_4_10_what_lapsed_is_not_revoked_and_what_was_revoked_does_not_lapse() -> None:
    world = done(eased(), REVOKE).after(days=200)
    assert world.all(RecognitionLapsed) == []
    done(eased().after(days=200), REVOKE).then_refused("not-permitted-now")


@pytest.mark.parametrize(
    "begun", [lambda: proposed(expires_on=SOON), lambda: panel_proposes(world=special_until_soon())]
)
@pytest.mark.parametrize("days", [0, 20])
def test_4_11_an_undecided_credential_is_renewed_before_and_after_it_ran_out(
    begun: Callable[[], World], days: int
) -> None:
    world = begun().after(days=days)
    done(world, renew(SOON)).then_refused("dates-invalid")
    if days:
        done(world, renew(date(2026, 3, 15))).then_refused("credential-expired")
    done(world, renew(date(2027, 6, 30))).then(CredentialRenewed)
    assert world.state(RECOGNITION).credential_expires == date(2027, 6, 30)


def test_4_12_what_was_renewed_in_time_for_the_decision_is_recognised_with_its_new_last_day() -> None:
    world = verified(proposed("it-001", expires_on=SOON)).after(days=20)
    done(world, decide(EASES_PERMIT)).then_refused("credential-expired")
    done(done(world, renew(EXPIRES)), decide(EASES_PERMIT)).then(
        RecognitionDecided, QualificationRecognised, QualificationNoted
    )
    assert world.last(QualificationRecognised).credential_expires == EXPIRES


def special_until_soon() -> World:
    return with_panel(credential=credential("none", expires_on=SOON))
