"""`quancheng serve NAME`: one service in the foreground."""

import os
from typing import Annotated

import typer
import uvicorn

from deploy.local.failure import StackError
from deploy.local.ports import HOST, Ports
from deploy.local.stack import Stack
from deploy.services import SERVICES

app = typer.Typer()

GRACE_S = 15  # longer than the longest transaction, so that a handler ends by itself


@app.command()
def serve(
    name: Annotated[str, typer.Argument(help=f"One of: {', '.join(SERVICES)}.")],
    host: Annotated[str, typer.Option(envvar="QUANCHENG_HOST")] = HOST,
    port: Annotated[int | None, typer.Option(envvar="QUANCHENG_PORT")] = None,
) -> None:
    """Run one service until it is told to end.

    Its settings come from the environment. Without QUANCHENG_KAFKA it joins the local stack.
    """
    if name not in SERVICES:
        raise StackError(f"there is no service {name!r}: choose from {', '.join(SERVICES)}")
    if "QUANCHENG_KAFKA" not in os.environ:
        os.environ.update(Stack.from_environment().environment(name) | os.environ)
    port = port or Ports.from_environment().of(name)
    os.environ.update(QUANCHENG_HOST=host, QUANCHENG_PORT=str(port))
    uvicorn.run(
        f"services.{name}.app:create_app",
        factory=True,
        host=host,
        port=port,
        loop="uvloop",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
    )


if __name__ == "__main__":
    app()
