"""A contained patient with passport and birth date is known as a person of the other services."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.medical.fhir.passport import person_of
from services.medical.fhir.read import read_claim
from services.medical.messages.resources import ClaimView
from shared.persons import person_key
from tests.medical.fhir.examples import Json, encode, number, ref, small_claim

TYPE = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "PPN"}]}
PASSPORT = {"type": TYPE, **number("aa 123456", "http://hl7.org/fhir/sid/passport-SWE")}
PATIENT: Json = {"resourceType": "Patient", "id": "p", "identifier": [PASSPORT], "birthDate": "1990-05-17"}
BORN = date(1990, 5, 17)


def person(*identifiers: Any, **changes: Any) -> str | None:
    patient = {**PATIENT, **({"identifier": list(identifiers)} if identifiers else {}), **changes}
    return person_of({"reference": "#p"}, {"p": patient})


def test_the_key_is_the_one_by_which_the_other_services_know_the_person() -> None:
    assert person() == person_key("SWE", "AA123456", BORN)
    assert person(number("7", "urn:qilu:patients"), PASSPORT) == person()


def test_germany_is_known_as_its_passports_machine_readable_zone_has_it() -> None:
    german = {**PASSPORT, "system": "http://hl7.org/fhir/sid/passport-DEU"}
    assert person(german) == person_key("D", "AA123456", BORN)


def test_an_old_passport_gives_way_to_the_one_in_use() -> None:
    assert person({**PASSPORT, "value": "OLD1", "use": "old"}, PASSPORT) == person()
    assert person({**PASSPORT, "use": "old"}) is None


@pytest.mark.parametrize(
    "birth", ["1990", "1990-05", "1990-13-01", "1990-05-17T00:00:00Z", 1990, None, ["x"]]
)
def test_without_the_whole_day_of_birth_nobody_is_known(birth: Any) -> None:
    assert person(birthDate=birth) is None


@pytest.mark.parametrize(
    "identifiers",
    [
        "aa123456",
        [],
        ["aa123456"],
        [number("7", "urn:qilu:patients")],
        [number("AA123456", "http://hl7.org/fhir/sid/passport-SWE")],
        [{**PASSPORT, "type": {"coding": [{"system": "urn:qilu:types", "code": "PPN"}]}}],
        [{**PASSPORT, "type": {"coding": "PPN"}}],
        [{**PASSPORT, "type": {"coding": ["PPN"]}}],
        [{**PASSPORT, "type": "PPN"}],
        [{**PASSPORT, "value": "- <"}],
        [{**PASSPORT, "value": 123456}],
        [{**PASSPORT, "system": "http://hl7.org/fhir/sid/passport-"}],
        [{**PASSPORT, "system": ["http://hl7.org/fhir/sid/passport-SWE"]}],
        [{"type": TYPE}],
    ],
)
def test_what_is_not_as_agreed_names_nobody(identifiers: Any) -> None:
    assert person(identifier=identifiers) is None


@pytest.mark.parametrize("reference", ["Patient/p", "#", "#other", ""])
def test_a_patient_who_is_not_contained_is_not_known(reference: str) -> None:
    assert person_of({"reference": reference}, {"p": PATIENT}) is None


def test_a_claim_brings_the_key_of_its_patient_and_most_bring_none() -> None:
    view = read_claim(encode({**small_claim(), "patient": ref("#p"), "contained": [PATIENT]}))
    assert isinstance(view, ClaimView)
    assert view.person == person()
    plain = read_claim(encode(small_claim()))
    assert isinstance(plain, ClaimView)
    assert plain.person is None
