"""A child's name as school lists want it, by the zone's rule for single names."""

from __future__ import annotations

from services.schooling.messages.child import ChildNames, RosterName
from services.schooling.rules.schools_file import ZoneEdition


def roster_name(names: ChildNames, zone: ZoneEdition) -> RosterName:
    """Given and family name; a single one stands for both by the rule ``repeat``, and is marked."""
    if names.given is not None and names.family is not None:
        return RosterName(given=names.given, family=names.family)
    assert zone.single_name.value == "repeat", "the file knows no other rule"
    one = names.given or names.family or ""
    return RosterName(given=one, family=one, single=True)
