"""The services of the house, composed over the files that they are deployed with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from deploy.local.home import CHECKOUT
from deploy.services import PARTNERS
from services.medical import app as medical
from services.medical.rules.partners import read_registry
from services.permits import app as permits
from services.permits.rules import clients as permits_clients
from services.permits.rules import rulebook as permits_rules
from services.qualifications import app as qualifications
from services.qualifications.rules import clients as qualifications_clients
from services.qualifications.rules import rulebook as qualifications_rules
from services.schooling import app as schooling
from services.schooling.rules.schools import official_schools
from shared.parking import Reader
from shared.runtime import Service


def _house() -> Iterator[Service]:
    experts = qualifications_clients.read_clients(_partners("qualifications")).experts
    yield medical.service_of(read_registry(_partners("medical")))
    yield permits.service_of(
        permits_clients.read_clients(_partners("permits")), permits_rules.read_rulebook()
    )
    yield qualifications.service_of(qualifications_rules.read_rulebook(experts))
    yield schooling.service_of(official_schools())


def _partners(service: str) -> Path:
    return CHECKOUT / "deploy" / PARTNERS[service]


HOUSE: Mapping[str, Service] = {service.name: service for service in _house()}

WRITERS: Mapping[str, str] = {service.topic: service.name for service in HOUSE.values()}
"""Who publishes the events of a topic; what partners write has no row."""

READINGS: Mapping[tuple[str, str], Reader] = {
    (service.name, topic): reader
    for service in HOUSE.values()
    for topic, reader in service.readers.items()
    if topic in WRITERS
}
"""Every reading of one service's events by another, or by itself: by reader's name and topic."""
