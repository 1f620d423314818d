"""The append-only, hash-chained record of every security-relevant act; see :mod:`wirelatch.ledger.ledger`."""

from wirelatch.ledger.ledger import Ledger, Verification, trim_in, verify_in
from wirelatch.ledger.table import Entry, ensure, ledger

__all__ = ["Entry", "Ledger", "Verification", "ensure", "ledger", "trim_in", "verify_in"]
