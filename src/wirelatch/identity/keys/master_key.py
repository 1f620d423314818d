"""Where the master key comes from: a setting (the environment, a file), a command, or the file `identity.key`.

That file is made at the very first start and never again: a database that exists and a key that is missing, or is
another one, end the start. A new key would make every stored secret unreadable, and nobody would know why.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
import shlex
import subprocess
from pathlib import Path

from sqlalchemy import Connection, insert, inspect, select

from wirelatch.database import Database, UnusableError
from wirelatch.database.locks import Lock, try_lock
from wirelatch.identity.directory.tables import installation
from wirelatch.identity.keys.sealing import KEY_BYTES, Sealer, SealError
from wirelatch.identity.keys.tables import certificate_key_pairs
from wirelatch.settings import Settings

FILE_NAME = "identity.key"
NEXT_FILE_NAME = "identity.key.next"
"""The new key while `wirelatch rotate-key` is under way."""
_FACT = "key_id"
_COMMAND_SECONDS = 60


class MasterKeyError(UnusableError):
    """There is no usable master key; the text says why and what to do."""


def open_sealer(settings: Settings, database: Database) -> Sealer:
    """The sealer of this installation; makes the key file where there is no installation yet. Blocks."""
    stored = database.read_now(stored_key_id)
    key = given(settings)
    file = settings.data / FILE_NAME
    if key is None and not file.exists():
        if stored is not None:
            raise MasterKeyError(
                f"the database exists, but its master key {file} is missing: restore the file that was there when the "
                "database was made (from a backup, or from the machine of another process), or name the key with "
                "WIRELATCH_IDENTITY_KEY_FILE. Without it the stored secrets cannot be read."
            )
        create(file)
    sealer = Sealer(key if key is not None else read(file))
    if stored and stored != sealer.key_id:
        following = settings.data / NEXT_FILE_NAME
        if key is None and following.exists() and Sealer(read(following)).key_id == stored:
            # Changing the key was interrupted after the database had it, and before the file was in its place.
            put_in_place(following, file)
            return Sealer(read(file))
        raise wrong_key(stored, sealer)
    return sealer


def given(settings: Settings) -> bytes | None:
    """The key of the settings; None when it is kept in the data directory."""
    if settings.identity_key and settings.identity_key_command:
        raise MasterKeyError("both identity_key and identity_key_command are set: which one is it?")
    if settings.identity_key:
        return decode(settings.identity_key, f"the setting identity_key ({settings.origin('identity_key')})")
    if not settings.identity_key_command:
        return None
    command = shlex.split(settings.identity_key_command)
    try:
        done = subprocess.run(  # noqa: S603 - the operator's own command
            command, capture_output=True, timeout=_COMMAND_SECONDS, check=False, text=True
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError) as error:
        raise MasterKeyError(f"identity_key_command cannot be run: {error}") from None
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise MasterKeyError(f"identity_key_command ended with code {done.returncode}: {last[:200]}")
    return decode(done.stdout, "what identity_key_command printed")


def decode(encoded: str, where: str) -> bytes:
    """32 bytes in base64 (either alphabet) or hexadecimal."""
    cleaned = encoded.strip()
    try:
        if len(cleaned) == 2 * KEY_BYTES:
            return bytes.fromhex(cleaned)
        key = base64.b64decode(
            cleaned.replace("-", "+").replace("_", "/") + "=" * (-len(cleaned) % 4), validate=True
        )
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise MasterKeyError(
            f"{where} is no master key: 32 random bytes in base64 are needed, as `openssl rand -base64 32` prints them"
        )
    return key


def read(file: Path) -> bytes:
    """The key in a file of ours, which nobody else may read."""
    try:
        if os.name == "posix" and file.stat().st_mode & 0o077:
            raise MasterKeyError(f"{file} can be read by others: `chmod 600 {file}`")
        return decode(file.read_text("ascii"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise MasterKeyError(f"the master key {file} cannot be read: {error}") from None


def create(file: Path) -> None:
    """Make a key file, unless there is one: a crash cannot leave half a key, a second process cannot replace it."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, base64.b64encode(os.urandom(KEY_BYTES)) + b"\n")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        os.link(temporary, file)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
    _sync(file.parent)


def put_in_place(following: Path, file: Path) -> None:
    """Replace a key file by the one that follows it, durably."""
    following.replace(file)
    _sync(file.parent)


def stored_key_id(connection: Connection) -> str | None:
    """Which key this database needs; "" when it does not say yet, None when it holds no installation."""
    if not inspect(connection).has_table(installation.name):
        return None
    rows = connection.execute(select(installation.c.name, installation.c.value))
    facts: dict[str, str] = {row.name: row.value for row in rows}
    return facts.get(_FACT, "") if facts else None


def claim(connection: Connection, sealer: Sealer) -> None:
    """Note in a starting process' transaction which key this database needs; raises MasterKeyError for another one."""
    if not try_lock(connection, Lock.MASTER_KEY, shared=True):
        raise MasterKeyError("the master key is being changed; start again when that is done")
    stored = connection.execute(select(installation.c.value).where(installation.c.name == _FACT)).scalar()
    if stored is None:
        sealed = select(certificate_key_pairs.c.key_data).where(certificate_key_pairs.c.key_data.is_not(None))
        example = connection.execute(sealed.limit(1)).scalar()
        try:
            if example is not None:
                sealer.open(example)
        except SealError as error:
            raise MasterKeyError(str(error)) from None
        connection.execute(insert(installation).values(name=_FACT, value=sealer.key_id))
    elif stored != sealer.key_id:
        raise wrong_key(stored, sealer)


def wrong_key(stored: str, sealer: Sealer) -> MasterKeyError:
    """What to say when the key is another one than the database's."""
    return MasterKeyError(
        f"the master key ({sealer.key_id}) does not belong to this database, which needs {stored}: give the key of the "
        f"process that made the database (its {FILE_NAME}, or WIRELATCH_IDENTITY_KEY)"
    )


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
