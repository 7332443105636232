"""The examples are made once for the whole run: that takes seconds."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.contracts.house import HOUSE
from tests.contracts.listening import Heard, listen_to


@pytest.fixture(scope="session")
def heard() -> Mapping[str, Heard]:
    """What each service publishes in its own tests, by its name."""
    return {service: listen_to(service) for service in HOUSE}
