"""2. Filters are read by their grammar, and mean the same in the database as in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pymongo import MongoClient
from pymongo.collection import Collection

from deploy.local.stack import Stack
from services.schooling.oneroster import shapes
from services.schooling.oneroster.filters import Filter, Predicate, as_query, fits, read_filter
from shared.problems import Problem

OPERATORS = ("=", "!=", ">", ">=", "<", "<=", "~")


def read(text: str) -> Filter:
    return read_filter(text, shapes.USER)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("status='active'", ((Predicate("status", "=", "active"),),)),
        ("  givenName ~ 'O''Brien'  ", ((Predicate("givenName", "~", "O'Brien"),),)),
        ("roles.org.sourcedId='s'", ((Predicate("roles.org.sourcedId", "=", "s"),),)),
        ("email!=''", ((Predicate("email", "!=", ""),),)),
        (
            "grades='01' AND status='active' OR grades='02'",
            (
                (Predicate("grades", "=", "01"), Predicate("status", "=", "active")),
                (Predicate("grades", "=", "02"),),
            ),
        ),
        (
            "familyName='A AND B' OR familyName='x=''y'''",
            ((Predicate("familyName", "=", "A AND B"),), (Predicate("familyName", "=", "x='y'"),)),
        ),
        (
            "dateLastModified>='2026-03-02'",
            ((Predicate("dateLastModified", ">=", "2026-03-02T00:00:00.000Z"),),),
        ),
        (
            "dateLastModified<'2026-03-02T09:00:00+08:00'",
            ((Predicate("dateLastModified", "<", "2026-03-02T01:00:00.000Z"),),),
        ),
    ],
)
def test_a_filter_is_read(text: str, expected: Filter) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "status",
        "status=active",
        "status='active",
        "status=='active'",
        "='active'",
        "status='active' AND",
        "status='active' XOR grades='01'",
        "status='active' and grades='01'",
        "status='active' status='active'",
        "(status='active')",
        "nickname='x'",
        "_school='x'",
        "case='x'",
        "password='x'",
        "metadata.quancheng='x'",
        "roles='student'",
        "$where='1'",
        "status='a\x00b'",
        "dateLastModified>'yesterday'",
        "dateLastModified>'0001-01-01T00:00:00+14:00'",
        " AND ".join(["status='active'"] * 21),
    ],
)
def test_what_is_no_filter_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(Problem) as refused:
        read(text)
    assert (refused.value.status, refused.value.code) == (400, "invalid-filter-field")
    assert "yesterday" not in refused.value.detail


def test_a_date_is_compared_with_a_day_only() -> None:
    with pytest.raises(Problem):
        read_filter("beginDate>'2026-13-01'", shapes.ENROLLMENT)
    wanted = read_filter("beginDate>'2026-09-01'", shapes.ENROLLMENT)
    assert fits(wanted, {"beginDate": "2026-09-02"})
    assert not fits(wanted, {"beginDate": "2026-09-01"})


values = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)
few = st.sampled_from(
    ["", "a", "b", "ab", "a.b", "A", "é", "z", "济", "\U0001f600", "\uffff", "^a$", "#", "a b"]
)
predicates = st.builds(
    Predicate,
    st.sampled_from(["givenName", "email", "grades", "roles.role", "roles.org.sourcedId"]),
    st.sampled_from(OPERATORS),
    few | values,
)
groups = st.lists(predicates, min_size=1, max_size=3).map(tuple)
filters = st.lists(groups, min_size=1, max_size=3).map(tuple)
roles = st.fixed_dictionaries({"role": few, "org": st.fixed_dictionaries({"sourcedId": few})})
objects = st.fixed_dictionaries(
    {"givenName": few | values, "grades": st.lists(few, max_size=2), "roles": st.lists(roles, max_size=2)},
    optional={"email": few},
)


def written(wanted: Filter) -> str:
    return " OR ".join(" AND ".join(_written(each) for each in group) for group in wanted)


def _written(each: Predicate) -> str:
    value = each.value.replace("'", "''")
    return f"{each.field}{each.operator}'{value}'"


@given(filters)
def test_what_is_written_is_read_back(wanted: Filter) -> None:
    assert read(written(wanted)) == wanted


@given(st.text(alphabet="status='active' ANDOR~<>!.", max_size=60))
def test_any_text_is_a_filter_or_refused(text: str) -> None:
    with suppress(Problem):
        assert read(text)


@pytest.fixture(scope="module")
def collection(stack: Stack) -> Iterator[Collection[dict[str, Any]]]:
    with MongoClient[dict[str, Any]](stack.mongo) as client:
        found = client["test_oneroster_filters"]["objects"]
        yield found
        client.drop_database("test_oneroster_filters")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(
    found=[{"givenName": name, "grades": [], "roles": []} for name in ("ab", "a.b", "^a$", "(", "a b", "#")],
    wanted=[((Predicate("givenName", "~", part),),) for part in (".", "a.b", "^a", "$", "(", " ", "#", "")],
)
@given(found=st.lists(objects, max_size=6), wanted=st.lists(filters, min_size=1, max_size=8))
def test_a_filter_means_the_same_in_the_database_as_in_memory(
    collection: Collection[dict[str, Any]], found: list[dict[str, Any]], wanted: list[Filter]
) -> None:
    collection.delete_many({})
    if found:
        collection.insert_many([{**each, "_id": number} for number, each in enumerate(found)])
    for each in wanted:
        stored = {row["_id"] for row in collection.find(as_query(each), {"_id": 1})}
        assert stored == {number for number, one in enumerate(found) if fits(each, one)}
