"""The tables of the identity half share one namespace, for foreign keys and migrations.

What has to be done with every table of a kind is said where the table is defined, in its `info`:

- `Table(…, info=cleared_after("expires"))`: rows whose time is over are deleted now and then (`clearing_up.py`);
- `Column(…, Text, comment="sealed", info=SEALED)`: holds what `Sealer.seal` gave, alone or within JSON, and is sealed
  anew when the master key changes (`keys/rotation.py`).
"""

from __future__ import annotations

import os
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

SEALED: dict[Any, Any] = {"sealed": True}
"""The `info` of a column that holds sealed values."""


def cleared_after(column: str, keep: timedelta = timedelta(0)) -> dict[Any, Any]:
    """The `info` of a table whose rows may be deleted once the time in `column` (an `Instant`) and `keep` are over."""
    return {"cleared_after": (column, keep)}


def new_uuid() -> str:
    """A random identifier, as stored and as shown in the API."""
    return str(uuid4())


def new_ordered_uuid() -> str:
    """An identifier for rows that come many times a second, telling the time of its making (UUID version 7).

    Rows made together then lie together: a transaction changes the end of an index instead of a page for each row.
    https://www.rfc-editor.org/rfc/rfc9562#section-5.7
    """
    at, chance = f"{time.time_ns() // 1_000_000:012x}", os.urandom(9).hex()
    return f"{at[:8]}-{at[8:]}-7{chance[:3]}-8{chance[3:6]}-{chance[6:]}"
