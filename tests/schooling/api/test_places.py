"""Places over HTTP: seats that anybody reads, the order of a list and why, and places put off or given up."""

from tests.schooling.api.people import (
    LOTTERY,
    OTHER_SCHOOL,
    PARENT,
    SCHOOL,
    THOMAS,
    Person,
    application,
    child,
    group_path,
    parent,
)
from tests.schooling.api.topics import Topics


async def test_anybody_reads_seats_windows_and_rules_with_their_sources(people: dict[str, Person]) -> None:
    anna = people[PARENT]
    listed = (await anna.get("/schools"))["schools"]
    assert [(each["id"], each["invented"]) for each in listed] == [
        (SCHOOL, False),
        (LOTTERY, True),
        (OTHER_SCHOOL, True),
    ]
    rules = (await anna.get(f"/schools/{SCHOOL}"))["rules"]
    assert "1995" in rules["nationality"]["mainland"]["source"]
    assert all(rules[name]["source"] for name in ("window", "grades", "seats", "offers", "waiting"))
    year = await anna.get(f"/schools/{LOTTERY}/years/2026-27")
    assert year["window"] == {"opens": "2026-02-01", "closes": "2026-04-30"}
    assert {row["grade"]: row["free"] for row in year["grades"]}["03"] == 30
    assert (await anna.get(group_path("03", LOTTERY)))["seats"] == 30
    assert (await anna.http.get(group_path("PK"))).status_code == 404


async def test_an_application_is_put_off_and_taken_back(people: dict[str, Person]) -> None:
    anna = people[PARENT]
    put_off, withdrawn = await anna.apply(child=child(birth="2020-06-01")), await anna.apply()
    await anna.done(f"/applications/{put_off}/defer")
    shown = await anna.get(f"/applications/{put_off}")
    assert (shown["year"], shown["place"]["status"]) == ("2027/28", "offered")
    await anna.done(f"/applications/{withdrawn}/withdraw", {"reason": "we move"})
    shown = await anna.get(f"/applications/{withdrawn}")
    assert (shown["state"], shown["place"]["status"], shown["actions"]) == ("withdrawn", "gone", [])


async def test_a_taken_place_is_put_off_and_taken_again_a_year_later(
    people: dict[str, Person], topics: Topics
) -> None:
    anna = people[PARENT]
    id_ = await anna.apply(child=child(birth="2020-06-01"))
    enrolment = await anna.accept(id_)
    await anna.done(f"/applications/{id_}/defer")
    await topics.latest(enrolment, lambda record: record is not None and record["status"] == "deferred")
    assert await anna.accept(id_) == enrolment
    record = await topics.latest(
        enrolment, lambda record: record is not None and record["status"] == "enrolled"
    )
    assert record is not None
    assert [(each["begin"], each["end"]) for each in record["periods"]] == [
        ("2026-09-01", "2026-09-01"),
        ("2027-09-01", None),
    ]


async def test_brothers_and_sisters_go_first_where_the_school_says_so(people: dict[str, Person]) -> None:
    anna, mother, grade = people[PARENT], parent(), "05"
    sibling = await anna.enrolled(guardian=mother)
    await people[THOMAS].act(group_path(grade), "change-seats", {"seats": 0, "reason": "no teacher"})
    kid = "2016-05-04"
    claimed = application(child=child(birth=kid), grade=grade, sibling=sibling)
    assert await anna.refused("/applications", claimed) == "sibling-not-enrolled"
    first = await anna.apply(child=child(birth=kid), grade=grade)
    second = await anna.apply(child=child(birth=kid), grade=grade, guardian=mother, sibling=sibling)
    places = [await anna.place(id_) for id_ in (second, first)]
    assert [place["position"] for place in places] == [1, 2]
    assert places[1]["rule"]["code"] == "sibling"


async def test_the_lottery_is_drawn_by_a_published_seed_and_the_list_explains_itself(
    people: dict[str, Person],
) -> None:
    anna, lake, path = people[PARENT], people["daming-lake-admissions"], group_path("01", LOTTERY)
    await lake.act(path, "publish-seed", {"seed": "spring-2026"})
    seen = (await lake.get(path))["version"]
    other = {"seed": "summer-2026"}
    assert await lake.refused(f"{path}/publish-seed", other, seen=seen) == "seed-published-already"
    assert (await lake.send(f"{path}/publish-seed", other)).status_code == 428
    ids = [await anna.apply(school=LOTTERY) for _ in range(5)]
    drawn = (await lake.get(f"{path}/waiting-list"))["waiting"]
    assert sorted(row["application"] for row in drawn) == sorted(ids)
    for position, row in enumerate(drawn, start=1):
        place = await anna.place(row["application"])
        assert (place["position"], place["rule"]) == (position, row["rule"])
        assert place["rule"]["code"] == ("lottery" if position > 1 else None)
        assert place["rule"]["zh"]
    assert (await anna.get(path))["seed"] == "spring-2026"


async def test_a_desk_changes_seats_as_it_has_seen_them_and_its_reason_is_its_own(
    people: dict[str, Person],
) -> None:
    thomas, path = people[THOMAS], group_path("07")
    change = {"seats": 20, "reason": "the twins of Zhang Wei"}
    assert (await thomas.send(f"{path}/change-seats", change)).status_code == 428
    await thomas.act(path, "change-seats", change)
    assert await thomas.refused(f"{path}/change-seats", change, seen=0) == "version-conflict"
    told = (await thomas.get(f"{path}/history"))["events"][-1]
    assert (told["type"], told["data"]["seats"]) == ("cn.quancheng.schooling.year-group.seats-changed.v1", 20)
    assert {"by", "reason"}.isdisjoint(told["data"])


async def test_a_child_at_an_exclusive_school_is_taken_by_no_other(people: dict[str, Person]) -> None:
    anna, kid = people[PARENT], child()
    await anna.enrolled(child=kid)
    for school in (OTHER_SCHOOL, LOTTERY):
        form = application(child=kid, school=school, distance=900)
        assert await anna.refused("/applications", form) == "already-placed"


async def test_an_exclusive_school_ends_the_childs_other_applications(people: dict[str, Person]) -> None:
    anna, kid = people[PARENT], child()
    elsewhere = await anna.apply(child=kid, school=OTHER_SCHOOL, distance=900)
    await anna.enrolled(child=kid)
    shown = await anna.get(f"/applications/{elsewhere}")
    assert (shown["state"], shown["place"]["status"]) == ("placed-elsewhere", "gone")
    both = child()
    here = await anna.apply(child=both)
    await anna.enrolled(child=both, school=OTHER_SCHOOL, distance=900)
    kept = await anna.get(f"/applications/{here}")
    assert (kept["state"], kept["place"]["status"]) == ("eligible", "offered")
