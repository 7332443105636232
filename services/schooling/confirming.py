"""A desk has seen a guardian: what that means for the application by which it was seen."""

from __future__ import annotations

from services.schooling.cases.application_state import ApplicationState
from services.schooling.intake import Commands, about_application, confirm, join
from services.schooling.messages.application import DecideReview, FollowGuardian
from services.schooling.messages.common import Actor


def guardian_confirmed(actor: Actor, application_id: str, state: ApplicationState) -> Commands:
    """A desk has seen the guardian: what is known of the permits counts for the client's application."""
    return (
        FollowGuardian(case_id=application_id),
        confirm(actor, state.form.guardian.person, state.client),
        FollowGuardian(case_id=application_id),
        join(application_id, state.group),
    )


def review_decided(command: DecideReview, application_id: str, state: ApplicationState) -> Commands:
    """Whom a desk admits as the guardian it has seen, once and for all."""
    first, *rest = about_application(command, application_id, state)
    if command.review != "guardian-not-verified" or not command.admit:
        return (first, *rest)
    confirmed = confirm(command.actor, state.form.guardian.person, state.client)
    return (first, confirmed, FollowGuardian(case_id=application_id), *rest)
