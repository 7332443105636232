"""The topics of the schooling service."""

from __future__ import annotations

SERVICE = "schooling"
SOURCE = "urn:quancheng:service:schooling"

PERMITS = "permits.events"
EVENTS = "schooling.events"
ENROLMENTS = "schooling.enrolments"
