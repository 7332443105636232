"""What the engine's tests ask over HTTP, and what they read back from its database."""

from typing import Any

from shared.envelope import Message, Outcome, Reply
from shared.mongo import Store
from tests.engine.tally import Add, Tally


async def case(store: Store, case_id: str) -> dict[str, Any]:
    found: dict[str, Any] = await store["cases"].find_one({"_id": case_id})
    return found


async def total(store: Store, case_id: str) -> int:
    return Tally.model_validate_json((await case(store, case_id))["state"]).total


async def rows(store: Store, collection: str, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await store[collection].find(query).sort("_id", 1).to_list(None)
    return found


def command(amount: int, key: str = "k", fingerprint: str = "f") -> Message:
    def render(outcome: Outcome) -> Reply:
        if outcome.refusal is not None:
            return Reply(409, outcome.refusal.code)
        return Reply(200, str(len(outcome.events)), {"etag": "1"})

    return Message(
        id=key,
        actor="officer",
        commands=(Add(case_id="a", amount=amount),),
        correlation="c",
        fingerprint=fingerprint,
        render=render,
    )


async def under(store: Store) -> dict[str, list[str]]:
    """The cases under each key, the earliest first."""
    return {row["_id"]: [case for case, _ in row["cases"]] for row in await rows(store, "keys")}
