"""The topics of the permits service, and the CloudEvents type of what the Exit-Entry bureau puts there."""

from __future__ import annotations

SERVICE = "permits"
SOURCE = "urn:quancheng:service:permits"

EXIT_ENTRY = "permits.exit-entry.submitted"
QUALIFICATIONS = "qualifications.events"
EVENTS = "permits.events"

ANSWER_SUBMITTED = "cn.quancheng.permits.residence-permit.answer-submitted.v1"
