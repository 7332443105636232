"""Who may come to the schooling service, and as what: data that is checked at start.

``read_clients`` turns ``deploy/schooling.yaml`` into ``Clients`` with a look-up by client. A mistake in the
file stops the start with the path of the element and what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import StringConstraints

from services.schooling.messages.common import Actor, Role, SchoolId
from services.schooling.rules.schools import Schools
from services.schooling.rules.shapes import Element, Name, Text
from shared.checked import clients_of, read_file, validated

ClientId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class Known(Element):
    """A client of the token issuer, and the name under which people know it."""

    client: ClientId
    name: Name


class Admissions(Known):
    """The admissions office of one school; a school may have several clients."""

    school: SchoolId


class ClientsFile(Element):
    """The file as written. ``office`` is the zone's desk, ``supervisors`` are who watches over it."""

    version: Text
    schools: tuple[Admissions, ...]
    guardians: tuple[Known, ...]
    office: tuple[Known, ...]
    supervisors: tuple[Known, ...]


class ClientsInvalid(Exception):
    """The file cannot be used; the message has a line for every path and what is wrong there."""


GROUPS: Mapping[str, Role] = {
    "schools": "school",
    "guardians": "guardian",
    "office": "officer",
    "supervisors": "supervisor",
}


class Clients:
    """Look-ups over a checked file."""

    def __init__(self, file: ClientsFile) -> None:
        """Raises ClientsInvalid when a client is named twice."""
        self._schools = {each.school for each in file.schools}
        problems: list[str] = []
        self._actors = {
            client: _actor(known, role) for client, known, role in clients_of(file, GROUPS, problems)
        }
        if problems:
            raise ClientsInvalid("\n".join(problems))

    def actor(self, client: str) -> Actor | None:
        """As whom this client acts; None for a stranger."""
        return self._actors.get(client)

    def require_schools(self, schools: Schools) -> None:
        """Raise ClientsInvalid unless every school that a client acts for is one of ``schools``."""
        strangers = sorted(each for each in self._schools if schools.get(each) is None)
        if strangers:
            raise ClientsInvalid(f"schools: there is no school {', '.join(strangers)}")


def _actor(known: Known, role: Role) -> Actor:
    return Actor(known.client, role, known.school if isinstance(known, Admissions) else None)


def read_clients(path: Path) -> Clients:
    """Read and check a file of clients. Raises ClientsInvalid with every problem found."""
    return read_file(path, parse_clients, ClientsInvalid)


def parse_clients(content: Any) -> Clients:
    """The same from content that is already parsed. Raises ClientsInvalid."""
    return Clients(validated(content, ClientsFile, ClientsInvalid))
