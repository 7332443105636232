"""The papers of an application: what is needed, particulars, promises, and contents of a known kind."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.permits.api.people import (
    APPLICANT,
    APPROVAL,
    PDF,
    Person,
    digest,
    new_passport,
    reviewed,
)
from tests.permits.api.service import settings_for

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
LIMIT = 300_000


@pytest.fixture(scope="module")
async def draft(agent: Person) -> str:
    return await agent.draft(applicant=APPLICANT)


def content_of(application: str, code: str) -> str:
    return f"/applications/{application}/documents/{code}/content"


async def test_a_paper_comes_back_as_it_was_uploaded_for_those_who_may_see_it(
    agent: Person, applicant: Person, officer: Person, other_agent: Person, draft: str
) -> None:
    await agent.give(draft, "passport")
    for who in (agent, applicant, officer):
        response = await who.http.get(content_of(draft, "passport"))
        assert (response.status_code, response.content) == (200, PDF)
        assert response.headers["content-disposition"].startswith("attachment")
        assert response.headers["content-type"] == "application/pdf"
    assert (await other_agent.http.get(content_of(draft, "passport"))).status_code == 404
    assert (await agent.http.get(content_of(draft, "photo"))).status_code == 404


async def test_the_list_says_what_is_needed_given_and_missing(agent: Person, draft: str) -> None:
    await agent.upload(draft, "photo", PNG, "image/png")
    listed = await agent.get(f"/applications/{draft}/documents")
    photo = next(each for each in listed["given"] if each["code"] == "photo")
    assert (photo["media_type"], photo["size"], photo["uploaded"]) == ("image/png", len(PNG), True)
    assert "photo" not in listed["missing"]
    assert "application-form" in listed["missing"]
    assert {"code", "must", "source"} < set(listed["required"][0])
    assert listed["required"][0]["name"]["zh"] == "申请表（签字盖章）"


@pytest.mark.parametrize(
    ("content", "media", "headers", "status", "code"),
    [
        (PDF, "text/html", {}, 415, "unsupported-media-type"),
        (PNG, "application/pdf", {}, 422, "content-not-as-said"),
        (b"%PD", "application/pdf", {}, 422, "content-not-as-said"),
        (b"", "application/pdf", {}, 422, "content-empty"),
        (PDF, "application/pdf", {"content-digest": digest(b"other")}, 422, "digest-differs"),
        (PDF, "application/pdf", {"content-digest": "md5=:abc=:"}, 400, "digest-required"),
        (b"%PDF-" + bytes(LIMIT), "application/pdf", {}, 413, "content-too-large"),
    ],
)
async def test_a_content_that_is_not_as_it_should_is_refused_and_not_kept(
    agent: Person,
    draft: str,
    content: bytes,
    media: str,
    headers: dict[str, str],
    status: int,
    code: str,
) -> None:
    response = await agent.upload(draft, "degree", content, media, headers)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert (await agent.http.get(content_of(draft, "degree"))).status_code == 404


async def test_a_stream_without_a_length_is_cut_off_at_the_limit(agent: Person, draft: str) -> None:
    async def stream() -> AsyncIterator[bytes]:
        yield b"%PDF-"
        for _ in range(6):
            yield bytes(60_000)

    headers = {"content-type": "application/pdf", "content-digest": digest(b""), "Idempotency-Key": "long"}
    path = content_of(draft, "degree")
    response = await agent.http.put(path, content=stream(), headers=headers)
    assert (response.status_code, response.json()["code"]) == (413, "content-too-large")
    assert (await agent.http.get(path)).status_code == 404


async def test_a_paper_of_the_greatest_size_is_taken(agent: Person, draft: str) -> None:
    whole = b"%PDF-" + bytes(LIMIT - 5)
    assert (await agent.upload(draft, "contract", whole)).status_code == 200
    assert (await agent.http.get(content_of(draft, "contract"))).content == whole


async def test_an_upload_sent_again_is_answered_as_before_and_stored_once(agent: Person, draft: str) -> None:
    first = await agent.upload(draft, "medical", headers={"Idempotency-Key": "upload-1"})
    again = await agent.upload(draft, "medical", headers={"Idempotency-Key": "upload-1"})
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (await agent.http.get(content_of(draft, "medical"))).content == PDF


async def test_what_nobody_asked_for_is_not_taken(agent: Person, draft: str) -> None:
    response = await agent.upload(draft, "bank-statement")
    assert (response.status_code, response.json()["code"]) == (422, "not-on-the-list")


async def test_particulars_come_after_the_content(agent: Person, draft: str) -> None:
    path = f"/applications/{draft}/documents/criminal-record"
    response = await agent.request("PUT", path, {"language": "zh"})
    assert (response.status_code, response.json()["code"]) == (409, "content-missing")


async def test_a_paper_is_taken_back(agent: Person, draft: str) -> None:
    await agent.give(draft, "category-evidence")
    response = await agent.request("DELETE", f"/applications/{draft}/documents/category-evidence")
    assert response.status_code == 200
    listed = await agent.get(f"/applications/{draft}/documents")
    assert "category-evidence" in listed["missing"]


async def test_a_promise_that_proves_false_takes_the_permit_and_marks_the_employer(
    agent: Person, other_agent: Person, officer: Person
) -> None:
    application = await other_agent.draft(category="A", route="encouraged-post")
    promise = {"instead": "promise"}
    path = f"/applications/{application}/documents/degree"
    assert (await other_agent.request("PUT", path, promise)).status_code == 200
    await other_agent.give_missing(application)
    await other_agent.done(f"/applications/{application}/submit")
    await reviewed(officer, application)
    await officer.act(application, "approve", APPROVAL | {"category": "A"})
    await officer.act(application, "issue", {"permit_number": f"WP-{new_passport()}"})
    shown = await other_agent.get(f"/applications/{application}/documents")
    assert [(each["code"], each["state"]) for each in shown["follow_ups"]] == [("degree", "open")]
    await other_agent.give(application, "degree")
    false = {"code": "degree", "holds": False, "finding": "The university does not know the person."}
    await officer.act(application, "settle-follow-up", false)
    ended = await officer.get(f"/applications/{application}")
    assert (ended["state"], ended["revoked_for"]) == ("revoked", "false-promise")
    permit = await officer.get(f"/permits/{ended['issued']['permit_id']}")
    assert permit["status"] == "revoked"
    employer = await officer.get(f"/employers/{ended['employer']}")
    assert [record["ground"] for record in employer["records"]] == ["false-promise"]


async def test_uploads_at_once_all_arrive(agent: Person) -> None:
    application = await agent.draft()
    listed = await agent.get(f"/applications/{application}/documents")
    answers = await asyncio.gather(*(agent.upload(application, code) for code in listed["missing"]))
    assert {answer.status_code for answer in answers} == {200}
    assert (await agent.get(f"/applications/{application}/documents"))["missing"] == []


def test_the_tests_have_the_limit_of_the_service(stack: object, own_database: str) -> None:
    assert settings_for(stack, own_database).max_document_bytes == LIMIT  # type: ignore[arg-type]
