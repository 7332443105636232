"""The names that cases answer to beside their ids, and the ids that can be computed before a case exists.

A person is a one-way key throughout.
"""

from __future__ import annotations

from shared.ids import stable_id


def recognition_id(client: str, reference: str) -> str:
    """The case of the request that ``client`` proposes under a reference of its own."""
    return stable_id("recognition", client, reference)


def talent_id(person: str) -> str:
    """The case that keeps what a person's recognitions lead to: admissions to talent projects."""
    return stable_id("talent", person)


def admission_id(client: str, reference: str) -> str:
    """An application for a project that ``client`` makes under its reference; part of a talent case."""
    return stable_id("admission", client, reference)


def holder_id(person: str) -> str:
    """The case that keeps what the permits service tells of a person."""
    return stable_id("holder", person)


def request_for(person: str, issuer: str, title: str) -> str:
    """The undecided or standing recognition of a person's credential; ``issuer`` and ``title`` normalised."""
    return f"request-for|{stable_id('credential', person, issuer, title)}"
