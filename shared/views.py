"""Read models kept with the cases: each row is a pure function of one case's state.

A view's rows are in collection ``view.<name>``, in the same database as the cases and written in the same
commit, so they never lag and never disagree. Each row is its document, plus ``case`` and ``version``: the
case it is about, and the version of that case it tells of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

S = TypeVar("S")
Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class View(Generic[S]):
    """One read model of a kind of case.

    ``rows`` takes the case's id and state and gives documents by row id; it reads nothing else. A row id is
    given by one case only; where two give it, the later commit has it. Every row of a case is written
    whenever the case changes, so a case has few. Each of ``indexes`` is the fields that it goes over, in
    order, with a ``-`` before one that falls; there is always one over ``case``.
    """

    name: str
    rows: Callable[[str, S], Mapping[str, Json]]
    indexes: Sequence[tuple[str, ...]] = ()

    @property
    def collection(self) -> str:
        """Where the rows are."""
        return f"view.{self.name}"

    def documents(self, case_id: str, version: int, state: S) -> dict[str, Json]:
        """The rows of a case as they are stored, by id."""
        return {
            row: {**document, "_id": row, "case": case_id, "version": version}
            for row, document in self.rows(case_id, state).items()
        }
