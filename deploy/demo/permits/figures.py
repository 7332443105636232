"""The permits service's figures."""

from __future__ import annotations

from deploy.demo.permits.ledger import PermitsLedger
from deploy.demo.result import Figure
from services.permits import topics


def figures(ledger: PermitsLedger) -> list[Figure]:
    """What came of the days."""
    events, states, answers = ledger.events, ledger.states, ledger.answers
    by_state = ", ".join(f"{number} {state}" for state, number in states.most_common())
    kinds = ("granted", "extended", "changed", "cancelled")
    permits = ", ".join(f"{events[f'permit.{kind}']} {kind}" for kind in kinds if events[f"permit.{kind}"])
    refused = events["application.refused"] + events["application.not-accepted"]
    alarms = ", ".join(
        f"{events[f'application.{name}']} {name}" for name in ("at-risk", "breached", "escalated")
    )
    turns = ", ".join(f"{events[f'clock.{name}']} {name}" for name in ("paused", "resumed", "held"))
    put_off = f"{answers['later']} put off, {events['residence-permit.reminder']} reminders"
    return [
        ("applications", f"{states.total():,}", by_state),
        ("issued", f"{events['application.issued']:,}", f"permits: {permits}"),
        ("refused", f"{refused:,}", f"{events['application.not-accepted']} of them not accepted"),
        (
            "residence",
            f"{sum(ledger.final_answers.values()):,}",
            f"answers: {answers['granted']} granted, {answers['refused']} refused; {put_off}",
        ),
        ("clocks", f"{_started(ledger):,}", f"started; {turns}; {alarms}"),
        (
            "parked",
            f"{ledger.still_parked.total():,}",
            f"still; {len(ledger.books.parked):,} were set aside in all",
        ),
        ("repeats", f"{ledger.fates['repeat']:,}", f"records of {topics.EXIT_ENTRY} without a second effect"),
        ("published", f"{len(ledger.books.published):,}", f"records on {topics.EVENTS}"),
    ]


def _started(ledger: PermitsLedger) -> int:
    return ledger.events["clock.started"]
