"""What the frame does for every request: correlation, limits, headers, metrics, health."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.types import Message

from shared.health import Health
from shared.http import Edge
from shared.metrics import DECLARED, REGISTRY
from shared.problems import Answers
from tests.shared.app import Watch

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
TRACEPARENT = f"00-{TRACE}-00f067aa0ba902b7-01"


async def pieces(*sizes: int) -> AsyncIterator[bytes]:
    for size in sizes:
        yield b"x" * size


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"X-Correlation-Id": "day-in-jinan-1"}, "day-in-jinan-1"),
        ({"traceparent": TRACEPARENT}, TRACE),
        ({"X-Correlation-Id": "day-in-jinan-1", "traceparent": TRACEPARENT}, "day-in-jinan-1"),
        ({"X-Correlation-Id": "bad id", "traceparent": TRACEPARENT}, TRACE),
    ],
)
async def test_the_callers_correlation_id_comes_back(
    headers: dict[str, str], expected: str, client: httpx.AsyncClient
) -> None:
    answer = await client.get("/cases/1", headers=headers)
    assert answer.headers["X-Correlation-Id"] == expected


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Correlation-Id": "short"},
        {"X-Correlation-Id": "x" * 65},
        {"X-Correlation-Id": "<script>alert(1)"},
        {"traceparent": TRACEPARENT.replace("00-", "ff-", 1)},
        {"traceparent": f"{TRACEPARENT}-more"},
        {"traceparent": f"00-{'0' * 32}-00f067aa0ba902b7-01"},
        {"traceparent": TRACEPARENT.upper()},
    ],
)
async def test_without_a_well_formed_id_each_request_gets_its_own(
    headers: dict[str, str], client: httpx.AsyncClient
) -> None:
    made = [(await client.get("/cases/1", headers=headers)).headers["X-Correlation-Id"] for _ in range(2)]
    assert made[0] != made[1]
    assert TRACE not in made
    assert all(len(one) == 32 for one in made)


async def test_answers_are_not_sniffed_and_not_cached(client: httpx.AsyncClient) -> None:
    headers = (await client.get("/cases/1")).headers
    assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "no-store")


async def test_a_body_that_says_it_is_too_large_is_refused_unread(client: httpx.AsyncClient) -> None:
    taken = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal taken
        for _ in range(100):
            taken += 1
            yield b"x" * 100

    answer = await client.post("/unread", content=body(), headers={"Content-Length": "10000"})
    assert (answer.status_code, answer.json()["code"]) == (413, "content-too-large")
    assert taken == 0
    assert answer.headers["X-Correlation-Id"]


@pytest.mark.parametrize("path", ["/orders", "/large"])
async def test_a_body_that_grows_too_large_is_cut_off(path: str, client: httpx.AsyncClient) -> None:
    taken = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal taken
        for _ in range(1000):
            taken += 1000
            yield b"x" * 1000

    answer = await client.post(path, content=body(), headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "content-too-large")
    assert answer.json()["detail"].startswith("at most ")
    assert taken <= 6000


async def test_a_body_of_exactly_the_limit_passes(client: httpx.AsyncClient) -> None:
    answer = await client.post("/large", content=pieces(2500, 2500))
    assert answer.json() == {"bytes": 5000}
    assert (await client.post("/large", content=pieces(2500, 2501))).status_code == 413


@pytest.mark.parametrize(
    ("path", "limit"), [("/cases/17/content", 3000), ("/cases/17/more/content", 1000), ("/large/", 1000)]
)
async def test_a_limit_of_its_own_is_for_every_path_of_its_route_and_no_other(
    path: str, limit: int, client: httpx.AsyncClient
) -> None:
    answer = await client.post(path, content=b"x" * (limit + 1))
    assert (answer.status_code, answer.json()["detail"]) == (413, f"at most {limit} bytes")


async def test_a_stream_of_any_length_passes_where_it_is_meant_to(client: httpx.AsyncClient) -> None:
    answer = await client.post("/import", content=pieces(*[100_000] * 20))
    assert answer.json() == {"bytes": 2_000_000}


async def test_a_process_is_alive_until_one_of_its_loops_is_stuck(
    client: httpx.AsyncClient, health: Health, watch: Watch
) -> None:
    progress = health.watch("relay", stuck_after_s=30)
    watch.seconds += 30
    assert (await client.get("/health/live")).status_code == 200
    watch.seconds += 1
    answer = await client.get("/health/live")
    assert (answer.status_code, answer.json()) == (503, {"stuck": ["relay"]})
    progress.beat()
    assert (await client.get("/health/live")).status_code == 200


async def test_a_loop_that_has_ended_is_not_missed(
    client: httpx.AsyncClient, health: Health, watch: Watch
) -> None:
    progress = health.watch("relay", stuck_after_s=30)
    health.forget(progress)
    watch.seconds += 31
    assert (await client.get("/health/live")).status_code == 200


async def test_a_process_is_ready_when_nothing_it_needs_fails(
    client: httpx.AsyncClient, health: Health, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def well() -> None: ...

    async def broken() -> None:
        raise ConnectionError

    async def hangs() -> None:
        await asyncio.sleep(60)

    health.require("mongo", well)
    answer = await client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"failing": []})
    health.require("kafka", broken)
    health.require("partners", hangs)
    monkeypatch.setattr("shared.health.CHECK_TIMEOUT_S", 0.05)
    answer = await client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (503, {"failing": ["kafka", "partners"]})


def counted(method: str, route: str, status_class: str) -> float:
    labels = {"method": method, "route": route, "status_class": status_class}
    return REGISTRY.get_sample_value("quancheng_http_requests_total", labels) or 0.0


async def test_requests_are_counted_by_template_and_never_by_path(client: httpx.AsyncClient) -> None:
    before = counted("GET", "/cases/{case_id}", "2xx")
    for case in ("1", "2"):
        await client.get(f"/cases/{case}")
    await client.get("/cases/broken")
    await client.request("BREW", "/coffee/of-li-wei")
    assert counted("GET", "/cases/{case_id}", "2xx") == before + 2
    assert counted("GET", "/cases/{case_id}", "5xx") >= 1
    assert counted("other", "unknown", "4xx") >= 1
    assert "li-wei" not in (await client.get("/metrics")).text


async def test_metrics_are_what_was_declared(client: httpx.AsyncClient) -> None:
    text = (await client.get("/metrics")).text
    shown = {family.name: family for family in text_string_to_metric_families(text)}
    for metric in DECLARED:
        family = shown[metric.name.removesuffix("_total")]
        assert (family.type, family.documentation) == (metric.kind, metric.help)
    assert len({metric.name for metric in DECLARED}) == len(DECLARED)


async def test_an_answer_that_breaks_off_is_not_passed_for_a_whole_one() -> None:
    async def half(scope: object, receive: object, send: object) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[operator]
        raise RuntimeError("the stream broke")

    sent: list[Message] = []

    async def keep(message: Message) -> None:
        sent.append(message)

    async def nothing() -> Message:
        return {"type": "http.disconnect"}

    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    with pytest.raises(RuntimeError):
        await Edge(half, Answers({}))(scope, nothing, keep)
    assert [message["type"] for message in sent] == ["http.response.start"]
