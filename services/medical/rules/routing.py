"""To which insurer a claim goes, or why the office must look at it first.

A claim goes to the insurer of its focal coverage and to nobody else: one that names an insurer to whom
the coverage does not belong is held, because it would show a patient's data to a stranger.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from services.medical.messages.common import HoldReason
from services.medical.messages.resources import ClaimView, Coverage, Days, ResourceRef
from services.medical.rules.limits import AnswerDue, answer_due, filed_in_time
from services.medical.rules.partner_file import Coverage as KnownCoverage
from services.medical.rules.partner_file import Insurer
from services.medical.rules.partners import Registry, identifier_name
from shared.working_days import WorkingDays, YearNotLoaded


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a claim waits for the office; ``detail`` names partners and days at most."""

    reason: HoldReason
    detail: str


@dataclass(frozen=True, slots=True)
class Addressee:
    """The insurer of a claim, and what we know of the coverage (None: only whose it is)."""

    insurer: Insurer
    coverage: KnownCoverage | None = None


def focal_coverage(claim: ClaimView) -> Coverage | None:
    """The insurance that this claim is to be settled under; None when the claim leaves that open."""
    focal = [coverage for coverage in claim.coverages if coverage.focal]
    if len(focal) == 1:
        return focal[0]
    return claim.coverages[0] if len(claim.coverages) == 1 else None


def address(claim: ClaimView, partners: Registry) -> Addressee | Hold:
    """Who is to answer the claim."""
    named = claim.insurer
    insurer = _insurer(named, partners) if named else None
    if named is not None and _says_who(named) and insurer is None:
        return Hold("insurer-not-connected", "the insurer that the claim names is not connected")
    coverage = focal_coverage(claim)
    if coverage is None:
        return Hold("coverage-unknown", "no insurance of the claim is marked as the one to settle it under")
    found = _addressee(coverage, partners)
    if found is None and any(_says_who(payor) for payor in coverage.payors):
        return Hold("insurer-not-connected", "the insurer of the claim's coverage is not connected")
    if found is None:
        return Hold("coverage-unknown", "no connected insurer knows the claim's coverage")
    if insurer is not None and insurer is not found.insurer:
        detail = f"the coverage is of {found.insurer.client}, the claim names {insurer.client}"
        return Hold("coverage-unknown", detail)
    return found


def _addressee(coverage: Coverage, partners: Registry) -> Addressee | None:
    """By the policy's reference or identifier, by its numbering system, or by a payor in the claim."""
    for name in _names(coverage.coverage):
        policy = partners.policy_named(name)
        if policy is not None:
            return Addressee(policy.insurer, policy.coverage)
    identifier = coverage.coverage.identifier
    insurer = partners.insurer_of_system(identifier.system) if identifier else None
    if insurer is not None:
        return Addressee(insurer)
    payors = filter(None, (_insurer(payor, partners) for payor in coverage.payors))
    return next((Addressee(payor) for payor in payors), None)


def _insurer(ref: ResourceRef, partners: Registry) -> Insurer | None:
    known = filter(None, (partners.insurer_named(name) for name in _names(ref)))
    return next(known, None)


def _says_who(ref: ResourceRef) -> bool:
    return ref.reference is not None or ref.identifier is not None


def _names(ref: ResourceRef) -> tuple[str, ...]:
    names = (
        ref.reference,
        identifier_name(ref.identifier.system, ref.identifier.value) if ref.identifier else None,
    )
    return tuple(name for name in names if name is not None)


def names_another_hospital(claim: ClaimView, hospital: str, partners: Registry) -> bool:
    """Whether the claim's provider is a hospital that we know and that did not send it."""
    known = (partners.hospital_named(name) for name in _names(claim.provider))
    return any(other is not None and other.client != hospital for other in known)


def names_another_insurer(named: ResourceRef | None, insurer: str, partners: Registry) -> bool:
    """Whether an answer or a payment names an insurer that we know and that did not send it."""
    other = _insurer(named, partners) if named else None
    return other is not None and other.client != insurer


def days_of_service(claim: ClaimView) -> tuple[Days, ...]:
    """The days of each line that says any, else the billed period."""
    lines = [Days(line.first_day, line.last_day) for line in claim.lines if line.first_day or line.last_day]
    return tuple(lines) or ((claim.billable_period,) if claim.billable_period else ())


def last_day_of_service(claim: ClaimView) -> date | None:
    """The day from which filing is counted: the latest of the lines, else the end of the billed period."""
    days = [day for line in claim.lines if (day := line.last_day or line.first_day) is not None]
    if days:
        return max(days)
    return claim.billable_period.last if claim.billable_period else None


def first_day_of_service(claim: ClaimView) -> date | None:
    """The earliest day of the lines, else the start of the billed period."""
    days = [line.first_day for line in claim.lines if line.first_day is not None]
    if days:
        return min(days)
    return claim.billable_period.first if claim.billable_period else None


def late(
    claim: ClaimView, insurer: Insurer, partners: Registry, now: datetime, working_days: WorkingDays
) -> Hold | None:
    """Held when it is filed after the insurer's limit; only claims are filed late, not questions ahead."""
    limit, last = partners.limits(insurer).filing, last_day_of_service(claim)
    if isinstance(limit, str) or last is None or claim.use != "claim":
        return None
    try:
        in_time = filed_in_time(limit, last, now, working_days)
    except YearNotLoaded as error:
        return _calendar_missing(error)
    if in_time:
        return None
    detail = (
        f"{insurer.client} takes claims for {limit.value} {limit.unit}; the last day of service is {last}"
    )
    return Hold("out-of-window", detail)


def due(insurer: Insurer, partners: Registry, now: datetime, working_days: WorkingDays) -> AnswerDue | Hold:
    """When this insurer's answer is due. Never guessed: held while the calendar is not announced."""
    try:
        return answer_due(partners.limits(insurer), now, working_days)
    except YearNotLoaded as error:
        return _calendar_missing(error)


def _calendar_missing(error: YearNotLoaded) -> Hold:
    return Hold("calendar-not-loaded", f"the working days of {error.year} are not announced yet")
