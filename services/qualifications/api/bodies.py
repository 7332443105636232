"""What requests bring, in bounds; persons by passport, of which only the one-way key is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from services.qualifications.messages.common import Credential, Person
from services.qualifications.messages.outcomes import Outcome
from services.qualifications.messages.recognition import Consent, Verification
from shared.days import Day, within_bounds
from shared.persons import person_key
from shared.problems import Problem

LONGEST = 500
M = TypeVar("M", bound=BaseModel)

Line = Annotated[str, Field(min_length=1, max_length=200)]
Code = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Reason = Annotated[str, Field(min_length=1, max_length=2000)]
Country = Annotated[str, Field(pattern=r"^[A-Z<]{1,3}$")]
Client = Annotated[str, Field(min_length=1, max_length=100)]


def _in_bounds(value: M) -> M:
    """Nobody writes a book, or a day far off, into a field of an outcome, a verification or a consent."""
    for leaf in _leaves(value.model_dump()):
        if isinstance(leaf, date):
            within_bounds(leaf)
        elif isinstance(leaf, str) and len(leaf) > LONGEST:
            raise ValueError(f"a text has at most {LONGEST} characters")
    return value


def _leaves(value: Any) -> Iterator[Any]:
    match value:
        case dict():
            for part in value.values():
                yield from _leaves(part)
        case list() | tuple():
            for part in value:
                yield from _leaves(part)
        case _:
            yield value


OutcomeBody = Annotated[Outcome, AfterValidator(_in_bounds)]
VerificationBody = Annotated[Verification, AfterValidator(_in_bounds)]
ConsentBody = Annotated[Consent, AfterValidator(_in_bounds)]


class Body(BaseModel):
    """A request's body; what it does not know is refused."""

    model_config = ConfigDict(extra="forbid")


class Because(Body):
    """Why; kept in the journal, and so without more personal data than it needs."""

    reason: Reason


class Passport(Body):
    """By which a person is known; country as in the machine-readable zone. None of it is kept."""

    country: Country
    number: Annotated[str, Field(min_length=1, max_length=20)]
    birth: Day

    def key(self) -> str:
        """The one-way key; Problem 422 for a number of fillers only."""
        try:
            return person_key(self.country, self.number, self.birth)
        except ValueError as error:
            raise Problem(422, "invalid-request", str(error)) from None


class PersonBody(Body):
    """Whose qualification it is; ``employer`` is the credit code of the employer in China."""

    passport: Passport
    name: Line
    nationality: Country
    employer: Annotated[str | None, Field(min_length=1, max_length=18)] = None

    def person(self) -> Person:
        """The person as it is kept: by its key, without the passport."""
        return Person(
            key=self.passport.key(), name=self.name, nationality=self.nationality, employer=self.employer
        )


class CredentialBody(Body):
    """The foreign qualification as its paper states it."""

    issuer: Line
    title: Line
    country: Country
    field: Code
    number: Line
    awarded_on: Day
    expires_on: Day | None = None

    def credential(self) -> Credential:
        """The credential without its number, which is kept apart."""
        return Credential(**self.model_dump(exclude={"number"}))


class Objection(Body):
    """``reference`` tells objections apart; ``objector`` is who objects, in words."""

    reference: Line
    objector: Line
    reasons: Reason
