"""5. Who may read the roster, and that what is asked for leaves no trace."""

from __future__ import annotations

import io
import logging

import pytest

from services.schooling.oneroster.api import CORE, HOUSE, ROSTER
from shared import logs
from tests.running import Running
from tests.schooling.api.people import CLIENTS, OFFICER, PARENT, REGISTER, SUPERVISOR
from tests.schooling.oneroster.published import minor_code
from tests.schooling.oneroster.reader import BASE, COLLECTIONS, reader

SOUGHT = "Eriksson-von-Sucht"


@pytest.mark.parametrize("collection", COLLECTIONS)
async def test_nobody_without_a_token_and_no_stranger_and_no_parent_reads(
    service: Running, collection: str
) -> None:
    for client, expected in (
        ("", (401, "unauthorisedrequest")),
        ("someone-else", (403, "forbidden")),
        (PARENT, (403, "forbidden")),
    ):
        async with reader(service, client).http as http:
            for path in (collection, f"{collection}/some-id"):
                answer = await http.get(f"{BASE}/{path}")
                assert (answer.status_code, minor_code(answer.json())) == expected
                assert ("www-authenticate" in answer.headers) == (client == "")


@pytest.mark.parametrize("scope", [CORE, ROSTER, HOUSE])
async def test_each_of_three_scopes_opens_the_roster_and_no_other(service: Running, scope: str) -> None:
    for client in (REGISTER, OFFICER, SUPERVISOR):
        async with reader(service, client, "schooling:read", scope).http as http:
            assert (await http.get(f"{BASE}/users")).status_code == 200
        async with reader(service, client, "schooling:read", "schooling:write").http as http:
            refused = await http.get(f"{BASE}/users")
            assert (refused.status_code, minor_code(refused.json())) == (403, "forbidden")
            assert CORE in refused.headers["www-authenticate"]


async def test_the_roster_is_only_read(service: Running) -> None:
    assert PARENT in CLIENTS
    async with reader(service, REGISTER).http as http:
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            assert (await http.request(method, f"{BASE}/users")).status_code == 405


async def test_what_the_roster_has_not_is_told_as_the_standard_wants_it(service: Running) -> None:
    async with reader(service, REGISTER).http as http:
        for path in ("teachers", "nope/some-id", "users/some-id/classes", ""):
            answer = await http.get(f"{BASE}/{path}")
            assert (answer.status_code, minor_code(answer.json())) == (404, "unknownobject")
        head, got = await http.head(f"{BASE}/users"), await http.get(f"{BASE}/users")
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["x-total-count"] == got.headers["x-total-count"]


async def test_a_name_that_is_sought_is_never_logged(
    service: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream, root = io.StringIO(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.configure("schooling", "debug", stream)
    try:
        async with reader(service, REGISTER).http as http:
            for filter_ in (f"familyName='{SOUGHT}'", f"familyName~'{SOUGHT}' AND x", f"nickname='{SOUGHT}'"):
                answer = await http.get(f"{BASE}/users", params={"filter": filter_})
                assert answer.status_code in (200, 400)
                assert answer.headers["cache-control"] == "no-store"
                assert SOUGHT not in answer.text
            metrics = (await http.get("/metrics")).text
        logging.getLogger("uvicorn.error").info("it writes")
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
    assert "it writes" in stream.getvalue()
    assert SOUGHT not in stream.getvalue()
    assert SOUGHT not in metrics
