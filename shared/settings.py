"""What a service reads from its environment: every variable starts with ``QUANCHENG_``.

Each service adds its own in ``services/<service>/settings.py``; nothing else reads the environment.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Role = Literal["api", "worker", "relay"]
ALL_ROLES: frozenset[Role] = frozenset({"api", "worker", "relay"})
DatabaseName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,37}$")]


class ServiceSettings(BaseSettings):
    """The settings that all services share; a subclass gives ``database`` its default.

    ``kafka`` is a bootstrap list (``host:port,host:port``), ``mongo`` the URI of a replica set, ``jwks``
    the https address or the path of the token issuer's public keys. ``roles`` says which of the
    service's parts this process runs.
    """

    model_config = SettingsConfigDict(env_prefix="QUANCHENG_", frozen=True, extra="ignore")

    kafka: str = Field(min_length=1)
    mongo: SecretStr
    database: DatabaseName

    host: str = "127.0.0.1"
    port: int = Field(ge=1, le=65535)
    roles: Annotated[frozenset[Role], NoDecode] = ALL_ROLES
    max_body_bytes: int = Field(default=1024 * 1024, ge=1)

    jwks: str
    token_issuer: str = Field(min_length=1)
    token_audience: str = Field(default="quancheng", min_length=1)

    # Consumers of each topic in one process: while one waits for its commit, another reads and decides.
    consumers: int = Field(default=2, ge=1, le=16)
    batch_records: int = Field(default=500, ge=1, le=10_000)
    batch_wait_ms: int = Field(default=20, ge=1, le=10_000)
    # For rehearsals and tests, which play on a day of their own; deadlines and law go by the shifted clock.
    clock_ahead_s: float = 0.0
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("roles", mode="before")
    @classmethod
    def _split_roles(cls, given: Any) -> Any:
        if not isinstance(given, str):
            return given
        roles = frozenset(role.strip() for role in given.split(",") if role.strip())
        if not roles:
            raise ValueError("name at least one of api, worker, relay")
        return roles

    @field_validator("mongo")
    @classmethod
    def _is_mongo_uri(cls, given: SecretStr) -> SecretStr:
        if not given.get_secret_value().startswith(("mongodb://", "mongodb+srv://")):
            raise ValueError("must start with mongodb:// or mongodb+srv://")
        return given

    @field_validator("jwks")
    @classmethod
    def _is_https_or_file(cls, given: str) -> str:
        if given.startswith("https://") or Path(given).is_absolute():
            return given
        raise ValueError("must be an https:// address or an absolute path")


S = TypeVar("S", bound=ServiceSettings)


def load(settings_class: type[S]) -> S:
    """The settings from the environment, or the end of the program.

    A missing or wrong variable raises SystemExit (status 2) after one line on stderr for each, which
    names the variable and what is wrong, never its value.
    """
    try:
        return settings_class()
    except ValidationError as error:
        lines = [_line(settings_class, problem["loc"], problem) for problem in error.errors()]
    for line in dict.fromkeys(lines):
        print(line, file=sys.stderr)
    raise SystemExit(2)


def _line(settings_class: type[ServiceSettings], location: tuple[int | str, ...], problem: Any) -> str:
    prefix = settings_class.model_config.get("env_prefix", "")
    variable = f"{prefix}{location[0] if location else ''}".upper()
    if problem["type"] == "missing":
        return f"{variable} is missing"
    return f"{variable}: {problem['msg'].removeprefix('Value error, ')}"
