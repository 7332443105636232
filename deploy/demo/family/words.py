"""The few words that the family's story needs of each event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deploy.demo import story as visits
from deploy.demo.permits import story as permits


def words(service: str, kind: str, data: Mapping[str, Any]) -> str:
    """What an event says, in a line."""
    match service:
        case "medical" if kind == "coverage-check":
            return (
                f"pre-qualified: {data['prequalified']}, {data['reason']} until {data.get('valid_to', '-')}"
            )
        case "medical":
            return visits.of_a_visit(data)
        case "permits":
            return _of_a_permit(kind, data)
        case "qualifications":
            return _of_a_qualification(kind, data)
    return _of_a_school(data)


def _of_a_permit(kind: str, data: Mapping[str, Any]) -> str:
    match kind:
        case "application.track-changed":
            return f"{data['before']} to {data['after']} track"
        case "application.assessed":
            return "counted again" if data.get("because") else "counted"
        case "permit.cancelled":
            return f"{data['number']}: on {data['on']}, by {data['cause']}"
    return permits.words(data)


def _of_a_qualification(kind: str, data: Mapping[str, Any]) -> str:
    match data:
        case {"outcome": str(effect), "field": field, "level": level}:
            return f"{effect}, {field}, {level}: {data.get('edition')} {data.get('item')}"
        case {"project": project, "from": start}:
            return f"{project} from {start} to {data.get('to', '-')}"
        case {"result": result}:
            return f"by the issuer: {result}"
        case {"outcome": {"effect": effect}}:
            return str(effect)
        case {"last": last}:
            return f"until {last}"
    return ""


def _of_a_school(data: Mapping[str, Any]) -> str:
    match data:
        case {"group": {"school": school, "year": year, "grade": grade}}:
            begin = f", from {data['begin']}" if "begin" in data else ""
            return f"{school}, grade {grade} of {year}{begin}"
        case {"enrolments": enrolments}:
            grace = f", nothing is to be done until {data['grace']}" if data.get("grace") else ""
            return f"{len(enrolments)} children{grace}"
    return ""
