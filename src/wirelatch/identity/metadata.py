"""The tables of the identity half share one namespace, for foreign keys and migrations."""

from __future__ import annotations

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


def new_uuid() -> str:
    """A random identifier, as stored and as shown in the API."""
    return str(uuid4())
