"""Ids grow, whatever the clock does; stable ids are the same for everyone who follows the recipe."""

import doctest
import hashlib
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from uuid import RFC_4122, UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import ids
from shared.ids import next_id, stable_id

V7_FIXED = 0x7 << 76 | 0x2 << 62
HIGHEST = UUID("ffffffff-ffff-7fff-bfff-ffffffffffff")


@pytest.fixture
def forgets() -> Iterator[None]:
    """Lets the process forget the ids that a test took from the future."""
    before = ids._last
    yield
    ids._last = before


def v7(milliseconds: int, rand_a: int, rand_b: int) -> UUID:
    return UUID(int=milliseconds << 80 | rand_a << 64 | rand_b | V7_FIXED)


V7S = st.builds(
    v7, st.integers(0, 2**47), st.sampled_from([0, 5, 2**12 - 1]), st.sampled_from([0, 1, 2**61, 2**62 - 1])
)


def test_an_id_is_a_time_ordered_uuid_of_the_present() -> None:
    before = time.time_ns() // 1_000_000
    made = next_id()
    after = time.time_ns() // 1_000_000
    assert type(made) is UUID
    assert (made.version, made.variant) == (7, RFC_4122)
    assert before <= made.int >> 80 <= after + 1


def test_ids_of_one_process_never_stop_growing() -> None:
    made = [next_id() for _ in range(20_000)]
    assert all(a < b for a, b in pairwise(made))


def test_ids_grow_across_threads_without_a_repeat() -> None:
    def take(_: int) -> list[UUID]:
        return [next_id() for _ in range(2_000)]

    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(take, range(4)))
    assert all(run == sorted(run) for run in runs)
    assert len({made for run in runs for made in run}) == 8_000


@given(V7S)
def test_an_id_is_greater_than_the_one_it_follows(after: UUID) -> None:
    before, before_it = ids._last, next_id()
    try:
        made = next_id(after)
        assert made > after
        assert (made.version, made.variant) == (7, RFC_4122)
        assert next_id() > before_it
    finally:
        ids._last = before


@pytest.mark.usefixtures("forgets")
@pytest.mark.parametrize(
    ("after", "successor"),
    [
        (v7(2**47, 5, 9), v7(2**47, 5, 10)),
        (v7(2**47, 5, 2**62 - 1), v7(2**47, 6, 0)),
        (v7(2**47, 2**12 - 1, 2**62 - 1), v7(2**47 + 1, 0, 0)),
    ],
)
def test_after_an_id_of_the_future_comes_one_a_little_later_by_chance(
    after: UUID, successor: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = {next_id(after) for _ in range(50)}
    assert len(drawn) == 50
    assert all(after < made and (made.int >> 80) - (after.int >> 80) <= 1 for made in drawn)
    monkeypatch.setattr(ids, "randbits", lambda bits: 0)
    assert next_id(after) == successor


@pytest.mark.usefixtures("forgets")
def test_an_id_of_the_future_does_not_take_the_other_ids_with_it() -> None:
    next_id(v7(2**47, 5, 9))
    assert abs((next_id().int >> 80) - time.time_ns() // 1_000_000) < 1000


@pytest.mark.usefixtures("forgets")
def test_a_clock_that_steps_back_does_not_take_the_ids_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    first = next_id()
    monkeypatch.setattr(ids, "uuid7", lambda: v7((first.int >> 80) - 3_600_000, 1, 1))
    second, third = next_id(first), next_id()
    assert first < second < third
    assert second.int - first.int in (1, 2**62 + 1)  # a carry out of rand_b steps over the variant bits


def test_following_an_old_id_does_not_fall_behind_the_newest() -> None:
    old, newest = next_id(), next_id()
    assert next_id(old) > newest


@pytest.mark.usefixtures("forgets")
def test_an_id_that_was_drawn_twice_is_given_once(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = next_id()
    monkeypatch.setattr(ids, "uuid7", lambda: drawn)
    assert next_id() > drawn


@pytest.mark.usefixtures("forgets")
def test_there_is_no_id_after_the_last_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "randbits", lambda bits: 0)
    with pytest.raises(ValueError, match="after the last one"):
        next_id(HIGHEST)
    assert next_id() < HIGHEST


@pytest.mark.parametrize("after", [uuid4(), UUID(int=0), UUID("ffffffff-ffff-8fff-bfff-ffffffffffff")])
def test_only_a_version_7_id_can_be_followed(after: UUID) -> None:
    with pytest.raises(ValueError, match="not a UUIDv7"):
        next_id(after)


def by_the_recipe(*parts: str) -> str:
    """The recipe of the docstring, step by step and written another way."""
    text = b"".join(len(part.encode()).to_bytes(8, "big") + part.encode() for part in parts)
    digits = list(hashlib.sha256(text).hexdigest()[:32])
    digits[12] = "8"
    digits[16] = "89ab"[int(digits[16], 16) % 4]
    joined = "".join(digits)
    return "-".join((joined[:8], joined[8:12], joined[12:16], joined[16:20], joined[20:]))


def test_the_worked_example_of_the_recipe_holds() -> None:
    assert doctest.testmod(ids) == doctest.TestResults(failed=0, attempted=1)
    assert by_the_recipe("qilu-hospital", "2026-门诊-001") == "676c676b-184d-802c-8b85-f96f97fa7986"


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_a_partner_who_follows_the_recipe_gets_the_same_id(parts: list[str]) -> None:
    made = stable_id(*parts)
    assert made == by_the_recipe(*parts) == stable_id(*parts)
    assert (UUID(made).version, UUID(made).variant) == (8, RFC_4122)


@given(st.lists(st.text("a|b"), min_size=1), st.lists(st.text("a|b"), min_size=1))
def test_different_parts_have_different_ids(one: list[str], other: list[str]) -> None:
    assert (stable_id(*one) == stable_id(*other)) == (one == other)
    assert stable_id("a|b", "c") != stable_id("a", "b|c")


def test_an_id_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one part"):
        stable_id()
    with pytest.raises(ValueError, match="surrogates not allowed"):
        stable_id("\ud800")
