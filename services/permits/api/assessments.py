"""Points for anybody who wants to know: nothing is kept, nothing is decided."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from services.permits.api.context import Anybody, Ctx
from services.permits.rules.points import AssessmentFacts, CannotBeAssessed, assess
from shared.problems import Problem

router = APIRouter(prefix="/assessments", tags=["Assessments"])


@router.post("", summary="Compute points, with a line for each factor")
async def assessment(body: AssessmentFacts, _who: Anybody, ctx: Ctx) -> dict[str, Any]:
    """Under today's policy: each factor's value, band, points of how many, and source.

    ``category_by_points`` is of the points alone; other grounds may carry a higher category, and too few
    points for B are no ground for C. 422 for a grade or bonus that the policy does not have.
    """
    facts, now = ctx.rulebook.facts(), ctx.now
    policy = facts.policy(now)
    try:
        found = assess(body, policy.points, policy)
    except CannotBeAssessed as error:
        raise Problem(422, error.code, str(error)) from None
    return {**asdict(found), "policy": facts.version(now)}
