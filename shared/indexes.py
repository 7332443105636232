"""The collections that every service's database has, and how they are found through."""

from __future__ import annotations

from shared.mongo import index

ENGINE_INDEXES = {
    "cases": [
        index("aliases", name="aliases"),
        # Blocked cases are not woken: their deadline fires when the parked message is dealt with.
        index("due_at", name="due", partialFilterExpression={"due_at": {"$type": "date"}}),
        index("blocked_by", name="blocked", partialFilterExpression={"blocked_by": {"$type": "binData"}}),
    ],
    "journal": [index("case", "version", name="case_version", unique=True)],
    "inbox": [],
    "pending": [index("first", name="first")],
    "parked": [
        index("status", "_id", name="status"),
        index(
            "case_id", "status", "_id", name="case", partialFilterExpression={"case_id": {"$type": "string"}}
        ),
        index("waits_for", name="waits_for", partialFilterExpression={"waiting": True}),
    ],
    "keys": [],
    "leases": [],
    "holds": [],
}
