"""Valid R4 answers and a payment of our own: small ones, and ones that use every element."""

from decimal import Decimal

from tests.medical.fhir.examples import Json, cny, concept, number, ref


def adjudication(category: str, amount: str) -> Json:
    return {"category": concept(category), "amount": cny(amount)}


def small_response() -> Json:
    """An answer to ``small_claim``: line 1 paid but for a copay, line 2 disallowed."""
    return {
        "resourceType": "ClaimResponse",
        "id": "r-1",
        "identifier": [number("R-1", "http://insurer.example/responses")],
        "status": "active",
        "type": concept("professional"),
        "use": "claim",
        "patient": ref("Patient/1"),
        "created": "2026-11-24",
        "insurer": ref("Organization/2"),
        "request": {"identifier": number("Q-1")},
        "outcome": "complete",
        "item": [
            {
                "itemSequence": 1,
                "adjudication": [
                    adjudication("submitted", "135.50"),
                    adjudication("copay", "35.50"),
                    adjudication("noncovered", "0.00"),
                    adjudication("benefit", "100.00"),
                ],
            },
            {
                "itemSequence": 2,
                "adjudication": [
                    adjudication("submitted", "264.50"),
                    {**adjudication("noncovered", "264.50"), "reason": concept("ar001")},
                    adjudication("benefit", "0.00"),
                ],
            },
        ],
    }


def full_response() -> Json:
    """An answer that uses every element of R4, with one form of each choice."""
    decided = [{**adjudication("benefit", "10.00"), "reason": concept("ar002"), "value": Decimal("80.0")}]
    notes: Json = {"noteNumber": [1]}
    added: Json = {
        "productOrService": concept("1101"),
        "modifier": [concept("x")],
        "quantity": {"value": 1},
        "unitPrice": cny("10.00"),
        "factor": 1,
        "net": cny("10.00"),
        **notes,
        "adjudication": decided,
    }
    sub_detail = {"subDetailSequence": 1, **notes, "adjudication": decided}
    detail = {"detailSequence": 1, **notes, "adjudication": decided, "subDetail": [sub_detail]}
    return {
        **small_response(),
        "subType": concept("emergency"),
        "requestor": ref("Organization/1"),
        "disposition": "Settled as per contract.",
        "preAuthRef": "GOP-1",
        "preAuthPeriod": {"start": "2026-11-24", "end": "2026-12"},
        "payeeType": concept("provider"),
        "item": [{"itemSequence": 1, **notes, "adjudication": decided, "detail": [detail]}],
        "addItem": [
            {
                "itemSequence": [1],
                "detailSequence": [1],
                "subdetailSequence": [1],
                "provider": [ref("Practitioner/1")],
                **added,
                "programCode": [concept("none")],
                "servicedDate": "2026-11-18",
                "locationCodeableConcept": concept("11"),
                "bodySite": concept("21"),
                "subSite": [concept("L")],
                "detail": [{**added, "subDetail": [added]}],
            }
        ],
        "adjudication": decided,
        "total": [{"category": concept("benefit"), "amount": cny("20.00")}],
        "payment": {
            "type": concept("complete"),
            "adjustment": cny("1.00"),
            "adjustmentReason": concept("a002"),
            "date": "2026-11-30",
            "amount": cny("19.00"),
            "identifier": number("PAY-1"),
        },
        "fundsReserve": concept("provider"),
        "formCode": concept("2"),
        "form": {"url": "http://insurer.example/form"},
        "processNote": [{"number": 1, "type": "print", "text": "Please note.", "language": concept("en")}],
        "communicationRequest": [ref("CommunicationRequest/1")],
        "insurance": [
            {
                "sequence": 1,
                "focal": True,
                "coverage": ref("Coverage/9"),
                "businessArrangement": "BA-1",
                "claimResponse": ref("ClaimResponse/0"),
            }
        ],
        "error": [
            {"itemSequence": 1, "detailSequence": 1, "subDetailSequence": 1, "code": concept("a002")},
        ],
    }


def full_payment() -> Json:
    """A payment of 70.00 CNY for two claims and a reversal, that uses every element of R4."""
    return {
        "resourceType": "PaymentReconciliation",
        "id": "p-1",
        "identifier": [number("P-1", "http://insurer.example/payments")],
        "status": "active",
        "period": {"start": "2026-11-16", "end": "2026-11-30"},
        "created": "2026-11-30",
        "paymentIssuer": ref("Organization/2"),
        "request": ref("Task/1"),
        "requestor": ref("Organization/1"),
        "outcome": "complete",
        "disposition": "November.",
        "paymentDate": "2026-11-30",
        "paymentAmount": cny("70.00"),
        "paymentIdentifier": number("W-1"),
        "detail": [
            {
                "identifier": number("W-1-1"),
                "type": concept("payment"),
                "request": {"identifier": number("Q-1")},
                "submitter": ref("Organization/1"),
                "response": {"identifier": number("R-1")},
                "date": "2026-11-30",
                "responsible": ref("PractitionerRole/1"),
                "payee": ref("Organization/1"),
                "amount": cny("100.00"),
            },
            {
                "identifier": number("W-1-2"),
                "predecessor": number("W-0-1"),
                "type": concept("adjustment"),
                "request": ref("Claim/0"),
                "amount": cny("-30.00"),
            },
        ],
        "formCode": concept("PAYREC"),
        "processNote": [{"type": "display", "text": "Happy new year."}],
    }
