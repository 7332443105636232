"""What the messages of every kind of case share: words with a fixed meaning, and the base of a part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict

PREFIX = "cn.quancheng.permits"

Role = Literal["applicant", "employer-agent", "officer", "supervisor"]
ApplicationType = Literal["new-abroad", "new-in-country", "short-work", "extension", "change", "cancellation"]
Category = Literal["A", "B", "C"]
Track = Literal["standard", "48-hour"]

NEW: frozenset[ApplicationType] = frozenset({"new-abroad", "new-in-country", "short-work"})
"""The types that give a permit; the others need one that is there."""


class Part(BaseModel):
    """A value inside an event or a state."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, by the client of its token, and in which role."""

    client: str
    role: Role
