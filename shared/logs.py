"""Structured logs on stderr: JSON for machines, colours on a terminal, never personal data.

An event is a short sentence; what varies goes into its fields: ``log.info("batch committed", records=500)``.
Headers and bodies are not logged at all, and requests only by the metrics.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import orjson
import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import Processor

from shared import redaction

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()

# Below warning these libraries write a line per message, or what a message holds.
_CHATTY = ("faststream", "aiokafka", "kafka", "pymongo", "motor", "httpx", "httpcore", "asyncio")
# These come with handlers of their own, which would write past the redaction.
_FOREIGN = ("uvicorn", "uvicorn.error", "faststream", "faststream.access", "faststream.access.kafka")


def configure(service: str, level: str = "info", stream: TextIO | None = None) -> None:
    """Send structlog's and the standard library's records to ``stream`` (stderr), from ``level`` up.

    Every line carries ``service`` and what is bound to the context, such as ``correlation``.
    """
    target = stream or sys.stderr
    threshold = logging.getLevelNamesMapping()[level.upper()]
    common: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        _with_service(service),
    ]
    structlog.configure(
        processors=[*common, ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    _route_standard_library(target, threshold, common)


def _route_standard_library(target: TextIO, threshold: int, common: list[Processor]) -> None:
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[*common, structlog.stdlib.add_logger_name],
            processors=[ProcessorFormatter.remove_processors_meta, _safe, _renderer(target)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(threshold)
    for name in _FOREIGN:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(threshold, logging.WARNING))
    # An access line holds the query, and with it whatever a caller put there.
    logging.getLogger("uvicorn.access").disabled = True


def _with_service(service: str) -> Processor:
    """Threads and tasks made before ``configure`` have no context of it, but log for the service too."""

    def add(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event.setdefault("service", service)
        return event

    return add


def _safe(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Redact every field; an exception keeps its type and places."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    event.pop("exception", None)
    event.pop("stack_info", None)
    safe: dict[str, Any] = redaction.redacted(event)
    if isinstance(error, BaseException):
        safe["trace"] = redaction.trace(error)
    return safe


def _renderer(target: TextIO) -> Processor:
    if target.isatty():
        return structlog.dev.ConsoleRenderer(timestamp_key="time")
    return _json_line


def _json_line(logger: Any, method: str, event: MutableMapping[str, Any]) -> str:
    ordered = {**dict.fromkeys(("time", "level", "event")), **event}
    return orjson.dumps(ordered, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
