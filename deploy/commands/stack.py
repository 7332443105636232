"""`quancheng up`, `down` and `status`: the local stack, which stays when the command returns."""

import typer
from rich.console import Console
from rich.table import Table

from deploy.local.stack import Stack
from deploy.services import SERVICES

app = typer.Typer()


@app.command()
def up() -> None:
    """Start Kafka, MongoDB and every service; return when each is ready."""
    stack = Stack.from_environment()
    there = {"kafka", "mongo", *SERVICES} <= stack.running().keys()
    with Console(stderr=True).status("Starting; the first start fetches Kafka and takes longer"):
        stack.start()
        stack.start_services(SERVICES)
    typer.echo("The stack is already up." if there else "The stack is up.")
    _print_addresses(stack)


@app.command()
def down() -> None:
    """End the processes that `up` started; their data stays."""
    stack = Stack.from_environment()
    names = sorted(stack.running())
    stack.stop()
    typer.echo(f"Ended {', '.join(names)}." if names else "Nothing was running.")


@app.command()
def status() -> None:
    """Say what runs, where, and whether it is ready; exit code 1 unless everything is."""
    stack = Stack.from_environment()
    stack.require_own_base()
    states = {name: _state(stack, name) for name in ("kafka", "mongo", *SERVICES)}
    _print_table("state", {name: (_address(stack, name), state) for name, state in states.items()})
    raise typer.Exit(0 if set(states.values()) <= {"running", "ready"} else 1)


def _state(stack: Stack, name: str) -> str:
    if name not in stack.running():
        return "down"
    if name in SERVICES:
        return "ready" if stack.is_ready(name) else "not ready"
    return "running"


def _address(stack: Stack, name: str) -> str:
    servers = {"kafka": stack.kafka, "mongo": stack.mongo}
    return servers.get(name) or stack.address(name)


def _print_addresses(stack: Stack) -> None:
    names = ("kafka", "mongo", *SERVICES)
    logs = {name: str(stack.home.logs / f"{name}.log") for name in names}
    _print_table("log", {name: (_address(stack, name), logs[name]) for name in names})


def _print_table(last: str, rows: dict[str, tuple[str, str]]) -> None:
    console = Console()
    if not console.is_terminal:
        for name, cells in rows.items():
            typer.echo("  ".join((name, *cells)))
        return
    table = Table("name", "address", last)
    for name, cells in rows.items():
        table.add_row(name, *cells)
    console.print(table)
