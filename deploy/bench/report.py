"""A bench's findings, as lines for people and as a JSON file for programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from deploy.bench.claims import ClaimsReport, Pair
from deploy.bench.latency import LatencyReport
from deploy.bench.watch import Measured

Report = ClaimsReport | LatencyReport


def show(report: Report, path: Path | None, say: Callable[[str], None]) -> None:
    """Say the findings line by line, and write them to ``path`` when there is one."""
    for line in report.machine.lines():
        say(line)
    for line in claims_lines(report) if isinstance(report, ClaimsReport) else latency_lines(report):
        say(line)
    if path is not None:
        path.write_text(json.dumps(asdict(report), indent=2) + "\n")
        say(f"written to {path}")


def claims_lines(report: ClaimsReport) -> list[str]:
    """The rates of every pair, their spread, and what a claim cost whom."""
    rows = [
        (f"round {number}", pair.floor.rate, pair.service.rate, pair.ratio, _elsewhere(pair))
        for number, pair in enumerate(report.rounds, start=1)
    ]
    rows += [
        (name, getattr(report.floor, name), getattr(report.service, name), getattr(report.ratio, name), "")
        for name in ("min", "median", "max")
    ]
    workers = f"{report.workers} process{'es' if report.workers > 1 else ''} of the service"
    lines = [
        f"{report.claims:,} claims of {report.claim_bytes:,} bytes a run, {report.batch} a batch, {workers}"
    ]
    lines.append(f"{'':<10}{'floor':>12}{'service':>12}{'ratio':>8}   cores busy elsewhere")
    lines += [
        f"{name:<10}{_rate(floor):>12}{_rate(service):>12}{ratio:>8.2f}   {busy}".rstrip()
        for name, floor, service, ratio, busy in rows
    ]
    if report.single is not None:
        rate, count = _rate(report.single.rate), report.single.claims
        lines.append(f"a bare handler, one record at a time: {rate} ({count:,} claims)")
    last = report.rounds[-1]
    return [*lines, _cost("floor", last.floor), _cost("service", last.service)]


def _elsewhere(pair: Pair) -> str:
    return f"{pair.floor.elsewhere} and {pair.service.elsewhere}"


def latency_lines(report: LatencyReport) -> list[str]:
    """The percentiles."""
    return [
        f"{report.submitted:,} claims at {report.rate:g}/s by {report.door}, to claim.received on the topic:",
        f"p50 {report.p50_ms} ms, p95 {report.p95_ms} ms, p99 {report.p99_ms} ms, max {report.max_ms} ms",
    ]


def _rate(value: float) -> str:
    return f"{value:,.0f}/s"


def _cost(name: str, run: Measured) -> str:
    parts = ", ".join(f"{process} {used:,.0f}" for process, used in run.cpu_us.items())
    return f"µs of processor a claim, {name}, last round: {parts}"
