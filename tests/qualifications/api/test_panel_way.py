"""Case by case: a panel with a conflict, its quorum and votes, the notice with objections, the decision."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from deploy.local.stack import Stack
from tests.caller import Json
from tests.qualifications.api.panels import AGAINST, FOR, MOTION, PANEL, proposed_by_panel
from tests.qualifications.api.people import (
    APPLICANT,
    CHAIR,
    CLIENTS,
    CONFIRMED,
    MEMBERS,
    NAME,
    NUMBER,
    OF,
    OF_EMPLOYER,
    OF_UNIVERSITY,
    OFFICER,
    OTHER_APPLICANT,
    PROPOSER,
    SENIOR_ENGINEER,
    SPARE,
    SUPERVISOR,
    UNIVERSITY,
    Person,
    key_of,
    passport,
    special,
)
from tests.qualifications.api.people import person as person_of
from tests.qualifications.api.service import qualifications
from tests.running import Published, contiguous
from tests.running import names as names_of

People = dict[str, Person]
LATER = timedelta(days=8)
"""To Tuesday, 10 March 2026, the morning after the notice's five working days."""
OBJECTION = {"reference": "o-1", "objector": "canary a colleague", "reasons": "canary: another view"}


@dataclass(frozen=True)
class Spring:
    """What is on notice on 2 March."""

    path: str
    passport: Json

    @property
    def id(self) -> str:
        return self.path.rpartition("/")[2]


@pytest.fixture(scope="module")
async def spring(stack: Stack, own_database: str) -> Spring:
    """A request that is objected to once and published again; then the service ends."""
    with qualifications(stack, own_database) as service:
        people = {name: person_of(service, name) for name in CLIENTS}
        given = passport()
        path = await people[PROPOSER].propose(**special(passport=given))
        await _the_panel_decides(people, path)
        await _the_notice_is_objected_to(people, path)
        for each in people.values():
            await each.http.aclose()
    return Spring(path, given)


async def _the_panel_decides(people: People, path: str) -> None:
    officer, chair = people[OFFICER], people[CHAIR]
    seen = (await officer.get(path))["version"]
    small = {"members": [CHAIR, *MEMBERS[:2]], "chair": CHAIR}
    assert await officer.refused(f"{path}/appoint-panel", small, seen=seen) == "panel-too-small"
    led = {"members": PANEL["members"], "chair": OF_EMPLOYER}
    assert await officer.refused(f"{path}/appoint-panel", led, seen=seen) == "chair-in-conflict"
    await officer.act(path, "appoint-panel", PANEL)
    assert (await people[SPARE].http.get(path)).status_code == 404
    await chair.done(f"{path}/declare-conflict", {"conflict": None})
    assert await chair.refused(f"{path}/cast-vote", FOR) == "nothing-to-vote-on"
    await chair.done(f"{path}/move-outcome", MOTION)
    assert await people[MEMBERS[0]].refused(f"{path}/cast-vote", FOR) == "declaration-missing"
    await people[OF_EMPLOYER].done(f"{path}/declare-conflict", {"conflict": None})
    assert await people[OF_EMPLOYER].refused(f"{path}/cast-vote", FOR) == "member-in-conflict"
    await people[MEMBERS[0]].done(f"{path}/declare-conflict", {"conflict": "canary: a former student"})
    assert await people[MEMBERS[0]].refused(f"{path}/cast-vote", FOR) == "member-in-conflict"
    await chair.done(f"{path}/cast-vote", FOR)
    assert await chair.refused(f"{path}/conclude-vote") == "no-quorum"
    for client, vote in zip(MEMBERS[1:], (FOR, FOR, AGAINST), strict=True):
        await people[client].done(f"{path}/declare-conflict", {"conflict": None})
        await people[client].done(f"{path}/cast-vote", vote)
    assert await people[MEMBERS[1]].refused(f"{path}/conclude-vote") == "not-permitted-now"
    await chair.done(f"{path}/conclude-vote")


