"""3. Pages, order and fields, without a server."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import URL

from services.schooling.oneroster import shapes
from services.schooling.oneroster.asked import Asked, asked, links, selection
from shared.problems import Problem
from tests.schooling.oneroster.reader import _LINK

HERE = URL("http://roster.test/ims/oneroster/rostering/v1p2/users?sort=familyName&limit=7&offset=3")


def offsets(page: Asked, total: int) -> dict[str, int]:
    found = {rel: URL(link) for link, rel in _LINK.findall(links(HERE, page, total))}
    for url in found.values():
        assert "sort=familyName" in url.query
        assert f"limit={page.limit}&" in url.query
    return {rel: int(url.query.split("offset=")[1]) for rel, url in found.items()}


def test_the_first_of_three_pages_has_no_page_before_it() -> None:
    assert offsets(Asked(limit=10), 25) == {"first": 0, "next": 10, "last": 20}


def test_a_page_in_the_middle_has_all_four() -> None:
    assert offsets(Asked(limit=10, offset=10), 25) == {"first": 0, "prev": 0, "next": 20, "last": 20}


def test_nothing_is_one_page() -> None:
    assert offsets(Asked(limit=10), 0) == {"first": 0, "last": 0}


@given(st.integers(1, 50), st.integers(0, 300), st.integers(0, 200))
def test_links_stay_within_what_there_is_and_lead_over_all_of_it(limit: int, offset: int, total: int) -> None:
    found = offsets(Asked(limit=limit, offset=offset), total)
    assert ("next" in found) == (offset + limit < total)
    assert ("prev" in found) == (offset > 0)
    assert all(0 <= each < max(total, 1) for each in found.values())
    assert found["last"] + limit >= total
    steps, place = 0, 0
    while (following := offsets(Asked(limit=limit, offset=place), total).get("next")) is not None:
        place, steps = following, steps + 1
    assert place == found["last"] == steps * limit


@pytest.mark.parametrize(
    "fields", [[""], ["sourcedId,"], ["nickname"], ["sourcedId", "_school"], ["user.href"]]
)
def test_a_field_that_the_object_has_not_cannot_be_selected(fields: list[str]) -> None:
    with pytest.raises(Problem) as refused:
        selection(shapes.ENROLLMENT, fields)
    assert refused.value.code == "invalid-selection-field"


def test_fields_come_in_one_text_or_in_several() -> None:
    expected = frozenset({"sourcedId", "status", "user"})
    assert selection(shapes.ENROLLMENT, ["sourcedId, status", "user"]) == expected
    assert selection(shapes.ENROLLMENT, None) is None


@pytest.mark.parametrize("sort", ["nickname", "grades", "roles.role", "metadata", "_id", ""])
def test_only_a_field_with_one_text_sorts(sort: str) -> None:
    with pytest.raises(Problem) as refused:
        asked(shapes.USER, 10, 0, sort, "asc", None, None)
    assert refused.value.code == "invalid-sort-field"


def test_objects_without_the_field_come_first_and_ties_go_by_id() -> None:
    found = [
        {"sourcedId": id_, **more} for id_, more in (("c", {"name": "x"}), ("b", {}), ("a", {"name": "x"}))
    ]
    rising = Asked(sort="name").sorted(found)
    assert [each["sourcedId"] for each in rising] == ["b", "a", "c"]
    falling = Asked(sort="name", falling=True).sorted(found)
    assert [each["sourcedId"] for each in falling] == ["a", "c", "b"]
