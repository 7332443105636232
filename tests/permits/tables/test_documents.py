"""The list of documents: by type, category, route and waivers."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.permits.rules.documents import AgeRule, PaperCase, RequiredDocument, required_documents
from services.permits.rules.policy import official_policy

POLICY = official_policy().at(date(2026, 11, 24))
NEW_A = PaperCase(type="new-abroad", category="A", route="talent-programme")
NEW_B = PaperCase(type="new-abroad", category="B", route="degree-and-experience")


def papers(case: PaperCase) -> dict[str, RequiredDocument]:
    return {document.code: document for document in required_documents(case, POLICY)}


def test_a_new_permit_needs_the_full_list() -> None:
    assert list(papers(NEW_B)) == [
        "application-form",
        "work-experience",
        "degree",
        "criminal-record",
        "medical",
        "contract",
        "passport",
        "photo",
        "category-evidence",
    ]


def test_category_a_may_promise_experience_degree_and_criminal_record() -> None:
    promised = {code for code, paper in papers(NEW_A).items() if paper.promise_allowed}
    assert promised == {"work-experience", "degree", "criminal-record"}


def test_category_b_may_promise_nothing() -> None:
    assert not any(paper.promise_allowed for paper in papers(NEW_B).values())


@pytest.mark.parametrize(
    ("route", "proven"),
    [
        ("outstanding-youth", {"degree"}),
        ("encouraged-post", {"work-experience"}),
        ("points-a", {"degree", "work-experience"}),
    ],
)
def test_nobody_promises_the_very_fact_it_qualifies_by(route: str, proven: set[str]) -> None:
    promised = {code for code, paper in papers(replace(NEW_A, route=route)).items() if paper.promise_allowed}
    assert promised == {"work-experience", "degree", "criminal-record"} - proven


def test_a_change_of_employer_skips_medical_and_criminal_record_but_proves_the_cancellation() -> None:
    fresh = replace(NEW_B, type="new-in-country", in_china=True)
    moved = papers(replace(fresh, employer_change=True))
    assert set(papers(fresh)) - set(moved) == {"medical", "criminal-record"}
    assert set(moved) - set(papers(fresh)) == {"cancellation-proof"}


def test_members_of_the_programme_need_no_recommendation() -> None:
    assert "recommendation" in papers(NEW_A)
    assert "recommendation" not in papers(replace(NEW_A, programme_member=True))
    assert "recommendation" not in papers(NEW_B)


@pytest.mark.parametrize("route", ["wage-a", "wage-b", "points-a", "points-b"])
def test_points_and_wage_routes_need_a_pay_commitment_and_later_a_tax_record(route: str) -> None:
    case = replace(NEW_B, route=route)
    assert "pay-commitment" in papers(case)
    assert "pay-commitment" not in papers(NEW_B)
    assert "tax-record" in papers(replace(case, type="extension"))
    assert "tax-record" not in papers(replace(NEW_B, type="extension"))


def test_inside_china_the_visa_page_is_asked_for() -> None:
    assert "visa-or-residence" in papers(replace(NEW_B, type="new-in-country", in_china=True))
    assert "visa-or-residence" not in papers(NEW_B)


def test_accompanying_family_is_proven_and_may_follow() -> None:
    paper = papers(replace(NEW_B, dependants=True))["dependants"]
    assert paper.must
    assert paper.tolerance_allowed
    assert "dependants" not in papers(NEW_B)


def test_an_extension_needs_form_contract_passport_and_residence_permit() -> None:
    case = PaperCase(type="extension", category="B", route="graduate")
    assert set(papers(case)) == {"application-form", "contract", "passport", "residence-permit"}


def test_a_change_needs_form_and_proof() -> None:
    assert set(papers(PaperCase(type="change", category="A"))) == {"application-form", "change-proof"}


def test_a_cancellation_is_signed_by_both_unless_the_worker_is_out_of_contact() -> None:
    case = PaperCase(type="cancellation", category="C")
    assert set(papers(case)) == {"application-form", "termination-proof"}
    assert set(papers(replace(case, absconded=True))) == {"application-form", "newspaper-notice"}


def test_a_passport_is_shown_in_the_original_and_never_translated() -> None:
    passport = papers(NEW_B)["passport"]
    assert passport.original_needed
    assert not passport.translation_needed
    assert papers(NEW_B)["criminal-record"].translation_needed


@pytest.mark.parametrize(
    ("issued", "day", "met"),
    [
        (date(2026, 5, 24), date(2026, 11, 24), True),
        (date(2026, 5, 23), date(2026, 11, 24), False),
        (date(2026, 8, 31), date(2027, 2, 28), True),
        (date(2026, 8, 31), date(2027, 3, 1), False),
        (date(2026, 11, 25), date(2026, 11, 24), False),
    ],
)
def test_a_criminal_record_is_six_months_old_at_most(issued: date, day: date, met: bool) -> None:
    rule = papers(NEW_B)["criminal-record"].age_rule
    assert rule is not None
    assert rule.kind == "issued-within"
    assert rule.met(issued, day) is met


@pytest.mark.parametrize(("expiry", "met"), [(date(2027, 5, 24), True), (date(2027, 5, 23), False)])
def test_a_passport_is_valid_for_six_months_more(expiry: date, met: bool) -> None:
    rule = papers(NEW_B)["passport"].age_rule
    assert rule is not None
    assert rule.source == POLICY.sources["passport_min_validity"]
    assert rule.met(expiry, date(2026, 11, 24)) is met


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(0, 400), st.integers(0, 24))
def test_a_document_that_is_too_old_never_becomes_young_again(day: date, later: int, months: int) -> None:
    rule = AgeRule("issued-within", months, "test")
    after = date.fromordinal(day.toordinal() + later)
    assert rule.met(day, day)
    assert rule.met(day, after) >= rule.met(day, date.fromordinal(after.toordinal() + 1))
