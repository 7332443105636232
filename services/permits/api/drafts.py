"""What applicant and employer do: draft, correct, hand in, withdraw."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Body, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.permits import names
from services.permits.api.acting import PartyActing, visible
from services.permits.api.context import Ctx, Party
from services.permits.messages.application import SaveDraft, Submit, Withdraw
from services.permits.messages.form import Form
from shared.commanding import Asking, AskingIfMatch
from shared.problems import Problem

router = APIRouter(tags=["Applications"])

Reason = Annotated[str, Field(min_length=1, max_length=500)]


class Draft(BaseModel):
    """``reference`` is the caller's own name for the application; ``applicant`` the person's own client."""

    model_config = ConfigDict(extra="forbid")

    reference: Annotated[str, Field(min_length=1, max_length=100)]
    form: Form
    applicant: Annotated[str | None, Field(min_length=1, max_length=100)] = None


class Because(BaseModel):
    """Why; kept in the history, and so without more personal data than it needs."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason


@router.post("/applications", status_code=201, summary="Open an application with a draft")
async def open_application(body: Draft, who: Party, ctx: Ctx, asked: Asking) -> Response:
    """201 with the id, which the caller can compute: ``stable_id("application", client, reference)``.

    409 ``version-conflict`` when there is one under this reference already.
    """
    application_id = names.application_id(who.client, body.reference)
    if body.applicant is not None and ctx.clients.role(body.applicant) != "applicant":
        raise Problem(422, "invalid-request", "applicant: this client is no applicant")
    command = SaveDraft(case_id=application_id, actor=who.actor, form=body.form, applicant=body.applicant)
    location = f"/applications/{application_id}"
    return await asked.on(0).run(ctx, who, application_id, (command,), status=201, location=location)


@router.put("/applications/{application_id}/form", summary="Write the form anew")
async def write_form(act: PartyActing, body: Form) -> Response:
    """200 with the new version; 409 while the application is with the office."""
    return await act.alone(SaveDraft(case_id=act.id, actor=act.actor, form=body))


@router.patch("/applications/{application_id}/form", summary="Change parts of the form")
async def change_form(
    application_id: str,
    patch: Annotated[dict[str, Any], Body(media_type="application/merge-patch+json")],
    who: Party,
    ctx: Ctx,
    asked: AskingIfMatch,
) -> Response:
    """A JSON merge patch (RFC 7396): null takes a part away. 409 when somebody changed the form meanwhile."""
    found, state = await visible(ctx, who, application_id)
    text = orjson.dumps(_merged(state.form.model_dump(mode="json"), patch))
    try:
        form = Form.model_validate_json(text)
    except ValidationError as error:
        raise Problem(422, "invalid-request", errors=_pointers(error)) from None
    command = SaveDraft(case_id=application_id, actor=who.actor, form=form)
    seen = asked if asked.seen is not None else asked.on(found.version)
    return await seen.run(ctx, who, application_id, (command,))


@router.post("/applications/{application_id}/submit", summary="Hand in, or hand in again after a correction")
async def submit(act: PartyActing) -> Response:
    """200 with the new state; 409 with the code of what stands in the way."""
    return await act.run(Submit(case_id=act.id, actor=act.actor))


@router.post("/applications/{application_id}/withdraw", summary="Take back before the decision")
async def withdraw(act: PartyActing, body: Because) -> Response:
    """200 with the new state; 409 when it is decided."""
    return await act.run(Withdraw(case_id=act.id, actor=act.actor, reason=body.reason))


def _merged(target: Any, patch: Any) -> Any:
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, part in patch.items():
        if part is None:
            merged.pop(name, None)
        else:
            merged[name] = _merged(merged.get(name), part)
    return merged


def _pointers(error: ValidationError) -> list[dict[str, str]]:
    """Where the form that the patch makes is wrong, as the frame says it of bodies."""
    return [
        {"in": "body", "pointer": "".join(f"/{step}" for step in problem["loc"]), "detail": problem["msg"]}
        for problem in error.errors(include_input=False, include_url=False)
    ]
