"""Problems over HTTP, as RFC 9457 ``application/problem+json`` with titles in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import orjson
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

from shared import correlation

MEDIA_TYPE = "application/problem+json"

Language = Literal["en", "zh"]
Titles = Mapping[str, Mapping[Language, str]]


class Problem(Exception):
    """A request that is not answered as asked; raise it, or hand it to ``Answers``.

    ``code`` is stable and kebab-case, ``detail`` is for people and holds no personal data. ``headers``
    go onto the response, other keywords into the document, such as ``errors=[{"pointer": …, "detail": …}]``.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str = "",
        *,
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        super().__init__(f"{status} {code}: {detail}" if detail else f"{status} {code}")
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = dict(headers or {})
        self.members = members

    def document(self, title: str, correlation_id: str | None = None) -> dict[str, Any]:
        """The problem as RFC 9457 writes it."""
        body: dict[str, Any] = {
            "type": f"urn:quancheng:problem:{self.code}",
            "code": self.code,
            "status": self.status,
            "title": title,
        }
        if self.detail:
            body["detail"] = self.detail
        if correlation_id:
            body["correlation"] = correlation_id
        return self.members | body


DOCUMENTED: dict[str, Any] = {
    "description": "A problem (RFC 9457)",
    "content": {
        MEDIA_TYPE: {
            "schema": {
                "type": "object",
                "required": ["type", "code", "status", "title"],
                "properties": {
                    "type": {"type": "string", "format": "uri"},
                    "code": {"type": "string", "pattern": "^[a-z0-9-]+$"},
                    "status": {"type": "integer", "minimum": 400, "maximum": 599},
                    "title": {"type": "string"},
                    "detail": {"type": "string"},
                    "correlation": {"type": "string"},
                },
            }
        }
    },
}
"""How an OpenAPI document describes every response that is a problem."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Turns problems into responses in the caller's language, with ``titles`` by code."""

    titles: Titles

    def title(self, code: str, language: Language) -> str:
        """The title for people; the code itself where the table has none."""
        return self.titles.get(code, {}).get(language, code)

    def __call__(self, scope: Scope, problem: Problem) -> Response:
        """The response to the request of ``scope``."""
        language = preferred(Headers(scope=scope).get("accept-language", ""))
        known = correlation.of(scope)
        document = problem.document(self.title(problem.code, language), known.id if known else None)
        headers = {"Content-Language": language, "Vary": "Accept-Language"} | problem.headers
        return Response(orjson.dumps(document), problem.status, headers, MEDIA_TYPE)


def preferred(accept_language: str) -> Language:
    """The better liked of English and Chinese (RFC 9110, 12.5.4); English when neither is named."""
    liked: dict[Language, float] = {"en": 0.0, "zh": 0.0}
    for part in accept_language.split(","):
        tag, _, weight = part.strip().partition(";")
        primary = tag.strip().lower().split("-")[0]
        for language in liked:
            if primary == language:
                liked[language] = max(liked[language], _quality(weight))
    return "zh" if liked["zh"] > liked["en"] else "en"


def _quality(weight: str) -> float:
    name, _, value = weight.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(1.0, max(0.0, float(value)))
    except ValueError:
        return 0.0


FRAME_TITLES: Titles = {
    "malformed-json": {"en": "The body is not JSON", "zh": "请求体不是有效的 JSON"},
    "bad-request": {"en": "The request cannot be understood", "zh": "无法理解该请求"},
    "not-authenticated": {"en": "A valid bearer token is required", "zh": "需要有效的访问令牌"},
    "missing-scope": {"en": "The token does not allow this", "zh": "令牌权限不足"},
    "forbidden": {"en": "This is not allowed", "zh": "不允许此操作"},
    "not-found": {"en": "There is nothing here", "zh": "未找到"},
    "method-not-allowed": {"en": "The method is not allowed here", "zh": "不支持该请求方法"},
    "content-too-large": {"en": "The body is too large", "zh": "请求体过大"},
    "unsupported-media-type": {"en": "The media type is not supported", "zh": "不支持的媒体类型"},
    "invalid-request": {"en": "The request is not valid", "zh": "请求内容无效"},
    "if-match-required": {"en": "Say which version you have seen", "zh": "请提供所依据的版本（If-Match）"},
    "version-conflict": {"en": "Somebody was faster", "zh": "该事项已被他人更新"},
    "case-blocked": {"en": "The case waits for a parked message", "zh": "该事项因待处理消息暂停"},
    "idempotency-key-required": {"en": "An Idempotency-Key is required", "zh": "需要幂等键 Idempotency-Key"},
    "idempotency-key-reused": {"en": "The Idempotency-Key was used before", "zh": "幂等键已用于其他请求"},
    "not-parked": {"en": "The message is not parked any more", "zh": "该消息已不在搁置状态"},
    "cannot-replay": {"en": "The message would not go through now either", "zh": "该消息目前仍无法处理"},
    "unavailable": {"en": "Not available for the moment", "zh": "服务暂时不可用"},
    "internal-error": {"en": "Something went wrong here", "zh": "服务内部错误"},
}
