"""Which tokens count, and for how long."""

import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jws
from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey
from joserfc.util import urlsafe_b64encode

from shared.clock import FixedClock
from shared.jwks import Jwks, KeysUnavailable
from shared.tokens import REMEMBERED, Caller, NotAuthenticated, Tokens
from tests.shared.app import Watch, claims, new_key, publish, sign, tokens_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def tokens(key_file: Path, clock: FixedClock, watch: Watch) -> Tokens:
    return tokens_of(Jwks(str(key_file), watch), clock)


async def reason(tokens: Tokens, token: str) -> str:
    with pytest.raises(NotAuthenticated) as refused:
        await tokens.check(token)
    return refused.value.reason


def write(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def _rsa() -> Key:
    return RSAKey.generate_key(2048, {"kid": "other", "use": "sig"})


def _ed25519() -> Key:
    return OKPKey.generate_key("Ed25519", {"kid": "other", "use": "sig"})


async def test_a_good_token_names_its_client_and_scopes(
    tokens: Tokens, key: ECKey, clock: FixedClock
) -> None:
    token = sign(key, claims(clock, scope="claims:write claims:read"))
    assert await tokens.check(token) == Caller("qilu-hospital", frozenset({"claims:write", "claims:read"}))


async def test_the_subject_is_the_client_where_no_client_id_is(
    tokens: Tokens, key: ECKey, clock: FixedClock
) -> None:
    token = sign(key, claims(clock, client_id=None, sub="baotu"))
    assert (await tokens.check(token)).client == "baotu"


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
@pytest.mark.parametrize(("make", "algorithm"), [(_rsa, "RS256"), (_ed25519, "EdDSA"), (_ed25519, "Ed25519")])
async def test_rsa_and_edwards_keys_count_too(
    make: Callable[[], Key], algorithm: str, tmp_path: Path, clock: FixedClock
) -> None:
    other = make()
    tokens = tokens_of(Jwks(str(publish(tmp_path / "other.json", other))), clock)
    assert (await tokens.check(sign(other, claims(clock), algorithm=algorithm))).client == "qilu-hospital"


@pytest.mark.parametrize(
    ("changes", "claim"),
    [
        ({"aud": "elsewhere"}, "aud"),
        ({"aud": None}, "aud"),
        ({"iss": "urn:evil:issuer"}, "iss"),
        ({"iss": None}, "iss"),
        ({"exp": None}, "exp"),
        ({"exp": "tomorrow"}, "exp"),
        ({"nbf": int(NOON.timestamp()) + 31}, "nbf"),
    ],
)
async def test_a_token_with_a_wrong_claim_counts_for_nothing(
    changes: dict[str, Any], claim: str, tokens: Tokens, key: ECKey, clock: FixedClock
) -> None:
    assert f"claim {claim} " in await reason(tokens, sign(key, claims(clock, **changes)))


async def test_one_of_several_audiences_is_enough(tokens: Tokens, key: ECKey, clock: FixedClock) -> None:
    assert await tokens.check(sign(key, claims(clock, aud=["elsewhere", "quancheng"])))


async def test_a_token_counts_until_half_a_minute_after_its_expiry(
    tokens: Tokens, key: ECKey, clock: FixedClock
) -> None:
    token = sign(key, claims(clock))
    assert await tokens.check(token)
    clock.advance(timedelta(seconds=629))
    assert await tokens.check(token)
    clock.advance(timedelta(seconds=1))
    assert await reason(tokens, token) == "the token has expired"


async def test_a_token_without_a_signature_counts_for_nothing(
    tokens: Tokens, key: ECKey, clock: FixedClock
) -> None:
    _, body, _ = sign(key, claims(clock)).split(".")
    header = _part(b'{"alg":"none","kid":"first"}')
    assert "algorithm" in await reason(tokens, f"{header}.{body}.")


def _part(content: bytes) -> str:
    return urlsafe_b64encode(content).decode()


async def test_the_public_key_is_no_shared_secret(tokens: Tokens, key: ECKey, clock: FixedClock) -> None:
    _, body, _ = sign(key, claims(clock)).split(".")
    signed = _part(b'{"alg":"HS256","kid":"first"}') + "." + body
    mark = hmac.new(key.as_pem(private=False), signed.encode(), "sha256").digest()
    assert "algorithm" in await reason(tokens, f"{signed}.{_part(mark)}")


async def test_a_symmetric_key_in_the_key_set_is_no_key(
    tmp_path: Path, clock: FixedClock, key: ECKey
) -> None:
    shared_secret = OctKey.generate_key(256, {"kid": "shared"})
    keys = [key.as_dict(private=False), shared_secret.as_dict(private=True)]
    path = write(tmp_path / "mixed.json", json.dumps({"keys": keys}))
    tokens = tokens_of(Jwks(str(path)), clock)
    forged = sign(shared_secret, claims(clock), algorithm="HS256")
    assert "algorithm" in await reason(tokens, forged)
    assert await tokens.jwks.find("shared") is None


async def test_an_algorithm_that_does_not_fit_its_key_counts_for_nothing(
    tokens: Tokens, clock: FixedClock
) -> None:
    forged = sign(_rsa(), claims(clock), algorithm="RS256", kid="first")
    assert "signature" in await reason(tokens, forged)


async def test_another_key_under_the_same_id_counts_for_nothing(tokens: Tokens, clock: FixedClock) -> None:
    assert "signature" in await reason(tokens, sign(new_key("first"), claims(clock)))


async def test_a_token_that_names_no_key_counts_for_nothing(
    tokens: Tokens, key: ECKey, clock: FixedClock
) -> None:
    token = jws.serialize_compact({"alg": "ES256"}, b"{}", key)
    assert "key is not known" in await reason(tokens, token)


async def test_a_changed_payload_counts_for_nothing(tokens: Tokens, key: ECKey, clock: FixedClock) -> None:
    header, _, signature = sign(key, claims(clock)).split(".")
    _, body, _ = sign(key, claims(clock, client_id="hl7-insurer")).split(".")
    assert "signature" in await reason(tokens, f"{header}.{body}.{signature}")


@pytest.mark.parametrize("token", ["", "x", "a.b", "a.b.c", "....", "令牌", "\udcff", "A" * 200_000])
async def test_what_is_no_token_is_refused_and_not_quoted(token: str, tokens: Tokens) -> None:
    said = await reason(tokens, token)
    assert said == "the token is malformed, or its signature is wrong"


async def test_a_new_key_is_fetched_when_a_token_names_it(
    tokens: Tokens, key: ECKey, key_file: Path, clock: FixedClock, watch: Watch
) -> None:
    await tokens.check(sign(key, claims(clock)))
    rotated = new_key("second")
    publish(key_file, key, rotated)
    watch.seconds += 30
    assert await tokens.check(sign(rotated, claims(clock)))


async def test_unknown_keys_do_not_make_it_fetch_more_than_twice_a_minute(
    tokens: Tokens, key: ECKey, key_file: Path, clock: FixedClock, watch: Watch
) -> None:
    await tokens.check(sign(key, claims(clock)))
    rotated = new_key("second")
    publish(key_file, key, rotated)
    watch.seconds += 29
    assert "key is not known" in await reason(tokens, sign(rotated, claims(clock)))


async def test_a_withdrawn_key_stops_counting_even_for_tokens_seen_before(
    tokens: Tokens, key: ECKey, key_file: Path, clock: FixedClock, watch: Watch
) -> None:
    token = sign(key, claims(clock))
    await tokens.check(token)
    second = new_key("second")
    publish(key_file, second)
    watch.seconds += 30
    await tokens.check(sign(second, claims(clock)))
    assert "key is not known" in await reason(tokens, token)


async def test_keys_that_have_grown_old_are_fetched_again_without_anyone_waiting(
    tokens: Tokens, key: ECKey, key_file: Path, clock: FixedClock, watch: Watch
) -> None:
    token = sign(key, claims(clock))
    await tokens.check(token)
    publish(key_file, new_key("second"))
    watch.seconds += 601
    assert await tokens.check(token)
    assert tokens.jwks._background is not None
    await tokens.jwks._background
    assert "key is not known" in await reason(tokens, token)


@pytest.mark.parametrize("broken", ["", "{}", '{"keys": []}', "[1]", '{"keys": [{"kty": "EC"}]}'])
async def test_a_failed_fetch_keeps_the_old_keys(
    broken: str, tokens: Tokens, key: ECKey, key_file: Path, clock: FixedClock, watch: Watch
) -> None:
    await tokens.check(sign(key, claims(clock)))
    write(key_file, broken)
    watch.seconds += 30
    assert "key is not known" in await reason(tokens, sign(new_key("second"), claims(clock)))
    assert await tokens.check(sign(key, claims(clock, scope="another")))


@pytest.mark.parametrize("status", [200, 500, 302])
async def test_keys_come_over_https_and_only_from_an_answer_that_is_one(
    status: int, key: ECKey, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        body = {"keys": [key.as_dict(private=False)]}
        return httpx.Response(status, json=body, headers={"Location": "https://evil.example/jwks.json"})

    client = partial(httpx.AsyncClient, transport=httpx.MockTransport(answer))
    monkeypatch.setattr("shared.jwks.httpx.AsyncClient", client)
    jwks = Jwks("https://issuer.example/jwks.json")
    if status == 200:
        assert await tokens_of(jwks, clock).check(sign(key, claims(clock)))
    else:
        with pytest.raises(KeysUnavailable):
            await tokens_of(jwks, clock).check(sign(key, claims(clock)))
    assert asked == ["https://issuer.example/jwks.json"]


async def test_no_token_is_judged_before_keys_are_loaded(
    tokens: Tokens, key: ECKey, key_file: Path, clock: FixedClock, watch: Watch
) -> None:
    write(key_file, "")
    token = sign(key, claims(clock))
    with pytest.raises(KeysUnavailable):
        await tokens.check(token)
    publish(key_file, key)
    watch.seconds += 1
    assert await tokens.check(token)


async def test_only_so_many_tokens_are_remembered(tokens: Tokens, key: ECKey, clock: FixedClock) -> None:
    first = await tokens.check(sign(key, claims(clock)))
    verified = next(iter(tokens._seen.values()))
    for number in range(REMEMBERED + 10):
        tokens._remember(str(number).encode(), verified)
    assert len(tokens._seen) == REMEMBERED
    assert verified.caller == first
