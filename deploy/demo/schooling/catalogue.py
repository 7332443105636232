"""Who takes part in the schooling half: clients of ``deploy/schooling.yaml``, and what families bring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from deploy.demo.permits.catalogue import COUNTRY

OFFICERS = ("schooling-officer-lin", "schooling-officer-tang")
"""The zone's desk, where families come to the counter."""
PARENTS = ("omar-haddad", "mei-tanaka")
SCOPES = (
    "schooling:read",
    "schooling:write",
    "parked:read",
    "https://purl.imsglobal.org/spec/or/v1p2/scope/roster-core.readonly",
)
YEAR = "2026/27"
"""The school year in which the day lies."""


class School(NamedTuple):
    """A school, a client of its admissions office, and the grade that families apply for here."""

    id: str
    client: str
    grade: str

    def path(self, year: str = YEAR) -> str:
        """The year group's path."""
        return f"/schools/{self.id}/years/{year.replace('/', '-')}/grades/{self.grade}"


THOMAS = School("jinan-thomas-school", "thomas-admissions", "01")
BUDDHA = School("invented-thousand-buddha-school", "thousand-buddha-admissions", "PK")
DAMING = School("invented-daming-lake-school", "daming-lake-admissions", "01")
"""Admits in rounds, and its window for this year is closed."""
SCHOOLS = (THOMAS, BUDDHA, DAMING)

COUNTRIES = ("DEU", "FRA", "KEN", "JPN", COUNTRY)
DIGEST = "0" * 63
"""All but the last digit of a paper's checksum; the content itself lies elsewhere."""

AT_ONCE = ("application-form", "passport", "residence-permit", "relationship-proof")
"""Without the others of these an application is not taken, and without a residence permit a person looks."""
LATER = ("employment-certificate", "address-proof", "medical-examination", "vaccination-card")
"""What may follow."""


def paper(code: str) -> dict[str, str]:
    """A paper's particulars. A medical examination counts for three months, a permit while it is valid."""
    digest = f"{DIGEST}{len(code) % 10}"
    return {"code": code, "sha256": digest, "media_type": "application/pdf", **_DAYS.get(code, {})}


_DAYS: Mapping[str, dict[str, str]] = {
    "medical-examination": {"issued_on": "2026-11-02"},
    "residence-permit": {"expires_on": "2027-10-31"},
}
