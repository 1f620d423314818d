"""The code that a user types: eight letters, none of which is a vowel (no words) or looks like another.

Twenty letters to the eighth are 34 bits: enough beside the bound on guesses and the short life.
https://www.rfc-editor.org/rfc/rfc8628#section-6.1
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
LENGTH = 8


def new_user_code() -> str:
    """As it is shown: `BCDF-GHJK`."""
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def hash_of_user_code(typed: str, key: bytes) -> str:
    """What is stored and looked for, however the code was typed. Keyed, since there are not many codes."""
    letters = "".join(letter for letter in typed.upper() if letter in LETTERS)
    return hmac.new(key, b"user code\n" + letters.encode(), hashlib.sha256).hexdigest()
