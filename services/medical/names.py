"""The names that a claim answers to beside its id, and the id that follows from who somebody is.

Who writes a name and who looks it up use the same function.

Every name begins with the client in whose mouth it means something and says what kind of name it is, so that
no partner can reach a claim by a name that another gave it, nor make one kind of name look like another.
"""

from __future__ import annotations

from services.medical.messages.resources import BusinessIdentifier
from shared.ids import stable_id


def identifier_name(client: str, identifier: BusinessIdentifier) -> str:
    """A business identifier of the claim, as its hospital or its insurer quotes it."""
    return _name(client, "number", identifier.system, identifier.value)


def claim_name(client: str, resource_id: str) -> str:
    """The claim as ``Claim/{id}`` with the id that its hospital gave it."""
    return _name(client, "id", resource_id)


def case_name(client: str, case_id: str) -> str:
    """The claim as ``Claim/{id}`` with the id of its case here."""
    return _name(client, "case", case_id)


def payable_name(insurer: str, claim: str) -> str:
    """A claim that the insurer has decided and may now pay, by the first name that its hospital gave it."""
    return _name(insurer, "payable", claim)


def response_name(insurer: str, identifier: BusinessIdentifier) -> str:
    """A business identifier of an answer that the insurer gave to the claim."""
    return _name(insurer, "answer-number", identifier.system, identifier.value)


def response_id_name(insurer: str, resource_id: str) -> str:
    """An answer as ``ClaimResponse/{id}`` with the id that the insurer gave it."""
    return _name(insurer, "answer-id", resource_id)


def guarantee_name(insurer: str, reference: str) -> str:
    """The preauthorization whose guarantee of payment the insurer gave this reference."""
    return _name(insurer, "guarantee", reference)


def resident_id(person: str) -> str:
    """The case of what is known of a person's stay, by the person's key."""
    return stable_id("resident", person)


def _name(*parts: str) -> str:
    """The parts in one text from which they could be had again: ``|`` within a part is doubled."""
    return " | ".join(part.replace("|", "||") for part in parts)
