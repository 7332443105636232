"""A service's FastAPI application in the house's frame: what every ``app.py`` would write alike."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import APIRouter, FastAPI

from shared import parked_api
from shared.clock import SystemClock
from shared.commanding import replay
from shared.http import frame
from shared.jwks import Jwks
from shared.kafka import TransportError
from shared.mongo import StoreError
from shared.problems import Titles
from shared.runtime import Runtime
from shared.tokens import Tokens


def application(
    runtime: Runtime,
    *,
    title: str,
    context: object,
    titles: Titles,
    own_body_limits: Mapping[str, int | None],
) -> FastAPI:
    """An application without routes yet, which starts and stops ``runtime`` with itself.

    ``context`` is what its routes find as ``app.state.context``; the rest is as in ``frame``.
    """
    settings = runtime.settings
    app = FastAPI(title=title, version="1", lifespan=_lifespan(runtime), docs_url=None, redoc_url=None)
    app.state.context = context
    tokens = Tokens(
        Jwks(settings.jwks),
        issuer=settings.token_issuer,
        audience=settings.token_audience,
        clock=SystemClock(),
    )
    frame(
        app,
        tokens=tokens,
        health=runtime.health,
        max_body_bytes=settings.max_body_bytes,
        own_body_limits=own_body_limits,
        titles=titles,
        unavailable=(StoreError, TransportError),
    )
    replay(app)
    return app


def _lifespan(runtime: Runtime) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def run(app: FastAPI) -> AsyncIterator[None]:
        await runtime.start()
        yield
        await runtime.stop()

    return run


def add_routes(
    app: FastAPI, runtime: Runtime, routers: Iterable[APIRouter], staff: Callable[[str], parked_api.Operator]
) -> None:
    """Open the service's doors, where this process is an API, and those for parked messages to ``staff``.

    ``staff`` takes a scope and gives the dependency on a caller who has it and may look after the service.
    """
    if "api" not in runtime.settings.roles:
        return
    for router in routers:
        app.include_router(router)
    reading, writing = staff(parked_api.READ), staff(parked_api.WRITE)
    app.include_router(parked_api.parked_routes(runtime.parking, reading, writing))
