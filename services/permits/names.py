"""The names that cases answer to beside their ids, and the ids that can be computed before a case exists.

A person is a one-way key throughout.
"""

from __future__ import annotations

from shared.ids import stable_id


def employer_id(uscc: str) -> str:
    """The case of the employer with this unified social credit code."""
    return stable_id("employer", uscc)


def application_id(client: str, reference: str) -> str:
    """The case of the application that ``client`` opens under a reference of its own."""
    return stable_id("application", client, reference)


def permit_id(person: str) -> str:
    """The case of a person's first and only permit, when there is none yet."""
    return stable_id("permit", person)


def talent_id(person: str) -> str:
    """The case that keeps a person's memberships and recognised qualifications."""
    return stable_id("talent", person)


def open_application_of(person: str) -> str:
    """The application of this person that is with the office."""
    return f"open-application|{person}"


def residence_asked(application_id: str) -> str:
    """The application for which the Exit-Entry bureau is asked for a residence permit."""
    return f"residence-asked|{application_id}"


def permit_of(person: str) -> str:
    """The permit of the person, under each passport that it was held with."""
    return f"permit-of|{person}"


def permit_by_application(application_id: str) -> str:
    """The permit by an application that was issued for it."""
    return f"permit-by-application|{application_id}"


def permit_number(number: str) -> str:
    """The permit by its number for life."""
    return f"permit-number|{number}"
