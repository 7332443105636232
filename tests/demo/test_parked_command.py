"""`quancheng parked` against a service of the tests' own that answers as the real one does."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlparse

import pytest
from typer.testing import CliRunner

from deploy.cli import app
from deploy.local.failure import StackError
from deploy.local.ports import HOST, Ports

IDS = tuple(f"01a20d82-08f0-768e-bf4c-070d9d62eb1{digit}" for digit in range(3))


def row(id_: str, status: str = "parked") -> dict[str, Any]:
    place = {"topic": "medical.claims.submitted", "partition": 4, "offset": 94}
    said = {"reason": "unreadable", "detail": "the message is not JSON", "actor": "qilu-hospital"}
    return {"id": id_, "status": status, "at": "2026-11-24T12:22:38.001Z", **place, **said}


class Answering(BaseHTTPRequestHandler):
    """Two pages of rows; a replay is refused, a release is done."""

    asked: ClassVar[list[tuple[str, str, str]]] = []

    def do_GET(self) -> None:
        self._note("")
        first = "cursor" not in parse_qs(urlparse(self.path).query)
        rows = [row(id_) for id_ in (IDS[:2] if first else IDS[2:])]
        self._answer(200, {"parked": rows, "next": IDS[1] if first else None})

    def do_POST(self) -> None:
        self._note(self.rfile.read(int(self.headers.get("content-length") or 0)).decode())
        if self.path.endswith("/replay"):
            self._answer(
                409, {"title": "Cannot be replayed", "detail": "unreadable: the message is not JSON"}
            )
        else:
            self._answer(200, row(IDS[0], "released"))

    def _note(self, body: str) -> None:
        assert self.headers["authorization"].startswith("Bearer ey")
        self.asked.append((self.command, urlparse(self.path).path, body))

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, str, str]]]:
    """The service in the place of `medical`; gives what it was asked."""
    ports = Ports.free()
    monkeypatch.setenv("QUANCHENG_PORT_BASE", str(ports.base))
    monkeypatch.setenv("QUANCHENG_HOME", str(tmp_path))
    Answering.asked.clear()
    with ThreadingHTTPServer((HOST, ports.medical), Answering) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield Answering.asked
        server.shutdown()


def test_list_follows_the_pages_and_prints_a_line_a_row(service: list[tuple[str, str, str]]) -> None:
    done = CliRunner().invoke(app, ["parked", "list"])
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(IDS)
    assert "unreadable  qilu-hospital  medical.claims.submitted/4/94  the message is not JSON" in lines[0]
    assert [path for _, path, _ in service] == ["/parked", "/parked"]


def test_release_sends_the_note(service: list[tuple[str, str, str]]) -> None:
    done = CliRunner().invoke(app, ["parked", "release", IDS[0], "--note", "sent again by hand"])
    assert done.exit_code == 0
    assert "released" in done.stdout
    assert service == [("POST", f"/parked/{IDS[0]}/release", '{"note":"sent again by hand"}')]


def test_a_refusal_is_said_in_the_service_s_own_words(service: list[tuple[str, str, str]]) -> None:
    done = CliRunner().invoke(app, ["parked", "replay", IDS[0]])
    assert isinstance(done.exception, StackError)
    assert str(done.exception) == "medical refuses: unreadable: the message is not JSON (409)"
