"""The whole local stack: Kafka, MongoDB, the topics, and the services as child processes."""

import asyncio
import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from types import TracebackType

import httpx

from deploy.local import kafka, mongo, process, topics
from deploy.local.failure import StackError
from deploy.local.home import CHECKOUT, Home
from deploy.local.issuer import Issuer
from deploy.local.ports import HOST, Ports
from deploy.services import PARTNERS

SERVERS = {"kafka": kafka.GRACE_S, "mongo": mongo.GRACE_S}
SERVICE_GRACE_S = 20.0
READY_WITHIN_S = 60.0


@dataclass(frozen=True)
class Stack:
    """One stack in one folder on one set of ports.

    As a context manager it starts the servers and ends every process at the end. Without it, `start` leaves
    them running for another shell, and `stop` ends exactly those that this folder has on record.
    """

    home: Home
    ports: Ports

    @staticmethod
    def from_environment() -> "Stack":
        """The stack that `QUANCHENG_HOME` and `QUANCHENG_PORT_BASE` name."""
        return Stack(Home.from_environment(), Ports.from_environment())

    @property
    def kafka(self) -> str:
        """Kafka's bootstrap address."""
        return kafka.bootstrap(self.ports)

    @property
    def mongo(self) -> str:
        """MongoDB's connection string."""
        return mongo.uri(self.ports)

    def address(self, service: str) -> str:
        """A service's base URL."""
        return f"http://{HOST}:{self.ports.of(service)}"

    def start(self) -> None:
        """Starts Kafka and MongoDB side by side and makes the topics; returns when both answer.

        A server that already runs is left alone. Raises `StackError` when one cannot be had; every process
        of the stack is ended then.
        """
        self.home.make()
        self.require_own_base()
        (self.home.root / "port-base").write_text(f"{self.ports.base}\n")
        self._claim_ports()
        self._or_stop([self._start_kafka, self._start_mongo])

    def start_services(self, names: Iterable[str], env: Mapping[str, str] | None = None) -> None:
        """Starts those services that do not run yet, side by side; returns when each is ready."""
        missing = [name for name in names if name not in self.running()]
        self._or_stop([partial(self.start_service, name, env) for name in missing])

    def start_service(self, name: str, env: Mapping[str, str] | None = None) -> process.Child:
        """Starts one service, its output in `logs/<name>.log`; returns when `/health/ready` says so.

        `env` goes over the stack's own addresses. Raises `StackError` when it is not ready in a minute.
        """
        self.ports.require_free(name)
        # As `quancheng serve`, without the other commands: their imports cost a second of processor.
        command = [sys.executable, "-m", "deploy.commands.serve", name]
        child = process.start(
            self.home, name, command, {**os.environ, **self.environment(name), **(env or {})}
        )
        until = time.monotonic() + READY_WITHIN_S
        while not self.is_ready(name):
            process.require_alive(self.home, child)
            if time.monotonic() > until:
                raise StackError(
                    f"{name} is not ready in {READY_WITHIN_S:.0f} s: see {self.home.logs}/{name}.log"
                )
            time.sleep(process.POLL_S)
        return child

    def is_ready(self, service: str) -> bool:
        """Whether the service's `/health/ready` answers 200 now."""
        try:
            return httpx.get(f"{self.address(service)}/health/ready", timeout=3, trust_env=False).is_success
        except httpx.HTTPError:
            return False

    def environment(self, service: str) -> dict[str, str]:
        """What a service's settings read: this stack's addresses, and its own token issuer to trust."""
        return {
            "QUANCHENG_HOST": HOST,
            "QUANCHENG_PORT": str(self.ports.of(service)),
            "QUANCHENG_KAFKA": self.kafka,
            "QUANCHENG_MONGO": self.mongo,
            "QUANCHENG_PARTNERS": str(CHECKOUT / "deploy" / PARTNERS[service]),
            **Issuer.of(self.home).environment(),
        }

    def running(self) -> dict[str, process.Child]:
        """The processes of this stack that live now, by name."""
        return {child.name: child for child in process.recorded(self.home)}

    def require_own_base(self) -> None:
        """Raises `StackError` when this folder's stack runs on other ports than `ports`."""
        note = self.home.root / "port-base"
        used = note.read_text().strip() if note.exists() else ""
        if self.running() and used != str(self.ports.base):
            raise StackError(
                f"{self.home.root} already runs on QUANCHENG_PORT_BASE={used}: "
                "run `make down` first, or set QUANCHENG_HOME for a second stack"
            )

    def stop(self) -> None:
        """Ends the services, then the servers; data and logs stay. Nothing happens when nothing runs."""
        running = self.running()
        self._end([name for name in running if name not in SERVERS])
        self._end([name for name in running if name in SERVERS])

    def _start_kafka(self) -> None:
        child = process.find(self.home, "kafka") or kafka.start(self.home, self.ports)
        check = partial(process.require_alive, self.home, child)
        asyncio.run(topics.ensure(self.kafka, topics.load(), check))

    def _start_mongo(self) -> None:
        if not process.find(self.home, "mongo"):
            mongo.start(self.home, self.ports)

    def _claim_ports(self) -> None:
        """Before anything starts, so that a taken port is said at once."""
        running = self.running()
        for name, server in (("kafka", "kafka"), ("controller", "kafka"), ("mongo", "mongo")):
            if server not in running:
                self.ports.require_free(name)

    def _or_stop(self, steps: list[Callable[[], object]]) -> None:
        try:
            with ThreadPoolExecutor(max(1, len(steps))) as pool:
                results = [pool.submit(step) for step in steps]
            for result in results:
                result.result()
        except BaseException:
            self.stop()
            raise

    def _end(self, names: list[str]) -> None:
        end = partial(process.stop, self.home)
        with ThreadPoolExecutor(max(1, len(names))) as pool:
            list(pool.map(end, names, [SERVERS.get(name, SERVICE_GRACE_S) for name in names]))

    def __enter__(self) -> "Stack":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
