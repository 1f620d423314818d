"""Where both halves keep their data: SQLAlchemy Core on SQLite (default) or PostgreSQL.

Work is a plain synchronous function of a :class:`sqlalchemy.Connection`; it runs in a worker thread, in one
transaction. See :class:`wirelatch.database.database.Database`.
"""

from wirelatch.database.appending import append, change_here, once
from wirelatch.database.database import Database, UnusableError, is_unavailable
from wirelatch.database.notices import notify
from wirelatch.database.types import Instant, now

__all__ = [
    "Database",
    "Instant",
    "UnusableError",
    "append",
    "change_here",
    "is_unavailable",
    "notify",
    "now",
    "once",
]
