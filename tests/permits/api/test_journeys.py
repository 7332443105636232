"""Applications on their way through days and weeks: the service is ended and comes again on a later day."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

from deploy.local.stack import Stack
from services.permits import topics
from tests.permits.api.conftest import register_employers
from tests.permits.api.people import (
    AGENT,
    APPLICANT,
    APPROVAL,
    BUREAU,
    KEEPER,
    OFFICER,
    OTHER_AGENT,
    OTHER_EMPLOYER,
    SUPERVISOR,
    issued,
    new_passport,
    person,
    reviewed,
)
from tests.permits.api.service import permits
from tests.running import Published, contiguous, names, put

OCTOBER = timedelta(days=-35)
"""A day from which thirty working days end in a year that is announced."""

EVERYBODY = (AGENT, OTHER_AGENT, APPLICANT, OFFICER, SUPERVISOR, KEEPER, BUREAU)


@asynccontextmanager
async def a_day(stack: Stack, database: str, later: timedelta = timedelta()) -> AsyncIterator[Any]:
    """Everybody, on the day that is ``later`` than the first."""
    with permits(stack, database, later) as service:
        known = {name: person(service, name) for name in EVERYBODY}
        await register_employers(known)
        yield known
        for each in known.values():
            await each.http.aclose()


def answer(application: str, outcome: str = "granted", **more: Any) -> dict[str, Any]:
    granted = {"number": "R-1", "valid_to": "2027-11-30"} if outcome == "granted" else {}
    return {"id": uuid4().hex, "application_id": application, "outcome": outcome, **granted, **more}


async def test_a_member_gets_a_permit_within_48_hours_and_the_bureau_answers_late(
    stack: Stack, database: str, published: Published
) -> None:
    passport, number = new_passport(), f"WP-{new_passport()}"
    async with a_day(stack, database) as people:
        await people[KEEPER].done(
            "/programme/members",
            {
                "person": {"country": "UTO", "number": passport, "birth": "1990-01-12"},
                "start": "2026-01-01",
                "end": "2026-12-31",
            },
            status=201,
        )
        application = await people[AGENT].submitted(
            passport=passport, category="A", route="talent-programme", joint=True, applicant=APPLICANT
        )
        officer = people[OFFICER]
        assert (await officer.get(f"/applications/{application}"))["track"] == "48-hour"
        documents = await people[APPLICANT].get(f"/applications/{application}/documents")
        assert "recommendation" not in [paper["code"] for paper in documents["required"]]
        await reviewed(officer, application)
        clocks = {c["name"]: c for c in (await officer.get(f"/applications/{application}/clock"))["clocks"]}
        assert (clocks["48-hour"]["limit"], clocks["48-hour"]["unit"]) == (48, "clock-hours")
        assert {"statutory", "promised"} < set(clocks)
    async with a_day(stack, database, timedelta(hours=37)) as people:
        await published.until(application, "application.at-risk")
        near = await people[OFFICER].get("/applications", near_breach=True)
        assert [each["id"] for each in near["applications"]] == [application]
        assert near["counts"] == {"near_breach": 1, "breached": 0}
        await people[OFFICER].act(application, "confirm-ground", {"ground": "talent-programme"})
        given = {"category": "A", "valid_from": "2026-12-01", "valid_to": "2027-11-30"}
        await people[OFFICER].act(application, "approve", given)
        await people[OFFICER].act(application, "issue", {"permit_number": number})
        await published.until(application, "residence-permit.requested")
        shown = await people[APPLICANT].get("/permits")
        assert [permit["number"] for permit in shown["permits"]] == [number]
        permit = shown["permits"][0]["id"]
        groups = (await people[OFFICER].get("/statistics"))["groups"]
        assert [(g["track"], g["decided"], g["breaches"]) for g in groups] == [("48-hour", 1, {})]
        assert 36.9 < groups[0]["median_hours"] < 37.1
    async with a_day(stack, database, timedelta(days=24)) as people:
        await published.until(application, "residence-permit.reconciliation-queried")
        answered = await people[BUREAU].http.post("/exit-entry/answers", json=answer(application))
        assert answered.status_code == 202, answered.text
        events = await published.until(application, "residence-permit.answered")
        assert events[-1].data["late"] is True
        await published.until(permit, "permit.residence-recorded")
        residence = (await people[APPLICANT].get(f"/applications/{application}"))["residence"]
        assert (residence["outcome"], residence["number"]) == ("granted", "R-1")
        told = await people[OFFICER].get(f"/applications/{application}/clock")
        assert told["replayed"]["equal"] is True
    assert contiguous(events)
    order = [name for name in names(events) if name.startswith(("application.", "residence-permit."))]
    assert order[-5:] == [
        "residence-permit.requested",
        "residence-permit.reminder",
        "residence-permit.escalated",
        "residence-permit.reconciliation-queried",
        "residence-permit.answered",
    ]
    private = b"".join(event.raw for event in events)
    for secret in (passport.encode(), b"ERIKSSON", b"300000", b"sha256", b"R-1"):
        assert secret not in private


async def test_an_extension_is_taken_in_its_window_and_a_change_of_employer_after_the_cancellation(
    stack: Stack, database: str, published: Published
) -> None:
    number, passport = f"WP-{new_passport()}", new_passport()
    short = {"wanted_to": "2027-01-31"}
    async with a_day(stack, database) as people:
        agent, officer = people[AGENT], people[OFFICER]
        first = await agent.submitted(passport=passport, **short)
        permit = await issued(officer, first, number, valid_to="2027-01-31")
        early = answer(first, valid_to="2027-01-31")
        source = "urn:quancheng:partner:exit-entry-bureau"
        value = str(early).replace("'", '"').encode()
        for _ in range(2):
            await put(stack.kafka, topics.EXIT_ENTRY, value, source=source, type=topics.ANSWER_SUBMITTED)
        await published.until(permit, "permit.residence-recorded")
        more = {"passport": passport, "type": "extension", "wanted_from": "2027-02-01"}
        application = await agent.draft(**more)
        await agent.give_missing(application)
        await agent.done(f"/applications/{application}/submit")
        assert (await agent.get(f"/permits/{permit}"))["extension"] == application
        extended = await issued(officer, application, valid_from="2027-02-01", valid_to="2027-11-30")
        assert extended == permit
        shown = await agent.get(f"/permits/{permit}")
        assert (shown["number"], [held["valid_to"] for held in shown["holdings"]]) == (
            number,
            ["2027-01-31", "2027-11-30"],
        )
        again = await agent.draft(**more)
        await agent.give_missing(again)
        assert await agent.refused(f"/applications/{again}/submit") == "extension-too-early"

        changed = {"passport": passport, "type": "new-in-country", "employer_change": True}
        changed |= {"employer": OTHER_EMPLOYER, "in_china": True, "wanted_from": "2026-12-15"}
        other = await people[OTHER_AGENT].draft(**changed)
        await people[OTHER_AGENT].give_missing(other)
        refused = await people[OTHER_AGENT].refused(f"/applications/{other}/submit")
        assert refused == "not-cancelled-first"
        await agent.done(
            f"/permits/{permit}/report-employment-end", {"on": "2026-11-23", "reason": "a new post"}
        )
        ending = {"passport": passport, "type": "cancellation", "ended_on": "2026-11-23"}
        cancellation = await agent.submitted(**ending)
        await issued(officer, cancellation)
        assert (await agent.get(f"/permits/{permit}"))["status"] == "cancelled"
        await people[OTHER_AGENT].done(f"/applications/{other}/submit")
        assert await issued(officer, other, valid_from="2026-12-15") == permit
        shown = await people[OTHER_AGENT].get(f"/permits/{permit}")
        assert (shown["status"], shown["number"], len(shown["holdings"])) == ("valid", number, 3)
        assert (await agent.http.get(f"/permits/{permit}")).status_code == 404
        events = await published.until(permit, "permit.cancelled")
    assert names(events).count("permit.residence-recorded") == 1
    assert contiguous(events)


async def test_a_breach_is_told_and_counted_and_the_supervisor_may_extend_a_limit(
    stack: Stack, database: str, published: Published
) -> None:
    async with a_day(stack, database, OCTOBER) as people:
        application = await people[AGENT].submitted()
        await reviewed(people[OFFICER], application)
        await people[OFFICER].act(application, "pause", {"reason": "expert-review"})
        await people[OFFICER].act(application, "resume")
        await people[SUPERVISOR].act(application, "extend-limit", {"reasons": "an expert is awaited"})
        await people[OFFICER].act(application, "assign", {"officer": OFFICER})
    async with a_day(stack, database, OCTOBER + timedelta(days=30)) as people:
        events = await published.until(application, "application.escalated")
        assert {each.data["clock"] for each in events if each.name == "application.breached"} == {"promised"}
        listed = await people[OFFICER].get("/applications", breached=True, officer=OFFICER)
        assert [each["id"] for each in listed["applications"]] == [application]
        assert listed["counts"]["breached"] == 1
        told = await people[AGENT].get(f"/applications/{application}/clock")
        assert told["replayed"]["equal"] is True
        statutory = next(clock for clock in told["clocks"] if clock["name"] == "statutory")
        assert [entry["what"] for entry in statutory["entries"]] == ["started", "paused", "resumed"]
        assert statutory["entries"][1]["reason"] == "expert-review"
        assert statutory["limit"] == 30
        await people[OFFICER].act(application, "approve", APPROVAL)
        groups = (await people[OFFICER].get("/statistics"))["groups"]
        (group,) = [g for g in groups if g["track"] == "standard" and g["type"] == "new-abroad"]
        assert group["breaches"] == {"promised": 1}
        empty = await people[OFFICER].get("/statistics", **{"from": "2027-01-01"})
        assert empty == {"groups": []}


async def test_an_office_that_says_nothing_has_accepted_and_a_member_is_on_the_fast_track(
    stack: Stack, database: str, published: Published
) -> None:
    """The deadline decides by what is known of the person, as an officer's acceptance does."""
    passport = new_passport()
    member = {"person": {"country": "UTO", "number": passport, "birth": "1990-01-12"}, "start": "2026-01-01"}
    async with a_day(stack, database) as people:
        await people[KEEPER].done("/programme/members", member, status=201)
        application = await people[AGENT].submitted(passport=passport)
    async with a_day(stack, database, timedelta(days=9)) as people:
        events = await published.until(application, "application.escalated")
        accepted = next(event for event in events if event.name == "application.accepted")
        assert (accepted.data["deemed"], accepted.data["track"]) == (True, "48-hour")
        assert (await people[OFFICER].get(f"/applications/{application}"))["breached"] == ["48-hour"]


async def test_an_extension_that_is_undecided_at_expiry_counts_as_granted(
    stack: Stack, database: str, published: Published
) -> None:
    passport = new_passport()
    residence = {"valid_to": "2026-12-31"}
    async with a_day(stack, database) as people:
        agent, officer = people[AGENT], people[OFFICER]
        first = await agent.submitted(passport=passport, wanted_to="2026-12-31")
        permit = await issued(officer, first, f"WP-{new_passport()}", valid_to="2026-12-31")
        await people[BUREAU].http.post("/exit-entry/answers", json=answer(first, **residence))
        await published.until(permit, "permit.residence-recorded")
        assert (await agent.get(f"/permits/{permit}"))["residence_valid_to"] == "2026-12-31"
    async with a_day(stack, database, timedelta(days=3)) as people:
        application = await people[AGENT].submitted(
            passport=passport, type="extension", wanted_from="2027-01-01"
        )
        assert (await people[AGENT].get(f"/permits/{permit}"))["extension"] == application
    async with a_day(stack, database, timedelta(days=40)) as people:
        await published.until(permit, "permit.extension-deemed-granted")
        shown = await people[AGENT].get(f"/permits/{permit}")
        assert (shown["status"], shown["continued"]) == ("valid", True)
