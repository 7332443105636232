"""What never reaches a log: personal data, secrets, and the queries of addresses."""

from __future__ import annotations

import re
import traceback
from collections.abc import Mapping
from typing import Any

# A field is dropped when one of the words of its name is here, however the name is written.
PERSONAL = {"name", "names", "surname", "patient", "passport", "birth", "birthday", "birthdate", "dob"}
PERSONAL |= {"gender", "sex", "nationality", "ethnicity", "address", "email", "mail", "phone", "mobile"}
PERSONAL |= {"telephone", "contact", "guardian", "child", "children", "diagnosis"}
CONTENT = {"body", "payload", "content", "value", "data", "document", "resource", "input", "query", "params"}
SECRET = {"header", "headers", "cookie", "cookies", "authorization", "token", "tokens", "jwt", "secret"}
SECRET |= {"password", "passwd", "credential", "credentials", "apikey"}
WITHHELD_WORDS = frozenset(PERSONAL | CONTENT | SECRET)

# Exceptions that speak of connections and not of what travels over them; found by class name, since only
# one module may import the database's driver.
SPEAKING_ERRORS = frozenset({"OSError", "KafkaError", "ConnectionFailure", "ConfigurationError", "HTTPError"})

MASK = "[withheld]"

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
_QUERY = re.compile(r"(?P<path>(?:[a-z][a-z0-9+.-]*://|/)[^\s?\"'<>]*)\?[^\s\"'<>]+", re.IGNORECASE)
_CREDENTIALS = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*://)[^\s/@]+@", re.IGNORECASE)
_BEARER = re.compile(r"\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?|\bBearer\s+\S+", re.IGNORECASE)


def is_withheld(field: str) -> bool:
    """Whether a field of this name may carry personal data or a secret: ``patientName``, ``birth_date``."""
    return any(word.lower() in WITHHELD_WORDS for word in _WORD.findall(field))


def masked(text: str) -> str:
    """``text`` without the queries and credentials of addresses, and without bearer tokens."""
    text = _CREDENTIALS.sub(rf"\g<scheme>{MASK}@", text)
    text = _QUERY.sub(rf"\g<path>?{MASK}", text)
    return _BEARER.sub(MASK, text)


def redacted(value: Any) -> Any:
    """A copy to log of ``value``: withheld fields gone at every depth, bytes never shown, texts masked."""
    match value:
        case str():
            return masked(value)
        case Mapping():
            return {str(k): redacted(v) for k, v in value.items() if not is_withheld(str(k))}
        case list() | tuple() | set() | frozenset():
            return [redacted(item) for item in value]
        case bytes() | bytearray() | memoryview():
            return f"{len(value)} bytes"
        case BaseException():
            return described(value)
    return value


def described(error: BaseException) -> str:
    """The type of ``error``; its message only where such messages hold no content."""
    kind = type(error).__name__
    if any(base.__name__ in SPEAKING_ERRORS for base in type(error).__mro__):
        return f"{kind}: {masked(str(error))}"
    return kind


def trace(error: BaseException) -> str:
    """Where ``error`` and its causes came from, without messages or source lines: they may quote a person."""
    parts: list[str] = []
    current: BaseException | None = error
    while current is not None and len(parts) < 10:
        frames = traceback.extract_tb(current.__traceback__)
        places = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        parts.append("\n".join([described(current), *places]))
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\ncaused by ".join(parts)