async def _the_notice_is_objected_to(people: People, path: str) -> None:
    officer, supervisor, anna = people[OFFICER], people[SUPERVISOR], people[APPLICANT]
    await officer.act(path, "record-verification", CONFIRMED)
    assert (await anna.get(path))["proposed"] is None
    await officer.act(path, "publish-notice")
    shown = await anna.get(path)
    assert (shown["notice"]["last"], shown["proposed"]["effect"]) == ("2026-03-09", "title")
    early = {"outcome": SENIOR_ENGINEER}
    seen = shown["version"]
    assert await supervisor.refused(f"{path}/decide", early, seen=seen) == "not-permitted-now"
    assert (await anna.done(f"{path}/object", OBJECTION))["state"] == "objected"
    answer = {"answer": "dismissed", "reasons": "canary: it is no reason"}
    await supervisor.act(path, "answer-objections", answer)
    await officer.act(path, "publish-notice")


@pytest.fixture(scope="module")
async def later(stack: Stack, own_database: str, spring: Spring) -> AsyncIterator[People]:
    """Everybody, eight days on."""
    with qualifications(stack, own_database, LATER) as service:
        known = {name: person_of(service, name) for name in CLIENTS}
        yield known
        for each in known.values():
            await each.http.aclose()


async def test_after_the_notice_the_authority_decides_what_the_panel_proposed(
    later: People, spring: Spring, published: Published
) -> None:
    supervisor, path = later[SUPERVISOR], spring.path
    shown = await supervisor.until(path, lambda shown: bool(shown["state"] == "noticed"))
    beyond = {"outcome": {"effect": "practice-permission", "practice": "x", "place": "x"}, "departure": "x"}
    refused = await supervisor.refused(f"{path}/decide", beyond, seen=shown["version"])
    assert refused == "outcome-not-allowed"
    assert (await supervisor.act(path, "decide", {"outcome": SENIOR_ENGINEER}))["state"] == "in-force"
    events = await published.of(spring.id, last="qualification.recognised")
    assert contiguous(events)
    told = [name for name in names_of(events) if name.startswith(("notice.", "qualification."))]
    assert told == [
        "notice.published",
        "notice.objection-lodged",
        "notice.objections-answered",
        "notice.published",
        "notice.ended",
        "qualification.recognised",
    ]
    assert events[-1].data["person"] == key_of(spring.passport)
    assert {"edition", "item"}.isdisjoint(events[-1].data)
    title = (await supervisor.get(path))["title"]
    (precedent,) = (await later[UNIVERSITY].get("/precedents", title=title))["precedents"]
    assert (precedent["panel"], precedent["outcome"], precedent["state"]) == (1, "title", "in-force")
    secret = ["canary", "expert-", PROPOSER, key_of(spring.passport), spring.passport["number"]]
    raw = b"".join(event.raw for event in events[:-1]).decode()
    assert [each for each in secret if each in f"{precedent}{raw}".lower()] == []


async def test_who_sits_on_the_panel_and_voted_how_is_for_the_panel_and_the_office(
    later: People, spring: Spring
) -> None:
    member = await later[MEMBERS[0]].get(spring.path)
    assert [vote["in_favour"] for vote in member["panel"]["motion"]["votes"]].count(True) == 3
    for client in (PROPOSER, APPLICANT):
        shown = await later[client].get(spring.path)
        history = await later[client].get(f"{spring.path}/history")
        assert "expert-" not in f"{shown}{history}"
        assert key_of(spring.passport) not in f"{shown}{history}"
    assert (await later[UNIVERSITY].http.get(spring.path)).status_code == 404


