"""The names that a claim answers to beside its id. Who writes one and who looks it up use the same function.

Every name begins with the client in whose mouth it means something, so that no partner can reach a claim
by a name that another partner gave it.
"""

from __future__ import annotations

from services.medical.resources import BusinessIdentifier


def identifier_name(client: str, identifier: BusinessIdentifier) -> str:
    """A business identifier of the claim, as its hospital or its insurer quotes it."""
    return f"{client}|{identifier.system}|{identifier.value}"


def claim_name(client: str, resource_id: str) -> str:
    """The claim as ``Claim/{id}``, with the id that its hospital gave it or with that of its case."""
    return f"{client}|Claim/{resource_id}"


def payable_name(insurer: str, claim: str) -> str:
    """A claim that the insurer has decided and may now pay, by the first name that its hospital gave it."""
    return f"{insurer}|payable|{claim}"


def response_name(insurer: str, identifier: BusinessIdentifier) -> str:
    """A business identifier of an answer that the insurer gave to the claim."""
    return f"{insurer}|response|{identifier.system}|{identifier.value}"


def response_id_name(insurer: str, resource_id: str) -> str:
    """An answer as ``ClaimResponse/{id}`` with the id that the insurer gave it."""
    return f"{insurer}|ClaimResponse/{resource_id}"


def guarantee_name(insurer: str, reference: str) -> str:
    """The preauthorization whose guarantee of payment the insurer gave this reference."""
    return f"{insurer}|guarantee|{reference}"


def payment_name(insurer: str, identifier: BusinessIdentifier) -> str:
    """A payment by the insurer's number for it."""
    return f"{insurer}|payment|{identifier.system}|{identifier.value}"
