"""Our verdicts against those of ``fhir.resources`` (R4B, which equals R4 for these resources), the judge.

Knowingly different verdicts. We refuse, and the judge lets pass, because R4's JSON says so:
  empty strings, arrays and objects, and null where no extension stands beside it;
  numbers and booleans in strings, and numbers for booleans or dates;
  an extension that says nothing (ext-1), white space in a uri;
  codes outside a required value set (status, use, outcome, ...).
A required element with nothing but an extension on it is refused too: the rules need its value.
The judge refuses, and we let pass, what the rules never read and we only keep:
  the values of extensions, the inside of contained resources, and whether base64 decodes.
"""

from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any

import orjson
import pytest
from fhir.resources.R4B import claim as judge_claim
from fhir.resources.R4B import claimresponse as judge_response
from fhir.resources.R4B import paymentreconciliation as judge_payment
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from services.medical.fhir.issues import Invalid
from services.medical.fhir.read import read_claim, read_claim_response, read_payment
from tests.medical.fhir.answer_examples import full_payment, full_response
from tests.medical.fhir.examples import Json, changed, cny, encode, full_claim

READERS: dict[str, Any] = {
    "Claim": (read_claim, judge_claim.Claim),
    "ClaimResponse": (read_claim_response, judge_response.ClaimResponse),
    "PaymentReconciliation": (read_payment, judge_payment.PaymentReconciliation),
}


@pytest.mark.parametrize("whole", [full_claim, full_response, full_payment])
def test_the_examples_are_valid_for_both(whole: Any) -> None:
    assert _accepted(whole()) == (True, True)


Path = tuple[int | str, ...]


def _places(value: Any, at: Path = ()) -> Iterator[tuple[Path, Any]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in pairs:
        yield (*at, key), child
        yield from _places(child, (*at, key))


def _kept_only(path: Path) -> bool:
    """Inside of what is kept and not looked into."""
    steps = [step for step in path if isinstance(step, str)]
    return steps[0] == "contained" or "valueCode" in steps or steps[-1] in ("data", "hash")


WHOLE = [full_claim(), full_response(), full_payment()]
PLACES = [
    (whole, at, child)
    for whole in WHOLE
    for at, child in _places(whole)
    if not _kept_only(at) and at != ("resourceType",)
]


def _accepted(resource: Json) -> tuple[bool, bool]:
    reader, judge = READERS[resource["resourceType"]]
    raw = encode(resource)
    verdict = reader(raw)
    ours = not (isinstance(verdict, Invalid) and any(issue.expression for issue in verdict.issues))
    try:
        judge.model_validate(orjson.loads(raw))
    except (ValidationError, TypeError, AttributeError):  # the judge stumbles over some wrong types
        return ours, False
    return ours, True


def _leaves_something_empty(whole: Json, at: Path) -> bool:
    parent: Any = whole
    for step in at[:-1]:
        parent = parent[step]
    return len(parent) == 1 or (isinstance(parent, dict) and parent.keys() == {"url", "extension"})


def _unpriced(at: Path) -> bool:
    """Money without its value is valid R4, but no amount: refused by us when the rules read it."""
    return at[-1] == "value"


def test_a_missing_element_gets_the_same_verdict() -> None:
    different = [
        at
        for whole, at, _ in PLACES
        if not _leaves_something_empty(whole, at) and not _unpriced(at)
        if len(set(_accepted(changed(whole, *at, to=...)))) == 2
    ]
    assert different == []


def test_an_unknown_element_is_refused_by_both_wherever_it_is() -> None:
    for whole, at, child in PLACES:
        if isinstance(child, dict):
            assert _accepted(changed(whole, *at, to={**child, "bogus": "x"})) == (False, False), at


NONSENSE: list[Any] = ["7", "some text", "2026-02-30", "#nobody", "", 7, -1, Decimal("1.5"), True, None]
NONSENSE += [{"bogus": 1}, ["x"], [{"bogus": 1}], []]


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(PLACES), st.sampled_from(NONSENSE))
def test_whatever_the_judge_refuses_we_refuse(place: tuple[Json, Path, Any], wrong: Any) -> None:
    whole, at, _ = place
    ours, judges = _accepted(changed(whole, *at, to=wrong))
    assert judges or not ours, at


CHOICES: list[tuple[Json, Path, Any]] = [
    (WHOLE[0], ("supportingInfo", 0, "timingPeriod"), {"start": "2026"}),
    (WHOLE[0], ("supportingInfo", 0, "valueBoolean"), True),
    (WHOLE[0], ("supportingInfo", 1, "valueQuantity"), {"value": 1}),
    (WHOLE[0], ("supportingInfo", 1, "valueReference"), {"reference": "Media/1"}),
    (WHOLE[0], ("diagnosis", 0, "diagnosisReference"), {"reference": "Condition/1"}),
    (WHOLE[0], ("procedure", 0, "procedureReference"), {"reference": "Procedure/1"}),
    (WHOLE[0], ("accident", "locationAddress"), {"text": "x"}),
    (WHOLE[0], ("item", 0, "servicedDate"), "2026-11-18"),
    (WHOLE[0], ("item", 0, "locationReference"), {"reference": "Location/1"}),
    (WHOLE[0], ("item", 0, "locationCodeableConcept"), {"text": "x"}),
    (WHOLE[1], ("addItem", 0, "servicedPeriod"), {"start": "2026"}),
    (WHOLE[1], ("addItem", 0, "locationAddress"), {"text": "x"}),
]


@pytest.mark.parametrize(("whole", "at", "second"), CHOICES)
def test_two_forms_of_one_choice_are_refused_by_both(whole: Json, at: Path, second: Any) -> None:
    assert _accepted(changed(whole, *at, to=second)) == (False, False)


STRICTER: list[tuple[Path, Any]] = [
    (("identifier",), []),
    (("payee",), None),
    (("disposition",), ""),
    (("insurance", 0, "sequence"), "1"),
    (("insurance", 0, "sequence"), True),
    (("insurance", 0, "focal"), 1),
    (("item", 0, "net", "value"), "100.00"),
    (("item", 0, "net"), {**cny("100.00"), "currency": ""}),
    (("created",), 2026),
    (("implicitRules",), "two words"),
    (("identifier", 0, "use"), "unheard-of"),
    (("created",), "2026-11-20T08:00:00"),
    (("extension", 0), {"url": "http://qilu.example/says-nothing"}),
]


@pytest.mark.parametrize(("at", "value"), STRICTER)
def test_where_the_judge_is_lax_the_specification_counts(at: Path, value: Any) -> None:
    assert _accepted(changed(WHOLE[0], *at, to=value))[0] is False


def test_nothing_that_is_sent_makes_a_reader_raise() -> None:
    everywhere = [(whole, at) for whole in WHOLE for at, _ in _places(whole)]
    chance = Random(20261124)
    for _ in range(3000):
        whole, at = chance.choice(everywhere)
        reader, _judge = READERS[whole["resourceType"]]
        reader(encode(changed(whole, *at, to=chance.choice(NONSENSE))))
