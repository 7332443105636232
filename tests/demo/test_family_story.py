"""The family's way is whole only when every hop is there in its order, in time, and everybody has arrived."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from deploy.demo.family.members import make_family
from deploy.demo.family.story import HOPS, Hop, Story, checks
from deploy.local import rehearsal

NUMBER = "37F"


def hop(at: int, service: str, kind: str) -> Hop:
    return Hop(f"2026-11-23T23:00:{at:02d}.000Z", service, "case", kind, {"number": NUMBER})


def assessment(category: str, *qualifications: str) -> dict[str, Any]:
    grounds = [{"category": category, "outcome": "met"}, {"category": "A", "outcome": "cannot-be-judged"}]
    return {"grounds": grounds, "points": 79, "qualifications": list(qualifications)}


def clock(**changes: Any) -> dict[str, Any]:
    fast = {"name": "48-hour", "elapsed": 60, "limit": 48, "rang": [], **changes}
    return {"clocks": [fast], "replayed": {"equal": True}}


WHOLE = Story(
    correlation="family-1",
    hops=[hop(at, service, kind) for at, (service, kind) in enumerate(HOPS)],
    clock=clock(),
    before=assessment("B"),
    after=assessment("A", "recognition-1"),
    enrolments=[{"status": "enrolled", "review": None}],
)


def broken(story: Story) -> set[str]:
    return {check.name for check in checks(story) if not check.holds}


def test_a_way_with_every_hop_in_its_order_is_whole() -> None:
    assert broken(WHOLE) == set()
    more = [*WHOLE.hops[:3], hop(3, "permits", "application.flagged"), *WHOLE.hops[3:]]
    assert broken(replace(WHOLE, hops=more)) == set()


@pytest.mark.parametrize("at", range(len(HOPS)))
def test_a_hop_that_is_missing_is_named(at: int) -> None:
    service, kind = HOPS[at]
    left: Sequence[Hop] = [each for number, each in enumerate(WHOLE.hops) if number != at]
    (found,) = [check for check in checks(replace(WHOLE, hops=left)) if "way is whole" in check.name]
    assert not found.holds
    # Where the same comes again later, what lies between is out of its place.
    again = (service, kind) in HOPS[at + 1 :]
    missing = " ".join(HOPS[at + 1] if again else (service, kind))
    assert found.figures == f"missing in its place: {missing}"


def test_hops_in_another_order_are_told() -> None:
    late = [*WHOLE.hops[1:], WHOLE.hops[0]]
    assert any("way is whole" in name for name in broken(replace(WHOLE, hops=late)))


@pytest.mark.parametrize(
    ("name", "story"),
    [
        ("within 48 hours", replace(WHOLE, clock=clock(rang=["breached"]))),
        ("within 48 hours", replace(WHOLE, clock=clock(name="promised"))),
        ("carry category A", replace(WHOLE, before=assessment("A", "recognition-1"))),
        ("carry category A", replace(WHOLE, after=assessment("A"))),
        ("carry category A", replace(WHOLE, after=assessment("B", "recognition-1"))),
        ("one number", replace(WHOLE, hops=[replace(h, data={"number": h.time}) for h in WHOLE.hops])),
        ("at school", replace(WHOLE, enrolments=[{"status": "left", "review": None}])),
        ("at school", replace(WHOLE, enrolments=[{"status": "enrolled", "review": "eligibility"}])),
        ("at school", replace(WHOLE, enrolments=[])),
    ],
)
def test_whoever_came_late_or_not_at_all_is_told(name: str, story: Story) -> None:
    assert any(name in each for each in broken(story)), broken(story)


def test_a_seed_makes_the_same_family() -> None:
    first, again, other = (make_family(seed, rehearsal.DAY) for seed in (7, 7, 8))
    assert first == again
    assert first.person != other.person
