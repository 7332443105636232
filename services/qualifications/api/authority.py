"""What the office records and publishes, what is objected, and what the human-resources authority decides."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.qualifications.api.acting import Act, for_action
from services.qualifications.api.bodies import (
    Because,
    Body,
    ConsentBody,
    Line,
    Objection,
    OutcomeBody,
    Reason,
    VerificationBody,
)
from services.qualifications.messages.recognition import (
    AnswerObjections,
    Decide,
    Object,
    ObjectionAnswer,
    PublishNotice,
    RecordConsent,
    RecordVerification,
    RenewCredential,
    Revoke,
    Verification,
)
from shared.days import Day

router = APIRouter(prefix="/recognitions/{recognition_id}", tags=["The authority"])


class IssuersAnswer(Verification):
    """What the issuer said. ``reason``: why an answer that is on record was wrong."""

    on: Day
    reference: Line
    reason: Reason | None = None

    def verification(self) -> Verification:
        """The answer alone."""
        return Verification(**self.model_dump(exclude={"reason"}))


class Answer(Body):
    """Upheld: back to the panel; dismissed: the notice is published again for all its days."""

    answer: ObjectionAnswer
    reasons: Reason


class Decision(Body):
    """``departure`` is why not as the panel proposed."""

    outcome: OutcomeBody
    departure: Reason | None = None


class Renewal(Body):
    """The credential's new last day, null for none, and the issuer's confirmation."""

    expires_on: Day | None
    verification: VerificationBody


@router.post(
    "/record-verification",
    summary="Record the issuer's answer",
    dependencies=[for_action("record-verification")],
)
async def record_verification(act: Act, body: IssuersAnswer) -> Response:
    """What the issuer does not confirm, the authority can only refuse. A correction is given a reason."""
    command = RecordVerification(
        case_id=act.id, actor=act.actor, verification=body.verification(), reason=body.reason
    )
    return await act.run(command)


@router.post(
    "/record-consent", summary="Record the regulator's consent", dependencies=[for_action("record-consent")]
)
async def record_consent(act: Act, body: ConsentBody) -> Response:
    """Of the profession's own regulator, to a practice; a later one takes the place of an earlier."""
    return await act.run(RecordConsent(case_id=act.id, actor=act.actor, consent=body))


@router.post(
    "/publish-notice", summary="Publish the panel's proposal", dependencies=[for_action("publish-notice")]
)
async def publish_notice(act: Act) -> Response:
    """For the policy's days, of which the day of publication is none."""
    return await act.run(PublishNotice(case_id=act.id, actor=act.actor))


@router.post("/object", summary="Object to the notice", dependencies=[for_action("object")])
async def object_to(act: Act, body: Objection) -> Response:
    """Stops the notice. Whoever has no client here objects at the office, which enters it."""
    command = Object(
        case_id=act.id,
        actor=act.actor,
        reference=body.reference,
        objector=body.objector,
        reasons=body.reasons,
    )
    return await act.run(command)


@router.post(
    "/answer-objections", summary="Answer the objections", dependencies=[for_action("answer-objections")]
)
async def answer_objections(act: Act, body: Answer) -> Response:
    """All that stand, together."""
    command = AnswerObjections(case_id=act.id, actor=act.actor, answer=body.answer, reasons=body.reasons)
    return await act.run(command)


@router.post("/decide", summary="Decide", dependencies=[for_action("decide")])
async def decide(act: Act, body: Decision) -> Response:
    """What the item says or the panel proposed, or less with reasons; 409 for what is missing or beyond."""
    command = Decide(case_id=act.id, actor=act.actor, outcome=body.outcome, departure=body.departure)
    return await act.run(command)


@router.post("/renew-credential", summary="Record a renewal", dependencies=[for_action("renew-credential")])
async def renew_credential(act: Act, body: Renewal) -> Response:
    """The foreign credential is valid for longer, as its issuer confirms."""
    command = RenewCredential(
        case_id=act.id, actor=act.actor, expires_on=body.expires_on, verification=body.verification
    )
    return await act.run(command)


@router.post("/revoke", summary="Revoke (撤销)", dependencies=[for_action("revoke")])
async def revoke(act: Act, body: Because) -> Response:
    """The recognition should never have been given; what rests on it ends in the same commit."""
    return await act.run(Revoke(case_id=act.id, actor=act.actor, reason=body.reason))
