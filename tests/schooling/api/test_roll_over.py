"""The year roll-over: each child on its own, the same answer to the same key, and who could not go on."""

import asyncio

import pytest

from tests.caller import Json
from tests.schooling.api.people import (
    NEXT_YEAR,
    OFFICER,
    PARENT,
    SCHOOL,
    THOMAS,
    Person,
    child,
    group_path,
)

PATH = f"/schools/{SCHOOL}/years/2027-28/roll-over"


@pytest.fixture(scope="module")
async def kids(people: dict[str, Person]) -> dict[str, str]:
    """Enrolments of 2026/27: five in grade 1, one that repeats, one that leaves, one in the last grade."""
    anna, births = people[PARENT], {"last": ("2008-09-04", "12"), "repeats": ("2019-05-04", "02")}
    wanted = {f"one-{number}": ("2020-05-04", "01") for number in range(5)} | births
    wanted["leaves"] = ("2018-05-04", "03")
    found = {}
    for name, (birth, grade) in wanted.items():
        found[name] = await anna.enrolled(child=child(birth=birth), grade=grade)
    leaving = {"exit_on": "2027-06-30", "next_school": "a school in Lund", "record": "b" * 64}
    await people[THOMAS].act(f"/enrolments/{found['leaves']}", "transfer-out", leaving)
    return found


async def test_a_school_rolls_over_and_learns_who_could_not_go_on(
    people: dict[str, Person], kids: dict[str, str]
) -> None:
    school, next_group = people[THOMAS], group_path("02", year=NEXT_YEAR)
    await school.act(next_group, "change-seats", {"seats": 4, "reason": "one room is closed"})
    body = {"repeat": [{"enrolment": kids["repeats"], "reasons": "a long illness"}]}
    first, again = await asyncio.gather(*(school.done(PATH, body, key="roll") for _ in range(2)))
    assert first == again == await school.done(PATH, body, key="roll")
    counts = {name: first[name] for name in ("enrolments", "rolled_over", "leaving")}
    assert counts == {"enrolments": 8, "rolled_over": 4, "leaving": 1}
    codes = sorted(each["code"] for each in first["refused"])
    assert codes == ["last-grade", "no-seat-free", "no-seat-free"]
    assert (await school.get(next_group))["taken"] == 4

    await school.act(next_group, "change-seats", {"seats": 6, "reason": "it is open again"})
    later = await school.done(PATH, body, key="roll-again")
    assert [each["code"] for each in later["refused"]] == ["last-grade"]
    assert (later["rolled_over"], (await school.get(next_group))["taken"]) == (6, 6)
    shown = await people[PARENT].get(f"/enrolments/{kids['repeats']}")
    assert [(each["year"], each["grade"], each["exit"]) for each in shown["periods"]] == [
        ("2026/27", "02", "repeated"),
        (NEXT_YEAR, "02", None),
    ]
    last = f"/enrolments/{kids['last']}"
    await school.act(last, "complete")
    assert (await school.get(last))["leaves_on"] == "2027-09-01"


async def test_one_child_goes_on_alone_or_is_told_why_not(people: dict[str, Person]) -> None:
    anna, school = people[PARENT], people[THOMAS]
    enrolment = await anna.enrolled(child=child(birth="2017-05-04"), grade="04")
    path, group = f"/enrolments/{enrolment}", group_path("05", year=NEXT_YEAR)
    await school.act(group, "change-seats", {"seats": 0, "reason": "no teacher"})
    seen = (await school.get(path))["version"]
    assert await school.refused(f"{path}/roll-over", {"year": NEXT_YEAR}, seen=seen) == "no-seat-free"
    unexplained = {"year": NEXT_YEAR, "move": "repeat"}
    assert await school.refused(f"{path}/roll-over", unexplained, seen=seen) == "reasons-required"
    await school.act(group, "change-seats", {"seats": 1, "reason": "a teacher came"})
    await school.done(f"{path}/roll-over", {"year": NEXT_YEAR}, seen=seen)
    assert (await anna.get(path))["grade"] == "05"


async def test_who_is_to_repeat_is_at_the_school(people: dict[str, Person], kids: dict[str, str]) -> None:
    stranger: Json = {"repeat": [{"enrolment": "nobody", "reasons": "x"}]}
    response = await people[OFFICER].send(PATH, stranger)
    assert (response.status_code, response.json()["code"]) == (422, "invalid-request")
