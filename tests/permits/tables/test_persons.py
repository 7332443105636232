"""Names that are kept apart, one key for one person, and who is a foreigner."""

from datetime import date

import pytest
from pydantic import ValidationError

from services.permits.rules.mrz import parse_passport
from services.permits.rules.persons import PersonNames, age_on, names_of, refuse_nationality

BORN = date(1974, 8, 12)


def test_the_forms_of_a_name_are_kept_apart() -> None:
    zone = parse_passport(
        "P<UTOMUELLER<<JOERG<<<<<<<<<<<<<<<<<<<<<<<<<".ljust(44, "<"),
        "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
        date(2026, 11, 24),
    )
    names = names_of(zone, "Jörg Müller", chinese="穆勒")
    assert (names.mrz_primary, names.mrz_secondary) == ("MUELLER", "JOERG")
    assert (names.visual, names.chinese, names.previous) == ("Jörg Müller", "穆勒", ())


def test_a_single_name_is_a_name() -> None:
    assert PersonNames(mrz_primary="ARKFREITH", visual="Arkfreith").mrz_secondary is None
    with pytest.raises(ValidationError):
        PersonNames(visual="Arkfreith")


def test_accents_do_not_belong_into_the_machine_readable_form() -> None:
    with pytest.raises(ValidationError):
        PersonNames(mrz_primary="MÜLLER", visual="Müller")


@pytest.mark.parametrize(
    ("code", "named"), [("HKG", "Hong Kong"), ("MAC", "Macao"), ("TWN", "Taiwan"), ("CHN", "China")]
)
def test_who_is_no_foreigner_here_is_refused_by_name(code: str, named: str) -> None:
    refusal = refuse_nationality(code)
    assert refusal is not None
    assert refusal.code == "not-a-foreigner"
    assert named in refusal.detail


@pytest.mark.parametrize("code", ["D", "D<<", "GBD", "XXA", "UTO"])
def test_every_other_nationality_may_apply(code: str) -> None:
    assert refuse_nationality(code) is None


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (BORN, date(2026, 8, 11), 51),
        (BORN, date(2026, 8, 12), 52),
        (date(2000, 2, 29), date(2026, 2, 28), 25),
        (date(2000, 2, 29), date(2026, 3, 1), 26),
    ],
)
def test_age_is_in_full_years(birth: date, day: date, age: int) -> None:
    assert age_on(birth, day) == age
