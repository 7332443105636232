"""The published rules of every object of an answer, as models.

Written after the schemas of "OneRoster OpenAPI (JSON) Definition", Rostering 1.2: required fields,
vocabularies, no fields beyond them; dates ``YYYY-MM-DD``, instants in UTC, references with ``href``,
``sourcedId`` and ``type``.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, AnyUrl, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic.alias_generators import to_camel

Json = dict[str, Any]

Text = Annotated[str, StringConstraints(min_length=1, pattern=r"^[^\t\r\n]+$")]
"""``NormalizedString``."""
SourcedId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]
Instant = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]


def _is_day(text: str) -> str:
    assert date.fromisoformat(text).isoformat() == text
    return text


Day = Annotated[str, AfterValidator(_is_day)]
Word = Literal["true", "false"]


class Schema(BaseModel):
    """``additionalProperties: false``; JSON types as they are, nothing is converted."""

    model_config = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel)


class Ref(Schema):
    """A ``…GUIDRefDType``: its address is whole, and ends with the id."""

    href: str
    sourced_id: SourcedId

    @model_validator(mode="after")
    def _points(self) -> Self:
        assert AnyUrl(self.href).host
        assert self.href.endswith(f"/{self.sourced_id}")
        return self


class OrgRef(Ref):
    type: Literal["org"]


class UserRef(Ref):
    type: Literal["user"]


class ClassRef(Ref):
    type: Literal["class"]


class CourseRef(Ref):
    type: Literal["course"]


class SessionRef(Ref):
    type: Literal["academicSession"]


class Object(Schema):
    """What every object has."""

    sourced_id: SourcedId
    status: Literal["active", "tobedeleted"]
    date_last_modified: Instant
    metadata: Json | None = None


class Org(Object):
    """``OrgDType``."""

    name: Text
    type: Literal["department", "district", "local", "national", "school", "state"]
    identifier: Text
    parent: OrgRef | None = None
    children: list[OrgRef] = []


class AcademicSession(Object):
    """``AcademicSessionDType``; ``endDate`` is excluded, ``schoolYear`` is the year in which it ends."""

    title: Text
    start_date: Day
    end_date: Day
    type: Literal["gradingPeriod", "semester", "schoolYear", "term"]
    parent: SessionRef | None = None
    children: list[SessionRef] = []
    school_year: Annotated[str, StringConstraints(pattern=r"^\d{4}$")]

    @model_validator(mode="after")
    def _spans(self) -> Self:
        assert self.start_date < self.end_date
        assert self.school_year == self.end_date[:4]
        return self


class Course(Object):
    """``CourseDType``."""

    title: Text
    course_code: Text
    grades: list[Text] = []
    org: OrgRef | None = None


class Class(Object):
    """``ClassDType``."""

    title: Text
    class_type: Literal["homeroom", "scheduled"] | None = None
    grades: list[Text] = []
    course: CourseRef
    school: OrgRef
    terms: Annotated[list[SessionRef], Field(min_length=1)]


Role = Literal[
    "aide",
    "counselor",
    "districtAdministrator",
    "guardian",
    "parent",
    "principal",
    "proctor",
    "relative",
    "siteAdministrator",
    "student",
    "systemAdministrator",
    "teacher",
]


class RoleInOrg(Schema):
    """``RoleDType``."""

    role_type: Literal["primary", "secondary"]
    role: Role
    org: OrgRef


class User(Object):
    """``UserDType``: both names always, and one primary role for each org; and our rule for single names."""

    enabled_user: Word
    given_name: Text
    family_name: Text
    roles: Annotated[list[RoleInOrg], Field(min_length=1)]
    grades: list[Text] = []

    @model_validator(mode="after")
    def _holds(self) -> Self:
        primary = [each.org.sourced_id for each in self.roles if each.role_type == "primary"]
        assert len(primary) == len(set(primary)) == len({each.org.sourced_id for each in self.roles})
        if self.metadata is not None:
            assert self.metadata == {"quancheng.singleName": "true"}
            assert self.given_name == self.family_name
        if self.status == "tobedeleted":
            assert (self.given_name, self.family_name, self.grades) == ("erased", "erased", [])
        return self


class Enrollment(Object):
    """``EnrollmentDType``: ``beginDate`` included, ``endDate`` excluded; ``primary`` is for teachers only."""

    user: UserRef
    class_: ClassRef = Field(alias="class")
    school: OrgRef
    role: Literal["administrator", "proctor", "student", "teacher"]
    begin_date: Day | None = None
    end_date: Day | None = None

    @model_validator(mode="after")
    def _spans(self) -> Self:
        if self.status == "active":
            assert self.begin_date is not None
            assert self.end_date is None or self.begin_date < self.end_date
        return self


SCHEMAS: dict[str, type[Object]] = {
    "org": Org,
    "academicSession": AcademicSession,
    "course": Course,
    "class": Class,
    "user": User,
    "enrollment": Enrollment,
}


MinorCode = Literal[
    "fullsuccess",
    "invalid_filter_field",
    "invalid_selection_field",
    "invaliddata",
    "unauthorisedrequest",
    "forbidden",
    "server_busy",
    "unknownobject",
    "internal_server_error",
]


class CodeMinorField(Schema):
    name: Text = Field(alias="imsx_codeMinorFieldName")
    value: MinorCode = Field(alias="imsx_codeMinorFieldValue")


class CodeMinor(Schema):
    fields: Annotated[list[CodeMinorField], Field(min_length=1, alias="imsx_codeMinorField")]


class StatusInfo(Schema):
    """``imsx_StatusInfoDType`` of a failure."""

    major: Literal["failure"] = Field(alias="imsx_codeMajor")
    severity: Literal["error"] = Field(alias="imsx_severity")
    description: Text = Field(alias="imsx_description")
    minor: CodeMinor = Field(alias="imsx_CodeMinor")


def holds(kind: str, found: Json) -> Json:
    """The object, which keeps every rule of its kind; no field is null."""
    SCHEMAS[kind].model_validate(found)
    assert None not in found.values()
    return found


def minor_code(body: Json) -> str:
    """The one code of a failure."""
    (field,) = StatusInfo.model_validate(body).minor.fields
    return field.value
