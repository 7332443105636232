"""A stack that these tests may break: its servers are stopped, its workers killed."""

from collections.abc import Iterator

import pytest

from deploy.local.stack import Stack
from deploy.local.testing import throwaway_stack


@pytest.fixture(scope="package")
def own_stack() -> Iterator[Stack]:
    with throwaway_stack() as running:
        yield running
