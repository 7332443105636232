"""The shape of a parked row: a message set aside visibly, with everything needed to take it up again."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from shared.envelope import DecisionFailed, Json, Message, ParkedPart, Record
from shared.ids import next_id

ParkedStatus = Literal["parked", "replayed", "released"]


def parked_row(message: Message, part: ParkedPart, at: datetime) -> Json:
    """The row for one part of ``message``; the record's bytes are kept as they came."""
    row: Json = {
        "_id": part.id,
        "status": "parked",
        "reason": part.reason,
        "detail": part.detail,
        "at": at,
        "message_id": message.id,
        "correlation": message.correlation,
        "actor": message.actor,
        "part": part.part,
        "case_id": part.case_id,
    }
    if part.waits_for:
        row |= {"waits_for": list(part.waits_for), "waiting": True}
    return row | _record_fields(message.record)


def failed_row(failure: DecisionFailed, at: datetime) -> Json:
    """The row for a message on which the rules raised. Of the error only its class: texts quote data."""
    message = failure.message
    detail = f"{type(failure.cause).__name__} in {_where(failure.cause)}"
    part = ParkedPart(next_id(), "failed", detail, message.part, failure.case_id)
    return parked_row(message, part, at)


def record_of(row: Json) -> Record | None:
    """The record that a row keeps, as it came; None for what did not come over a topic."""
    if "topic" not in row:
        return None
    headers = tuple((name, bytes(value)) for name, value in row["headers"])
    return Record(
        row["topic"], row["partition"], row["offset"], bytes(row["key"]), bytes(row["value"]), headers
    )


def _record_fields(record: Record | None) -> Json:
    if record is None:
        return {}
    return {
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "key": record.key,
        "value": record.value,
        "headers": [[name, value] for name, value in record.headers],
    }


def _where(error: Exception) -> str:
    """The innermost place of the product's own code that the error passed."""
    place, trace = "unknown", error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_globals.get("__name__", "")
        if name.startswith(("services.", "shared.")):
            place = f"{name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
