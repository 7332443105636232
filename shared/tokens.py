"""Bearer tokens: signed JWTs (RFC 7519) judged by the issuer's published keys."""

from __future__ import annotations

import hashlib
import json
import warnings
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jws
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError, MissingClaimError, SecurityWarning
from joserfc.jwt import JWTClaimsRegistry

from shared.clock import Clock
from shared.jwks import Jwks

# Never ``none``, and never HS*: with those a public key would serve as the secret.
ALGORITHMS = ("ES256", "EdDSA", "Ed25519", "RS256")
LEEWAY_S = 30
REMEMBERED = 4096

# RFC 9864 renames EdDSA to Ed25519; issuers will go on sending the old name for years.
warnings.filterwarnings("ignore", message="EdDSA is deprecated", category=SecurityWarning)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a partner's client id, and what its token allows."""

    client: str
    scopes: frozenset[str]


class NotAuthenticated(Exception):
    """The token counts for nothing; ``reason`` is for the caller and quotes nothing of the token."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Verified:
    caller: Caller
    until: float
    generation: int


class Tokens:
    """Checks tokens of one issuer for one audience.

    What was verified is remembered, in bounded number, until it expires or the issuer's keys change:
    a signature costs over 100 µs.
    """

    def __init__(self, jwks: Jwks, *, issuer: str, audience: str, clock: Clock) -> None:
        self.jwks = jwks
        self._clock = clock
        self._seen: OrderedDict[bytes, _Verified] = OrderedDict()
        self._registry = jws.JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        self._claims = JWTClaimsRegistry(
            now=self._now,
            leeway=LEEWAY_S,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
        )

    async def check(self, token: str) -> Caller:
        """The caller whom ``token`` names. Raises NotAuthenticated, or KeysUnavailable before any key."""
        digest = hashlib.blake2b(token.encode(errors="replace"), digest_size=20).digest()
        known = self._seen.get(digest)
        self.jwks.renew()
        if known and known.generation == self.jwks.generation and self._now() < known.until:
            self._seen.move_to_end(digest)
            return known.caller
        claims = await self._verify(token)
        caller = _caller(claims)
        self._remember(digest, _Verified(caller, claims["exp"], self.jwks.generation))
        return caller

    async def _verify(self, token: str) -> Mapping[str, Any]:
        try:
            signed = jws.extract_compact(token.encode())
            header = signed.headers()
            if header.get("alg") not in ALGORITHMS:
                raise NotAuthenticated("the token's algorithm is not accepted")
            key_id = header.get("kid")
            key = await self.jwks.find(key_id) if isinstance(key_id, str) else None
            if key is None:
                raise NotAuthenticated("the token's key is not known")
            if not jws.validate_compact(signed, key, registry=self._registry):
                raise NotAuthenticated("the token's signature is wrong")
            claims = json.loads(signed.payload or b"")
            if not isinstance(claims, dict):
                raise NotAuthenticated("the token is malformed")
            self._claims.validate(claims)
        except (JoseError, ValueError) as error:
            raise NotAuthenticated(_reason(error)) from None
        return claims

    def _remember(self, digest: bytes, verified: _Verified) -> None:
        self._seen[digest] = verified
        self._seen.move_to_end(digest)
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


def _caller(claims: Mapping[str, Any]) -> Caller:
    client = claims.get("client_id") or claims.get("sub")
    scope = claims.get("scope", "")
    if not isinstance(client, str) or not isinstance(scope, str):
        raise NotAuthenticated("the token names no client")
    return Caller(client, frozenset(scope.split()))


def _reason(error: Exception) -> str:
    match error:
        case ExpiredTokenError():
            return "the token has expired"
        case MissingClaimError() | InvalidClaimError():
            return f"the token's claim {error.claim} is missing or wrong"
    return "the token is malformed, or its signature is wrong"
