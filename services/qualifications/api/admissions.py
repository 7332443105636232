"""What becomes of an application for a talent project: assessed, admitted, refused, withdrawn, ended."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.qualifications.api.acting import ActOnAdmission, for_admission
from services.qualifications.api.bodies import Because, Body, Reason
from services.qualifications.messages.talent import (
    Admit,
    Assess,
    RefuseAdmission,
    RevokeAdmission,
    WithdrawApplication,
)
from shared.days import Day

router = APIRouter(prefix="/talents/{talent_id}/admissions/{admission_id}", tags=["Talent projects"])


class Assessment(Body):
    """Whether the ground holds, and what was found."""

    meets: bool
    findings: Reason


class Start(Body):
    """The first day; the last, title and benefits are the project's."""

    start: Day


@router.post("/assess", summary="Assess an application", dependencies=[for_admission("assess")])
async def assess(act: ActOnAdmission, body: Assessment) -> Response:
    """Another assessment takes the place of the one before."""
    return await act.run(Assess(**act.about, meets=body.meets, findings=body.findings))


@router.post("/admit", summary="Admit to the project", dependencies=[for_admission("admit")])
async def admit(act: ActOnAdmission, body: Start) -> Response:
    """409 when the ground has fallen, or no permit of the person is in force any more."""
    return await act.run(Admit(**act.about, start=body.start))


@router.post("/refuse", summary="Refuse an application", dependencies=[for_admission("refuse")])
async def refuse(act: ActOnAdmission, body: Because) -> Response:
    """With reasons."""
    return await act.run(RefuseAdmission(**act.about, reasons=body.reason))


@router.post("/withdraw", summary="Take an application back", dependencies=[for_admission("withdraw")])
async def withdraw(act: ActOnAdmission) -> Response:
    """200 with the new version; 409 when it is decided."""
    return await act.run(WithdrawApplication(**act.about))


@router.post("/revoke", summary="End an admission (撤销)", dependencies=[for_admission("revoke")])
async def revoke(act: ActOnAdmission, body: Because) -> Response:
    """It should never have been given: it ends today, with its benefits."""
    return await act.run(RevokeAdmission(**act.about, reason=body.reason))
