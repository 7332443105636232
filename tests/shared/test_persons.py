"""One key for one person, in every service."""

from datetime import date

import pytest

from shared.persons import person_key

BORN = date(1974, 8, 12)


def test_a_person_is_the_same_however_the_passport_is_spaced_and_cased() -> None:
    key = person_key("UTO", "L898902C3", BORN)
    assert key == person_key("uto", " l8989 02c3 ", BORN)
    assert key == person_key("UTO", "L898902C3<<<", "1974-08-12")


def test_another_country_number_or_birth_is_another_person() -> None:
    keys = {
        person_key("UTO", "L898902C3", BORN),
        person_key("D", "L898902C3", BORN),
        person_key("UTO", "L898902C4", BORN),
        person_key("UTO", "L898902C3", date(1974, 8, 13)),
        person_key("UTO", "L898902C3", "1974-??-??"),
    }
    assert len(keys) == 5


def test_the_key_holds_nothing_of_the_passport() -> None:
    assert "898902" not in person_key("UTO", "L898902C3", BORN)


def test_the_key_never_changes_for_it_is_stored() -> None:
    assert person_key("UTO", "L898902C3", BORN) == "0a1cefe4-5758-8aab-b24a-3e4acdec761a"


def test_a_person_without_passport_has_no_key() -> None:
    for country, number in (("", "L898902C3"), ("UTO", " ")):
        with pytest.raises(ValueError, match="country and number"):
            person_key(country, number, BORN)
