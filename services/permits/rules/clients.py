"""Who may come to the permits service, and as what: data that is checked at start.

``read_clients`` turns ``deploy/permits.yaml`` into ``Clients`` with look-ups by client and by source. A
mistake in the file stops the start with the path of the element and what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from services.permits.rules.desk import Desk
from services.permits.rules.employers import UsccInvalid, checked_uscc
from services.permits.rules.policy_file import Element, Name, Text
from shared.checked import clients_of, read_file, validated

ClientRole = Literal["applicant", "employer-agent", "officer", "supervisor", "keeper", "bureau"]
ClientId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Source = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9+.-]*:\S+$")]


class Known(Element):
    """A client of the token issuer, and the name under which people know it."""

    client: ClientId
    name: Name


class Agent(Known):
    """Acts for the employers of these unified social credit codes, and for no other."""

    usccs: Annotated[tuple[Text, ...], Field(min_length=1)]


class Bureau(Known):
    """The Exit-Entry bureau's adapter; ``source`` is its CloudEvents source (a URI)."""

    source: Source


class ClientsFile(Element):
    """The file as written. Liaison officers are officers; which of them is one is the desk's data."""

    version: Text
    applicants: tuple[Known, ...]
    employer_agents: tuple[Agent, ...]
    officers: tuple[Known, ...]
    supervisors: tuple[Known, ...]
    keepers: tuple[Known, ...]
    bureaus: tuple[Bureau, ...]


class ClientsInvalid(Exception):
    """The file cannot be used; the message has a line for every path and what is wrong there."""


GROUPS: Mapping[str, ClientRole] = {
    "applicants": "applicant",
    "employer_agents": "employer-agent",
    "officers": "officer",
    "supervisors": "supervisor",
    "keepers": "keeper",
    "bureaus": "bureau",
}


class Clients:
    """Fast look-ups over a checked file. Every look-up answers None for a stranger."""

    def __init__(self, file: ClientsFile) -> None:
        """Raises ClientsInvalid when a client, a source or a credit code is named twice or is not one."""
        problems: list[str] = []
        self._roles = {client: role for client, _, role in clients_of(file, GROUPS, problems)}
        problems += [*_source_problems(file), *_uscc_problems(file)]
        if problems:
            raise ClientsInvalid("\n".join(problems))
        self.sources = {bureau.source: bureau.client for bureau in file.bureaus}
        self._source_of = {bureau.client: bureau.source for bureau in file.bureaus}
        self._usccs = {agent.client: frozenset(agent.usccs) for agent in file.employer_agents}

    def role(self, client: str) -> ClientRole | None:
        """What this client comes as."""
        return self._roles.get(client)

    def source(self, client: str) -> str:
        """The CloudEvents source of a bureau. KeyError for anybody else."""
        return self._source_of[client]

    def acts_for(self, client: str, uscc: str) -> bool:
        """Whether the client is an agent of the employer with this code."""
        return uscc in self._usccs.get(client, frozenset())

    def require_staff(self, desk: Desk) -> None:
        """Raise ClientsInvalid unless every liaison officer of the desk is an officer here."""
        strangers = [each for each in desk.liaison_officers.value if self.role(each) != "officer"]
        if strangers:
            raise ClientsInvalid(f"officers: the desk's liaison officers are missing: {', '.join(strangers)}")


def _source_problems(file: ClientsFile) -> Iterator[str]:
    seen: set[str] = set()
    for number, bureau in enumerate(file.bureaus):
        if bureau.source in seen:
            yield f"bureaus[{number}].source: {bureau.source} is named before"
        seen.add(bureau.source)


def _uscc_problems(file: ClientsFile) -> Iterator[str]:
    """A code belongs to one agent: the first registration names the client that sees its applications."""
    owners: dict[str, str] = {}
    for number, agent in enumerate(file.employer_agents):
        for place, code in enumerate(agent.usccs):
            path = f"employer_agents[{number}].usccs[{place}]"
            try:
                if checked_uscc(code) != code:
                    yield f"{path}: write {code} without spaces and in capitals"
            except UsccInvalid as error:
                yield f"{path}: {error}"
            if code in owners:
                yield f"{path}: {code} is {owners[code]}'s already"
            owners.setdefault(code, agent.client)


def read_clients(path: Path) -> Clients:
    """Read and check a file of clients. Raises ClientsInvalid with every problem found."""
    return read_file(path, parse_clients, ClientsInvalid)


def parse_clients(content: Any) -> Clients:
    """The same from content that is already parsed. Raises ClientsInvalid."""
    return Clients(validated(content, ClientsFile, ClientsInvalid))
