"""The topics of the qualifications service."""

from __future__ import annotations

SERVICE = "qualifications"
SOURCE = "urn:quancheng:service:qualifications"

PERMITS = "permits.events"
EVENTS = "qualifications.events"
