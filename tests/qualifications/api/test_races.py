"""What two do at the same moment, at two processes: one of them wins, and the journal is whole."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator

import httpx
import pytest

from deploy.local.stack import Stack
from tests.qualifications.api.panels import AGAINST, FOR, MOTION, PANEL
from tests.qualifications.api.people import (
    APPLICANT,
    CHAIR,
    CONFIRMED,
    MEMBERS,
    OFFICER,
    OTHER_SUPERVISOR,
    PROPOSER,
    SENIOR_ENGINEER,
    SUPERVISOR,
    UNIVERSITY,
    Person,
    passport,
    person,
    proposal,
    recognised,
    special,
)
from tests.qualifications.api.service import qualifications
from tests.running import Published, Running, contiguous
from tests.running import names as names_of

People = dict[str, Person]
ROUNDS = 6
REFUSED = {"effect": "refused", "grounds": ["not-equivalent"]}


@pytest.fixture(scope="module")
def second_process(stack: Stack, own_database: str, service: Running) -> Iterator[Running]:
    """The same service once more over the same database, as behind a load balancer."""
    with qualifications(stack, own_database, roles=frozenset({"api"})) as found:
        yield found


def codes(answers: Iterable[httpx.Response]) -> list[tuple[int, str]]:
    return sorted((each.status_code, each.json().get("code", "")) for each in answers)


async def test_of_two_decisions_at_the_same_moment_one_stands(
    people: People, second_process: Running, published: Published
) -> None:
    other = person(second_process, OTHER_SUPERVISOR)
    for _ in range(ROUNDS):
        path = await people[PROPOSER].propose()
        seen = (await people[OFFICER].act(path, "record-verification", CONFIRMED))["version"]
        answers = await asyncio.gather(
            people[SUPERVISOR].send(f"{path}/decide", {"outcome": SENIOR_ENGINEER}, seen=seen),
            other.send(f"{path}/decide", {"outcome": REFUSED}, seen=seen),
        )
        assert codes(answers) == [(200, ""), (409, "version-conflict")]
        events = await published.until(path.rpartition("/")[2], "recognition.decided")
        assert Counter(names_of(events))["recognition.decided"] == 1
        won = next(each for each in answers if each.status_code == 200)
        state = (await people[PROPOSER].get(path))["state"]
        assert won.json()["state"] == state
    await other.http.aclose()


async def test_votes_at_the_same_moment_all_count_and_the_last_of_a_member_does(
    people: People, second_process: Running, published: Published
) -> None:
    path = await people[PROPOSER].propose(**special())
    await people[OFFICER].act(path, "appoint-panel", PANEL)
    clients = (CHAIR, *MEMBERS)
    there = {client: person(second_process, client) for client in clients}
    await asyncio.gather(
        *(people[client].done(f"{path}/declare-conflict", {"conflict": None}) for client in clients)
    )
    await people[CHAIR].done(f"{path}/move-outcome", MOTION)
    votes = (
        each[client].send(f"{path}/cast-vote", vote)
        for client in clients
        for each, vote in ((people, FOR), (there, AGAINST))
    )
    assert {each.status_code for each in await asyncio.gather(*votes)} == {200}
    cast = (await people[CHAIR].get(path))["panel"]["motion"]["votes"]
    assert sorted(vote["member"] for vote in cast) == sorted(clients)
    history = (await people[OFFICER].get(f"{path}/history"))["events"]
    actors = Counter(each["actor"] for each in history if each["type"].endswith("vote-cast.v1"))
    assert actors == dict.fromkeys(clients, 2)
    counting = (people[CHAIR].send(f"{path}/conclude-vote"), there[CHAIR].send(f"{path}/conclude-vote"))
    answers = await asyncio.gather(*counting)
    assert {each.status_code for each in answers} <= {200, 409}
    events = await published.of(path.rpartition("/")[2], count=len(history) + 1)
    assert contiguous(events)
    ends = [name for name in names_of(events) if name in ("panel.outcome-proposed", "panel.motion-failed")]
    in_favour = [vote["in_favour"] for vote in cast].count(True)
    assert ends == ["panel.outcome-proposed" if in_favour > len(cast) / 2 else "panel.motion-failed"]
    for each in there.values():
        await each.http.aclose()


async def test_a_credential_is_proposed_once_by_two_at_two_processes(
    people: People, second_process: Running
) -> None:
    other = person(second_process, UNIVERSITY)
    for _ in range(ROUNDS):
        given = passport()
        answers = await asyncio.gather(
            people[PROPOSER].send("/recognitions", proposal(passport=given)),
            other.send("/recognitions", proposal(UNIVERSITY, passport=given)),
        )
        assert codes(answers) == [(201, ""), (409, "duplicate-request")]
    await other.http.aclose()


async def test_an_admission_does_not_outlive_the_recognition_that_falls_beside_it(
    people: People, second_process: Running
) -> None:
    other = person(second_process, OTHER_SUPERVISOR)
    for _ in range(ROUNDS):
        given = passport()
        path = await recognised(people, passport=given)
        application = await people[APPLICANT].apply(given)
        case = application.partition("/admissions/")[0]
        await people[OFFICER].act(application, "assess", {"meets": True, "findings": "x"})
        seen = [(await people[OFFICER].get(each))["version"] for each in (case, path)]
        answers = await asyncio.gather(
            people[SUPERVISOR].send(f"{application}/admit", {"start": "2026-03-02"}, seen=seen[0]),
            other.send(f"{path}/revoke", {"reason": "forged"}, seen=seen[1]),
        )
        assert answers[1].status_code == 200, answers[1].text
        assert answers[0].status_code in (200, 409)
        (admission,) = (await people[OFFICER].get(case))["admissions"]
        assert admission["status"] == ("ended" if answers[0].status_code == 200 else "assessed")
    await other.http.aclose()


async def test_a_command_that_is_sent_again_is_answered_as_before(people: People) -> None:
    body = proposal()
    first, again = [await people[PROPOSER].send("/recognitions", body, key="again") for _ in range(2)]
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert again.headers["Idempotent-Replayed"] == "true"
    other = await people[PROPOSER].send("/recognitions", proposal(), key="again")
    assert other.status_code == 422
