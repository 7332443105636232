"""3. After the notice the authority decides: what the panel proposed, or less with reasons."""

from __future__ import annotations

import pytest

from services.qualifications.messages.outcomes import Outcome, RefusedOutcome, TitleOutcome
from services.qualifications.messages.recognition_events import (
    QualificationRecognised,
    RecognitionDecided,
)
from services.qualifications.messages.talent_events import QualificationNoted
from tests.qualifications.rules.make import (
    ARCHITECT,
    EASES_PERMIT,
    ECONOMIST_CONDITION,
    ENGINEER_CONDITION,
    PLACE,
    RECOGNITION,
    REFUSED,
    SENIOR_ENGINEER,
    SUPERVISOR,
    propose,
    special,
)
from tests.qualifications.rules.stories import (
    consented,
    decide,
    done,
    noticed,
    on_notice,
    verified,
    with_panel,
)
from tests.qualifications.rules.world import World


def test_3_11_the_authority_follows_the_panel() -> None:
    world = done(noticed(), decide(SENIOR_ENGINEER))
    world.then(RecognitionDecided, QualificationRecognised, QualificationNoted)
    told = world.last(RecognitionDecided)
    assert (told.panel, told.departed, told.lapses_with_credential, told.by) == (
        1,
        False,
        False,
        SUPERVISOR.client,
    )
    recognised = world.last(QualificationRecognised)
    assert (recognised.outcome, recognised.edition, recognised.item) == ("title", None, None)


@pytest.mark.parametrize(
    "other",
    [
        SENIOR_ENGINEER.model_copy(update={"level": "intermediate", "title": "工程师"}),
        ENGINEER_CONDITION,
        EASES_PERMIT,
        REFUSED,
    ],
)
def test_3_12_the_authority_falls_short_of_the_panel_only_with_reasons(other: Outcome) -> None:
    world = done(noticed(), decide(other)).then_refused("departure-reasons-required")
    done(world, decide(other, departure="the programme of study was shorter"))
    told = world.last(RecognitionDecided)
    assert (told.departed, told.outcome.effect) == (True, other.effect)
    assert "shorter" not in told.published().decode()


@pytest.mark.parametrize(
    ("proposal", "more"),
    [
        (EASES_PERMIT, SENIOR_ENGINEER),
        (ECONOMIST_CONDITION, SENIOR_ENGINEER),
        (SENIOR_ENGINEER, ARCHITECT),
        (REFUSED, EASES_PERMIT),
    ],
)
def test_3_13_the_authority_never_goes_beyond_the_panel(proposal: Outcome, more: Outcome) -> None:
    done(noticed(proposal), decide(more, departure="kindness")).then_refused("outcome-not-allowed")


LOW = SENIOR_ENGINEER.model_copy(update={"level": "junior", "title": "助理工程师"})


@pytest.mark.parametrize(
    ("proposal", "more"),
    [
        (LOW, SENIOR_ENGINEER.model_copy(update={"place": "China"})),
        (LOW, SENIOR_ENGINEER),
        (SENIOR_ENGINEER, SENIOR_ENGINEER.model_copy(update={"place": "Shandong"})),
        (SENIOR_ENGINEER, SENIOR_ENGINEER.model_copy(update={"place": "Mars"})),
        (SENIOR_ENGINEER, SENIOR_ENGINEER.model_copy(update={"level": "technician"})),
        (SENIOR_ENGINEER, SENIOR_ENGINEER.model_copy(update={"level": "grand-master"})),
        (SENIOR_ENGINEER, SENIOR_ENGINEER.model_copy(update={"series": "Economics"})),
        (SENIOR_ENGINEER, SENIOR_ENGINEER.model_copy(update={"title": "正高级工程师"})),
        (SENIOR_ENGINEER, ECONOMIST_CONDITION),
        (LOW, ENGINEER_CONDITION),
        (SENIOR_ENGINEER, EASES_PERMIT.model_copy(update={"place": "China"})),
        (ARCHITECT, ARCHITECT.model_copy(update={"practice": "Design of everything"})),
        (ENGINEER_CONDITION, ENGINEER_CONDITION.model_copy(update={"still_needed": "nothing"})),
    ],
)
def test_3_30_nor_in_level_place_series_or_scope(proposal: Outcome, more: Outcome) -> None:
    done(noticed(proposal), decide(more, departure="kindness")).then_refused("outcome-beyond-panel")


def test_3_31_a_lower_level_in_a_narrower_place_is_less() -> None:
    wide = SENIOR_ENGINEER.model_copy(update={"place": "Shandong"})
    done(noticed(wide), decide(LOW, departure="fewer years of practice")).then(
        RecognitionDecided, QualificationRecognised, QualificationNoted
    )


def test_3_14_the_issuer_is_asked_case_by_case_too() -> None:
    world = on_notice().after(days=8)
    done(world, decide(SENIOR_ENGINEER)).then_refused("verification-missing")
    done(verified(world), decide(SENIOR_ENGINEER)).then(
        RecognitionDecided, QualificationRecognised, QualificationNoted
    )


def test_3_15_a_regulated_field_needs_its_regulator_case_by_case_too() -> None:
    asked = special(
        "ar-001",
        wanted="title",
    )
    world = noticed(ARCHITECT, with_panel(World().when(propose(asked))))
    done(world, decide(ARCHITECT)).then_refused("consent-missing")
    done(consented(world), decide(ARCHITECT))
    assert world.last(RecognitionDecided).outcome.consent == "C-7"
    assert world.last(RecognitionDecided).lapses_with_credential


def test_3_16_a_field_without_a_regulator_needs_no_consent() -> None:
    done(noticed(ARCHITECT), decide(ARCHITECT)).then(
        RecognitionDecided, QualificationRecognised, QualificationNoted
    )


def test_3_17_a_refusal_by_the_panel_is_refused_with_routes_of_appeal() -> None:
    world = done(noticed(REFUSED), decide(REFUSED)).then(RecognitionDecided)
    outcome = world.last(RecognitionDecided).outcome
    assert isinstance(outcome, RefusedOutcome)
    assert outcome.appeal_routes
    assert world.state(RECOGNITION).status == "refused"


def test_3_18_what_was_decided_reads_back_as_what_it_is() -> None:
    decided = done(noticed(), decide(SENIOR_ENGINEER)).last(RecognitionDecided)
    assert decided.outcome == TitleOutcome(
        title="高级工程师", level="senior", series="Engineering", place=PLACE
    )
