"""The token issuer's public keys (RFC 7517), from its https address or from a file."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, KeySet, OKPKey, RSAKey

from shared.logs import log

FETCH_TIMEOUT_S = 5.0
# An unknown key id costs anyone nothing to make up, so it may not cost the issuer a request each.
REFETCH_AFTER_S = 30.0
RETRY_AFTER_S = 1.0
# A key that the issuer withdraws is trusted no longer than this.
STALE_AFTER_S = 600.0


class KeysUnavailable(Exception):
    """No keys were loaded yet, so no token can be judged."""


@dataclass(frozen=True, slots=True)
class _Keys:
    by_id: Mapping[str, Key]
    published: Any


class Jwks:
    """A cached key set. A failed fetch keeps the old one; ``generation`` grows when the keys change."""

    def __init__(self, source: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.generation = 0
        self._source = source
        self._clock = clock
        self._keys: _Keys | None = None
        self._tried_at: float | None = None
        self._loaded_at = 0.0
        self._fetching = asyncio.Lock()
        self._background: asyncio.Task[None] | None = None

    async def ready(self) -> None:
        """Raise KeysUnavailable unless keys are loaded, after trying to load them."""
        if self._keys is None:
            await self._refresh()
        if self._keys is None:
            raise KeysUnavailable

    async def find(self, key_id: str) -> Key | None:
        """The public key of this id; None when the issuer has none. Raises KeysUnavailable."""
        await self.ready()
        if key_id not in self._known():
            await self._refresh()
        return self._known().get(key_id)

    def renew(self) -> None:
        """Fetch again in the background when the keys have grown old; nobody waits for it."""
        old = self._keys is not None and self._clock() - self._loaded_at > STALE_AFTER_S
        busy = self._background is not None and not self._background.done()
        if old and not busy and self._may_fetch():
            self._background = asyncio.create_task(self._refresh())

    def _known(self) -> Mapping[str, Key]:
        return self._keys.by_id if self._keys else {}

    def _may_fetch(self) -> bool:
        wait = RETRY_AFTER_S if self._keys is None else REFETCH_AFTER_S
        return self._tried_at is None or self._clock() - self._tried_at >= wait

    async def _refresh(self) -> None:
        async with self._fetching:
            if not self._may_fetch():
                return
            self._tried_at = self._clock()
            try:
                self._take(_parse(await _fetch(self._source)))
            except (OSError, httpx.HTTPError, JoseError, ValueError, TypeError, KeyError) as error:
                log.warning("the issuer's keys could not be read", error=error)

    def _take(self, keys: _Keys) -> None:
        self._loaded_at = self._clock()
        if self._keys is None or keys.published != self._keys.published:
            self._keys = keys
            self.generation += 1


async def _fetch(source: str) -> Any:
    if not source.startswith("https://"):
        return json.loads(await asyncio.to_thread(Path(source).read_bytes))
    async with httpx.AsyncClient(timeout=FETCH_TIMEOUT_S, follow_redirects=False) as client:
        response = await client.get(source)
        return response.raise_for_status().json()


def _parse(published: Any) -> _Keys:
    """Signature keys that name themselves; a symmetric key in a public set is no key at all."""
    keys = KeySet.import_key_set(published)
    usable = {
        key.kid: key
        for key in keys
        if isinstance(key, (ECKey, OKPKey, RSAKey)) and key.kid and key.get("use", "sig") == "sig"
    }
    if not usable:
        raise ValueError("the key set holds no usable key")
    return _Keys(usable, published)
