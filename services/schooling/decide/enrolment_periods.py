"""The periods of an enrolment follow one another: rolled over and completed, by people."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from services.schooling.cases.enrolment_state import EnrolmentState
from services.schooling.decide.eligibility import rules_for
from services.schooling.decide.guards import on_enrolment, reasons_missing
from services.schooling.facts import Facts
from services.schooling.messages.common import GroupRef, SchoolYear, school_year, start_year
from services.schooling.messages.enrolment import Complete, RollOver
from services.schooling.messages.enrolment_events import ExitRecorded, RolledOver
from services.schooling.rules.schools import SchoolRules
from shared.cases import Decision, Refusal


def roll_over(command: RollOver, state: EnrolmentState | None, facts: Facts, now: datetime) -> Decision:
    """The next school year's period begins when this one ends, one grade up or in the same one again."""

    def roll(state: EnrolmentState) -> Decision:
        here = state.period.group
        rules = rules_for(here.school, facts, now)
        if isinstance(rules, Refusal):
            return rules
        if command.year != school_year(start_year(here.year) + 1):
            return Refusal("not-the-next-year", f"{here.year} is followed by another year")
        if command.move == "repeat" and (refusal := reasons_missing(command.reasons or "")):
            return refusal
        group = next_group(state, command, rules)
        if group is None:
            return Refusal("last-grade", "the school has no higher grade: the child completes it")
        return (
            RolledOver(
                at=now,
                group=group,
                begin=rules.year_days(command.year)[0],
                year_end=year_end(command.year, rules),
                move=command.move,
                reasons=command.reasons,
                by=command.actor.client,
            ),
        )

    return on_enrolment(
        command.actor, state, "roll-over", roll, already=lambda state: _rolled(command, state)
    )


def year_end(year: SchoolYear, rules: SchoolRules) -> date:
    """The first day after a school year."""
    return rules.year_days(year)[1] + timedelta(days=1)


def next_group(state: EnrolmentState, command: RollOver, rules: SchoolRules) -> GroupRef | None:
    """Where a roll-over leads, or has led; None after the last grade."""
    here = state.period.group
    if here.year == command.year:
        return here
    grade = here.grade if command.move == "repeat" else rules.grade_after(here.grade)
    return None if grade is None else GroupRef(school=here.school, year=command.year, grade=grade)


def _rolled(command: RollOver, state: EnrolmentState) -> bool:
    if state.period.group.year != command.year or len(state.periods) == 1:
        return False
    repeated = state.periods[-2].group.grade == state.period.group.grade
    return repeated == (command.move == "repeat")


def complete(command: Complete, state: EnrolmentState | None, facts: Facts, now: datetime) -> Decision:
    """The last grade's school year is the end of school."""

    def finish(state: EnrolmentState) -> Decision:
        here = state.period.group
        rules = rules_for(here.school, facts, now)
        if isinstance(rules, Refusal):
            return rules
        if rules.grade_after(here.grade) is not None:
            return Refusal("not-the-last-grade", "there is a higher grade to go on to")
        end = year_end(here.year, rules)
        return (ExitRecorded(at=now, exit="completed", end=end, by=command.actor.client),)

    return on_enrolment(
        command.actor, state, "complete", finish, already=lambda state: state.exit == "completed"
    )
