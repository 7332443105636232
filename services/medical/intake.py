"""From what is told to the cases it concerns: ids and commands. Both doors use the same functions.

A claim's identity is its hospital with its first business identifier, or with its ``id`` where it has no
identifier; so the id of its case can be told before anything is stored, and by the hospital itself
(``shared.ids.stable_id`` has the recipe): ``stable_id("claim", hospital, system, value)``, or
``stable_id("claim", hospital, id)``. A payment's is likewise, with ``"payment"`` and its insurer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from services.medical import names
from services.medical.messages.commands import AnswerClaim, PayClaim, RelateClaim, SubmitClaim, SubmitPayment
from services.medical.messages.permits import PermitTold
from services.medical.messages.residents import NotePermit
from services.medical.messages.resources import (
    BusinessIdentifier,
    ClaimResponseView,
    ClaimView,
    Issue,
    PaymentDetail,
    PaymentView,
    ResourceRef,
)
from shared.cases import Command
from shared.ids import stable_id

# The tail of a reference, with or without a server before it and a version behind it.
_TAIL = re.compile(
    r"(?:^|/)(?P<type>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9.-]{1,64})(?:/_history/[A-Za-z0-9.-]+)?$"
)


def case_id(
    kind: str, client: str, identifiers: Iterable[BusinessIdentifier], resource_id: str | None
) -> str | None:
    """The id of the case of what ``client`` sent; None when nothing names it."""
    for identifier in identifiers:
        return stable_id(kind, client, identifier.system, identifier.value)
    return None if resource_id is None else stable_id(kind, client, resource_id)


MAX_DETAILS = 2000
"""Of one payment: all of them take effect in one transaction, which has to stay short."""


def too_many_details() -> Issue:
    """What is wrong with a payment that one transaction could not take."""
    words = f"a payment has at most {MAX_DETAILS} details; send the rest as another payment"
    return Issue("too-costly", "PaymentReconciliation.detail", words)


def nameless(resource: str) -> Issue:
    """What is wrong with a resource that cannot be told from another."""
    return Issue("required", f"{resource}.identifier", "name the resource: by an identifier, or by its id")


def claim_commands(hospital: str, claim_id: str, claim: ClaimView) -> tuple[Command, ...]:
    """The claim itself, and a note to every earlier claim that it continues."""
    notes = tuple(
        RelateClaim(
            aliases=tuple(_claim_names(hospital, related.ref)),
            hospital=hospital,
            by_claim=claim_id,
            relationship=related.relationship or "related",
        )
        for related in claim.related
    )
    return (SubmitClaim(case_id=claim_id, hospital=hospital, claim=claim), *notes)


def answer_commands(insurer: str, response: ClaimResponseView) -> tuple[Command, ...]:
    """The answer, to the claim that its ``request`` names."""
    request = response.request
    aliases = () if request is None else tuple(_claim_names(insurer, request))
    return (AnswerClaim(aliases=aliases, insurer=insurer, response=response),)


def payment_commands(insurer: str, payment_id: str, payment: PaymentView) -> tuple[Command, ...]:
    """The payment as a whole, and each detail to the claim that it names; others stay with the payment."""
    details = tuple(
        PayClaim(
            aliases=tuple(_detail_names(insurer, detail)),
            insurer=insurer,
            payment_id=payment_id,
            payment_digest=payment.digest,
            detail_number=number,
            detail=detail,
            payment_date=payment.payment_date,
        )
        for number, detail in enumerate(payment.details, start=1)
        if detail.request is not None or detail.response is not None
    )
    return (SubmitPayment(case_id=payment_id, insurer=insurer, payment=payment), *details)


def permit_told(told: PermitTold, permit: str, sequence: int) -> tuple[NotePermit, ...]:
    """What the permits service told of a permit, noted under every key of its holder.

    ``permit`` is the event's subject, and ``sequence`` its place among the events of that case.
    """
    return tuple(
        NotePermit(
            case_id=names.resident_id(person),
            person=person,
            persons=told.persons,
            permit=permit,
            sequence=sequence,
            news=told.news,
        )
        for person in told.persons
    )


def _detail_names(insurer: str, detail: PaymentDetail) -> Iterator[str]:
    if detail.request is not None:
        yield from _claim_names(insurer, detail.request)
    if detail.response is not None:
        if detail.response.identifier is not None:
            yield names.response_name(insurer, detail.response.identifier)
        tail = _tail(detail.response, "ClaimResponse")
        if tail is not None:
            yield names.response_id_name(insurer, tail)


def _claim_names(client: str, ref: ResourceRef) -> Iterator[str]:
    if ref.identifier is not None:
        yield names.identifier_name(client, ref.identifier)
    tail = _tail(ref, "Claim")
    if tail is not None:
        yield names.claim_name(client, tail)
        yield names.case_name(client, tail)


def _tail(ref: ResourceRef, resource: str) -> str | None:
    match = _TAIL.search(ref.reference or "")
    return match["id"] if match is not None and match["type"] == resource else None
