"""Cases that have come to a certain point, for the tests of what may happen next."""

from __future__ import annotations

from typing import Any

from services.medical.messages.resources import AdjudicatedLine
from tests.medical.rules.make import APPROVED, STRANGE_POLICY, answer, cny, pay, submit
from tests.medical.rules.scenario import Scenario, facts, given

KNOWN_PAYMENT = {"payment-1": "payment-digest-1"}


def dispatched(**changes: Any) -> Scenario:
    return given(known=facts(payments=dict(KNOWN_PAYMENT))).when(submit(**changes))


def held() -> Scenario:
    return given(known=facts(payments=dict(KNOWN_PAYMENT))).when(submit(coverages=(STRANGE_POLICY,)))


def adjudicated(*lines: AdjudicatedLine) -> Scenario:
    return dispatched().when(answer(*(lines or APPROVED)))


def settled() -> Scenario:
    return adjudicated().when(pay(cny("280.00")))


def preauthorization(**changes: Any) -> Scenario:
    return dispatched(use="preauthorization", **changes)
