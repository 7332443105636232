"""What a platform asks of a process: is it alive, is it ready, how does it do."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI, Response
from fastapi.responses import JSONResponse

from shared import metrics
from shared.health import Health


def mount(app: FastAPI, health: Health) -> None:
    """Add ``/health/live``, ``/health/ready`` and ``/metrics``, which need no token and tell no content."""
    router = APIRouter(include_in_schema=False)

    @router.get("/health/live")
    async def live() -> Response:
        stuck = health.stuck()
        return JSONResponse({"stuck": stuck}, 503 if stuck else 200)

    @router.get("/health/ready")
    async def ready() -> Response:
        failing = await health.failing()
        return JSONResponse({"failing": failing}, 503 if failing else 200)

    @router.get("/metrics")
    async def measured() -> Response:
        return Response(metrics.exposition(), headers={"Content-Type": metrics.CONTENT_TYPE})

    app.include_router(router)
