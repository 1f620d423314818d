"""`wirelatch rotate-key`: give the identity half a new master key, and seal everything anew with it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from wirelatch.cli import data_directory
from wirelatch.cli.errors import FAILED, CommandError
from wirelatch.database import Database
from wirelatch.settings import Settings


def run(settings: Settings, options: Mapping[str, Any]) -> int:
    """Change the key; when it is interrupted, the same command again goes on."""
    from wirelatch.identity.keys import master_key

    data_directory.prepare(settings.data)
    wanted = options.get("new_key_file")
    following = Path(wanted).absolute() if wanted else settings.data / master_key.NEXT_FILE_NAME
    with data_directory.lock_identity(settings):
        try:
            if master_key.given(settings) is not None and not wanted:
                raise CommandError(
                    "the master key comes from a setting: name a file for the new one with --new-key-file FILE (it is made "
                    "when there is none), and put its content into the setting afterwards"
                )
            with _database(settings) as database:
                print(_rotate(settings, database, following, in_place=not wanted))
        except (master_key.MasterKeyError, SQLAlchemyError) as error:
            raise CommandError(str(getattr(error, "orig", error)).splitlines()[0], FAILED) from None
    return 0


def _rotate(settings: Settings, database: Database, following: Path, *, in_place: bool) -> str:
    from wirelatch.identity.keys import master_key
    from wirelatch.identity.keys.rotation import rotate
    from wirelatch.identity.keys.sealing import Sealer
    from wirelatch.ledger import Ledger

    stored = database.read_now(master_key.stored_key_id)
    if stored is None:
        raise master_key.MasterKeyError("there is no identity database yet: nothing is sealed")
    if not following.exists():
        old = master_key.open_sealer(settings, database)
        master_key.create(following)
    elif Sealer(master_key.read(following)).key_id == stored:
        old = Sealer(master_key.read(following))  # interrupted after the database had it
    else:
        old = master_key.open_sealer(settings, database)
    new = Sealer(master_key.read(following))
    # A database of an earlier version does not say yet which key it needs.
    database.migrate("wirelatch.identity:migrations")
    if not stored:
        database.write_now(lambda connection: master_key.claim(connection, old))
    count = database.write_now(lambda connection: rotate(connection, Ledger(database), old, new))
    told = f"{count} secrets are sealed with the new master key {new.key_id}"
    if not in_place:
        return f"{told}. Give {following} as the key from now on (WIRELATCH_IDENTITY_KEY_FILE), and keep a copy of it."
    file = settings.data / master_key.FILE_NAME
    master_key.put_in_place(following, file)
    return f"{told}, which is in {file}. Keep a copy of it; backups made before need the old one."


@contextlib.contextmanager
def _database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.identity_database_url)
    try:
        yield database
    finally:
        database.close_now()
