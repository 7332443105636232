"""1. Every object keeps the published rules, whatever happened to its enrolment."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.schooling import names
from services.schooling.cases.enrolment_rows import enrollments, users
from services.schooling.cases.enrolment_state import EnrolmentState
from services.schooling.oneroster import school_data
from services.schooling.oneroster.collections import COLLECTIONS, published
from tests.schooling.oneroster.objects import SCHOOLS, TODAY, enrolments
from tests.schooling.oneroster.published import SCHEMAS, Json, holds

HERE = "http://roster.test"
CASE = names.enrolment_id("a-school", "a-child")


@given(enrolments())
def test_a_child_is_a_user_by_the_rules(state: EnrolmentState) -> None:
    (row,) = users(CASE, state).values()
    user = holds("user", published(row, HERE))
    assert user["roles"][0]["org"]["href"] == f"{HERE}/ims/oneroster/rostering/v1p2/orgs/{state.school}"
    single = state.names is not None and None in (state.names.given, state.names.family)
    assert ("metadata" in user) == single
    if state.roster is not None and not single:
        assert state.names is not None
        assert (user["givenName"], user["familyName"]) == (state.names.given, state.names.family)


@given(enrolments())
def test_periods_are_enrollments_by_the_rules_within_the_school_year_of_their_class(
    state: EnrolmentState,
) -> None:
    rows = [published(row, HERE) for row in enrollments(CASE, state).values()]
    assert len({row["sourcedId"] for row in rows}) == len(rows) == len(state.periods)
    classes = _by_id(school_data.classes(SCHOOLS, TODAY))
    sessions = _by_id(school_data.academic_sessions(SCHOOLS, TODAY))
    for row, period in zip(rows, state.periods, strict=True):
        holds("enrollment", row)
        assert row["user"]["sourcedId"] == CASE
        if row["class"]["sourcedId"] in classes and "beginDate" in row:
            (term,) = classes[row["class"]["sourcedId"]]["terms"]
            session = sessions[term["sourcedId"]]
            assert session["title"] == period.group.year
            assert session["startDate"] <= row["beginDate"] < session["endDate"]
            assert row.get("endDate", session["endDate"]) <= session["endDate"]


@given(enrolments(), st.sampled_from([users, enrollments]))
def test_an_erased_child_leaves_nothing_but_ids_and_rows_never_go_away(
    state: EnrolmentState, view: type
) -> None:
    erased = state.model_copy(update={"erased": True, "names": None, "roster": None, "status": "left"})
    before, after = view(CASE, state), view(CASE, erased)
    assert before.keys() == after.keys()
    assert {row["status"] for row in after.values()} == {"tobedeleted"}
    if state.roster is not None:
        for row in after.values():
            assert not {"grades", "metadata", "beginDate", "endDate"} & row.keys()
            assert {row.get("givenName"), row.get("familyName")} <= {"erased", None}


def test_the_schools_data_gives_objects_by_the_rules_that_point_at_one_another() -> None:
    found = {
        "org": school_data.orgs(SCHOOLS, TODAY),
        "academicSession": school_data.academic_sessions(SCHOOLS, TODAY),
        "course": school_data.courses(SCHOOLS, TODAY),
        "class": school_data.classes(SCHOOLS, TODAY),
    }
    ids = {kind: _by_id(objects) for kind, objects in found.items()}
    for kind, objects in found.items():
        assert len(ids[kind]) == len(objects) > 0
        for each in objects:
            holds(kind, published(each, HERE))
            for name in ("course", "school", "org"):
                if name in each:
                    assert each[name]["sourcedId"] in ids[each[name]["type"]]
            for term in each.get("terms", ()):
                assert ids["academicSession"][term["sourcedId"]]["_school"] == each["_school"]


def test_a_school_year_ends_on_the_day_after_its_last_one_and_is_named_by_the_year_it_ends_in() -> None:
    sessions = school_data.academic_sessions(SCHOOLS, TODAY)
    year = next(
        each
        for each in sessions
        if each["_school"] == "invented-thousand-buddha-school" and each["title"] == "2026/27"
    )
    assert (year["startDate"], year["endDate"], year["schoolYear"]) == ("2026-08-15", "2027-07-01", "2027")


def test_nothing_is_there_before_its_edition_begins() -> None:
    early = date(2025, 12, 31)
    for objects in (
        school_data.orgs,
        school_data.academic_sessions,
        school_data.courses,
        school_data.classes,
    ):
        assert objects(SCHOOLS, early) == []


def test_every_field_that_is_answered_can_be_selected() -> None:
    for each in COLLECTIONS:
        answered = {field.alias or name for name, field in SCHEMAS[each.one].model_fields.items()}
        assert answered <= each.shape.selectable


def _by_id(objects: list[Json]) -> dict[str, Json]:
    return {each["sourcedId"]: each for each in objects}
