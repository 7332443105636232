"""`quancheng bench`: what this machine can do, on a throw-away stack of its own."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from deploy.bench import latency as latency_bench
from deploy.bench import profiling, report
from deploy.bench.claims import ClaimsBench
from deploy.bench.latency import Door
from deploy.local.testing import throwaway_stack

app = typer.Typer()
bench = typer.Typer(help="Measure against a bare floor, and from submission to event.", no_args_is_help=True)
app.add_typer(bench, name="bench")

JsonPath = Annotated[Path | None, typer.Option("--json", help="Write the findings here too.")]


@bench.command()
def claims(
    claims: Annotated[int, typer.Option(min=1, help="Claims in each run.")] = 10_000,
    rounds: Annotated[int, typer.Option(min=1, help="Pairs of runs, after one that does not count.")] = 3,
    batch: Annotated[int, typer.Option(min=1, help="Most records in one transaction.")] = 500,
    workers: Annotated[int, typer.Option(min=1, help="Processes of the service; the floor has one.")] = 1,
    single: Annotated[int, typer.Option(min=0, help="Claims for the handler of one record; 0: none.")] = 1000,
    profile: Annotated[bool, typer.Option("--profile", help="Show where the service's time goes.")] = False,
    json: JsonPath = None,
) -> None:
    """Compare the medical service with a bare floor, alternately."""
    with throwaway_stack() as stack:
        runs = ClaimsBench(stack, claims, batch, workers, say=typer.echo)
        if profile:
            _profile(runs)
        else:
            report.show(runs.compare(rounds, single), json, typer.echo)


@bench.command()
def latency(
    rate: Annotated[float, typer.Option(min=0.1, help="Claims a second.")] = 100,
    seconds: Annotated[float, typer.Option(min=0.1, help="How long, after a warm-up.")] = 20,
    door: Annotated[Door, typer.Option(help="How the claims come in.")] = Door.KAFKA,
    json: JsonPath = None,
) -> None:
    """Measure from a claim's submission to its claim.received on the topic."""
    with throwaway_stack() as stack:
        report.show(latency_bench.measure(stack, door, rate, seconds), json, typer.echo)


def _profile(runs: ClaimsBench) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "service.profile"
        run = runs.profile(path)
        for order in ("cumulative", "tottime"):
            typer.echo(profiling.top(str(path), order))
    typer.echo(f"{run.claims:,} claims under the profiler: {run.rate:,.0f}/s")
