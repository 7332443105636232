"""The family's story in one table, read from the services' histories and topics, and checked hop by hop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from deploy.demo import result
from deploy.demo import story as visits
from deploy.demo.balances import Check
from deploy.demo.books import short
from deploy.demo.family.walk import Way
from deploy.demo.family.words import words
from deploy.demo.paper import Paper
from deploy.demo.people import Json
from deploy.demo.reading import records
from services.schooling import topics as schooling_topics

HOPS: Sequence[tuple[str, str]] = (
    ("qualifications", "recognition.proposed"),
    ("qualifications", "recognition.issuer-verified"),
    ("permits", "application.submitted"),
    ("qualifications", "qualification.recognised"),
    ("permits", "application.assessed"),
    ("qualifications", "project.admitted"),
    ("permits", "application.track-changed"),
    ("permits", "application.approved"),
    ("permits", "permit.granted"),
    ("permits", "residence-permit.answered"),
    ("permits", "permit.residence-recorded"),
    ("schooling", "application.submitted"),
    ("schooling", "application.guardian-verified"),
    ("schooling", "application.place-accepted"),
    ("schooling", "enrolment.opened"),
    ("medical", "coverage-check"),
    ("medical", "claim.received"),
    ("medical", "guarantee.issued"),
    ("medical", "claim.adjudicated"),
    ("medical", "claim.settled"),
    ("permits", "permit.cancelled"),
    ("schooling", "guardian.review-opened"),
    ("schooling", "enrolment.review-marked"),
    ("permits", "permit.granted"),
    ("schooling", "guardian.review-closed"),
)
"""What has to have happened, in this order; more may lie between."""

OF_THE_FAMILY = frozenset(HOPS) | {
    ("qualifications", "recognition.decided"),
    ("qualifications", "project.grace-begun"),
    ("qualifications", "project.grace-closed"),
    ("permits", "clock.started"),
    ("permits", "clock.stopped"),
    ("permits", "residence-permit.requested"),
    ("schooling", "application.enrolled"),
    ("medical", "claim.dispatched"),
    ("medical", "payment.applied"),
}
"""What is told of it; the histories say more."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One event of the story: when and where it happened, and what it says."""

    time: str
    service: str
    case: str
    kind: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Story:
    """What is there once the family has arrived. ``clock`` accounts for the first application's clocks."""

    correlation: str
    hops: Sequence[Hop]
    clock: Json
    before: Json
    after: Json
    enrolments: Sequence[Json]


async def follow(way: Way, kafka: str) -> Story:
    """The story as the services tell it now, in the order of time."""
    hops = [hop async for hop in _hops(way, kafka)]
    permits, schooling = way.halves.permits.desk.people, way.halves.schooling.people
    clock = await permits.get(way.permit.officer, f"{way.permit.path}/clock")
    enrolments = [await schooling.get(way.desk, f"/enrolments/{id_}") for id_ in way.enrolments]
    told = [hop for hop in hops if (hop.service, hop.kind) in OF_THE_FAMILY]
    in_order = sorted(told, key=lambda hop: hop.time)
    return Story(way.family.correlation, in_order, clock, way.before, way.after, enrolments)


async def _hops(way: Way, kafka: str) -> AsyncIterator[Hop]:
    halves, officer = way.halves, way.permit.officer
    for service, people, client, path in (
        ("qualifications", halves.qualifications.people, way.recognition.officer, way.recognition.path),
        ("qualifications", halves.qualifications.people, way.recognition.officer, way.admission.path),
        *(("permits", halves.permits.desk.people, officer, each.path) for each in way.dossiers),
        ("permits", halves.permits.desk.people, officer, f"/permits/{way.permit.permit}"),
        *(
            ("schooling", halves.schooling.people, way.desk, f"/applications/{id_}")
            for id_ in way.applications
        ),
        *(("schooling", halves.schooling.people, way.desk, f"/enrolments/{id_}") for id_ in way.enrolments),
    ):
        told = await people.get(client, f"{path}/history")
        for event in told["events"]:
            yield _hop(service, told["id"], event)
    yield Hop(way.coverage["as_of"], "medical", "patient", "coverage-check", way.coverage)
    assert way.visit is not None
    for event in await visits.follow(halves.medical.post, way.visit):
        yield _hop("medical", str(event["what"]), event)
    async for hop in _of_the_guardian(way, kafka):
        yield hop


