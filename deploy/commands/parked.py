"""`quancheng parked list|replay|release`: what a service has set aside, over its HTTP API."""

from typing import Annotated, Any, Literal
from uuid import UUID

import httpx
import typer
import yaml
from rich.console import Console
from rich.table import Table

from deploy.commands.token import PARTNERS
from deploy.local.failure import StackError
from deploy.local.issuer import Issuer
from deploy.local.stack import Stack
from deploy.services import SERVICES

app = typer.Typer()
parked = typer.Typer(help="Messages that a service has set aside.", no_args_is_help=True)
app.add_typer(parked, name="parked")

SCOPES = ("parked:read", "parked:write")
TIMEOUT_S = 30.0

Service = Annotated[str, typer.Option(help=f"One of: {', '.join(SERVICES)}.")]
Row = Annotated[UUID, typer.Argument(help="The id that `list` shows.")]
Shown = Literal["parked", "replayed", "released"]


@parked.command("list")
def list_(
    service: Service = "medical",
    status: Annotated[Shown, typer.Option(help="Which rows.")] = "parked",
    reason: Annotated[str | None, typer.Option(help="Only those that were set aside for it.")] = None,
) -> None:
    """Every parked message in the order of parking, without its contents."""
    rows: list[dict[str, Any]] = []
    query = {"status": status, "limit": "500"} | ({"reason": reason} if reason else {})
    cursor: str | None = None
    while True:
        page = _ask(service, "GET", "/parked", params=query | ({"cursor": cursor} if cursor else {}))
        rows += page["parked"]
        cursor = page["next"]
        if cursor is None:
            break
    _print(rows)


@parked.command()
def replay(row: Row, service: Service = "medical") -> None:
    """Send a parked message through the rules again; its case is free afterwards."""
    _print([_ask(service, "POST", f"/parked/{row}/replay")])


@parked.command()
def release(
    row: Row,
    note: Annotated[str, typer.Option(help="What was done about it instead; kept with the row.")],
    service: Service = "medical",
) -> None:
    """Mark a parked message as dealt with by hand; its case goes on without it."""
    _print([_ask(service, "POST", f"/parked/{row}/release", json={"note": note})])


def _ask(service: str, method: str, path: str, **more: Any) -> dict[str, Any]:
    """One request as the office. StackError with the service's own words when it refuses."""
    if service not in SERVICES:
        raise StackError(f"there is no service {service!r}: choose from {', '.join(SERVICES)}")
    stack = Stack.from_environment()
    token = Issuer.of(stack.home).issue(_office(), SCOPES)
    address = stack.address(service)
    headers = {"authorization": f"Bearer {token}"}
    try:
        with httpx.Client(base_url=address, timeout=TIMEOUT_S, trust_env=False) as client:
            answer = client.request(method, path, headers=headers, **more)
    except httpx.HTTPError as error:
        raise StackError(
            f"{service} at {address} does not answer ({type(error).__name__}): run `make up`"
        ) from None
    if not answer.is_success:
        raise StackError(f"{service} refuses: {_said(answer)}")
    body: dict[str, Any] = answer.json()
    return body


def _said(answer: httpx.Response) -> str:
    try:
        problem = answer.json()
        return f"{problem.get('detail') or problem['title']} ({answer.status_code})"
    except (ValueError, KeyError):
        return str(answer.status_code)


def _office() -> str:
    offices = yaml.safe_load(PARTNERS.read_text()).get("offices") or []
    if not offices:
        raise StackError(f"{PARTNERS} names no office")
    return str(offices[0]["client"])


def _print(rows: list[dict[str, Any]]) -> None:
    console = Console()
    if not console.is_terminal:
        for row in rows:
            typer.echo("  ".join(_cells(row)))
        return
    table = Table("id", "since", "status", "reason", "from", "record", "detail")
    for row in rows:
        table.add_row(*_cells(row))
    console.print(table if rows else "Nothing.")


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    place = f"{row['topic']}/{row['partition']}/{row['offset']}" if row.get("topic") else "a deadline"
    return (row["id"], row["at"], row["status"], row["reason"], row["actor"] or "", place, row["detail"])
