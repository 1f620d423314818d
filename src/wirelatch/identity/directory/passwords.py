"""Password hashing with Argon2id (RFC 9106), off the event loop and with a bound on how many run at once.

Checking costs the same time whether the user exists, has no password, or typed a wrong one.
"""

from __future__ import annotations

import asyncio
import base64
import os
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LONGEST = 1024
"""Characters; a longer password is refused before it costs anything."""
SHORTEST_PASSWORD = 8
"""Characters of a password that people choose for themselves; an administrator may set any for somebody else."""
AT_ONCE = 2


class Passwords:
    """Hashes and checks passwords."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """`hasher`: other cost parameters (tests use cheap ones); stored hashes keep theirs until the next sign-in."""
        self._hasher = hasher or PasswordHasher()
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="passwords")

    async def hash(self, password: str) -> str:
        """The text to store for a password."""
        if len(password) > LONGEST:
            raise ValueError(f"a password has at most {LONGEST} characters")
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, self._hasher.hash, _bytes(password)
        )

    async def check(self, stored: str | None, password: str) -> bool:
        """Whether `password` is the one that was stored; `stored` is None for a user who does not exist."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._check, stored, password)

    def hash_now(self, password: str) -> str:
        """As `hash`, in the calling thread."""
        return self._hasher.hash(_bytes(password))

    def check_now(self, stored: str | None, password: str) -> bool:
        """As `check`, in the calling thread."""
        return self._check(stored, password)

    def needs_rehash(self, stored: str) -> bool:
        """Whether the hash was made with other cost parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=False)

    def _check(self, stored: str | None, password: str) -> bool:
        if stored is None:
            self._matches(self._nobodys(), password[:LONGEST])
            return False
        return len(password) <= LONGEST and self._matches(stored, password)

    def _nobodys(self) -> str:
        """A stored password that nothing matches, and that costs as much to find out as any other."""
        hasher = self._hasher
        salt, digest = (_unpadded(os.urandom(size)) for size in (hasher.salt_len, hasher.hash_len))
        cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
        return f"$argon2id$v=19${cost}${salt}${digest}"

    def _matches(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False


def _unpadded(raw: bytes) -> str:
    return base64.b64encode(raw).rstrip(b"=").decode()


def _bytes(password: str) -> bytes:
    # A lone surrogate cannot be typed, but it can be sent.
    return password.encode("utf-8", "surrogatepass")
