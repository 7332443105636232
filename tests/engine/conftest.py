"""An engine over a database of the test's own."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from deploy.local.stack import Stack
from shared.clock import FixedClock
from shared.engine import Engine
from shared.mongo import Store
from shared.parking import Parking
from tests.engine.tally import BUG, KINDS, read

START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


@pytest.fixture
async def store(stack: Stack, database: str) -> AsyncIterator[Store]:
    opened = Store(stack.mongo, database)
    yield opened
    opened.close()


@pytest.fixture
async def engine(store: Store, clock: FixedClock) -> Engine:
    made = Engine(store, KINDS, clock)
    await made.prepare()
    return made


@pytest.fixture
def parking(engine: Engine, clock: FixedClock) -> Parking:
    return Parking(engine, {"tallies": read}, clock)


@pytest.fixture(autouse=True)
def bug() -> None:
    """The rules' planted bug (an amount of 666) is active unless the test mends it."""
    BUG["active"] = True
