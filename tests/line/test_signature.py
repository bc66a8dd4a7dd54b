"""A webhook is LINE's only if its signature says so, and we decide exactly as LINE's own SDK does."""

from hypothesis import given, settings
from hypothesis import strategies as st

from line.signature import sign, verify

# https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/
SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
BODY = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
SIGNATURE = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="


def test_lines_own_example_verifies() -> None:
    assert verify(SECRET, BODY, SIGNATURE)


def test_one_changed_byte_of_the_body_does_not() -> None:
    assert not verify(SECRET, BODY + b" ", SIGNATURE)


def test_no_signature_an_empty_one_and_strange_characters_do_not() -> None:
    for header in (None, "", "x", "サイン", "\udcff" * 44, SIGNATURE[:-1], SIGNATURE + "="):
        assert not verify(SECRET, BODY, header)


def test_during_a_rotation_both_secrets_verify_and_no_third() -> None:
    assert verify(("new", SECRET), BODY, SIGNATURE)
    assert verify((SECRET, "new"), BODY, SIGNATURE)
    assert not verify(("new", "newer"), BODY, SIGNATURE)


def test_an_empty_secret_verifies_nothing() -> None:
    assert not verify("", BODY, sign("", BODY))
    assert not verify((), BODY, SIGNATURE)


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=40), st.text(max_size=200), st.booleans())
def test_we_agree_with_the_official_sdk(secret: str, body: str, genuine: bool) -> None:
    from linebot.v3 import SignatureValidator

    signature = sign(secret, body.encode()) if genuine else sign(secret + "x", body.encode())
    official = SignatureValidator(secret).validate(body, signature)
    assert verify(secret, body.encode(), signature) is official is genuine
