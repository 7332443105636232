"""Words that commands and events share."""

from __future__ import annotations

from typing import Literal

HoldReason = Literal["coverage-unknown", "insurer-not-connected", "out-of-window", "calendar-not-loaded"]
Use = Literal["claim", "preauthorization", "predetermination"]
Adjudication = Literal["approved", "partly-approved", "denied"]
Role = Literal["hospital", "insurer", "office"]
