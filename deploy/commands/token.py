"""`quancheng token --client NAME --scope SCOPE`: a bearer token for the local stack."""

from pathlib import Path
from typing import Annotated

import typer
import yaml

from deploy import services
from deploy.local.failure import StackError
from deploy.local.home import CHECKOUT, Home
from deploy.local.issuer import DEFAULT_TTL_S, Issuer

PARTNERS = CHECKOUT / "deploy" / services.PARTNERS["medical"]
FILES = [CHECKOUT / "deploy" / name for name in services.PARTNERS.values()]
"""The files that say who may come, of every service."""

app = typer.Typer()


@app.command()
def token(
    client: Annotated[str, typer.Option(help="A client of a file of partners in deploy/.")],
    scope: Annotated[list[str], typer.Option(help="What it allows; give it again for more.")],
    ttl: Annotated[int, typer.Option(min=1, help="Seconds until it expires.")] = DEFAULT_TTL_S,
) -> None:
    """Print a token that the local services accept, and nothing else."""
    known = {each for file in FILES for each in clients(file)}
    if client not in known:
        raise StackError(f"no service knows a client {client!r}: choose from {', '.join(sorted(known))}")
    typer.echo(Issuer.of(Home.from_environment()).issue(client, scope, ttl))


def clients(partners: Path) -> set[str]:
    """The client ids of all partners; `StackError` when the file cannot be read."""
    try:
        listed = yaml.safe_load(partners.read_text())
        groups = [group for group in listed.values() if isinstance(group, list)]
        return {entry["client"] for group in groups for entry in group}
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise StackError(f"{partners} is not a readable list of partners ({type(error).__name__})") from None
