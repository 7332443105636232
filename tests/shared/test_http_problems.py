"""Every failure is one kind of document."""

from typing import Any

import httpx
import pytest

from shared.health import Health
from shared.jwks import Jwks
from shared.problems import Language, preferred
from tests.shared.app import PRIVATE, make_app, tokens_of


def problem(answer: httpx.Response) -> dict[str, Any]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == answer.status_code
    assert body["type"] == f"urn:quancheng:problem:{body['code']}"
    assert body["correlation"] == answer.headers["X-Correlation-Id"]
    return body


async def test_a_problem_of_the_service_carries_its_title_detail_and_members(
    client: httpx.AsyncClient,
) -> None:
    body = problem(await client.get("/cases/late"))
    assert body.pop("correlation")
    assert body == {
        "type": "urn:quancheng:problem:too-late",
        "code": "too-late",
        "status": 409,
        "title": "It is too late",
        "detail": "the offer ended yesterday",
        "offer": "o-1",
    }


async def test_the_title_is_chinese_for_who_prefers_it(client: httpx.AsyncClient) -> None:
    answer = await client.get("/cases/late", headers={"Accept-Language": "zh-CN,en;q=0.5"})
    assert problem(answer)["title"] == "已过期限"
    assert answer.headers["Content-Language"] == "zh"


async def test_a_code_without_a_title_stands_for_itself(client: httpx.AsyncClient) -> None:
    assert problem(await client.get("/cases/odd"))["title"] == "never-named"


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("", "en"),
        ("zh", "zh"),
        ("zh-Hans-CN", "zh"),
        ("en;q=0.4, zh;q=0.5", "zh"),
        ("zh;q=0.4, en;q=0.5", "en"),
        ("zh;q=0", "en"),
        ("fr, ja", "en"),
        ("zh;q=many", "en"),
        (";;,,=", "en"),
    ],
)
def test_the_better_liked_language_is_taken(accept: str, language: Language) -> None:
    assert preferred(accept) == language


async def test_every_wrong_element_is_pointed_at(client: httpx.AsyncClient) -> None:
    answer = await client.post("/orders", json={"lines": [{"amount": 1}, {"amount": "x"}, {}]})
    body = problem(answer)
    assert (answer.status_code, body["code"]) == (422, "invalid-request")
    assert [error["pointer"] for error in body["errors"]] == ["/lines/1/amount", "/lines/2/amount"]
    assert all(error["in"] == "body" and error["detail"] for error in body["errors"])


async def test_a_wrong_parameter_is_pointed_at(client: httpx.AsyncClient) -> None:
    [error] = problem(await client.get("/cases/1", params={"page": "x"}))["errors"]
    assert (error["in"], error["pointer"]) == ("query", "/page")


async def test_what_is_not_json_is_malformed(client: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await client.post("/orders", content=b'{"lines": [}', headers=headers)
    assert (answer.status_code, problem(answer)["code"]) == (400, "malformed-json")


async def test_an_unknown_path_and_a_wrong_method_are_problems_too(client: httpx.AsyncClient) -> None:
    assert problem(await client.get("/nowhere"))["code"] == "not-found"
    answer = await client.get("/orders")
    assert (problem(answer)["code"], answer.headers["Allow"]) == ("method-not-allowed", "POST")


async def test_a_bug_is_told_without_its_insides(client: httpx.AsyncClient) -> None:
    answer = await client.get("/cases/broken")
    assert (answer.status_code, problem(answer)["code"]) == (500, "internal-error")
    assert PRIVATE not in answer.text


async def test_what_is_away_is_unavailable_for_the_moment(client: httpx.AsyncClient) -> None:
    answer = await client.get("/cases/away")
    assert (answer.status_code, problem(answer)["code"]) == (503, "unavailable")
    assert answer.headers["Retry-After"] == "5"
    assert PRIVATE not in answer.text


def test_the_openapi_document_says_what_problems_and_commands_look_like() -> None:
    document = make_app(tokens_of(Jwks("/none")), Health()).openapi()
    command = document["paths"]["/commands"]["post"]
    assert set(command["responses"]) == {"200", "default"}
    assert set(command["responses"]["default"]["content"]) == {"application/problem+json"}
    [parameter] = command["parameters"]
    assert (parameter["name"], parameter["required"]) == ("Idempotency-Key", True)
    assert command["security"] == [{"HTTPBearer": []}]
