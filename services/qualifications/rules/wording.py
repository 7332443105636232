"""How issuers and titles are compared: as people write them, not letter by letter."""

from __future__ import annotations

import unicodedata


def normal(text: str) -> str:
    """The text as it is compared: compatible forms of letters made one, case and spacing levelled."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
