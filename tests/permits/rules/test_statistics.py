"""10. How long decisions took: hours from acceptance to decision, pauses left out, by nearest rank."""

from __future__ import annotations

import pytest

from services.permits.api.statistics import Tally, new_tallies, tallied
from services.permits.cases.application_state import ApplicationState
from services.permits.messages.application import PauseClocks, ResumeClocks
from tests.permits.rules.make import APPLICATION, OFFICER
from tests.permits.rules.stories import approve, done, drafted, in_review, member, submitted
from tests.permits.rules.world import World


def state(world: World) -> ApplicationState:
    found = world.state(APPLICATION)
    assert isinstance(found, ApplicationState)
    return found


def decided(world: World) -> World:
    return done(world, approve(world))


def test_10_1_pauses_are_not_counted() -> None:
    world = in_review().after(hours=5)
    world = done(world, PauseClocks(case_id=APPLICATION, actor=OFFICER, reason="expert-review"))
    world = done(world.after(hours=100), ResumeClocks(case_id=APPLICATION, actor=OFFICER))
    tallies = new_tallies()
    tallied([state(decided(world.after(hours=2)))], tallies)
    tally = tallies["new-abroad", "standard"]
    assert (tally.submitted, tally.hours, dict(tally.outcomes)) == (1, [7.0], {"approved": 1})


def test_10_2_groups_are_by_type_and_track_and_count_breaches() -> None:
    late = in_review(member()).after(hours=49)
    tallies = new_tallies()
    tallied([state(decided(late)), state(submitted()), state(drafted())], tallies)
    assert set(tallies) == {("new-abroad", "48-hour"), ("new-abroad", "standard")}
    assert tallies["new-abroad", "48-hour"].breaches == {"48-hour": 1}
    undecided = tallies["new-abroad", "standard"]
    assert (undecided.submitted, undecided.median_hours(), undecided.p95_hours()) == (1, None, None)


@pytest.mark.parametrize(
    ("hours", "median", "p95"),
    [([4.0], 4.0, 4.0), ([1.0, 2.0, 9.0], 2.0, 9.0), ([float(n) for n in range(1, 101)], 50.5, 95.0)],
)
def test_10_3_the_95th_percentile_is_the_nearest_rank(hours: list[float], median: float, p95: float) -> None:
    tally = Tally(hours=hours)
    assert (tally.median_hours(), tally.p95_hours()) == (median, p95)
