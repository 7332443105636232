"""Children who come to school in November."""

from __future__ import annotations

from typing import Any

from tests.caller import Json
from tests.schooling.api.people import PARENT, Person, child, papers

_BIRTHS = {"01": "2020-05-04", "03": "2018-05-04", "04": "2017-05-04", "05": "2016-05-04"}


async def comes(people: dict[str, Person], grade: str = "01", names: Json | None = None, **more: Any) -> str:
    """A child of that grade's age that applied and took its place today; the enrolment."""
    kid = child(birth=_BIRTHS[grade], **({} if names is None else {"names": names}))
    documents = papers("medical-examination")
    return await people[PARENT].enrolled(child=kid, grade=grade, documents=documents, **more)
