"""Commands that may be sent again."""

import httpx
import pytest
from joserfc.jwk import ECKey

from shared import idempotency
from shared.clock import SystemClock
from tests.shared.app import claims, sign


@pytest.mark.parametrize("given", [None, "", "has space", "schlüssel", "x" * 201])
async def test_a_command_without_a_proper_key_is_refused(
    given: str | None, client: httpx.AsyncClient, key: ECKey
) -> None:
    headers = {b"Authorization": f"Bearer {sign(key, claims(SystemClock()))}".encode()}
    if given is not None:
        headers[b"Idempotency-Key"] = given.encode()
    answer = await client.post("/commands", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency-key-required")


@pytest.mark.parametrize("given", ["x", "x" * 200, '"8e03978e-40d5-43dd"'])
async def test_a_proper_key_is_taken_as_it_is(given: str, client: httpx.AsyncClient, key: ECKey) -> None:
    headers = {"Authorization": f"Bearer {sign(key, claims(SystemClock()))}", "Idempotency-Key": given}
    assert (await client.post("/commands", headers=headers)).json()["key"] == given


def test_a_repeat_meets_its_own_inbox_id_and_nobody_elses() -> None:
    assert idempotency.inbox_id("office", "k-1") == idempotency.inbox_id("office", "k-1")
    ids = {idempotency.inbox_id(who, key) for who in ("office", "school") for key in ("k-1", "k-2")}
    assert len(ids) == 4
    assert idempotency.inbox_id("a", "bc") != idempotency.inbox_id("ab", "c")


def test_the_fingerprint_changes_with_anything_that_was_asked() -> None:
    asked = idempotency.fingerprint("POST", "/permits", b'{"days": 1}')
    assert asked == idempotency.fingerprint("post", "/permits", b'{"days": 1}')
    others = {
        idempotency.fingerprint("PUT", "/permits", b'{"days": 1}'),
        idempotency.fingerprint("POST", "/permits/1", b'{"days": 1}'),
        idempotency.fingerprint("POST", "/permits", b'{"days": 2}'),
        idempotency.fingerprint("POST", "/permits", b""),
    }
    assert asked not in others
    assert len(others) == 4


def test_a_reused_key_is_a_problem_of_its_own() -> None:
    problem = idempotency.reused()
    assert (problem.status, problem.code) == (422, "idempotency-key-reused")
