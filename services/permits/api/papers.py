"""The documents of an application: the list, their particulars, and their contents in and out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from services.permits import names
from services.permits.api.acting import Acting, PartyActing, visible
from services.permits.api.contents import Digest, MediaType, as_said
from services.permits.api.context import Context, Ctx, Reader
from services.permits.cases.application_state import ApplicationState
from services.permits.cases.talent import TalentState
from services.permits.decide.assessing import papers_of
from services.permits.messages.application import AttachDocument, RemoveDocument
from services.permits.messages.decisions import RequiredPaper
from services.permits.messages.form import Attachment, Instead
from services.permits.rules.actions import permitted
from services.permits.rules.policy_file import Name
from shared.clock import law_day
from shared.commanding import REPLAYED
from shared.files import StoredFile
from shared.problems import Problem

router = APIRouter(prefix="/applications/{application_id}/documents", tags=["Documents"])

CONTENT = "/applications/{application_id}/documents/{code}/content"
Code = Annotated[str, Path(min_length=1, max_length=60, pattern=r"^[a-z0-9-]+$")]


class Particulars(BaseModel):
    """What is said of a paper, or the promise or tolerance (``instead``) that stands in its place."""

    model_config = ConfigDict(extra="forbid")

    instead: Instead | None = None
    language: Annotated[str | None, Field(pattern=r"^[a-z]{2,3}$")] = None
    translated: bool = False
    issued_on: date | None = None
    expires_on: date | None = None
    original: bool = False


@router.get("", summary="What is needed, what is there, what is missing")
async def list_documents(application_id: str, who: Reader, ctx: Ctx) -> dict[str, Any]:
    """The list for this case: after submission the one that it was checked by, before that today's."""
    _, state = await visible(ctx, who, application_id)
    required = await required_papers(ctx, state)
    names_of = {row.code: row.name for row in ctx.rulebook.facts().policy(ctx.now).documents.rows}
    given = {document.code for document in state.documents}
    return {
        "id": application_id,
        "required": [_needed(paper, names_of) for paper in required],
        "given": [_shown(document) for document in state.documents],
        "missing": [paper.code for paper in required if paper.must and paper.code not in given],
        "follow_ups": [each.model_dump(mode="json", exclude_none=True) for each in state.follow_ups],
    }


@router.put("/{code}", summary="Say what is to be known of a paper, or promise it")
async def describe(act: PartyActing, code: Code, body: Particulars, ctx: Ctx) -> Response:
    """200 with the new version. The content of a paper is uploaded first."""
    await _require_listed(ctx, act.state, code)
    known = act.state.document(code)
    said = body.model_dump()
    if body.instead is None:
        if known is None or known.content is None:
            raise Problem(409, "content-missing", f"PUT the content of {code} first")
        document = known.model_copy(update=said)
    else:
        document = Attachment(code=code, **said)
    return await act.alone(AttachDocument(case_id=act.id, actor=act.actor, document=document))


@router.delete("/{code}", summary="Take a paper back")
async def remove(act: PartyActing, code: Code) -> Response:
    """200 with the new version; the content stays with the history of the case."""
    return await act.alone(RemoveDocument(case_id=act.id, actor=act.actor, code=code))


@router.put("/{code}/content", summary="Upload a paper")
async def upload(
    act: PartyActing, code: Code, request: Request, ctx: Ctx, media_type: MediaType, digest: Digest
) -> Response:
    """200 once the content is stored and its digest was verified; what is known of the paper stays.

    413 for more bytes than a paper may have, 422 for a content of another type or with another digest.
    """
    await _require_listed(ctx, act.state, code)
    if "attach" not in permitted(act.state, act.actor.role):
        raise Problem(409, "not-permitted-now", f"attach is not open: {act.state.status}")
    about = {"application": act.id, "code": code, "media_type": media_type}
    stored = await ctx.files.put(as_said(request.stream(), media_type), about)
    if stored.sha256 != digest:
        await ctx.files.remove(stored.id)
        raise Problem(422, "digest-differs", f"the SHA-256 of what came is {stored.sha256}")
    try:
        response = await _attach(act, code, stored, media_type)
    except Problem:  # refused: nothing refers to it
        await ctx.files.remove(stored.id)
        raise
    if REPLAYED in response.headers:  # the case has the content of the first time
        await ctx.files.remove(stored.id)
    return response


async def _attach(act: Acting, code: str, stored: StoredFile, media_type: str) -> Response:
    known = act.state.document(code) or Attachment(code=code)
    document = known.model_copy(
        update={
            "instead": None,
            "content": stored.id,
            "sha256": stored.sha256,
            "size": stored.size,
            "media_type": media_type,
        }
    )
    command = AttachDocument(case_id=act.id, actor=act.actor, document=document)
    return await act.alone(command, stored.sha256.encode())


@router.get("/{code}/content", summary="Download a paper")
async def download(application_id: str, code: Code, who: Reader, ctx: Ctx) -> Response:
    """The bytes as they were uploaded, as an attachment that no browser opens by itself."""
    _, state = await visible(ctx, who, application_id)
    document = state.document(code)
    pieces = await ctx.files.read(document.content) if document and document.content else None
    if document is None or pieces is None:
        raise Problem(404, "not-found", "there is no content under this code")
    headers = {
        "Content-Length": str(document.size),
        "Content-Disposition": f'attachment; filename="{code}"',
        "ETag": f'"{document.sha256}"',
    }
    return StreamingResponse(pieces, headers=headers, media_type=document.media_type)


async def required_papers(ctx: Context, state: ApplicationState) -> tuple[RequiredPaper, ...]:
    """The list that the case was handed in with; for a draft, the list of today."""
    if state.submission is not None and state.status != "returned":
        return state.submission.required
    talent = await ctx.cases.one(names.talent_id(state.form.held_by), "talent")
    now = ctx.now
    member = (
        talent is not None and isinstance(talent.state, TalentState) and talent.state.member_on(law_day(now))
    )
    return papers_of(state.form, member, ctx.rulebook.facts(), now)


async def _require_listed(ctx: Context, state: ApplicationState, code: str) -> None:
    """A paper that nobody asked for is not taken: what is not there cannot leak."""
    if code not in set(_listed(await required_papers(ctx, state), state)):
        raise Problem(422, "not-on-the-list", f"{code} is not among the documents of this case")


def _listed(required: tuple[RequiredPaper, ...], state: ApplicationState) -> Iterator[str]:
    yield from (paper.code for paper in required)
    yield from (follow_up.code for follow_up in state.follow_ups)


def _needed(paper: RequiredPaper, names_of: Mapping[str, Name]) -> dict[str, Any]:
    """With its name in English and Chinese, while the policy of today still has one for it."""
    name = names_of.get(paper.code)
    named = {"name": name.model_dump()} if name else {}
    return named | paper.model_dump(mode="json", exclude_none=True)


def _shown(document: Attachment) -> dict[str, Any]:
    return document.model_dump(mode="json", exclude_none=True, exclude={"content"}) | {
        "uploaded": document.content is not None
    }
