"""`quancheng demo`: a day in Jinan on a stack of its own."""

import asyncio
import fcntl
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import httpx
import typer

from deploy.demo.city import Plans, run
from deploy.demo.family.members import make_family
from deploy.demo.paper import Paper
from deploy.demo.permits.wishes import FEWEST, make_wishes
from deploy.demo.plan import make_plan
from deploy.demo.progress import Progress
from deploy.demo.qualifications.requests import FEWEST as FEWEST_REQUESTS
from deploy.demo.qualifications.requests import make_requests
from deploy.demo.schooling.pupils import FEWEST as FEWEST_PUPILS
from deploy.demo.schooling.pupils import make_pupils
from deploy.local import rehearsal
from deploy.local.failure import StackError
from deploy.local.home import CHECKOUT, Home
from deploy.local.ports import Ports
from deploy.local.stack import Stack
from deploy.services import PARTNERS, SERVICES
from services.medical.rules.partners import read_registry
from services.permits.rules.clients import read_clients
from shared.kafka import TransportError
from shared.mongo import StoreError

app = typer.Typer()

INTERRUPTED = 130


@app.command()
def demo(
    claims: Annotated[
        int, typer.Option(min=100, max=200_000, help="How many claims the hospitals send.")
    ] = 2000,
    applications: Annotated[
        int, typer.Option(min=FEWEST, max=5_000, help="How many people apply for work permits.")
    ] = 60,
    recognitions: Annotated[
        int, typer.Option(min=FEWEST_REQUESTS, max=2_000, help="How many recognitions are proposed.")
    ] = 24,
    pupils: Annotated[
        int, typer.Option(min=FEWEST_PUPILS, max=2_000, help="How many children apply at schools.")
    ] = 80,
    seed: Annotated[int, typer.Option(help="The same seed makes the same day.")] = 7,
    rate: Annotated[
        float | None, typer.Option(min=1, help="Claims a second; as fast as it goes without.")
    ] = None,
) -> None:
    """Play a day in Jinan on real Kafka and MongoDB, and hold ledgers against what is stored.

    Starts everything and stops everything. Exit code 1 when one of them does not balance.
    """
    paper = Paper()
    plans = _plans(claims, applications, recognitions, pupils, seed, rate)
    _end_alike()
    try:
        with _stack() as stack:
            progress = Progress(paper)
            paper.line(
                f"A day in Jinan, {rehearsal.DAY}: {claims:,} claims, {applications:,} people who apply for "
                f"work permits, {recognitions:,} recognitions, {pupils:,} children who apply at schools, "
                f"seed {seed}. All of it is invented.",
                "bold",
            )
            with progress.live(), progress.phase("Kafka, MongoDB and the services start"):
                stack.start()
                stack.start_services(SERVICES, rehearsal.environment())
            balances = _play(stack, plans, paper, progress)
    except KeyboardInterrupt:
        paper.line("Interrupted; everything was stopped.")
        raise typer.Exit(INTERRUPTED) from None
    _conclude(paper, stack, balances)


def _plans(
    claims: int, applications: int, recognitions: int, pupils: int, seed: int, rate: float | None
) -> Plans:
    file = {service: CHECKOUT / "deploy" / name for service, name in PARTNERS.items()}
    return Plans(
        claims=make_plan(read_registry(file["medical"]), seed, claims, rehearsal.DAY),
        wishes=make_wishes(seed, applications, rehearsal.DAY),
        clients=read_clients(file["permits"]),
        requests=make_requests(seed, recognitions, rehearsal.DAY),
        pupils=make_pupils(seed, pupils),
        family=make_family(seed, rehearsal.DAY),
        rate=rate,
    )


def _play(stack: Stack, plans: Plans, paper: Paper, progress: Progress) -> bool:
    """StackError when a server or a service went away in the middle of the day."""
    try:
        return asyncio.run(run(stack, plans, paper, progress))
    except (httpx.HTTPError, TransportError, StoreError, ExceptionGroup) as error:
        cause = _first(error)
        said = f"{type(cause).__name__}: {cause}"
        raise StackError(f"the day ended early, see the logs in {stack.home.logs} ({said})") from error


def _first(error: Exception) -> Exception:
    """What went wrong first, out of the groups that tasks wrap it in."""
    return _first(error.exceptions[0]) if isinstance(error, ExceptionGroup) else error


def _conclude(paper: Paper, stack: Stack, balances: bool) -> None:
    paper.line()
    if not balances:
        paper.line(f"A ledger does not balance. The services' logs are in {stack.home.logs}.", "bold red")
        raise typer.Exit(1)
    paper.line("Every ledger balances. Everything was stopped.", "bold green")
    paper.line(f"To look around in this day: QUANCHENG_HOME={stack.home.root} make up")


@contextmanager
def _stack() -> Iterator[Stack]:
    """A stack in a folder of its own, emptied before; ended whatever happens."""
    home = Home(Home.from_environment().root / "demo")
    home.root.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (home.root / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StackError(
                f"a demo runs in {home.root} already: wait for it, or set QUANCHENG_HOME"
            ) from None
        stack = Stack(home, Ports.from_environment())
        stack.stop()  # what a demo left that was killed
        for folder in (home.kafka, home.mongo, home.logs):
            shutil.rmtree(folder, ignore_errors=True)
        for service in SERVICES:
            stack.ports.require_free(service)
        try:
            yield stack
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave half of it running
            stack.stop()


def _end_alike() -> None:
    """SIGTERM ends the demo as Ctrl-C does, also in the background, where a shell lets Ctrl-C be ignored."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda _number, _frame: signal.raise_signal(signal.SIGINT))
