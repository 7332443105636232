"""A request comes in, by catalogue or case by case, and may be taken back while it is undecided."""

from __future__ import annotations

from datetime import datetime

from services.qualifications import names
from services.qualifications.cases.recognition_state import RecognitionState
from services.qualifications.facts import Facts
from services.qualifications.messages.common import CatalogueItem
from services.qualifications.messages.recognition import Propose, Request, Withdraw
from services.qualifications.messages.recognition_events import RecognitionProposed, RecognitionWithdrawn
from services.qualifications.rules.guards import when_permitted
from services.qualifications.rules.periods import last_of
from services.qualifications.rules.wording import normal
from shared.cases import Decision, Refusal
from shared.clock import end_of_law_day, law_day
from shared.working_days import YearNotLoaded


def propose(command: Propose, state: RecognitionState | None, facts: Facts, now: datetime) -> Decision:
    """The request, with the catalogue's item where it goes by catalogue."""
    if command.actor.role != "proposer":
        return Refusal("not-permitted-now", "employers and institutions propose")
    if state is not None:
        same = (state.request, state.proposer) == (command.request, command.actor.client)
        return () if same else Refusal("reference-taken", "another request bears this reference")
    item = _objection(command, facts, now) or _item(command.request, facts, now)
    return item if isinstance(item, Refusal) else (_proposed(command, item, facts, now),)


def _objection(command: Propose, facts: Facts, now: datetime) -> Refusal | None:
    today, credential = law_day(now), command.request.credential
    if credential.awarded_on > today:
        return Refusal("date-in-future", "the credential is not awarded yet")
    if credential.expires_on is not None and credential.expires_on < today:
        return Refusal("credential-expired", f"the credential was valid until {credential.expires_on}")
    alias = names.request_for(command.request.person.key, normal(credential.issuer), normal(credential.title))
    if any(facts.requests_for(alias, besides=command.case_id)):
        return Refusal("duplicate-request", "this credential of the person is proposed or recognised already")
    return None


def _item(request: Request, facts: Facts, now: datetime) -> CatalogueItem | Refusal | None:
    """The item that the request goes by; None for what goes case by case, as no item gives it."""
    found = facts.catalogue.find(request.credential, request.item, law_day(now))
    if request.route == "catalogue":
        return found
    if request.item is not None or request.wanted in (None, "refused"):
        return Refusal("effect-required", "what goes case by case says which effect is wanted, and no item")
    if not (request.reasons or "").strip():
        return Refusal("reasons-required", "what goes case by case is given reasons")
    if request.credential.field not in facts.policy(now).fields:
        return Refusal("field-unknown", f"{request.credential.field} is no field of the policy")
    if isinstance(found, CatalogueItem) and facts.catalogue.item(found).effect == request.wanted:
        return Refusal("stands-in-catalogue", f"{found.edition} gives it this effect under {found.item}")
    return None


def _proposed(
    command: Propose, item: CatalogueItem | None, facts: Facts, now: datetime
) -> RecognitionProposed:
    policy, request = facts.policy(now), command.request
    listed = facts.catalogue.item(item) if item is not None else None
    field = request.credential.field if listed is None else listed.field
    regulator = listed.regulator if listed is not None else None
    return RecognitionProposed(
        request=request,
        item=item,
        field=field,
        verification_needed=listed.verify if listed is not None else policy.case_by_case_verification,
        regulator=regulator or policy.regulators.get(field),
        on=law_day(now),
        decision_due=_decision_due(request, facts, now),
        policy=policy.version,
        applicant=command.applicant,
        by=command.actor.client,
    )


def _decision_due(request: Request, facts: Facts, now: datetime) -> datetime | None:
    """An alert only: without the calendar of that time there is none, and the request goes on."""
    policy = facts.policy(now)
    days = policy.catalogue_decision if request.route == "catalogue" else policy.case_by_case_decision
    try:
        last = last_of(days, law_day(now), facts.working_days, rolls=policy.rolls_forward)
    except YearNotLoaded:
        return None
    return end_of_law_day(last)


def withdraw(command: Withdraw, state: RecognitionState | None) -> Decision:
    """The proposer takes its request back."""
    return when_permitted(
        command.actor,
        state,
        "withdraw",
        lambda state: (RecognitionWithdrawn(reason=command.reason, by=command.actor.client),),
        already=lambda state: state.status == "withdrawn",
    )
