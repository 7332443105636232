"""3. What is withheld stays in the journal: neither its name, nor its values, nor whose they are goes out."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from tests.contracts.house import HOUSE
from tests.contracts.journals import KEYS, PERSONAL, in_journal, names, texts, texts_under, withheld
from tests.contracts.listening import Heard
from tests.contracts.records import short

each_service = pytest.mark.parametrize("service", HOUSE)

TOLD_WITH_A_KEY: Mapping[str, set[str]] = {
    "medical": set(),
    "permits": {
        "permits.permit.granted.v1",
        "permits.permit.extended.v1",
        "permits.permit.changed.v1",
        "permits.permit.extension-deemed-granted.v1",
        "permits.permit.residence-recorded.v1",
        "permits.permit.cancelled.v1",
        "permits.permit.revoked.v1",
        "permits.permit.expired.v1",
    },
    "qualifications": {
        "qualifications.qualification.recognised.v1",
        "qualifications.qualification.ended.v1",
        "qualifications.project.admitted.v1",
        "qualifications.project.ended.v1",
    },
    "schooling": set(),
}
"""The events by which the services of the house know one another's persons."""

TOLD_ON_PURPOSE = {
    ("permits.application.approved.v1", "assessment"),
    ("permits.application.refused.v1", "assessment"),
    ("qualifications.recognition.regulator-consented.v1", "consent"),
}
"""Withheld fields of which one part goes out under a name of its own: the policy's version, the regulator."""


@each_service
def test_3_1_what_is_withheld_is_a_field(service: str) -> None:
    """A name that is misspelt here would publish the field."""
    for kind in HOUSE[service].kinds.values():
        for event in kind.events:
            assert event.withheld <= event.model_fields.keys(), event.type


@each_service
def test_3_2_no_withheld_field_is_in_the_event_however_deep(service: str, heard: Mapping[str, Heard]) -> None:
    for example in heard[service].examples:
        assert example.event.withheld.isdisjoint(names(json.loads(example.out.data))), example.out.type


def test_3_3_every_name_of_a_personal_field_is_one_that_is_journaled(heard: Mapping[str, Heard]) -> None:
    """Else a field that got another name would be looked for in vain."""
    journals = [json.loads(example.event.journaled()) for each in heard.values() for example in each.examples]
    for field in PERSONAL | KEYS:
        assert any(any(texts_under({field}, journaled)) for journaled in journals), field


@each_service
def test_3_4_who_somebody_is_goes_out_in_no_event(service: str, heard: Mapping[str, Heard]) -> None:
    personal = in_journal(heard[service], PERSONAL)
    assert personal or service == "medical"  # which never knew a name
    for example in heard[service].examples:
        told = example.out.data.decode()
        assert [text for text in personal if text in told] == [], example.out.type


@each_service
def test_3_5_a_persons_key_goes_out_in_the_events_of_the_contract_alone(
    service: str, heard: Mapping[str, Heard]
) -> None:
    known = in_journal(heard[service], KEYS)
    with_a_key = set()
    for example in heard[service].examples:
        public = json.loads(example.out.data)
        if not KEYS.isdisjoint(public) or not known.isdisjoint(texts(public)):
            with_a_key.add(short(example.out.type))
    assert with_a_key == TOLD_WITH_A_KEY[service]


@each_service
def test_3_6_what_people_wrote_in_a_withheld_field_goes_out_by_no_other(
    service: str, heard: Mapping[str, Heard]
) -> None:
    for example in heard[service].examples:
        public = set(texts(json.loads(example.out.data)))
        for field, part in withheld(example).items():
            if (short(example.out.type), field) not in TOLD_ON_PURPOSE:
                written = {text for text in texts(part) if " " in text}
                assert written.isdisjoint(public), (example.out.type, field)
