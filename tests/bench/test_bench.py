"""Tiny runs of both benches: that they measure and report, never how fast anything is."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from deploy.bench import latency, profiling, report
from deploy.bench.cases import Mould
from deploy.bench.child import Task
from deploy.bench.claims import ClaimsBench
from deploy.bench.deadlines import DeadlinesBench
from deploy.bench.latency import Door
from deploy.bench.load import claim_id, claim_json, submission
from deploy.local.rehearsal import OPENING
from deploy.local.stack import Stack
from services.medical.fhir.read import read_claim
from services.medical.messages.resources import ClaimView
from services.permits.cases.application_state import ApplicationState
from services.permits.cases.permit_state import PermitState
from services.permits.rules.rulebook import read_rulebook
from shared.clock import SystemClock


def test_claims_reports_floor_and_service_and_their_ratio(stack: Stack, tmp_path: Path) -> None:
    said: list[str] = []
    bench = ClaimsBench(stack, claims=200, batch=50, say=said.append)
    report.show(bench.compare(rounds=1, single=20, warm_up=False), tmp_path / "claims.json", said.append)
    found = json.loads((tmp_path / "claims.json").read_text())
    (pair,) = found["rounds"]
    assert pair["floor"]["claims"] == pair["service"]["claims"] == 200
    assert found["ratio"]["min"] == found["ratio"]["max"] == pair["ratio"] > 0
    assert pair["service"]["cpu_us"].keys() == {"process", "kafka", "mongod"}
    assert found["single"]["claims"] == 20
    assert found["machine"]["cores"] >= 1
    assert any(line.startswith("round 1: floor") and "service" in line and "ratio" in line for line in said)


@pytest.mark.parametrize("door", Door)
def test_latency_reports_rising_percentiles(stack: Stack, tmp_path: Path, door: Door) -> None:
    said: list[str] = []
    found = latency.measure(stack, door, rate=100, seconds=2, warm_up_s=0.5)
    report.show(found, tmp_path / "latency.json", said.append)
    written = json.loads((tmp_path / "latency.json").read_text())
    assert (written["bench"], written["door"], written["submitted"]) == ("latency", door, 200)
    assert 0 < written["p50_ms"] <= written["p95_ms"] <= written["p99_ms"] <= written["max_ms"]
    assert any(line.startswith("p50") for line in said)


def test_deadlines_reports_the_idle_cost_and_that_all_of_the_due_ones_fired(
    stack: Stack, tmp_path: Path
) -> None:
    said: list[str] = []
    bench = DeadlinesBench(stack, pending=1_200, due=30, polls=5, say=said.append)
    report.show(bench.run(), tmp_path / "deadlines.json", said.append)
    written = json.loads((tmp_path / "deadlines.json").read_text())
    assert [idle["pending"] for idle in written["idle"]] == [1_000, 1_200]
    assert all(idle["runner_us"] > 0 for idle in written["idle"])
    fired = written["firing"]
    assert (written["bench"], fired["due"], fired["events"]) == ("deadlines", 30, 90)
    assert 0 < fired["p50_ms"] <= fired["p99_ms"] <= fired["max_ms"] <= fired["seconds"] * 1000
    assert any(line.startswith("30 due within a second: 90 events") for line in said)


def test_the_permits_and_applications_of_the_load_are_ones_and_wait_for_their_instants() -> None:
    mould = Mould(read_rulebook(), OPENING)
    later = OPENING + timedelta(hours=1)
    first, second = mould.permits(range(2))
    (application,) = mould.applications([later], "a-run")
    assert first["_id"] != second["_id"]
    assert first["due_at"] == second["due_at"] > OPENING
    assert PermitState.model_validate_json(first["state"]).status == "valid"
    assert ApplicationState.model_validate_json(application["state"]).status == "submitted"
    assert application["due_at"] == later


def test_every_claim_of_the_load_is_valid_and_no_two_are_alike() -> None:
    now = SystemClock().now()
    one, other = read_claim(claim_json(1, now)), read_claim(claim_json(2, now))
    assert isinstance(one, ClaimView)
    assert isinstance(other, ClaimView)
    assert (str(one.total.value), len(one.lines), len(one.receipts)) == ("500.00", 4, 1)
    assert one.digest != other.digest
    assert one.receipts != other.receipts
    assert submission(1, now).key == claim_id(1) != claim_id(2)


def test_a_profile_names_the_functions_that_took_the_time(tmp_path: Path) -> None:
    path = str(tmp_path / "profile")
    with profiling.profiled(path):
        claim_json(1, SystemClock().now())
    assert "claim_json" in profiling.top(path, "cumulative")
    assert "claim_json" in profiling.top(path, "tottime")


def test_a_run_begins_once(tmp_path: Path) -> None:
    task = Task("claims", "events", "group", "database", 1, tmp_path / "began")
    task.begin()
    first = task.began.read_text()
    task.begin()
    assert task.began.read_text() == first
