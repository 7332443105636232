"""Who takes part in the qualifications half: clients of ``deploy/qualifications.yaml``; and credentials."""

from __future__ import annotations

from typing import Any, NamedTuple

from deploy.demo.people import Json

SCOPES = ("qualifications:read", "qualifications:write", "parked:read")
OFFICERS = ("talent-officer-wu", "talent-officer-zheng")
SUPERVISOR = "talent-supervisor-xu"
CHAIR = "expert-bai"
PANEL = (CHAIR, "expert-cao", "expert-ding", "expert-fan", "expert-kong")
INSIDER = "expert-kong"
"""Works at Spring City Robotics."""
ORGANISATIONS = {
    "spring-robotics": "91370100MA3TE5T030",
    "luneng-materials": "91110000600037341L",
    "hr-bridge": "91370100MA3BR1D0X8",
    "daming-university": "12370000MB2DM1NG0X",
}
"""Who proposes, and for which organisation by its credit code."""

PLACE = "Jinan Area of the Shandong Pilot Free Trade Zone"


class Item(NamedTuple):
    """A credential of the catalogue's edition of 2026, and what the edition gives it."""

    code: str
    issuer: str
    title: str
    country: str
    field: str
    outcome: Json
    regulator: str | None = None
    verify: bool = True


def _title(title: str, level: str, series: str, **more: Any) -> Json:
    return {"effect": "title", "title": title, "level": level, "series": series, "place": PLACE, **more}


ENGINEER = Item(
    "en-001",
    "Engineering Council",
    "Chartered Engineer",
    "GBR",
    "engineering",
    _title("高级工程师", "senior", "Engineering"),
)
CRAFTSMAN = Item(
    "sk-001",
    "Example Chamber of Crafts",
    "Master Craftsman in Mechatronics",
    "DEU",
    "skilled-trades",
    _title("高级技师", "senior-technician", "Skilled trades"),
)
ANALYST = Item(
    "fi-001",
    "Example Institute of Financial Analysts",
    "Certified Financial Analyst",
    "USA",
    "finance",
    _title(
        "经济师", "intermediate", "Economics", effect="title-precondition", still_needed="the yearly review"
    ),
)
PRACTICE = "Design of public buildings"
ARCHITECT = Item(
    "ar-001",
    "Example Board of Architects",
    "Registered Architect",
    "SGP",
    "architecture",
    {"effect": "practice-permission", "practice": PRACTICE, "place": PLACE},
    regulator="Housing and construction authority",
)
SOFTWARE = Item(
    "it-001",
    "Example Institute of Computing",
    "Certified Software Architect",
    "DEU",
    "information-technology",
    {"effect": "facilitation-only", "facilitates": "the work permit", "place": PLACE},
    verify=False,
)
ITEMS = (ENGINEER, CRAFTSMAN, ANALYST, ARCHITECT, SOFTWARE)

UNLISTED = Item(
    "none",
    "Guild of Elsewhere",
    "Master of Robots",
    "UTO",
    "engineering",
    _title("高级工程师", "senior", "Engineering"),
)
"""Stands in no edition: it may go case by case."""
REFUSED: Json = {"effect": "refused", "grounds": ["not-equivalent"]}
