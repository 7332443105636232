"""The local stack on the real servers: what survives, what is said, and what is left behind."""

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from pymongo import MongoClient

from deploy.local import topics
from deploy.local.failure import StackError
from deploy.local.home import Home
from deploy.local.ports import HOST, Ports
from deploy.local.stack import Stack
from deploy.local.testing import throwaway_stack

LISTENING = "0A"
LOOPBACK = {
    "0100007F",
    "0000000000000000FFFF00000100007F",
}  # as /proc/net prints 127.0.0.1, plain and in IPv6


@pytest.fixture(scope="module")
def own_stack() -> Iterator[Stack]:
    """A stack that these tests may stop and start without disturbing the others."""
    with throwaway_stack() as running:
        yield running


async def test_every_topic_of_the_table_is_there_with_its_partitions(own_stack: Stack) -> None:
    wanted = topics.load()
    admin = AIOKafkaAdminClient(bootstrap_servers=own_stack.kafka)
    await admin.start()
    found = await admin.describe_topics([topic.name for topic in wanted])
    await admin.close()
    partitions = {topic["topic"]: len(topic["partitions"]) for topic in found}
    assert partitions == {topic.name: topic.partitions for topic in wanted}


def test_the_servers_listen_on_loopback_only(own_stack: Stack) -> None:
    for name in ("kafka", "controller", "mongo"):
        assert _listening_addresses(own_stack.ports.of(name)) <= LOOPBACK
        assert _listening_addresses(own_stack.ports.of(name))


async def test_data_survives_a_restart_and_stop_leaves_no_process(own_stack: Stack) -> None:
    topic = "medical.events"
    async with AIOKafkaProducer(bootstrap_servers=own_stack.kafka, acks="all") as producer:
        await producer.send_and_wait(topic, b"kept", key=b"case")
    with MongoClient[dict[str, Any]](own_stack.mongo) as client:
        client.kept.things.insert_one({"_id": "kept"})

    await asyncio.to_thread(own_stack.stop)
    assert _processes_that_mention(own_stack.home.root) == {"deploy.local.leash"}
    await asyncio.to_thread(own_stack.start)

    consumer = AIOKafkaConsumer(topic, bootstrap_servers=own_stack.kafka, auto_offset_reset="earliest")
    async with consumer:
        assert (await asyncio.wait_for(consumer.getone(), 20)).value == b"kept"
    with MongoClient[dict[str, Any]](own_stack.mongo) as client:
        assert client.kept.things.find_one() == {"_id": "kept"}


def test_starting_a_running_stack_again_changes_nothing(own_stack: Stack) -> None:
    before = own_stack.running()
    own_stack.start()
    assert own_stack.running() == before


def test_a_running_folder_is_not_started_on_other_ports(own_stack: Stack) -> None:
    with pytest.raises(StackError, match=f"QUANCHENG_PORT_BASE={own_stack.ports.base}"):
        Stack(own_stack.home, Ports.free()).start()
    assert own_stack.running().keys() == {"kafka", "mongo"}


@pytest.mark.parametrize("server", ["kafka", "mongo"])
def test_a_taken_port_is_named_and_nothing_is_left_running(tmp_path: Path, server: str) -> None:
    stack = Stack(Home(tmp_path), Ports.free())
    with socket.create_server((HOST, stack.ports.of(server))), pytest.raises(StackError) as refused:
        stack.start()
    assert f"port {stack.ports.of(server)} ({server}) is taken" in str(refused.value)
    assert "QUANCHENG_PORT_BASE" in str(refused.value)
    assert not _processes_that_mention(tmp_path)


def _listening_addresses(port: int) -> set[str]:
    rows = Path("/proc/net/tcp").read_text().splitlines() + Path("/proc/net/tcp6").read_text().splitlines()
    fields = [row.split() for row in rows if ":" in row.split()[1]]
    ends = [row[1].rpartition(":") for row in fields if row[3] == LISTENING]
    return {address for address, _, listened in ends if int(listened, 16) == port}


def _processes_that_mention(folder: Path) -> set[str]:
    """The program or module of every live process with `folder` on its command line."""
    lines = [_command_line(process) for process in Path("/proc").glob("[0-9]*")]
    return {
        line[2] if "-m" in line else line[0] for line in lines if any(str(folder) in part for part in line)
    }


def _command_line(process: Path) -> list[str]:
    try:
        return (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []
