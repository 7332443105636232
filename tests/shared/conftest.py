"""The small service of `tests.shared.app`, ready to be asked."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from joserfc.jwk import ECKey

from shared.health import Health
from shared.jwks import Jwks
from tests.shared.app import Watch, client_of, make_app, new_key, publish, tokens_of


@pytest.fixture
def key() -> ECKey:
    return new_key("first")


@pytest.fixture
def key_file(tmp_path: Path, key: ECKey) -> Path:
    return publish(tmp_path / "jwks.json", key)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def health(watch: Watch) -> Health:
    return Health(watch)


@pytest.fixture
async def client(key_file: Path, health: Health) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(make_app(tokens_of(Jwks(str(key_file))), health)) as client:
        yield client
