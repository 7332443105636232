"""The shapes of the partners file: hospitals, insurers, offices, policies and limits, all frozen."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Client = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Uri = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9+.-]*:\S+$")]
Reference = Annotated[str, StringConstraints(pattern=r"^\S+/\S+$")]
Text = Annotated[str, StringConstraints(min_length=1)]


class Element(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Name(Element):
    en: Text
    zh: Text


class PartnerIdentifier(Element):
    """A business identifier: the authority's system, and its value for this partner."""

    system: Uri
    value: Text


class Partner(Element):
    """Who may connect: ``client`` is the token's client, ``source`` its CloudEvents source (a URI)."""

    client: Client
    name: Name
    source: Uri
    references: tuple[Reference, ...] = ()
    identifiers: tuple[PartnerIdentifier, ...] = ()


class Hospital(Partner):
    """Sends claims. ``references`` and ``identifiers`` are how a claim's provider names it."""


class AnswerLimit(Element):
    """An insurer answers within ``value`` working days; ``source`` says where that is agreed."""

    value: Annotated[int, Field(ge=1, le=250)]
    unit: Literal["working-days"]
    source: Text


class FilingLimit(Element):
    """A claim is filed within ``value`` months or days of its last day of service."""

    value: Annotated[int, Field(ge=1)]
    unit: Literal["months", "days"]
    source: Text


class Limits(Element):
    """The policy for one insurer. ``filing`` is ``none`` where the contract sets no limit."""

    answer: AnswerLimit
    at_risk_percent: Annotated[int, Field(ge=1, le=99)]
    filing: FilingLimit | Literal["none"]


class LimitChanges(Element):
    """What an insurer's contract changes of the default limits."""

    answer: AnswerLimit | None = None
    at_risk_percent: Annotated[int | None, Field(ge=1, le=99)] = None
    filing: FilingLimit | Literal["none"] | None = None

    def changed(self) -> dict[str, object]:
        """The limits that differ from the defaults."""
        return {name: value for name, value in self if value is not None}


class Coverage(Element):
    """One policy that the insurer has told us of; ``start`` and ``end`` are days of cover, inclusive."""

    reference: Reference | None = None
    identifiers: tuple[PartnerIdentifier, ...] = ()
    start: date | None = None
    end: date | None = None

    @model_validator(mode="after")
    def _is_a_policy(self) -> Self:
        if self.reference is None and not self.identifiers:
            raise ValueError("a coverage needs a reference or an identifier")
        if self.start and self.end and self.start > self.end:
            raise ValueError(f"the period ends ({self.end}) before it starts ({self.start})")
        return self


class Insurer(Partner):
    """Answers and pays claims. An identifier of a ``coverage_systems`` system is a policy of this insurer."""

    coverages: tuple[Coverage, ...] = ()
    coverage_systems: tuple[Uri, ...] = ()
    limits: LimitChanges = LimitChanges()


class Office(Element):
    """A public office whose staff may see and direct every claim."""

    client: Client
    name: Name
    source: Uri


class PartnersFile(Element):
    """The file as written; ``version`` names the policy in every decision that used it."""

    version: Text
    defaults: Limits
    hospitals: tuple[Hospital, ...]
    insurers: tuple[Insurer, ...]
    offices: tuple[Office, ...]
