"""The live display of the day: what the event topic has told so far, beside what was sent."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from rich.console import Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from deploy.demo.paper import Paper

Figures = Callable[[], Mapping[str, int]]
REFRESH_S = 0.125


class Progress:
    """Shows the phases of the day. On a terminal live, with bars; elsewhere a line when each phase ends.

    ``figures`` are shown as they are now, each against the largest of them.
    """

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._figures: Figures = dict
        self._started = time.monotonic()
        self._began = self._started
        self._phase = ""
        self._done: list[tuple[str, float]] = []

    def follow(self, figures: Figures) -> None:
        """Show these from now on."""
        self._figures = figures

    @contextmanager
    def phase(self, words: str) -> Iterator[None]:
        """One part of the day, for as long as the block runs."""
        self._phase, self._began = words, time.monotonic()
        yield
        self._done.append((words, time.monotonic() - self._began))
        self._phase = ""
        if not self._paper.rich:
            shown = ", ".join(f"{number:,} {name}" for name, number in self._figures().items() if number)
            self._paper.line(f"{self._elapsed():5.1f} s  {words}" + (f"  [{shown}]" if shown else ""))

    @contextmanager
    def live(self) -> Iterator[None]:
        """Keep the display up while the block runs; it stays on the screen as it was at the end."""
        if not self._paper.rich:
            yield
            return
        with Live(self, console=self._paper.console, refresh_per_second=1 / REFRESH_S):
            yield

    def __rich__(self) -> RenderableType:
        return Group(self._phases(), self._bars())

    def _phases(self) -> Table:
        table = Table.grid(padding=(0, 1))
        for words, seconds in self._done:
            table.add_row(Text("✓", style="green"), words, Text(f"{seconds:.1f} s", style="dim"))
        if self._phase:
            seconds = time.monotonic() - self._began
            table.add_row(Text("•", style="yellow"), Text(self._phase, style="bold"), f"{seconds:.1f} s")
        return table

    def _bars(self) -> Table:
        table, figures = Table.grid(padding=(0, 2)), self._figures()
        full = max(figures.values(), default=0) or 1
        for name, number in figures.items():
            bar = ProgressBar(total=full, completed=number, width=44, complete_style="cyan")
            table.add_row(Text(f"  {name}"), bar, Text(f"{number:,}", justify="right"))
        return table

    def _elapsed(self) -> float:
        return time.monotonic() - self._started
