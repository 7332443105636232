"""The local stack's own token issuer: a key of its own, made at the first start, and a file of public keys.

Production has none of this: there, `QUANCHENG_JWKS` names the address of a real issuer.
"""

import json
import os
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from joserfc import jwt
from joserfc.jwk import ECKey

from deploy.local.home import Home
from shared.clock import Clock, SystemClock

NAME = "urn:quancheng:local-issuer"
AUDIENCE = "quancheng"
DEFAULT_TTL_S = 3600


@dataclass(frozen=True)
class Issuer:
    """Signs tokens with the key in `folder`; who can read that key can be anyone, so only its owner can."""

    folder: Path
    clock: Clock

    @staticmethod
    def of(home: Home, clock: Clock | None = None) -> "Issuer":
        """The issuer of a stack, its key and public file made when they are missing."""
        issuer = Issuer(home.root / "issuer", clock or SystemClock())
        for folder in (home.root, issuer.folder):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not issuer._key_file.exists():
            _write_once(issuer._key_file, _new_key().as_dict(private=True))
        if not issuer.jwks.exists():
            _write_once(issuer.jwks, {"keys": [issuer._key().as_dict(private=False)]})
        return issuer

    @property
    def jwks(self) -> Path:
        """The file with the public key, for services to check tokens against."""
        return self.folder / "jwks.json"

    @property
    def _key_file(self) -> Path:
        return self.folder / "key.json"

    def environment(self) -> dict[str, str]:
        """What a service's settings need to trust this issuer."""
        return {
            "QUANCHENG_JWKS": str(self.jwks.resolve()),
            "QUANCHENG_TOKEN_ISSUER": NAME,
            "QUANCHENG_TOKEN_AUDIENCE": AUDIENCE,
        }

    def issue(self, client: str, scopes: Iterable[str], ttl_s: int = DEFAULT_TTL_S) -> str:
        """A token for `client` with `scopes`, valid for `ttl_s` seconds from now."""
        key = self._key()
        now = int(self.clock.now().timestamp())
        claims = {
            "iss": NAME,
            "aud": AUDIENCE,
            "sub": client,
            "client_id": client,
            "scope": " ".join(scopes),
            "iat": now,
            "exp": now + ttl_s,
        }
        return jwt.encode({"alg": "ES256", "kid": key.kid, "typ": "at+jwt"}, claims, key)

    def _key(self) -> ECKey:
        return ECKey.import_key(json.loads(self._key_file.read_text()))


def _new_key() -> ECKey:
    return ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, private=True, auto_kid=True)


def _write_once(path: Path, content: object) -> None:
    """Write `path` whole and for its owner only, unless somebody else was first: then that one's stays."""
    # Services start side by side in threads of one process, so a process id alone would be shared.
    draft = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(content, file)
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
