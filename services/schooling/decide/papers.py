"""What becomes of the papers of an application: taken, to follow, too old, or missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from services.schooling.messages.application import OpenTask
from services.schooling.messages.child import Paper
from services.schooling.messages.common import PRIOR_SCHOOL_RECORD, RESIDENCE_PERMIT
from services.schooling.rules.schools_file import DocumentRow
from shared.cases import Refusal
from shared.clock import months_later
from shared.working_days import WorkingDays, YearNotLoaded


def refuse_paper(paper: Paper, rows: Iterable[DocumentRow], day: date) -> Refusal | None:
    """Why a paper cannot be taken on ``day``. One that the school does not ask for is none of its rules'."""
    if paper.code == PRIOR_SCHOOL_RECORD:
        return Refusal("prior-record-apart", "the record of the former school is handed in as such")
    if paper.code == RESIDENCE_PERMIT and paper.expires_on is None:
        return Refusal("document-without-end", f"until when {paper.code} is valid is missing")
    if paper.issued_on is not None and paper.issued_on > day:
        return Refusal("document-not-issued", f"{paper.code} is issued on a day to come")
    if paper.expires_on is not None and paper.expires_on < day:
        return Refusal("document-expired", f"{paper.code} is valid no longer")
    row = next((row for row in rows if row.code == paper.code), None)
    if row is None:
        return Refusal("document-not-asked", f"{paper.code} is not asked for")
    if row.max_age_months is None:
        return None
    if paper.issued_on is None:
        return Refusal("document-undated", f"when {paper.code} was issued is missing")
    if day > months_later(paper.issued_on, row.max_age_months):
        return Refusal("document-too-old", f"{paper.code} is older than {row.max_age_months} months")
    return None


def refuse_papers(papers: Iterable[Paper], rows: Sequence[DocumentRow], day: date) -> Refusal | None:
    """Why an application with these papers is not taken. What is only followed up stands in no way."""
    followed_up = {row.code for row in rows if row.missing == "follow-up"}
    found = (refuse_paper(paper, rows, day) for paper in papers if paper.code not in followed_up)
    return next(filter(None, found), None)


def usable(papers: Iterable[Paper], rows: Sequence[DocumentRow], day: date) -> tuple[Paper, ...]:
    """The papers that count; one that cannot be taken is missing."""
    return tuple(paper for paper in papers if refuse_paper(paper, rows, day) is None)


def refuse_incomplete(rows: Iterable[DocumentRow], there: Iterable[str]) -> Refusal | None:
    """The papers without which an application is not taken."""
    have = set(there)
    missing = [row.code for row in rows if row.missing == "incomplete" and row.code not in have]
    return Refusal("documents-missing", ", ".join(missing)) if missing else None


def to_follow(
    rows: Sequence[DocumentRow], there: Iterable[str], day: date, calendar: WorkingDays
) -> Iterator[OpenTask]:
    """What may follow. Its days run from ``day``; where they cannot be counted yet, there is no last one."""
    have = set(there)
    for row in rows:
        if row.code not in have and row.missing != "incomplete":
            yield OpenTask(task=row.missing, code=row.code, due=_due(row, day, calendar))


def _due(row: DocumentRow, day: date, calendar: WorkingDays) -> date | None:
    try:
        return row.within.after(day, calendar) if row.within is not None else None
    except YearNotLoaded:
        return None
