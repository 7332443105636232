"""The titles of what the doors have to say: all of it comes from the rules."""

from __future__ import annotations

from services.qualifications.rules.codes import TITLES as RULES
from shared.problems import Titles

TITLES: Titles = RULES
