"""Who somebody is to every service: a one-way key of passport and birth, never a name."""

from __future__ import annotations

import re
from datetime import date

from shared.ids import stable_id


def person_key(passport_country: str, passport_number: str, birth: date | str) -> str:
    """The same key for the same passport and birth, however number and country are spaced or cased.

    A birth of which parts are unknown is text, as the passport's reader writes it (``1974-??-??``).

    One way for a reader of the key alone; but who holds the passport can compute it, and passport numbers
    are few enough to be tried out, so the key is personal data: the services of this house know one another's
    persons by it, and no partner reads it. A secret in the hash comes with field encryption. ValueError when
    country or number is empty.
    """
    country, number = bare(passport_country), bare(passport_number)
    if not country or not number:
        raise ValueError("a person is known by country and number of a passport")
    return stable_id("person", country, number, birth if isinstance(birth, str) else birth.isoformat())


def bare(text: str) -> str:
    """A code or number of a passport in capitals, without spaces, hyphens and fillers."""
    return re.sub(r"[\s<-]", "", text).upper()
