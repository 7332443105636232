"""Who proposes a recognition, and which children apply: the same for a seed, with every manner in it."""

import pytest

from deploy.demo.qualifications import requests
from deploy.demo.schooling import pupils
from deploy.local import rehearsal


@pytest.mark.parametrize("seed", [1, 7, 11])
def test_a_seed_makes_the_same_requests_with_every_manner(seed: int) -> None:
    first = requests.make_requests(seed, requests.FEWEST, rehearsal.DAY)
    assert first == requests.make_requests(seed, requests.FEWEST, rehearsal.DAY)
    assert {each.manner for each in first} == {"plain", *requests.SHARES}
    assert len({each.passport for each in first}) == len(first) == requests.FEWEST


def test_refusals_are_counted_request_by_request() -> None:
    made = requests.make_requests(7, requests.FEWEST, rehearsal.DAY)
    codes = [code for each in made for code in requests.REFUSED.get(each.manner, ())]
    assert requests.count_refused(made) == {code: codes.count(code) for code in codes}
    assert requests.count_refused([each for each in made if each.manner == "plain"]) == {}


@pytest.mark.parametrize("seed", [1, 7, 11])
def test_a_seed_makes_the_same_pupils_with_every_manner(seed: int) -> None:
    first = pupils.make_pupils(seed, pupils.FEWEST)
    assert first == pupils.make_pupils(seed, pupils.FEWEST)
    assert {each.manner for each in first} == {"plain", *pupils.SHARES}
    assert len({each.passport for each in first}) == len(first) == pupils.FEWEST


def test_what_a_rule_refuses_is_counted_and_the_rest_is_valid() -> None:
    made = pupils.make_pupils(7, 60)
    expected = pupils.count_refused(made, {"seats-held": 1})
    assert expected["seats-held"] == 1
    assert sum(expected.values()) - 1 == sum(each.manner in pupils.REFUSED for each in made)
    assert all(each.valid for each in made if each.manner not in pupils.REFUSED)
    assert not any(each.valid for each in made if each.manner == "mainland")
