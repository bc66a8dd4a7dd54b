"""Issuing, verifying and revoking channel access tokens (form-encoded, errors in OAuth style)."""

from urllib.parse import parse_qsl

from emulator import jwt
from emulator.access_tokens import STATELESS_LIFE, THIRTY_DAYS
from emulator.channel import Channel
from emulator.endpoints import open_endpoint
from emulator.state import Platform
from emulator.wire import Answer, Call, OAuthError, json_answer

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def _refused(error: str, why: str) -> OAuthError:
    return OAuthError(400, error, extra={"error_description": why})


def _form(call: Call) -> dict[str, str]:
    if call.content_type.partition(";")[0].strip() != "application/x-www-form-urlencoded":
        raise _refused("invalid_request", "the content type must be application/x-www-form-urlencoded")
    return dict(parse_qsl(call.body.decode("utf-8", "replace")))


def _by_secret(platform: Platform, form: dict[str, str]) -> Channel:
    channel = platform.channels.get(form.get("client_id", ""))
    if channel is None or form.get("client_secret") != channel.secret:
        raise _refused("invalid_client", "invalid client_id or client_secret")
    return channel


def _by_assertion(platform: Platform, form: dict[str, str]) -> tuple[Channel, int]:
    """The channel that signed the assertion, and the life it asks for."""
    if form.get("client_assertion_type") != ASSERTION:
        raise _refused("invalid_request", "invalid client_assertion_type")
    try:
        header, claims = jwt.read(form.get("client_assertion", ""))
        channel = platform.channels.get(str(claims.get("iss")))
        if channel is None or header.get("alg") != "RS256":
            raise ValueError("unknown channel or algorithm")
        if (jwk := channel.tokens.public_keys.get(str(header.get("kid")))) is None:
            raise ValueError("no key of this kid is registered")
        now = platform.clock.now()
        jwt.check(form["client_assertion"], claims, channel.channel_id, jwk, now)
    except ValueError as error:
        raise _refused("invalid_client", str(error)) from error
    life = claims.get("token_exp", THIRTY_DAYS)
    if not isinstance(life, int) or not 0 < life <= THIRTY_DAYS:
        raise _refused("invalid_request", "token_exp must be at most 30 days")
    return channel, life


def _check_grant(form: dict[str, str]) -> None:
    if form.get("grant_type") != "client_credentials":
        raise _refused("unsupported_grant_type", "grant_type must be client_credentials")


def _issue(platform: Platform, channel: Channel, kind: str, life: int) -> Answer:
    with platform.lock:
        token, issued = channel.tokens.issue(kind, platform.clock.now(), life)
    answer: dict[str, object] = {"token_type": "Bearer", "access_token": token, "expires_in": life}
    if issued.key_id:
        answer["key_id"] = issued.key_id
    return json_answer(answer)


@open_endpoint("POST", "/oauth2/v3/token")
def issue_stateless(platform: Platform, call: Call) -> Answer:
    form = _form(call)
    _check_grant(form)
    if "client_assertion" in form:
        channel, _ = _by_assertion(platform, form)
    else:
        channel = _by_secret(platform, form)
    return _issue(platform, channel, "stateless", STATELESS_LIFE)


@open_endpoint("POST", "/oauth2/v2.1/token")
def issue_by_assertion(platform: Platform, call: Call) -> Answer:
    form = _form(call)
    _check_grant(form)
    channel, life = _by_assertion(platform, form)
    return _issue(platform, channel, "v2.1", life)


@open_endpoint("POST", "/v2/oauth/accessToken")
def issue_short_lived(platform: Platform, call: Call) -> Answer:
    form = _form(call)
    _check_grant(form)
    return _issue(platform, _by_secret(platform, form), "short-lived", THIRTY_DAYS)


@open_endpoint("GET", "/oauth2/v2.1/verify")
def verify_v2_1(platform: Platform, call: Call) -> Answer:
    return _verify(platform, call.query.get("access_token", ""))


@open_endpoint("POST", "/v2/oauth/verify")
def verify(platform: Platform, call: Call) -> Answer:
    return _verify(platform, _form(call).get("access_token", ""))


def _verify(platform: Platform, token: str) -> Answer:
    channel = platform.channel_of(token)
    now = platform.clock.now()
    known = channel.tokens.alive(token, now) if channel else None
    if channel is None or known is None:
        raise _refused("invalid_request", "access token expired")
    left = 10**9 if known.expires_at is None else int(known.expires_at - now)
    return json_answer({"client_id": channel.channel_id, "expires_in": left, "scope": "P CM"})


@open_endpoint("POST", "/oauth2/v2.1/revoke")
def revoke_v2_1(platform: Platform, call: Call) -> Answer:
    form = _form(call)
    channel = _by_secret(platform, form)
    with platform.lock:
        channel.tokens.revoke(form.get("access_token", ""))
    return Answer(200, b"", "text/plain")


@open_endpoint("POST", "/v2/oauth/revoke")
def revoke(platform: Platform, call: Call) -> Answer:
    token = _form(call).get("access_token", "")
    if (channel := platform.channel_of(token)) is not None:
        with platform.lock:
            channel.tokens.revoke(token)
    return Answer(200, b"", "text/plain")


@open_endpoint("GET", "/oauth2/v2.1/tokens/kid")
def key_ids(platform: Platform, call: Call) -> Answer:
    channel, _ = _by_assertion(platform, dict(call.query))
    return json_answer({"kids": channel.tokens.living_key_ids(platform.clock.now())})
