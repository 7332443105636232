"""The topics of the medical service, and the CloudEvents types of what partners put there."""

from __future__ import annotations

SERVICE = "medical"
SOURCE = "urn:quancheng:service:medical"

CLAIMS = "medical.claims.submitted"
ADJUDICATIONS = "medical.adjudications.submitted"
EVENTS = "medical.events"
PERMITS = "permits.events"

CLAIM_SUBMITTED = "cn.quancheng.medical.claim.submitted.v1"
ADJUDICATION_SUBMITTED = "cn.quancheng.medical.adjudication.submitted.v1"
PAYMENT_SUBMITTED = "cn.quancheng.medical.payment.submitted.v1"
