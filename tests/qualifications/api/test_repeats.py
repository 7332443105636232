"""A command that is sent again is answered again, whatever has become of its case meanwhile."""

from __future__ import annotations

from uuid import uuid4

from shared.commanding import REPLAYED
from tests.caller import Json
from tests.qualifications.api.panels import PANEL, proposed_by_panel
from tests.qualifications.api.people import (
    CHAIR,
    MEMBERS,
    OF_EMPLOYER,
    OFFICER,
    PROPOSER,
    SPARE,
    SUPERVISOR,
    UNIVERSITY,
    Person,
    application,
    passport,
    recognised,
    special,
)

People = dict[str, Person]
OBJECTION = {"reference": "o-1", "objector": "canary a competitor", "reasons": "canary: another view"}


async def again(person: Person, path: str, body: Json, key: str) -> Json:
    """The kept answer, given again as it was."""
    answer = await person.send(path, body, key=key)
    assert (answer.status_code, answer.headers.get(REPLAYED)) == (200, "true"), answer.text
    shown: Json = answer.json()
    return shown


async def test_an_objection_is_answered_again_when_its_notice_is_public_no_more(people: People) -> None:
    path = await proposed_by_panel(people)
    await people[OFFICER].act(path, "publish-notice")
    objector, key = people[UNIVERSITY], uuid4().hex
    objecting = f"/notices/{path.rpartition('/')[2]}/object"
    told = await objector.done(objecting, OBJECTION, key=key)
    await people[SUPERVISOR].act(path, "answer-objections", {"answer": "upheld", "reasons": "so it is"})
    assert await again(objector, objecting, OBJECTION, key) == told
    assert (await objector.send(objecting, OBJECTION)).status_code == 404
    reused = await objector.send(objecting, {**OBJECTION, "reference": "o-2"}, key=key)
    assert (reused.status_code, reused.json()["code"]) == (422, "idempotency-key-reused")
    assert (await people[PROPOSER].send(objecting, OBJECTION, key=key)).status_code == 404


async def test_a_declaration_is_answered_again_when_another_panel_has_come(people: People) -> None:
    path = await people[PROPOSER].propose(**special())
    await people[OFFICER].act(path, "appoint-panel", PANEL)
    member, key, nothing = people[MEMBERS[0]], uuid4().hex, {"conflict": None}
    told = await member.done(f"{path}/declare-conflict", nothing, key=key)
    others = {"members": [CHAIR, *MEMBERS[1:], SPARE, OF_EMPLOYER], "chair": CHAIR, "reason": "is ill"}
    await people[OFFICER].act(path, "appoint-panel", others)
    assert (await member.http.get(path)).status_code == 404
    assert await again(member, f"{path}/declare-conflict", nothing, key) == told
    assert (await member.send(f"{path}/declare-conflict", nothing)).status_code == 404


async def test_a_refusal_is_answered_again_too(people: People) -> None:
    path = await people[PROPOSER].propose(**special())
    await people[OFFICER].act(path, "appoint-panel", PANEL)
    member, key, vote = people[MEMBERS[0]], uuid4().hex, {"in_favour": True, "reasons": "x"}
    assert await member.refused(f"{path}/cast-vote", vote, key=key) == "nothing-to-vote-on"
    others = {"members": [CHAIR, *MEMBERS[1:], SPARE, OF_EMPLOYER], "chair": CHAIR, "reason": "is ill"}
    await people[OFFICER].act(path, "appoint-panel", others)
    assert await member.refused(f"{path}/cast-vote", vote, key=key) == "nothing-to-vote-on"


async def test_a_stranger_learns_nothing_of_a_person_from_what_it_is_refused(people: People) -> None:
    given, stranger = passport(), people[UNIVERSITY]
    await recognised(people, passport=given)
    await people[PROPOSER].apply(given)
    answers = [await stranger.send("/talents", application(each)) for each in (given, passport())]
    known, unknown = ({**each.json(), "correlation": ""} for each in answers)
    assert known == unknown
    assert (known["code"], known.get("version")) == ("no-ground", None)
    assert "etag" not in answers[0].headers
    mine = await people[PROPOSER].send("/talents", application(given))
    assert (mine.json()["code"], mine.json().get("version")) == ("admission-already", None)
