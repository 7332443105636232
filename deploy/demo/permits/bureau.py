"""The mock Exit-Entry bureau: it hears requests for residence permits on the event topic and answers them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

import orjson

from deploy.demo.api import Api
from deploy.demo.permits.catalogue import BUREAU
from deploy.demo.permits.wishes import Json, Manner, Wish
from deploy.demo.quiet import Quiet
from deploy.demo.tap import Heard
from services.permits import topics
from services.permits.rules.clients import Clients
from shared.cloudevents import submission_headers
from shared.envelope import content_id
from shared.kafka import Producer, Sending

OVER_HTTP: frozenset[Manner | None] = frozenset({"later", "refuses"})
REASON = "The purpose of the stay is not made out."


@dataclass(slots=True)
class Bureau:
    """Puts most answers on its topic, and some through the HTTP door.

    ``manners`` says how it answers for an application; at once where nothing is said. ``sent`` counts what
    was acknowledged to it, by digest; ``on`` is the instant that its messages bear.
    """

    manners: dict[str, Manner]
    clients: Clients
    kafka: Producer
    api: Api
    quiet: Quiet
    on: datetime
    sent: Counter[str] = field(default_factory=Counter)
    _asked: dict[str, Json] = field(default_factory=dict)

    async def on_events(self, events: Sequence[Heard]) -> None:
        """Answer what was asked, reminded of, or put off."""
        for event in events:
            answers = list(self._react(event))
            if answers and self.manners.get(event.case) in OVER_HTTP:
                await self._post(answers, event.correlation)
            elif answers:
                await self._put(event.case, answers, event.correlation)

    async def answer_ahead(self, wish: Wish) -> None:
        """What some officer of the bureau does who heard of it by telephone: the request comes only later."""
        if wish.bureau == "early":
            self._asked[wish.application] = {"valid_to": wish.form()["wanted_to"]}
            await self._put(wish.application, [self._answer(wish.application, "granted")], "by-telephone")
            await self.quiet.taken_in()

    async def make_trouble(self) -> None:
        """An answer that nobody can read, one of a stranger, and one to a question that nobody asked."""
        unknown = str(uuid4())
        answer = self._answer(unknown, "refused")
        good = self._sending(unknown, orjson.dumps(answer), "trouble")
        strange = [(n, b"urn:nobody" if n == "ce_source" else v) for n, v in good.headers]
        await self._send([good, Sending(good.topic, good.key, good.value, strange)])
        await self._send([self._sending(unknown, b"\x00\x93 not json", "trouble")])

    def _react(self, event: Heard) -> Iterator[Json]:
        manner = self.manners.get(event.case, "grants")
        match event.kind:
            case "residence-permit.requested":
                self._asked[event.case] = event.data
                yield from self._first(event.case, manner)
            case "residence-permit.reminder":
                yield self._answer(event.case, "granted")
            case "residence-permit.answered" if event.data["outcome"] == "later":
                yield self._answer(event.case, "granted")

    def _first(self, case: str, manner: Manner) -> Iterator[Json]:
        match manner:
            case "late" | "early":
                return
            case "refuses":
                yield self._answer(case, "refused")
            case "later":
                yield self._answer(case, "later")
            case "twice":
                yield from [self._answer(case, "granted")] * 2
            case "contradicts":
                yield self._answer(case, "granted")
                yield self._answer(case, "refused")
            case _:
                yield self._answer(case, "granted")

    def _answer(self, case: str, outcome: str) -> Json:
        more: Json = {}
        if outcome == "granted":
            more = {"number": f"RP-{case[:8].upper()}", "valid_to": self._asked[case]["valid_to"]}
        elif outcome == "refused":
            more = {"reason": REASON}
        return {"id": f"{case[:13]}-{outcome}", "application_id": case, "outcome": outcome, **more}

    async def _post(self, answers: Sequence[Json], correlation: str) -> None:
        for answer in answers:
            value = orjson.dumps(answer)
            headers = {"content-type": "application/json", "x-correlation-id": correlation}
            told = await self.api.ask(BUREAU, "POST", "/exit-entry/answers", content=value, headers=headers)
            told.raise_for_status()
            self.sent[content_id(value)] += 1

    async def _put(self, case: str, answers: Sequence[Json], correlation: str) -> None:
        await self._send([self._sending(case, orjson.dumps(answer), correlation) for answer in answers])

    async def _send(self, sendings: Sequence[Sending]) -> None:
        await self.kafka.send(list(sendings))
        self.sent.update(content_id(sending.value or b"") for sending in sendings)

    def _sending(self, case: str, value: bytes, correlation: str) -> Sending:
        headers = submission_headers(
            id=str(uuid4()),
            type=topics.ANSWER_SUBMITTED,
            source=self.clients.source(BUREAU),
            subject=case,
            at=self.on,
            content_type="application/json",
            more={"ce_correlationid": correlation},
        )
        return Sending(topics.EXIT_ENTRY, case, value, headers)
