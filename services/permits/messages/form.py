"""What is applied for, and the papers that come with it. All of it stays in the journal."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from services.permits.messages.common import ApplicationType, Category, Part
from services.permits.messages.permit import Post
from services.permits.rules.grounds import Enterprise, LanguageTeaching
from services.permits.rules.persons import PersonNames
from services.permits.rules.points import Education, Merit
from shared.money import Money
from shared.persons import person_key

Change = Literal["name", "passport", "post", "category"]
Instead = Literal["promise", "tolerance"]


class Person(Part):
    """Who it is for. Country and nationality are codes as in the machine-readable zone."""

    names: PersonNames
    passport_country: str
    passport_number: str
    passport_expires: date
    nationality: str
    birth: date

    @property
    def key(self) -> str:
        """The one-way key that the person is matched by."""
        return person_key(self.passport_country, self.passport_number, self.birth)


class Contract(Part):
    """The employment contract; days in China, both included. ``annual_pay`` is in CNY, before tax."""

    start: date
    end: date
    annual_pay: Money | None = None


class Profile(Part):
    """What points and grounds ask beside age and pay, as the applicant says it; None is not known."""

    education: tuple[Education, ...] = ()
    degree: Literal["none", "bachelors", "masters", "doctorate"] | None = None
    degree_from: Literal["china", "top", "elsewhere"] | None = None
    experience_months: int = 0
    months_in_china: int = 0
    continuous_months_in_china: int = 0
    hsk: int | None = None
    former_chinese_national: bool = False
    chinese_taught_degree: bool = False
    merits: tuple[Merit, ...] = ()
    bonus: int = 0
    teaching: LanguageTeaching | None = None
    enterprise: Enterprise | None = None


class Form(Part):
    """The application form. ``employer`` is the case id of a registered employer.

    ``route`` is the ground (of the policy's table) that the category is claimed on, ``profile`` what it is
    assessed from. ``changes`` and ``changed_on`` belong to a change, ``ended_on`` and ``absconded`` to a
    cancellation; ``former_passport`` to a change of passport. ``joint`` asks for work and residence permit
    in one case.
    """

    type: ApplicationType
    person: Person
    employer: str
    post: Post
    category: Category
    route: str | None = None
    contract: Contract | None = None
    wanted_from: date
    wanted_to: date
    profile: Profile | None = None
    in_china: bool = False
    dependants: bool = False
    employer_change: bool = False
    changes: tuple[Change, ...] = ()
    changed_on: date | None = None
    former_passport: str | None = None
    ended_on: date | None = None
    absconded: bool = False
    joint: bool = False

    @property
    def held_by(self) -> str:
        """The key under which the person's permit is known: the former passport's, when that changes."""
        person, number = self.person, self.former_passport or self.person.passport_number
        return person_key(person.passport_country, number, person.birth)


class Attachment(Part):
    """A paper's particulars; the content lies elsewhere, under its checksum.

    ``instead`` is there where the paper is promised (告知承诺) or may follow (容缺受理); then there is no
    content. ``original`` says that the original was seen.
    """

    code: str
    instead: Instead | None = None
    content: str | None = None
    sha256: str | None = None
    size: int | None = None
    media_type: str | None = None
    language: str | None = None
    translated: bool = False
    issued_on: date | None = None
    expires_on: date | None = None
    original: bool = False


class Correction(Part):
    """One thing to be corrected: a document by its code, or ``form``."""

    subject: str
    wrong: str


class FollowUp(Part):
    """A paper that was promised or is to follow, until the end of ``due``; ``open`` until it is settled."""

    code: str
    instead: Instead
    at: datetime
    due: datetime | None = None
    state: Literal["open", "provided", "met", "broken"] = "open"
    rang: bool = False
