"""How results are written: tables on a terminal, aligned plain lines anywhere else."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

GOOD, BAD = "ok", "BROKEN"
_STYLES = {GOOD: "green", BAD: "bold white on red"}


class Paper:
    """Writes to standard output. ``rich`` tells whether somebody watches it on a terminal."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False)
        self.rich = self.console.is_terminal

    def heading(self, words: str) -> None:
        """A title over what follows."""
        self.line()
        self.line(words, style="bold cyan")

    def line(self, words: str = "", style: str = "") -> None:
        """One line, whole however long it is."""
        self.console.print(Text(words, style=style), soft_wrap=True)

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> None:
        """Rows under ``columns``; those numbered in ``right`` are aligned to the right."""
        if self.rich:
            self.console.print(_drawn(columns, rows, right))
            return
        widths = [max(len(row[at]) for row in rows) for at in range(len(columns))] if rows else []
        for row in rows:
            cells = [
                cell.rjust(width) if at in right else cell.ljust(width)
                for at, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
            self.line("  " + "  ".join(cells).rstrip())


def _drawn(columns: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="dim")
    for at, column in enumerate(columns):
        table.add_column(column, justify="right" if at in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell, style=_STYLES.get(cell, "")) for cell in row))
    return table