async def test_a_notice_is_public_and_objected_to_by_whom_the_recognition_does_not_concern(
    later: People,
) -> None:
    path = await proposed_by_panel(later)
    id_ = path.rpartition("/")[2]
    assert (await later[SPARE].send(f"/notices/{id_}/object", OBJECTION)).status_code == 404
    await later[OFFICER].act(path, "publish-notice")
    read = (await later[SPARE].get("/notices", limit=200))["notices"]
    (shown,) = [each for each in read if each["id"] == id_]
    assert shown["proposed"] == SENIOR_ENGINEER
    hidden = (NAME, NUMBER, APPLICANT, PROPOSER, OF[PROPOSER], "expert-", "canary")
    assert [each for each in hidden if each in str(shown)] == []
    for number, client in enumerate((UNIVERSITY, OTHER_APPLICANT, SPARE)):
        objection = {**OBJECTION, "reference": f"o-{number}"}
        assert (await later[client].done(f"/notices/{id_}/object", objection))["state"] == "objected"
        assert (await later[client].http.get(path)).status_code == 404
    assert len((await later[CHAIR].get(path))["objections"]) == 3
    assert await later[MEMBERS[0]].refused(f"/notices/{id_}/object", OBJECTION) == "not-permitted-now"


async def test_what_is_objected_and_upheld_goes_back_to_the_panel(later: People) -> None:
    path = await proposed_by_panel(later)
    await later[OFFICER].act(path, "publish-notice")
    await later[PROPOSER].done(f"{path}/object", OBJECTION)
    answer = {"answer": "upheld", "reasons": "the training was shorter"}
    assert (await later[SUPERVISOR].act(path, "answer-objections", answer))["state"] == "in-panel"
    assert await later[CHAIR].refused(f"{path}/conclude-vote") == "nothing-to-vote-on"
    assert (await later[CHAIR].get(path))["answered"][0]["objections"][0]["reference"] == "o-1"
    anew = {"members": [CHAIR, *MEMBERS[1:], OF_UNIVERSITY], "chair": CHAIR}
    seen = (await later[OFFICER].get(path))["version"]
    assert await later[OFFICER].refused(f"{path}/appoint-panel", anew, seen=seen) == "reasons-required"
    await later[OFFICER].act(path, "appoint-panel", {**anew, "reason": "one of them is ill"})
    assert (await later[MEMBERS[0]].http.get(path)).status_code == 404
    assert "move-outcome" in (await later[CHAIR].get(path))["actions"]
    assert (await later[PROPOSER].done(f"{path}/withdraw", {"reason": "it takes long"}))["state"] == (
        "withdrawn"
    )


async def test_the_list_of_each_role_has_what_it_may_see(later: People, spring: Spring) -> None:
    path = await later[UNIVERSITY].propose(**special(), organisation="12370000MB2DM1NG0X", applicant=None)
    own = path.rpartition("/")[2]

    async def listed(client: str) -> set[str]:
        found = (await later[client].get("/recognitions", route="case-by-case"))["recognitions"]
        return {each["id"] for each in found}

    theirs = {client: await listed(client) for client in (UNIVERSITY, SPARE, OFFICER, CHAIR, APPLICANT)}
    assert (theirs[UNIVERSITY], theirs[SPARE]) == ({own}, set())
    assert theirs[OFFICER] >= {own, spring.id}
    for client in (CHAIR, APPLICANT):
        assert spring.id in theirs[client]
        assert own not in theirs[client]
    for client, proposer, ids in ((OFFICER, UNIVERSITY, {own}), (APPLICANT, UNIVERSITY, set())):
        found = (await later[client].get("/recognitions", proposer=proposer))["recognitions"]
        assert {each["id"] for each in found} == ids
    assert (await later[UNIVERSITY].get("/recognitions", proposer=PROPOSER))["recognitions"] == []
    first = await later[OFFICER].get("/recognitions", limit=1)
    rest = await later[OFFICER].get("/recognitions", limit=200, cursor=first["next"])
    assert first["recognitions"][0]["id"] == spring.id
    assert spring.id not in {each["id"] for each in rest["recognitions"]}
