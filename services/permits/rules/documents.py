"""Which documents an application needs, and whether one is recent or valid for long enough.

Sources: the table is ``data/documents-2025.yaml``, the limits of age are in the policy; a row and a limit
each name theirs. A promise is a declaration in place of a proof, checked later; tolerance lets a secondary
document follow by a set day. A promise never stands in for the very fact on which somebody qualifies.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.permits.messages.common import ApplicationType, Category
from services.permits.rules.documents_file import AgePolicy, Circumstance, DocumentRow
from services.permits.rules.policy_at import PolicyAt
from services.permits.rules.policy_file import Name
from shared.clock import months_later


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCase:
    """What the list depends on. ``route`` is the code of the ground on which the person qualifies.

    ``employer_change``: new with another employer, after the former permit was cancelled. ``absconded``: the
    worker is out of contact, so no termination can be signed by both.
    """

    type: ApplicationType
    category: Category
    route: str | None = None
    in_china: bool = False
    employer_change: bool = False
    programme_member: bool = False
    dependants: bool = False
    absconded: bool = False

    def circumstances(self) -> frozenset[Circumstance]:
        """Those that hold."""
        found: dict[Circumstance, bool] = {
            "in-china": self.in_china,
            "employer-change": self.employer_change,
            "programme-member": self.programme_member,
            "dependants": self.dependants,
            "absconded": self.absconded,
        }
        return frozenset(name for name, holds in found.items() if holds)


@dataclass(frozen=True, slots=True)
class AgeRule:
    """``issued-within``: at most ``months`` old when it counts; ``valid-for``: valid for ``months`` more."""

    kind: Literal["issued-within", "valid-for"]
    months: int
    source: str

    def met(self, document_day: date, day: date) -> bool:
        """``document_day`` is when it was issued, or the last day it is valid; both edges are in time."""
        if self.kind == "issued-within":
            return document_day <= day <= months_later(document_day, self.months)
        return document_day >= months_later(day, self.months)


@dataclass(frozen=True, slots=True)
class RequiredDocument:
    """One document of a case: whether it must come, and what may stand in for it."""

    code: str
    name: Name
    must: bool
    promise_allowed: bool
    tolerance_allowed: bool
    original_needed: bool
    translation_needed: bool
    age_rule: AgeRule | None
    source: str


def required_documents(case: PaperCase, policy: PolicyAt) -> tuple[RequiredDocument, ...]:
    """The documents of ``case``, in the order of the table. Translations are for papers not in Chinese."""
    return tuple(_required(row, case, policy) for row in policy.documents.rows if _applies(row, case))


def _applies(row: DocumentRow, case: PaperCase) -> bool:
    circumstances = case.circumstances()
    return (
        case.type in row.types
        and (not row.categories or case.category in row.categories)
        and (not row.routes or case.route in row.routes)
        and circumstances.issuperset(row.when)
        and circumstances.isdisjoint(row.unless)
    )


def _required(row: DocumentRow, case: PaperCase, policy: PolicyAt) -> RequiredDocument:
    return RequiredDocument(
        code=row.code,
        name=row.name,
        must=row.must,
        promise_allowed=case.category in row.promise and case.route not in row.proves,
        tolerance_allowed=row.tolerance,
        original_needed=row.original,
        translation_needed=row.translation,
        age_rule=_age_rule(row.age, policy) if row.age else None,
        source=row.source,
    )


def _age_rule(key: AgePolicy, policy: PolicyAt) -> AgeRule:
    months = {
        "criminal_record_max_age": policy.criminal_record_max_age,
        "medical_max_age": policy.medical_max_age,
        "photo_max_age": policy.photo_max_age,
        "passport_min_validity": policy.passport_min_validity,
    }[key]
    kind: Literal["issued-within", "valid-for"]
    kind = "valid-for" if key == "passport_min_validity" else "issued-within"
    return AgeRule(kind, months, policy.sources[key])
