"""How credentials are encrypted on file (`wirelatch.document.encryption`)."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from wirelatch.document import encryption

SECRET = "e3a36f47f005bf2aaa51ce3fc6fcaafd79da8d03f2b1a9281f8fb0a285e6255a"
FROM_NODE_RED = {
    "$": "5b89d8209b5158a3c313675561b1a5b5phN1gDBe81Zv98KqS/hVDmc9EKvaKqRIvcyXYvBlFNzzzJtvN7qfw06i"
}


def test_what_node_red_encrypted_can_be_read() -> None:
    assert encryption.decrypt(FROM_NODE_RED, SECRET) == {"node": {"user1": "abc", "password1": "123"}}


def test_what_is_encrypted_can_be_read_again_and_never_looks_the_same() -> None:
    entries = {"n": {"password": "pä"}}
    one, two = encryption.encrypt(entries, "s"), encryption.encrypt(entries, "s")
    assert one != two
    assert encryption.decrypt(one, "s") == entries
    assert encryption.is_encrypted(one)


@pytest.mark.parametrize(
    "content", [{"$": FROM_NODE_RED["$"]}, {"$": "xx"}, {"$": 5}, {"$": "00" * 16 + "%%"}]
)
def test_a_wrong_secret_or_a_broken_file_is_told(content: dict[str, Any]) -> None:
    with pytest.raises(encryption.CredentialsError, match="cannot be decrypted"):
        encryption.decrypt(content, "wrong")


@pytest.mark.parametrize("secret", ["a" * 64, "chosen by somebody", "pä"])
def test_authenticated_credentials_can_be_read_again_with_the_same_secret_only(secret: str) -> None:
    entries = {"n": {"password": "pä", "lone": "\ud800"}}
    sealed = encryption.encrypt(entries, secret, "authenticated")
    assert encryption.is_encrypted(sealed)
    assert encryption.encryption_of(sealed) == "authenticated"
    assert encryption.decrypt(sealed, secret) == entries
    assert encryption.encrypt(entries, secret, "authenticated") != sealed
    with pytest.raises(encryption.CredentialsError, match="cannot be decrypted"):
        encryption.decrypt(sealed, "b" * 64)


def test_a_change_anywhere_in_authenticated_credentials_is_noticed() -> None:
    blob = encryption.encrypt({"n": {"password": "p"}}, "a" * 64, "authenticated")["$"]
    parts = blob.split(".")
    for position in range(1, len(parts)):
        text = parts[position]
        other = "scrypt" if position == 1 else ("B" if text[0] == "A" else "A") + text[1:]
        changed = ".".join([*parts[:position], other, *parts[position + 1 :]])
        with pytest.raises(encryption.CredentialsError):
            encryption.decrypt({"$": changed}, "a" * 64)
    with pytest.raises(encryption.CredentialsError):
        encryption.decrypt({"$": blob[:-4]}, "a" * 64)


def test_a_change_in_credentials_of_node_reds_format_may_pass_unnoticed_which_is_why_ours_is_another() -> (
    None
):
    blob = encryption.encrypt({"n": {"password": "1"}}, "s")["$"]
    assert encryption.encryption_of({"$": blob}) == "node-red"
    flipped = bytearray(base64.b64decode(blob[32:]))
    flipped[18] ^= ord("1") ^ ord("2")
    changed = blob[:32] + base64.b64encode(flipped).decode()
    assert encryption.decrypt({"$": changed}, "s") == {"n": {"password": "2"}}
