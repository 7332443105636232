"""What is invented for the demo: patients, what is done for them and what it costs. All of it is made up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

HOSPITALS = ("qilu-hospital", "jinan-central-hospital", "shandong-provincial-hospital")
INSURERS = ("taishan-health", "baotu-international", "daming-mutual")
OFFICE = "ftz-office"
NIGHT_BATCH = "shandong-provincial-hospital"

CURRENCY = "CNY"
CLAIM_NUMBERS = "urn:quancheng:demo:claim:{client}"
ANSWER_NUMBERS = "urn:quancheng:demo:answer:{client}"
PAYMENT_NUMBERS = "urn:quancheng:demo:payment:{client}"
PATIENT_NUMBERS = "urn:quancheng:demo:patient:{client}"
POLICY_NUMBERS = "urn:quancheng:policy:{client}"
SERVICES = "urn:quancheng:demo:services"
ICD_10 = "http://hl7.org/fhir/sid/icd-10"


class Treatment(NamedTuple):
    """One thing that can be billed: its code, its words, and the range of its price in CNY."""

    code: str
    words: str
    cheapest: int
    dearest: int


OUTPATIENT: Sequence[Treatment] = (
    Treatment("OP-001", "Outpatient consultation", 80, 600),
    Treatment("OP-014", "Blood count", 25, 60),
    Treatment("OP-020", "Chest X-ray", 90, 260),
    Treatment("OP-033", "Abdominal ultrasound", 120, 380),
    Treatment("OP-047", "Dental filling", 200, 900),
    Treatment("OP-052", "Physiotherapy session", 150, 450),
    Treatment("OP-061", "Prescribed medicines", 30, 700),
    Treatment("OP-078", "Traditional Chinese medicine, acupuncture", 60, 300),
)
INPATIENT: Sequence[Treatment] = (
    Treatment("IP-101", "Ward, private room, three days", 2400, 6600),
    Treatment("IP-120", "Appendectomy, laparoscopic", 9000, 24000),
    Treatment("IP-133", "MRI, two regions", 1300, 3800),
    Treatment("IP-140", "Anaesthesia", 1500, 4200),
    Treatment("IP-155", "Arthroscopy of the knee", 8000, 21000),
)
DIAGNOSES = ("J06.9", "K35.8", "M23.2", "R10.4", "K02.1", "M54.5", "J45.9", "S93.4")

GIVEN_NAMES = (
    "Amara",
    "Bruno",
    "Chloe",
    "Dmitri",
    "Elif",
    "Farid",
    "Greta",
    "Haruto",
    "Ines",
    "Jonas",
    "Kavya",
)
FAMILY_NAMES = ("Almeida", "Becker", "Castillo", "Dubois", "Eriksen", "Fernando", "Ivanov", "Kim", "Okafor")


def cents(amount: Decimal) -> Decimal:
    """The amount with two decimals."""
    return amount.quantize(Decimal("0.01"))
