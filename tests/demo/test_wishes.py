"""Who applies in the demo: valid forms, the same for a seed, and every walk and manner at least once."""

from collections import Counter
from datetime import date

import orjson
import pytest

from deploy.demo.permits.walks import FIRST_DAY, NEXT_EVENING, WEEKS_LATER
from deploy.demo.permits.wishes import AT_LEAST_ONCE, FEWEST, SHARES, STORIES, make_wishes
from services.permits.messages.form import Form

DAY = date(2026, 11, 24)


def test_the_same_seed_makes_the_same_people_and_another_makes_others() -> None:
    assert make_wishes(3, 60, DAY) == make_wishes(3, 60, DAY)
    assert make_wishes(3, 60, DAY) != make_wishes(4, 60, DAY)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("people", [FEWEST, 60])
def test_every_walk_and_every_manner_of_the_bureau_comes_up(people: int, seed: int) -> None:
    wishes = make_wishes(seed, people, DAY)
    assert len(wishes) == people
    walks = Counter(wish.walk for wish in wishes)
    assert walks.keys() == {*STORIES, *SHARES, "plain"} == FIRST_DAY.keys()
    assert all(walks[story] == 1 for story in STORIES)
    assert {wish.bureau for wish in wishes} >= set(AT_LEAST_ONCE)


def test_every_form_is_one_and_no_two_people_are_the_same() -> None:
    wishes = make_wishes(1, 60, DAY)
    forms = [Form.model_validate_json(orjson.dumps(wish.form())) for wish in wishes]
    assert len({form.person.key for form in forms}) == len({wish.application for wish in wishes}) == 60
    assert [form.held_by for form in forms] == [wish.person for wish in wishes]


def test_whatever_goes_on_later_was_begun_on_the_first_day() -> None:
    assert NEXT_EVENING.keys() | WEEKS_LATER.keys() <= FIRST_DAY.keys()
