"""What one running identity half consists of; every endpoint is handed it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from argon2 import PasswordHasher

from wirelatch.database import Database
from wirelatch.identity.applications.catalog import Catalog
from wirelatch.identity.directory.attempts import Attempts
from wirelatch.identity.directory.passwords import Passwords
from wirelatch.identity.flows.catalog import FlowCatalog
from wirelatch.identity.keys.sealing import Sealer
from wirelatch.identity.keys.signer import Signer
from wirelatch.identity.mail import Outbox
from wirelatch.ledger import Ledger
from wirelatch.settings import Settings


@dataclass
class Services:
    """The parts, and facts about this installation."""

    settings: Settings
    database: Database
    ledger: Ledger
    sealer: Sealer
    catalog: Catalog
    flows: FlowCatalog
    signer: Signer
    passwords: Passwords
    attempts: Attempts
    mail: Outbox
    installation_id: str = ""
    marker_key: bytes = field(default=b"", repr=False)
    set_up: bool = False
    """Whether a first administrator exists or existed; once true it stays true."""
    wrong_redirects: OrderedDict[tuple[str, str], float] = field(default_factory=OrderedDict)
    """Applications and the unregistered redirect URIs that the log has heard of lately, with the time of it."""

    @classmethod
    def make(
        cls, settings: Settings, database: Database, sealer: Sealer, hasher: PasswordHasher | None = None
    ) -> Services:
        """The parts for these settings; the database is opened but not yet brought up to date."""
        ledger = Ledger(database)
        catalog = Catalog(database, sealer)
        return cls(
            settings=settings,
            database=database,
            ledger=ledger,
            sealer=sealer,
            catalog=catalog,
            flows=FlowCatalog(database, catalog),
            signer=Signer(),
            passwords=Passwords(hasher),
            attempts=Attempts(database, sealer.derive("attempts")),
            mail=Outbox(settings, database, ledger, sealer),
            marker_key=sealer.derive("markers"),
        )

    async def close(self) -> None:
        """End the threads and let go of the database."""
        self.signer.close()
        self.passwords.close()
        await self.database.close()
