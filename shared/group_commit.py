"""Commands that wait at the same moment are committed together, as a database does with its log.

While one commit is under way, those that arrive wait and make the next. Many commands on one case then meet
in memory, in the order of their arrival, instead of as write conflicts; a lone command waits for nothing.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from shared.envelope import DecisionFailed, Message, Outcome

AT_ONCE = 64

Commit = Callable[[Sequence[Message]], Awaitable[Sequence[Outcome | DecisionFailed]]]
Waiting = tuple[Message, "asyncio.Future[Outcome]"]


class GroupCommit:
    """Collects messages for ``commit``, which is called with one batch after the other.

    It answers each of its messages, in order. What it raises, all callers of that batch get.
    """

    def __init__(self, commit: Commit) -> None:
        self._commit = commit
        self._waiting: deque[Waiting] = deque()
        self._running: asyncio.Task[None] | None = None

    async def submit(self, message: Message) -> Outcome:
        """What became of the message. DecisionFailed is its own, never a neighbour's.

        A caller that is cancelled leaves the others alone; its message may take effect even so.
        """
        told: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append((message, told))
        if self._running is None:
            self._running = asyncio.create_task(self._run(), name="group-commit")
        return await told

    async def _run(self) -> None:
        try:
            while batch := self._next():
                await self._settle(batch)
        finally:
            self._running = None
            for _, told in self._waiting:
                told.cancel()
            self._waiting.clear()

    def _next(self) -> list[Waiting]:
        """The first that wait, without those whose callers are gone."""
        batch: list[Waiting] = []
        while self._waiting and len(batch) < AT_ONCE:
            message, told = self._waiting.popleft()
            if not told.done():
                batch.append((message, told))
        return batch

    async def _settle(self, batch: Sequence[Waiting]) -> None:
        answers: Sequence[Outcome | Exception]
        try:
            answers = await self._commit([message for message, _ in batch])
        except Exception as error:
            answers = [error] * len(batch)
        except BaseException:
            for _, told in batch:
                told.cancel()
            raise
        for (_, told), answer in zip(batch, answers, strict=True):
            if told.done():
                continue
            if isinstance(answer, Exception):
                told.set_exception(answer)
            else:
                told.set_result(answer)