def _hop(service: str, case: str, event: Mapping[str, Any]) -> Hop:
    return Hop(event["time"], service, case, short(event["type"]), event["data"])


async def _of_the_guardian(way: Way, kafka: str) -> AsyncIterator[Hop]:
    """What became of the guardian is on the topic that schools read, and in no history."""
    async for record in records(kafka, schooling_topics.EVENTS):
        if record.key == way.family.guardian.encode():
            said = {name: value.decode() for name, value in record.headers}
            yield Hop(
                said["ce_time"],
                "schooling",
                "guardian",
                short(said["ce_type"]),
                orjson.loads(record.value or b"{}"),
            )


def checks(story: Story) -> list[Check]:
    """That the way is whole: every hop in its order, in time, and everybody where they should be."""
    return [_whole(story), _in_time(story), _counted(story), _one_number(story), _at_school(story)]


def _whole(story: Story) -> Check:
    missing = next(_missing(story.hops), None)
    return Check(
        "the family's way is whole: every hop is there, each after the one before",
        missing is None,
        f"{len(HOPS)} hops" if missing is None else f"missing in its place: {missing}",
    )


def _missing(hops: Sequence[Hop]) -> Iterator[str]:
    """The hops that do not come after the one before."""
    left = iter(hops)
    for service, kind in HOPS:
        if not any((hop.service, hop.kind) == (service, kind) for hop in left):
            yield f"{service} {kind}"
            return


def _in_time(story: Story) -> Check:
    clock = next((each for each in story.clock["clocks"] if each["name"] == "48-hour"), None)
    in_time = clock is not None and clock["elapsed"] is not None and not clock["rang"]
    used = f"{clock['elapsed']} seconds of {clock['limit']} hours" if clock else "no such clock"
    return Check("the permit came within 48 hours", in_time and story.clock["replayed"]["equal"], used)


def _counted(story: Story) -> Check:
    """As the officer saw them: the recognition counts, and the project carries category A."""
    before, after = story.before, story.after
    return Check(
        "the recognition and the admission were counted, and carry category A",
        best(before) != "A" and best(after) == "A" and bool(after["qualifications"]),
        f"before: {best(before) or 'nothing'}, {points(before)}; after: {best(after)}, {points(after)}",
    )


def best(assessment: Json) -> str | None:
    """The highest category of which a ground is met."""
    return min((each["category"] for each in assessment["grounds"] if each["outcome"] == "met"), default=None)


def points(assessment: Json) -> str:
    """The points, where they could be counted."""
    return f"{assessment['points']} points" if assessment.get("points") is not None else "no points"


def _one_number(story: Story) -> Check:
    granted = [hop.data["number"] for hop in story.hops if hop.kind == "permit.granted"]
    return Check(
        "both permits bear one number, for life",
        len(granted) == 2 and len(set(granted)) == 1,
        ", ".join(granted),
    )


def _at_school(story: Story) -> Check:
    there = [each["status"] == "enrolled" and each["review"] is None for each in story.enrolments]
    return Check(
        "the children are at school, and no review is open",
        bool(there) and all(there),
        f"{sum(there)} of {len(there)}",
    )


def tell(paper: Paper, story: Story) -> None:
    """The hops as a table."""
    paper.heading(f"A family, followed through the four services by the correlation id {story.correlation}")
    rows = [
        (visits.clock(hop.time), hop.service, hop.kind, words(hop.service, hop.kind, hop.data))
        for hop in story.hops
    ]
    paper.table(("in Jinan", "service", "what", "what it says"), rows)


def write(paper: Paper, story: Story) -> bool:
    """Story and checks; returns whether the way is whole."""
    tell(paper, story)
    return result.checks(paper, "The family's way", checks(story))
