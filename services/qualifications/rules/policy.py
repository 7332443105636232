"""The policy: dated values, checked at start and looked up by day. A decision stores the version it used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, Self, get_args, get_type_hints

from pydantic import AfterValidator, Field, Strict, TypeAdapter, ValidationError, model_validator

from services.qualifications.messages.common import Effect, Name, Role
from services.qualifications.messages.outcomes import AppealRoute
from services.qualifications.rules.policy_file import (
    Code,
    Count,
    Days,
    Element,
    Grade,
    Once,
    Period,
    PolicyInvalid,
    Text,
    overlapping,
    read_file,
)

FILE = "policy-jinan.yaml"
NOT_CONFIRMED = "issuer-not-confirmed"

Percent = Annotated[int, Strict(), Field(ge=50, le=99)]
"""A share that is to be exceeded: of 50, more than half is a majority, and a tie never is."""


def _each_once(ladder: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(ladder)) != len(ladder):
        raise ValueError("a step stands in an order once")
    return ladder


Ladder = Annotated[tuple[Text, ...], AfterValidator(_each_once), Field(min_length=1)]
"""What is ordered, from the least to the most."""


class DecisionGround(Element):
    """A ground on which the authority may refuse."""

    code: Code
    name: Name
    source: Text


class PolicyAt(Element):
    """What holds on one day. Every field below ``version`` is a key of the policy file."""

    version: Text

    # The panel of a case-by-case request.
    panel_size: Count
    panel_quorum: Count
    panel_majority: Percent

    # The public notice of its proposal, and how long the office takes over all.
    public_notice: Days
    objectors: frozenset[Role]
    catalogue_decision: Days
    case_by_case_decision: Days

    # What a decision needs, and how far it may go from the panel's proposal.
    case_by_case_verification: Annotated[bool, Strict()]
    fields: frozenset[Code]
    regulators: Mapping[Code, Text]
    authority_may_decide: Mapping[Effect, frozenset[Effect]]
    title_levels: tuple[Ladder, ...]
    places: Ladder
    lapses_with_credential: frozenset[Effect]
    refusal_grounds: Annotated[tuple[DecisionGround, ...], Once]
    appeal_routes: Annotated[tuple[AppealRoute, ...], Once]

    # What carries an admission to a talent project, and how all calendar days end.
    permit_grace: Days
    rolls_forward: Annotated[bool, Strict()]

    @model_validator(mode="after")
    def _can_be_gone_by(self) -> Self:
        if self.panel_quorum > self.panel_size:
            raise ValueError("a quorum is not above the size of the panel")
        if NOT_CONFIRMED not in {ground.code for ground in self.refusal_grounds}:
            raise ValueError(f"{NOT_CONFIRMED} is the ground when an issuer does not confirm")
        if missing := set(get_args(Effect)) - set(self.authority_may_decide):
            raise ValueError(f"nothing is said of a panel's {', '.join(sorted(missing))}")
        if unknown := set(self.regulators) - self.fields:
            raise ValueError(f"{', '.join(sorted(unknown))}: no field of the policy has such a regulator")
        return self

    def unknown_grounds(self, grounds: Iterable[str]) -> list[str]:
        """Those that are no grounds of this policy."""
        known = {ground.code for ground in self.refusal_grounds}
        return [ground for ground in grounds if ground not in known]


KEYS = frozenset(PolicyAt.model_fields) - {"version"}
_SHAPES: Mapping[str, TypeAdapter[Any]] = {
    key: TypeAdapter(hint)
    for key, hint in get_type_hints(PolicyAt, include_extras=True).items()
    if key in KEYS
}


class Entry(Period):
    """One value of ``key`` for one period, where it comes from and how sure that is."""

    key: Text
    value: Any
    source: Text
    grade: Grade


class PolicyFile(Element):
    """The file as written."""

    version: Text
    jurisdiction: Text
    entries: tuple[Entry, ...]


class PolicyNotInForce(LookupError):
    """Some key has no value on ``day``, so nothing can be decided by the policy of that day."""

    def __init__(self, version: str, keys: tuple[str, ...], day: date) -> None:
        super().__init__(f"policy {version} says nothing on {', '.join(keys)} for {day}")
        self.keys, self.day = keys, day


class Policy:
    """All periods of all keys of a checked file."""

    def __init__(self, file: PolicyFile) -> None:
        """Raises PolicyInvalid with every problem."""
        if problems := [*_problems(file)]:
            raise PolicyInvalid("\n".join(f"{FILE}: {problem}" for problem in problems))
        self.file, self.version = file, file.version
        self._values = [_SHAPES[entry.key].validate_python(entry.value) for entry in file.entries]
        self._known: dict[date, PolicyAt] = {}
        for entry in file.entries:
            self._agrees_on(entry.start)

    @property
    def fields(self) -> frozenset[str]:
        """Every field that the policy names on some day."""
        rows = zip(self.file.entries, self._values, strict=True)
        return frozenset(field for entry, value in rows if entry.key == "fields" for field in value)

    def _agrees_on(self, day: date) -> None:
        """Values that hold on one day may contradict one another."""
        try:
            self.at(day)
        except PolicyNotInForce:
            return
        except ValidationError as error:
            lines = (f"{FILE}: from {day}: {each['msg']}" for each in error.errors())
            raise PolicyInvalid("\n".join(lines)) from error

    def at(self, day: date) -> PolicyAt:
        """What holds on ``day``, a day in China. Raises PolicyNotInForce where a key has no value for it."""
        if day not in self._known:
            rows = zip(self.file.entries, self._values, strict=True)
            held = {entry.key: value for entry, value in rows if entry.holds_on(day)}
            if lacking := tuple(sorted(KEYS - set(held))):
                raise PolicyNotInForce(self.version, lacking, day)
            self._known[day] = PolicyAt(version=self.version, **held)
        return self._known[day]


def _problems(file: PolicyFile) -> Iterator[str]:
    for number, entry in enumerate(file.entries):
        if entry.key not in KEYS:
            yield f"entries.{number}.key: {entry.key} is not a key of the policy"
            continue
        try:
            _SHAPES[entry.key].validate_python(entry.value)
        except ValidationError as error:
            for each in error.errors():
                yield f"entries.{number}.value: {entry.key}: {each['msg']}"
    yield from overlapping((entry.key, entry) for entry in file.entries)
    given = {entry.key for entry in file.entries}
    yield from (f"entries: no entry for {key}" for key in sorted(KEYS - given))


def read_policy(folder: Path | Traversable) -> Policy:
    """Read and check the policy file. Raises PolicyInvalid."""
    return Policy(read_file(folder, FILE, PolicyFile))
