"""The machine-readable zone, digit by digit. All zones are specimens or made up."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.permits.rules.mrz import BirthDate, MrzInvalid, PassportZone, check_digit, parse_passport

FIRST = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
SECOND = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
TODAY = date(2026, 11, 24)


def line(
    number: str = "L898902C3",
    nation: str = "UTO",
    birth: str = "740812",
    sex: str = "F",
    expiry: str = "301231",
    personal: str = "",
    personal_check: str | None = None,
) -> str:
    """A second line with its check digits computed."""
    number, personal = number.ljust(9, "<"), personal.ljust(14, "<")
    check = check_digit(personal) if personal_check is None else personal_check
    front = f"{number}{check_digit(number)}"
    dates = f"{birth}{check_digit(birth)}{sex}{expiry}{check_digit(expiry)}"
    composite = check_digit(front + dates[:7] + dates[8:] + personal + check)
    return f"{front}{nation.ljust(3, '<')}{dates}{personal}{check}{composite}"


def codes(first: str, second: str) -> set[str]:
    with pytest.raises(MrzInvalid) as refused:
        parse_passport(first, second, TODAY)
    return {problem.code for problem in refused.value.problems}


def test_the_specimen_is_read_whole() -> None:
    assert parse_passport(FIRST, SECOND, TODAY) == PassportZone(
        document_code="P",
        issuer="UTO",
        primary="ERIKSSON",
        secondary="ANNA MARIA",
        names_cut=False,
        number="L898902C3",
        nationality="UTO",
        birth=BirthDate(1974, 8, 12),
        sex="F",
        expiry=date(2012, 4, 15),
        personal_number="ZE184226B",
    )


def test_the_digits_of_the_specimen_are_6_2_9_1_and_0() -> None:
    assert [check_digit(part) for part in ("L898902C3", "740812", "120415", "ZE184226B<<<<<")] == [*"6291"]
    assert check_digit(SECOND[:10] + SECOND[13:20] + SECOND[21:43]) == "0"


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (9, "document-number-check"),
        (19, "birth-date-check"),
        (27, "expiry-date-check"),
        (42, "personal-number-check"),
    ],
)
def test_each_digit_has_a_name_when_it_is_wrong(place: int, code: str) -> None:
    wrong = str((int(SECOND[place]) + 1) % 10)
    assert codes(FIRST, SECOND[:place] + wrong + SECOND[place + 1 :]) == {code, "composite-check"}


def test_the_composite_digit_is_checked_by_itself() -> None:
    assert codes(FIRST, SECOND[:43] + "1") == {"composite-check"}


def test_all_wrong_digits_are_told_at_once() -> None:
    wrong = SECOND[:9] + "0" + SECOND[10:19] + "0" + SECOND[20:]
    assert {"document-number-check", "birth-date-check"} <= codes(FIRST, wrong)


def test_an_unused_personal_number_may_leave_its_digit_out() -> None:
    for check in ("<", "0"):
        assert parse_passport(FIRST, line(personal_check=check), TODAY).personal_number is None
    assert "personal-number-check" in codes(FIRST, line(personal_check="7"))
    assert "personal-number-check" in codes(FIRST, line(personal="ZE184226B", personal_check="<"))


@pytest.mark.parametrize("nation", ["D", "GBD", "GBN", "XXA", "UNO", "EUE", "RKS"])
def test_codes_of_nations_are_kept_as_printed(nation: str) -> None:
    first = f"P<{nation.ljust(3, '<')}MUSTER<<ERIKA".ljust(44, "<")
    zone = parse_passport(first, line(nation=nation), TODAY)
    assert (zone.issuer, zone.nationality) == (nation, nation)


@pytest.mark.parametrize(
    ("printed", "birth", "text"),
    [
        ("7408<<", BirthDate(1974, 8, None), "1974-08-??"),
        ("74<<<<", BirthDate(1974, None, None), "1974-??-??"),
        ("<<<<<<", BirthDate(None, None, None), "????-??-??"),
        ("<<0812", BirthDate(None, 8, 12), "????-08-12"),
    ],
)
def test_unknown_parts_of_a_birth_stay_unknown(printed: str, birth: BirthDate, text: str) -> None:
    found = parse_passport(FIRST, line(birth=printed), TODAY).birth
    assert found == birth
    assert found.known is None
    assert str(found) == text


@pytest.mark.parametrize(
    ("printed", "year"),
    [("261124", 2026), ("261125", 1926), ("270101", 1927), ("000229", 2000), ("990101", 1999)],
)
def test_nobody_is_born_after_the_day_of_reading(printed: str, year: int) -> None:
    assert parse_passport(FIRST, line(birth=printed), TODAY).birth.year == year


@pytest.mark.parametrize(
    ("printed", "year"), [("120415", 2012), ("361231", 2036), ("751231", 2075), ("760101", 1976)]
)
def test_an_expiry_lies_within_fifty_years(printed: str, year: int) -> None:
    assert parse_passport(FIRST, line(expiry=printed), TODAY).expiry.year == year


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"birth": "740230"}, "birth-date"),
        ({"birth": "741301"}, "birth-date"),
        ({"birth": "7<0101"}, "birth-date"),
        ({"birth": "740000"}, "birth-date"),
        ({"birth": "<<1301"}, "birth-date"),
        ({"expiry": "301301"}, "expiry-date"),
        ({"expiry": "30<<<<"}, "expiry-date"),
        ({"sex": "Q"}, "sex"),
    ],
)
def test_what_reads_as_no_date_or_sex_is_refused(change: dict[str, Any], code: str) -> None:
    assert codes(FIRST, line(**change)) == {code}


def test_a_zone_of_another_shape_is_refused() -> None:
    assert codes(FIRST[:-1], SECOND) == {"line-length"}
    assert codes(FIRST, SECOND + "<") == {"line-length"}
    assert codes(FIRST.replace("ANNA", "anna"), SECOND) == {"character"}
    assert codes("V" + FIRST[1:], SECOND) == {"document-code"}


def test_names_may_be_single_long_and_cut_off() -> None:
    single = parse_passport("P<UTOARKFREITH".ljust(44, "<"), line(), TODAY)
    assert (single.primary, single.secondary, single.names_cut) == ("ARKFREITH", "", False)
    cut = parse_passport("P<UTONILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K", line(), TODAY)
    assert (cut.secondary, cut.names_cut) == ("CHAYAPA DEJTHAMRONG K", True)
    only_secondary = parse_passport("P<UTO<<AHMADI".ljust(44, "<"), line(), TODAY)
    assert (only_secondary.primary, only_secondary.secondary) == ("", "AHMADI")


def test_a_changed_name_is_not_noticed_as_it_carries_no_digit() -> None:
    other = parse_passport(FIRST.replace("ERIKSSON", "ERIKSEN<"), SECOND, TODAY)
    assert other.number == "L898902C3"


ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"


@given(st.text(ALPHABET[:36], min_size=1, max_size=9), st.dates(date(1930, 1, 1), TODAY))
def test_every_line_with_right_digits_is_read_back(number: str, birth: date) -> None:
    zone = parse_passport(FIRST, line(number=number, birth=f"{birth:%y%m%d}"), TODAY)
    assert (zone.number, zone.birth.known) == (number, birth)


@given(st.integers(0, 8), st.sampled_from("0123456789"))
def test_a_misread_digit_of_the_number_never_passes(place: int, digit: str) -> None:
    number = "".join("0" if at == place else "7" for at in range(9))
    misread = number[:place] + digit + number[place + 1 :]
    good = line(number=number)
    if misread != number:
        assert "document-number-check" in codes(FIRST, misread + good[9:])
