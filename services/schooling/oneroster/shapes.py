"""The fields of each kind of object: which may be selected, filtered by, and sorted by.

Source: OneRoster Rostering 1.2 OpenAPI, the schemas named at each shape. A field that the standard has and
this roster never fills can be asked for: it is absent. ``password`` and ``metadata`` cannot be searched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "date", "instant"]

DATES = frozenset({"startDate", "endDate", "beginDate"})
INSTANT = "dateLastModified"


@dataclass(frozen=True, slots=True)
class Shape:
    """``selectable`` are the object's fields; ``single`` are paths to one text, ``many`` to several.

    Both kinds of path can be filtered by, single ones sorted by as well.
    """

    selectable: frozenset[str]
    single: frozenset[str]
    many: frozenset[str]

    def kind(self, path: str) -> Kind | None:
        """How values at ``path`` are written; None when it cannot be filtered by."""
        if path not in self.single | self.many:
            return None
        if path == INSTANT:
            return "instant"
        return "date" if path in DATES else "text"


def _shape(texts: str, *, references: str = "", lists: str = "", within: str = "", other: str = "") -> Shape:
    """``lists`` are of texts; ``within`` are paths into lists of objects; ``other`` is selected only."""
    single = {"sourcedId", "status", INSTANT, *texts.split()}
    many = {*lists.split(), *within.split()}
    tops = {path.split(".")[0] for path in many}
    selectable = single | tops | {"metadata", *references.split(), *other.split()}
    pointing = {f"{name}.{part}" for name in references.split() for part in ("sourcedId", "type")}
    return Shape(frozenset(selectable), frozenset(single | pointing), frozenset(many))


ORG = _shape("name type identifier", references="parent", within="children.sourcedId")
"""``OrgDType``."""

ACADEMIC_SESSION = _shape(
    "title startDate endDate type schoolYear", references="parent", within="children.sourcedId"
)
"""``AcademicSessionDType``."""

COURSE = _shape(
    "title courseCode",
    references="schoolYear org",
    lists="grades subjects subjectCodes",
    within="resources.sourcedId",
)
"""``CourseDType``."""

CLASS = _shape(
    "title classCode classType location",
    references="course school",
    lists="grades subjects subjectCodes periods",
    within="terms.sourcedId resources.sourcedId",
)
"""``ClassDType``."""

USER = _shape(
    "userMasterIdentifier username enabledUser givenName familyName middleName preferredFirstName"
    " preferredMiddleName preferredLastName pronouns identifier email sms phone",
    references="primaryOrg",
    lists="grades",
    within="roles.roleType roles.role roles.org.sourcedId agents.sourcedId userIds.type userIds.identifier",
    other="userProfiles password resources",
)
"""``UserDType``."""

ENROLLMENT = _shape("role primary beginDate endDate", references="user class school")
"""``EnrollmentDType``."""
