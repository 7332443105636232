"""What the producers publish in their own rule tests: each is run once more, and every commit is listened to.

So the examples are made by the services' own decisions, and a new event type is heard as soon as its producer
tests it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from inspect import isfunction, signature
from pkgutil import iter_modules
from typing import Any

import pytest

from shared.batch import Batch
from shared.cases import CaseType, Command, Event
from shared.envelope import Message, Outcome, Outgoing
from shared.ids import next_id
from tests.medical.rules.scenario import Scenario

Story = Callable[[], None]


@dataclass(frozen=True)
class Example:
    """An event as it was journaled, and as the relay is given it (``out``) among all of its world."""

    kind: CaseType[Any, Any]
    event: Event
    out: Outgoing
    beside: Sequence[Outgoing]


@dataclass(frozen=True)
class Heard:
    """The examples of one service in the order of their commits, and the stories that broke off."""

    examples: list[Example] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def listen_to(service: str) -> Heard:
    """Run the stories of ``service``; a broken one has given its examples up to there."""
    heard = Heard()
    for name, story in _stories(service):
        with _listening(heard.examples):
            try:
                story()
            except Exception as error:
                heard.broken.append(f"{name}: {type(error).__name__}")
    return heard


def _stories(service: str) -> Iterator[tuple[str, Story]]:
    """The rule tests that need nothing from pytest; those over generated values would take minutes."""
    package = import_module(f"tests.{service}.rules")
    for found in iter_modules(package.__path__, f"{package.__name__}."):
        if found.name.rpartition(".")[2].startswith("test_"):
            for name, story in vars(import_module(found.name)).items():
                if name.startswith("test_") and _is_plain(story):
                    yield f"{found.name}.{name}", story


def _is_plain(story: Any) -> bool:
    if not isfunction(story) or hasattr(story, "is_hypothesis_test"):
        return False
    return not signature(story).parameters


@contextmanager
def _listening(examples: list[Example]) -> Iterator[None]:
    take, when = Batch.take, Scenario.when

    def take_and_tell(batch: Batch, message: Message) -> Outcome:
        journaled, published = len(batch.journal), len(batch.outgoing)
        outcome = take(batch, message)
        facts = {row["_id"]: row["data"] for row in batch.journal[journaled:]}
        for out in batch.outgoing[published:]:
            kind = next(kind for kind in batch.kinds.values() if out.type in kind.event_types)
            examples.append(Example(kind, kind.read_event(out.type, facts[out.id]), out, batch.outgoing))
        return outcome

    def when_and_tell(scenario: Scenario, command: Command) -> Scenario:
        known = len(scenario.journal)
        when(scenario, command)
        examples.extend(_of_scenario(scenario, known))
        return scenario

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Batch, "take", take_and_tell)
        patch.setattr(Scenario, "when", when_and_tell)
        yield


def _of_scenario(scenario: Scenario, known: int) -> Iterator[Example]:
    """A scenario decides without a batch: what goes out is made here as the batch makes it."""
    for place, event in enumerate(scenario.journal[known:], known + 1):
        if scenario.kind.published:
            out = Outgoing(
                id=next_id(),
                case_id=scenario.id,
                version=place,
                type=event.type,
                at=scenario.now,
                correlation="test",
                trace=None,
                data=event.published(),
            )
            yield Example(scenario.kind, event, out, ())
