"""What a service takes from its environment, and how it says what is wrong with it."""

import pytest
from pydantic import ValidationError

from shared.settings import DatabaseName, ServiceSettings, load


class ExampleSettings(ServiceSettings):
    database: DatabaseName = "example"


NEEDED = {
    "QUANCHENG_KAFKA": "127.0.0.1:9092",
    "QUANCHENG_MONGO": "mongodb://office:hunter2@127.0.0.1/?replicaSet=quancheng",
    "QUANCHENG_PORT": "8080",
    "QUANCHENG_JWKS": "https://issuer.example/jwks.json",
    "QUANCHENG_TOKEN_ISSUER": "https://issuer.example",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ServiceSettings.model_fields:
        monkeypatch.delenv(f"QUANCHENG_{name.upper()}", raising=False)
    for name, value in NEEDED.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def said(capsys: pytest.CaptureFixture[str]) -> list[str]:
    with pytest.raises(SystemExit) as ended:
        load(ExampleSettings)
    assert ended.value.code == 2
    return capsys.readouterr().err.splitlines()


def test_what_is_needed_is_enough(environment: pytest.MonkeyPatch) -> None:
    settings = load(ExampleSettings)
    assert settings.mongo.get_secret_value() == NEEDED["QUANCHENG_MONGO"]
    assert (settings.database, settings.host, settings.port) == ("example", "127.0.0.1", 8080)
    assert settings.roles == {"api", "worker", "relay"}


def test_roles_are_separated_by_commas(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("QUANCHENG_ROLES", "worker, relay")
    assert load(ExampleSettings).roles == {"worker", "relay"}


def test_settings_never_change_and_never_show_the_password(environment: pytest.MonkeyPatch) -> None:
    settings = load(ExampleSettings)
    with pytest.raises(ValidationError):
        setattr(settings, "port", 1)  # noqa: B010 - mypy knows that it cannot be set
    assert "hunter2" not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_everything_that_is_missing_is_named_on_a_line_of_its_own(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in NEEDED:
        environment.delenv(name)
    assert sorted(said(capsys)) == sorted(f"{name} is missing" for name in NEEDED)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("QUANCHENG_PORT", "many-hunter2"),
        ("QUANCHENG_PORT", "70000"),
        ("QUANCHENG_MONGO", "redis://hunter2"),
        ("QUANCHENG_KAFKA", ""),
        ("QUANCHENG_ROLES", "api,hunter2"),
        ("QUANCHENG_ROLES", " , "),
        ("QUANCHENG_JWKS", "http://issuer.example/hunter2"),
        ("QUANCHENG_JWKS", "hunter2.json"),
        ("QUANCHENG_LOG_LEVEL", "hunter2"),
        ("QUANCHENG_DATABASE", "../hunter2"),
        ("QUANCHENG_BATCH_RECORDS", "0"),
        ("QUANCHENG_MAX_BODY_BYTES", "-1"),
    ],
)
def test_a_wrong_variable_is_named_without_its_value(
    variable: str, value: str, environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.setenv(variable, value)
    [line] = said(capsys)
    assert line.startswith(f"{variable}: ")
    assert "hunter2" not in line
