"""The local issuer: its key stays private, and services trust what it signs."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from deploy.commands.token import FILES, app, clients
from deploy.local.failure import StackError
from deploy.local.home import Home
from deploy.local.issuer import AUDIENCE, NAME, Issuer
from shared.clock import SystemClock
from shared.jwks import Jwks
from shared.tokens import Caller, Tokens


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("QUANCHENG_HOME", str(tmp_path / "stack"))
    return Home.from_environment()


def tokens_for(issuer: Issuer) -> Tokens:
    return Tokens(Jwks(str(issuer.jwks)), issuer=NAME, audience=AUDIENCE, clock=SystemClock())


async def test_a_service_accepts_what_the_issuer_signs(home: Home) -> None:
    issuer = Issuer.of(home)
    caller = await tokens_for(issuer).check(issuer.issue("qilu-hospital", ["claims:write", "claims:read"]))
    assert caller == Caller("qilu-hospital", frozenset({"claims:write", "claims:read"}))


async def test_the_key_survives_a_restart(home: Home) -> None:
    token = Issuer.of(home).issue("qilu-hospital", [])
    assert await tokens_for(Issuer.of(home)).check(token)


def test_only_the_owner_reads_the_key_and_the_public_file_does_not_hold_it(home: Home) -> None:
    issuer = Issuer.of(home)
    assert stat.S_IMODE((issuer.folder / "key.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(issuer.folder.stat().st_mode) == 0o700
    [public] = json.loads(issuer.jwks.read_text())["keys"]
    assert "d" not in public
    assert sorted(path.name for path in issuer.folder.iterdir()) == ["jwks.json", "key.json"]


def test_services_that_start_side_by_side_trust_one_key(home: Home) -> None:
    with ThreadPoolExecutor(8) as pool:
        issuers = list(pool.map(lambda _: Issuer.of(home), range(8)))
    key = json.loads((issuers[0].folder / "key.json").read_text())
    [public] = json.loads(issuers[0].jwks.read_text())["keys"]
    assert public["kid"] == key["kid"]
    assert sorted(path.name for path in issuers[0].folder.iterdir()) == ["jwks.json", "key.json"]


async def test_the_command_prints_a_token_and_nothing_else(home: Home) -> None:
    args = ["--client", "qilu-hospital", "--scope", "claims:write", "--scope", "claims:read", "--ttl", "60"]
    result = CliRunner().invoke(app, args)
    assert result.exit_code == 0
    caller = await tokens_for(Issuer.of(home)).check(result.stdout.strip())
    assert caller.scopes == {"claims:write", "claims:read"}


def test_a_client_that_nobody_knows_gets_no_token(home: Home) -> None:
    result = CliRunner().invoke(app, ["--client", "nobody", "--scope", "claims:write"])
    assert isinstance(result.exception, StackError)
    assert "'nobody'" in str(result.exception)
    assert "qilu-hospital" in str(result.exception)
    assert not home.root.exists()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_clients_are_those_of_every_list_of_partners(file: Path) -> None:
    lists = [group for group in yaml.safe_load(file.read_text()).values() if isinstance(group, list)]
    assert {entry["client"] for group in lists for entry in group} == clients(file)


def test_clients_of_every_service_get_tokens(home: Home) -> None:
    for client in ("qilu-hospital", "officer-zhao", "exit-entry-bureau"):
        assert CliRunner().invoke(app, ["--client", client, "--scope", "x"]).exit_code == 0


@pytest.mark.parametrize("text", ["", "hospitals: [{name: x}]", "hospitals: [1]", "{", "[]"])
def test_an_unreadable_list_of_partners_is_said_in_one_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "partners.yaml"
    path.write_text(text)
    with pytest.raises(StackError, match=r"partners\.yaml is not a readable list"):
        clients(path)
