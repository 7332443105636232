"""3. A notice is public: whom the recognition does not concern objects too, as the policy has it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.qualifications.messages.common import Actor
from services.qualifications.messages.recognition import Object
from services.qualifications.messages.recognition_events import ObjectionLodged
from tests.qualifications.rules.make import RECOGNITION, RIVAL
from tests.qualifications.rules.stories import done, on_notice, panel_proposes

STRANGERS = (RIVAL, Actor("expert-f", "expert"), Actor("omar-haddad", "applicant"))


def objection(actor: Actor = RIVAL, reasons: str = "the training was shorter") -> Object:
    return Object(case_id=RECOGNITION, actor=actor, reference="o-1", objector="a competitor", reasons=reasons)


@pytest.mark.parametrize("actor", STRANGERS)
def test_3_20_a_stranger_objects_to_a_notice_and_to_nothing_else(actor: Actor) -> None:
    done(panel_proposes(), objection(actor)).then_refused("recognition-unknown")
    world = done(on_notice(), objection(actor)).then(ObjectionLodged)
    assert world.state(RECOGNITION).status == "objected"


def test_3_21_a_stranger_s_objection_has_reasons_and_comes_while_the_notice_runs() -> None:
    world = on_notice()
    done(world, objection(reasons=" ")).then_refused("reasons-required")
    world.at(datetime(2026, 3, 9, 16, 0, tzinfo=UTC))
    done(world, objection()).then_refused("recognition-unknown")


def test_3_22_a_member_of_the_panel_does_not_object_to_its_own_proposal() -> None:
    done(on_notice(), objection(Actor("expert-a", "expert"))).then_refused("not-permitted-now")
