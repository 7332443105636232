"""The titles of problems: every code that the rules refuse with, in English and Chinese."""

from __future__ import annotations

from services.schooling.codes import REFUSALS
from shared.problems import Titles

TITLES: Titles = {code: {"en": words.en, "zh": words.zh} for code, words in REFUSALS.items()}
