"""The pure middle of the engine: a batch of messages against loaded cases, in memory and in order.

Nothing here waits. The engine loads cases before and writes them after; in between, every message is
decided in arrival order, so that a later message of the batch sees what an earlier one did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.cases import Command, Event, Refusal
from shared.envelope import DecisionFailed, Json, Message, Outcome, Outgoing, ParkedPart, deadline_id
from shared.ids import next_id
from shared.loaded import Kinds, Loaded

Key = int | str
Holders = dict[Key, dict[str, Any]]

BLOCKED = Refusal("case-blocked", "a parked message blocks this case until it is replayed or released")


class Misled(Exception):
    """The facts that a message would be decided by may be others once the ones before it are committed."""


@dataclass(slots=True)
class Mark:
    """What is to be written before a message, and the cases that it changes, as they were."""

    journal: int
    outgoing: int
    touched: set[str]
    rewritten: dict[Key, set[str]]
    holders: Holders
    cases: dict[str, Loaded] = field(default_factory=dict)

    @staticmethod
    def of(batch: Batch) -> Mark:
        rewritten = {key: set(left) for key, left in batch.rewritten.items()}
        holders = {key: dict(cases) for key, cases in batch.holders.items()}
        return Mark(len(batch.journal), len(batch.outgoing), set(batch.touched), rewritten, holders)


@dataclass(slots=True)
class Batch:
    """Decides messages against ``cases`` and ``aliases`` (alias to case ids); collects what to write.

    ``holders`` are the cases under each key with their notes, the earliest first; ``rewritten`` are the keys
    that changed, each with the cases that left it or have another note. ``mark`` is there while a message is
    decided that takes effect as a whole or not at all.
    """

    kinds: Kinds
    facts: Any
    now: datetime
    cases: dict[str, Loaded] = field(default_factory=dict)
    aliases: dict[str, set[str]] = field(default_factory=dict)
    holders: Holders = field(default_factory=dict)
    rewritten: dict[Key, set[str]] = field(default_factory=dict)
    journal: list[Json] = field(default_factory=list)
    outgoing: list[Outgoing] = field(default_factory=list)
    parked: list[tuple[Message, ParkedPart]] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    mark: Mark | None = None
    misled: bool = False

    def take(self, message: Message) -> Outcome:
        """Decide one message. DecisionFailed when the rules raise; the batch is then of no more use.

        Misled when the facts are of no more use to it: they know of an effect that was taken back, or were
        looked up by what its case was before another request of the batch.
        """
        outcome = Outcome()
        if self.misled:
            raise Misled
        parts = message.parts()
        whole = message.fingerprint is not None and len(parts) > 1
        self.mark = Mark.of(self) if whole else None
        if message.unreadable is not None:
            self._park(message, outcome, message.unreadable.reason, message.unreadable.detail)
        for part, command in parts:
            self._take_part(message, part, command, outcome)
            if self.mark is not None and outcome.refusal is not None:
                self._take_back(self.mark, outcome)
                break
        if outcome.parked and not outcome.events:
            outcome.status = "parked"
        return outcome

    def _take_part(self, message: Message, part: int, command: Command, outcome: Outcome) -> None:
        found = self._address(command)
        if found is None and command.optional:
            return
        if found is None:
            self._park(
                message, outcome, "unmatched", "no case answers to this", part, waits_for=command.aliases
            )
            return
        if isinstance(found, int):
            self._park(message, outcome, "ambiguous", f"{found} cases answer to this", part)
            return
        case = self._case(found, command.kind)
        if case.blocked_by is not None and message.replays is None:
            if message.record is None:
                self._refuse(message, part, case, BLOCKED, outcome)
                return
            case.behind += 1
            self.touched.add(case.id)
            self._park(message, outcome, "behind", f"behind {case.blocked_by}", part, case_id=case.id)
            return
        if part == 0 and message.expected_version not in (None, case.version):
            self._refuse(message, part, case, _conflict(case), outcome)
            outcome.states[case.id] = (case.version, case.state)
            return
        self._require_own_facts(message, case)
        decision = self._decide(message, case, command, part)
        if isinstance(decision, Refusal):
            self._refuse(message, part, case, decision, outcome)
        else:
            outcome.events += decision
        outcome.states[case.id] = (case.version, case.state)

    def _require_own_facts(self, message: Message, case: Loaded) -> None:
        """Facts were looked up by the case's stored state; another request has changed it since."""
        if message.fingerprint is None or self.facts is None or case.kind.facts_by_command:
            return
        if case.id in (self.touched if self.mark is None else self.mark.touched):
            raise Misled

    def _take_back(self, mark: Mark, outcome: Outcome) -> None:
        """One command of the message is refused: the ones before it have no effect either."""
        for case_id, before in mark.cases.items():
            for alias in self.cases[case_id].aliases:
                self.aliases[alias].discard(case_id)
            for alias in before.aliases:
                self.aliases[alias].add(case_id)
            self.cases[case_id] = before
        del self.journal[mark.journal :], self.outgoing[mark.outgoing :]
        self.touched, self.rewritten = mark.touched, mark.rewritten
        self.holders.clear()
        self.holders.update(mark.holders)
        self.misled = bool(outcome.events)
        outcome.events.clear()
        for case_id in outcome.states:
            case = self.cases[case_id]
            outcome.states[case_id] = (case.version, case.state)

    def _decide(
        self, message: Message, case: Loaded, command: Command, part: int
    ) -> tuple[Event, ...] | Refusal:
        try:
            decision = case.kind.decide(command, case.state, self.facts, self.now)
            if not isinstance(decision, Refusal):
                if self.mark is not None:
                    self.mark.cases.setdefault(case.id, copy(case))
                held = {} if case.state is None else case.kind.keys(case.state)
                for number, event in enumerate(decision):
                    self._append(
                        case, event, message, original=message.original if part == number == 0 else None
                    )
                if decision:
                    self._remember(case, held)
                if message.record is None and message.fingerprint is None:
                    _met(message, case)
        except Exception as error:
            raise DecisionFailed(message, case.id, error) from error
        return decision

    def _append(self, case: Loaded, event: Event, message: Message, original: bytes | None) -> None:
        case.state = case.kind.evolve(case.state, event)
        case.version += 1
        case.last_event = next_id(case.last_event)
        case.opened = case.opened or case.last_event
        case.correlation = case.correlation or message.correlation
        self.touched.add(case.id)
        data = event.journaled()
        row: Json = {
            "_id": case.last_event,
            "case": case.id,
            "version": case.version,
            "type": event.type,
            "data": data,
            "at": self.now,
            "actor": message.actor,
            "correlation": case.correlation,
            "cause": message.id,
        }
        if message.correlation != case.correlation:
            row["message_correlation"] = message.correlation
        if message.trace is not None:
            row["trace"] = message.trace
        if original is not None:
            row["original"] = original
        self.journal.append(row)
        if not case.kind.published:
            return
        states = case.kind.state_topic
        public = event.published() if event.withheld else data.encode()
        self.outgoing.append(
            Outgoing(
                case.last_event,
                case.id,
                case.version,
                event.type,
                self.now,
                case.correlation,
                message.trace,
                public,
                None if states is None else states.published(case.id, case.state),
            )
        )

    def _remember(self, case: Loaded, held: Mapping[Key, Any]) -> None:
        aliases = case.kind.aliases(case.id, case.state)
        if aliases != case.aliases:
            for alias in case.aliases:
                self.aliases[alias].discard(case.id)
            for alias in aliases:
                self.aliases.setdefault(alias, set()).add(case.id)
            case.aliases = aliases
        wanted = case.kind.keys(case.state)
        if wanted != held:
            self._take_keys(case, wanted, held)
        observe = getattr(self.facts, "observe", None)
        if observe is not None:
            observe(case.id, case.state)

    def _take_keys(self, case: Loaded, wanted: Mapping[Key, Any], held: Mapping[Key, Any]) -> None:
        """Put the case under the keys that are new to it, behind who came first; take it out of others."""
        for key in [key for key in wanted if key not in held or held[key] != wanted[key]]:
            self.holders.setdefault(key, {})[case.id] = wanted[key]
            self.rewritten.setdefault(key, set()).update({case.id} if key in held else ())
        for key in [key for key in held if key not in wanted]:
            self.holders.setdefault(key, {}).pop(case.id, None)
            self.rewritten.setdefault(key, set()).add(case.id)

    def _refuse(self, message: Message, part: int, case: Loaded, refusal: Refusal, outcome: Outcome) -> None:
        outcome.refusal = refusal
        if message.record is None:
            outcome.status = "refused"
        else:
            self._park(
                message,
                outcome,
                refusal.code,
                refusal.detail,
                part,
                case_id=case.id,
                waits_for=refusal.waits_for,
            )

    def _park(
        self,
        message: Message,
        outcome: Outcome,
        reason: str,
        detail: str,
        part: int | None = None,
        *,
        case_id: str | None = None,
        waits_for: tuple[str, ...] = (),
    ) -> None:
        parked = ParkedPart(next_id(), reason, detail, part, case_id, waits_for)
        outcome.parked.append(parked)
        self.parked.append((message, parked))

    def _address(self, command: Command) -> str | int | None:
        """The case's id; None when no alias is known; a number when several cases answer."""
        if command.case_id is not None:
            return command.case_id
        known: set[str] = set().union(*(self.aliases.get(alias, set()) for alias in command.aliases))
        if len(known) > 1:
            return len(known)
        return next(iter(known), None)

    def _case(self, case_id: str, kind: str) -> Loaded:
        case = self.cases.get(case_id)
        if case is None:
            case = self.cases[case_id] = Loaded(case_id, self.kinds[kind])
        return case

    def changed(self) -> Iterable[Loaded]:
        """The cases to write."""
        return (self.cases[case_id] for case_id in self.touched)


def _conflict(case: Loaded) -> Refusal:
    return Refusal("version-conflict", f"somebody was faster: the case is at version {case.version}")


def _met(message: Message, case: Loaded) -> None:
    """A deadline that still stands after it was met would fire for ever: that is a bug in the rules."""
    if case.state is None:
        return
    standing = {deadline_id(case.id, deadline) for deadline in case.kind.deadlines(case.state)}
    if message.id in standing:
        raise RuntimeError(f"the deadline {message.id} stands after it was met")
