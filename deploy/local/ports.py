"""Where everything listens: fixed distances from one base, so that two stacks can run side by side."""

import os
import random
import socket
from collections.abc import Mapping
from dataclasses import dataclass

from deploy.local.failure import StackError

HOST = "127.0.0.1"
DEFAULT_BASE = 18000
OFFSETS: Mapping[str, int] = {
    "mongo": 17,
    "kafka": 92,
    "controller": 93,
    "permits": 101,
    "qualifications": 102,
    "medical": 103,
    "schooling": 104,
}


@dataclass(frozen=True)
class Ports:
    """The ports of one stack: `Ports(18000).medical` is 18103. Which names there are is `OFFSETS`."""

    base: int = DEFAULT_BASE

    @property
    def kafka(self) -> int:
        return self.of("kafka")

    @property
    def controller(self) -> int:
        return self.of("controller")

    @property
    def mongo(self) -> int:
        return self.of("mongo")

    @property
    def permits(self) -> int:
        return self.of("permits")

    @property
    def qualifications(self) -> int:
        return self.of("qualifications")

    @property
    def medical(self) -> int:
        return self.of("medical")

    @property
    def schooling(self) -> int:
        return self.of("schooling")

    def of(self, name: str) -> int:
        """The port of a server or service by its name; `KeyError` for a name that has none."""
        return self.base + OFFSETS[name]

    def require_free(self, name: str) -> None:
        """Raises `StackError`, naming the port, when something else already listens there."""
        if not _is_free(self.of(name)):
            raise StackError(
                f"port {self.of(name)} ({name}) is taken: end what listens there, "
                f"or set QUANCHENG_PORT_BASE (now {self.base}) to shift every port"
            )

    @staticmethod
    def from_environment() -> "Ports":
        """The ports that `QUANCHENG_PORT_BASE` asks for; `StackError` when it is no usable number."""
        given = os.environ.get("QUANCHENG_PORT_BASE", "").strip() or str(DEFAULT_BASE)
        highest = 65535 - max(OFFSETS.values())
        if not (given.isascii() and given.isdigit() and 1024 <= int(given) <= highest):
            raise StackError(f"QUANCHENG_PORT_BASE is {given!r}: give a number from 1024 to {highest}")
        return Ports(int(given))

    @staticmethod
    def free() -> "Ports":
        """A base whose ports are all free now, below the range that the kernel hands out to clients."""
        while True:
            ports = Ports(random.randrange(20000, 32000, 110))
            if all(_is_free(ports.of(name)) for name in OFFSETS):
                return ports


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
