"""Who is connected: hospitals, insurers and offices, as data that is checked at start.

``read_registry`` turns ``deploy/partners.yaml`` into a ``Registry`` with look-ups by client, reference
and identifier. A mistake in the file stops the start with the path of the element and what is wrong
with it; a message can never meet a half-understood partner.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from services.medical.messages.common import Role
from services.medical.rules.partner_file import (
    Coverage,
    Hospital,
    Insurer,
    Limits,
    Office,
    Partner,
    PartnerIdentifier,
    PartnersFile,
)
from shared.checked import read_file, validated

T = TypeVar("T")
Row = tuple[str, str, T]


class PartnersInvalid(Exception):
    """The partners file cannot be used; the message has a line for every path and what is wrong there."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A coverage that we know, and the insurer whose it is."""

    insurer: Insurer
    coverage: Coverage


class Registry:
    """Fast look-ups over a checked partners file. Every look-up answers None for a stranger."""

    def __init__(self, file: PartnersFile) -> None:
        """Raises PartnersInvalid when two partners claim one client, source, reference or identifier."""
        problems: list[str] = []
        self.version = file.version
        self.defaults = file.defaults
        self.partners = _table(_clients(file), problems)
        self.sources = _table(_sources(file), problems)
        self._hospitals = _table(_names("hospitals", file.hospitals), problems)
        self._insurers = _table(_names("insurers", file.insurers), problems)
        self._policies = _table(_policies(file), problems)
        self._systems = _table(_coverage_systems(file), problems)
        roles: tuple[tuple[Role, Sequence[Partner | Office]], ...] = (
            ("hospital", file.hospitals),
            ("insurer", file.insurers),
            ("office", file.offices),
        )
        self._roles = {partner.client: role for role, group in roles for partner in group}
        self._limits = {
            insurer.client: file.defaults.model_copy(update=insurer.limits.changed())
            for insurer in file.insurers
        }
        if problems:
            raise PartnersInvalid("\n".join(problems))

    def hospital(self, client: str) -> Hospital | None:
        partner = self.partners.get(client)
        return partner if isinstance(partner, Hospital) else None

    def insurer(self, client: str) -> Insurer | None:
        partner = self.partners.get(client)
        return partner if isinstance(partner, Insurer) else None

    def insurers(self) -> list[str]:
        """The clients of all connected insurers."""
        return [client for client, partner in self.partners.items() if isinstance(partner, Insurer)]

    def role(self, client: str) -> Role | None:
        """What this client may be to a claim."""
        return self._roles.get(client)

    def hospital_named(self, name: str) -> Hospital | None:
        """By reference (``Organization/1``) or by ``identifier_name``."""
        return self._hospitals.get(name)

    def insurer_named(self, name: str) -> Insurer | None:
        """By reference (``Organization/2``) or by ``identifier_name``."""
        return self._insurers.get(name)

    def policy_named(self, name: str) -> Policy | None:
        """By the coverage's reference (``Coverage/9876B1``) or by ``identifier_name``."""
        return self._policies.get(name)

    def insurer_of_system(self, system: str) -> Insurer | None:
        """The insurer that numbers its policies in this identifier system."""
        return self._systems.get(system)

    def limits(self, insurer: Insurer) -> Limits:
        """The defaults with what this insurer's contract changes."""
        return self._limits[insurer.client]


def identifier_name(system: str | None, value: str) -> str:
    """The look-up name of a business identifier."""
    return f"{system or ''}|{value}"


def read_registry(path: Path) -> Registry:
    """Read and check a partners file. Raises PartnersInvalid with every problem found."""
    return read_file(path, parse_registry, PartnersInvalid)


def parse_registry(content: Any) -> Registry:
    """The same from content that is already parsed. Raises PartnersInvalid."""
    return Registry(validated(content, PartnersFile, PartnersInvalid))


def _table(rows: Iterator[Row[T]], problems: list[str]) -> dict[str, T]:
    """Names to their owners; a name that two claim is added to ``problems`` with both paths."""
    taken: dict[str, tuple[str, T]] = {}
    for path, name, owner in rows:
        if name in taken:
            problems.append(f"{path}: {name} is already claimed by {taken[name][0]}")
        taken.setdefault(name, (path, owner))
    return {name: owner for name, (_, owner) in taken.items()}


def _everyone(file: PartnersFile) -> Iterator[tuple[str, Partner | Office]]:
    for group in ("hospitals", "insurers", "offices"):
        for number, partner in enumerate(getattr(file, group)):
            yield f"{group}[{number}]", partner


def _clients(file: PartnersFile) -> Iterator[Row[Partner | Office]]:
    for path, partner in _everyone(file):
        yield f"{path}.client", partner.client, partner


def _sources(file: PartnersFile) -> Iterator[Row[str]]:
    for path, partner in _everyone(file):
        yield f"{path}.source", partner.source, partner.client


P = TypeVar("P", bound=Partner)


def _names(group: str, partners: tuple[P, ...]) -> Iterator[Row[P]]:
    for number, partner in enumerate(partners):
        path = f"{group}[{number}]"
        for place, reference in enumerate(partner.references):
            yield f"{path}.references[{place}]", reference, partner
        yield from _identifiers(path, partner.identifiers, partner)


def _identifiers(path: str, identifiers: tuple[PartnerIdentifier, ...], owner: T) -> Iterator[Row[T]]:
    for place, identifier in enumerate(identifiers):
        yield f"{path}.identifiers[{place}]", identifier_name(identifier.system, identifier.value), owner


def _policies(file: PartnersFile) -> Iterator[Row[Policy]]:
    for number, insurer in enumerate(file.insurers):
        for place, coverage in enumerate(insurer.coverages):
            path, policy = f"insurers[{number}].coverages[{place}]", Policy(insurer, coverage)
            if coverage.reference is not None:
                yield f"{path}.reference", coverage.reference, policy
            yield from _identifiers(path, coverage.identifiers, policy)


def _coverage_systems(file: PartnersFile) -> Iterator[Row[Insurer]]:
    for number, insurer in enumerate(file.insurers):
        for place, system in enumerate(insurer.coverage_systems):
            yield f"insurers[{number}].coverage_systems[{place}]", system, insurer
