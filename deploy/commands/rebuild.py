"""`quancheng rebuild SERVICE VIEW`: a read model made anew from the journal, while the service runs."""

import asyncio
from importlib import import_module
from typing import Annotated

import typer

from deploy.local.failure import StackError
from deploy.local.stack import Stack
from deploy.services import SERVICES
from shared.cases import CaseType
from shared.loaded import Kinds
from shared.mongo import Store, StoreError
from shared.rebuild import NoSuchView, Rebuild, Rebuilt

app = typer.Typer()


@app.command()
def rebuild(
    service: Annotated[str, typer.Argument(help=f"One of: {', '.join(SERVICES)}.")],
    view: Annotated[str, typer.Argument(help="The name of one of its views.")],
    check: Annotated[
        bool, typer.Option("--check", help="Only compare; exit code 1 when a row differs.")
    ] = False,
    mongo: Annotated[str | None, typer.Option(envvar="QUANCHENG_MONGO", help="A replica set's URI.")] = None,
    database: Annotated[str | None, typer.Option(envvar="QUANCHENG_DATABASE")] = None,
) -> None:
    """Make the rows of a view anew from the journal, or compare them with it.

    Exit code 1 when the journal of a case does not reach the case's version. Without QUANCHENG_MONGO it is
    the local stack's database.
    """
    if service not in SERVICES:
        raise StackError(f"there is no service {service!r}: choose from {', '.join(SERVICES)}")
    uri = mongo or Stack.from_environment().mongo
    met = asyncio.run(_run(uri, database or service, kinds_of(service), view, check))
    for line in told(met, check):
        typer.echo(line)
    if met.broken or (check and not met.is_equal):
        raise typer.Exit(1)


def kinds_of(service: str) -> Kinds:
    """The service's kinds of case, as its ``kinds`` module names them."""
    values = vars(import_module(f"services.{service}.kinds")).values()
    return {value.kind: value for value in values if isinstance(value, CaseType)}


def told(met: Rebuilt, check: bool) -> list[str]:
    """What is said of a rebuild, line by line."""
    done = "nothing was written" if check else f"{met.written} were written"
    lines = [f"{met.cases} cases, {met.rows} rows: {met.wrong} rows were wrong, {done}"]
    return lines + [f"the journal of case {case} does not reach its version" for case in met.broken]


async def _run(uri: str, database: str, kinds: Kinds, view: str, check: bool) -> Rebuilt:
    store = Store(uri, database)
    try:
        return await Rebuild(store, kinds, view, check).run()
    except NoSuchView:
        names = sorted({each.name for kind in kinds.values() for each in kind.views})
        raise StackError(f"there is no view {view!r}: choose from {', '.join(names) or 'none'}") from None
    except StoreError as error:
        raise StackError(f"the database does not answer ({type(error).__name__})") from None
    finally:
        store.close()
