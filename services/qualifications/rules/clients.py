"""Who may come to the qualifications service, and as what: data that is checked at start.

``read_clients`` turns ``deploy/qualifications.yaml`` into ``Clients`` with a look-up by client. A mistake in
the file stops the start with the path of the element and what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from services.qualifications.messages.common import Actor, Name, Role
from services.qualifications.rules.experts import Expert
from services.qualifications.rules.policy_file import Element, Text
from shared.checked import clients_of, read_file, validated

ClientId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
CreditCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$")]
"""A unified social credit code by its letters; whose it is, and its check digit, the registry knows."""


class Known(Element):
    """A client of the token issuer, and the name under which people know it."""

    client: ClientId
    name: Name


class Proposer(Known):
    """An employer's agent, or an institution: it proposes for these organisations and for no other."""

    organisations: Annotated[tuple[CreditCode, ...], Field(min_length=1)]


class Listed(Known):
    """On the list of experts; ``institution`` is the credit code of where the expert works."""

    institution: Annotated[Text, Field(max_length=100)]


class ClientsFile(Element):
    """The file as written. ``supervisors`` decide for the human-resources authority."""

    version: Text
    proposers: tuple[Proposer, ...]
    experts: tuple[Listed, ...]
    officers: tuple[Known, ...]
    supervisors: tuple[Known, ...]
    applicants: tuple[Known, ...]


class ClientsInvalid(Exception):
    """The file cannot be used; the message has a line for every path and what is wrong there."""


GROUPS: Mapping[str, Role] = {
    "proposers": "proposer",
    "experts": "expert",
    "officers": "officer",
    "supervisors": "supervisor",
    "applicants": "applicant",
}


class Clients:
    """Look-ups over a checked file. ``experts`` is the list from which panels are appointed, by client."""

    def __init__(self, file: ClientsFile) -> None:
        """Raises ClientsInvalid when a client is named twice, or a credit code is two proposers'."""
        problems: list[str] = []
        self._actors = {client: Actor(client, role) for client, _, role in clients_of(file, GROUPS, problems)}
        problems += _code_problems(file)
        if problems:
            raise ClientsInvalid("\n".join(problems))
        self._organisations = {each.client: frozenset(each.organisations) for each in file.proposers}
        self.experts: Mapping[str, Expert] = {
            each.client: Expert(each.client, each.institution) for each in file.experts
        }

    def actor(self, client: str) -> Actor | None:
        """As whom this client acts; None for a stranger."""
        return self._actors.get(client)

    def is_applicant(self, client: str) -> bool:
        """Whether the client is a person whose qualification may be recognised."""
        actor = self.actor(client)
        return actor is not None and actor.role == "applicant"

    def proposes_for(self, client: str, organisation: str) -> bool:
        """Whether the client proposes for the organisation with this credit code."""
        return organisation in self._organisations.get(client, frozenset())


def _code_problems(file: ClientsFile) -> Iterator[str]:
    """A code belongs to one proposer: nobody else sees what is proposed for it."""
    owners: dict[str, str] = {}
    for number, proposer in enumerate(file.proposers):
        for place, code in enumerate(proposer.organisations):
            if code in owners:
                yield f"proposers[{number}].organisations[{place}]: {code} is {owners[code]}'s already"
            owners.setdefault(code, proposer.client)


def read_clients(path: Path) -> Clients:
    """Read and check a file of clients. Raises ClientsInvalid with every problem found."""
    return read_file(path, parse_clients, ClientsInvalid)


def parse_clients(content: Any) -> Clients:
    """The same from content that is already parsed. Raises ClientsInvalid."""
    return Clients(validated(content, ClientsFile, ClientsInvalid))
