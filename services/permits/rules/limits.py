"""From the policy to instants: which clocks run for an application, and until when everybody has to act.

The instants are the ends of days in China. What is counted in working days raises YearNotLoaded where the
calendar does not reach; calendar days are counted as they are, without rolling over free days.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from services.permits.cases.application_state import ApplicationState
from services.permits.cases.clock import PauseReason, Terms, Time
from services.permits.messages.bureau import BureauSteps
from services.permits.messages.common import ApplicationType, Category, Track
from services.permits.messages.form import Instead
from services.permits.messages.permit import ExtensionWindow
from services.permits.rules.desk import Desk
from services.permits.rules.policy_at import PolicyAt
from services.permits.rules.policy_file import Days, Hours

STATUTORY, PROMISED, FAST_TRACK, DELIVERY = "statutory", "promised", "48-hour", "delivery"


def on_submission(policy: PolicyAt, track: Track) -> Iterator[Terms]:
    """The clocks that start when the application comes in."""
    if track == "48-hour" and policy.fast_track_starts == "submitted":
        yield fast_track(policy)


def on_acceptance(policy: PolicyAt, type_: ApplicationType, track: Track, joint: bool) -> Iterator[Terms]:
    """The clocks that start when it is taken: the law's, the promised one, and the fast track."""
    key = "joint_decision" if joint else "decision"
    yield _terms(policy, STATUTORY, key, policy.clock_at_risk)
    promised = "short_work_decision" if type_ == "short-work" else "promised_decision"
    yield _terms(policy, PROMISED, promised, policy.clock_at_risk)
    if track == "48-hour" and policy.fast_track_starts == "accepted":
        yield fast_track(policy)


def on_approval(policy: PolicyAt) -> Iterator[Terms]:
    """The clock that runs until the decision is in the applicant's hands."""
    yield _terms(policy, DELIVERY, "delivery", policy.clock_at_risk)


def extended(policy: PolicyAt, terms: Terms, state: ApplicationState) -> Terms:
    """The statutory limit with its one extension."""
    more = policy.joint_extension if state.form.joint else policy.decision_extension
    return terms.model_copy(update={"limit": terms.limit + more.value})


def is_excluded(policy: PolicyAt, clock: str, reason: PauseReason) -> bool:
    """Whether time for this reason does not count on this clock.

    Expert review, hearings and testing are the law's own exclusions (Article 45), kept for all clocks alike;
    waiting for corrections is the applicant's time.
    """
    if clock == DELIVERY:
        return False
    return reason == "correction" or policy.expert_review_pauses


def answer_due(policy: PolicyAt, at: datetime, time: Time) -> datetime:
    """Until when the office has to say what is to be corrected; later it counts as accepted (Article 32)."""
    return _after(policy.correction_notice, at, time)


def correction_due(desk: Desk, at: datetime, time: Time) -> datetime:
    """Until when the corrections have to come."""
    return _after(desk.correction_answer, at, time)


def follow_up_due(policy: PolicyAt, instead: Instead, at: datetime, time: Time) -> datetime:
    """Until when a promise is proved, or a paper follows."""
    limit = policy.promise_follow_up if instead == "promise" else policy.tolerance_follow_up
    return _after(limit, at, time)


def bureau_steps(policy: PolicyAt, desk: Desk, asked: datetime, time: Time) -> BureauSteps:
    """When a bureau that does not answer is reminded, escalated, and asked what it knows."""
    reminder = _after(policy.residence_answer, asked, time)
    last_day = reminder - timedelta(seconds=1)
    return BureauSteps(
        reminder=reminder,
        escalation=_after(desk.bureau_escalation, last_day, time),
        reconciliation=_after(desk.bureau_reconciliation, last_day, time),
    )


def cancellation_due(policy: PolicyAt, ended: datetime, time: Time) -> datetime:
    """Until when an employer applies for the cancellation after employment ended."""
    return _after(policy.cancellation_duty, ended, time)


def extension_window(policy: PolicyAt, valid_to: date, version: str) -> ExtensionWindow:
    """The days on which an extension can be applied for, counted back from the last day of validity."""
    last = valid_to - timedelta(days=policy.extension_closes.value)
    return ExtensionWindow(
        opens=valid_to - timedelta(days=policy.extension_opens.value),
        closes=last if policy.closing_day_inclusive else last - timedelta(days=1),
        policy=version,
    )


def longest_validity(policy: PolicyAt, category: Category, valid_from: date) -> date:
    """The last day that a permit of this category may be valid from ``valid_from`` on."""
    years = policy.validity_max.of(category)
    try:
        end = valid_from.replace(year=valid_from.year + years)
    except ValueError:  # 29 February
        end = date(valid_from.year + years, 3, 1)
    return end - timedelta(days=1)


def fast_track(policy: PolicyAt) -> Terms:
    """The 48 hours that are promised to the Quancheng Programme."""
    return _terms(policy, FAST_TRACK, "fast_track", policy.fast_track_at_risk)


def _terms(policy: PolicyAt, name: str, key: str, at_risk_percent: int) -> Terms:
    limit: Days | Hours = getattr(policy, key)
    return Terms(
        name=name,
        unit=limit.unit,
        limit=limit.value,
        at_risk_percent=at_risk_percent,
        source=policy.sources[key],
    )


def _after(limit: Days, at: datetime, time: Time) -> datetime:
    return time.after(limit.unit, at, limit.value)
