"""Telling clients that a user's session has ended. https://openid.net/specs/openid-connect-backchannel-1_0.html

Delivers what `directory/logout_notices.py` noted. A client that cannot be reached, or fails, is tried again later; one
that refuses the token is not. Redirects are not followed. Addresses that administrators chose may be of inner networks, where most
clients are; one that a client chose in registering itself may not (`fetch_networks`).
"""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, delete, select, update

from wirelatch.database import now
from wirelatch.identity.applications.models import Application, Provider
from wirelatch.identity.directory import people
from wirelatch.identity.directory.logout_notices import from_json
from wirelatch.identity.directory.people import Person
from wirelatch.identity.keys.signer import sign
from wirelatch.identity.metadata import new_uuid
from wirelatch.identity.oidc.claims import mapped_claims, subject_of
from wirelatch.identity.oidc.issuer import issuer_of
from wirelatch.identity.oidc.tables import client_registrations, logout_notices
from wirelatch.identity.services import Services
from wirelatch.identity.web.fetch import FetchError, address_of, networks

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)

EVENT = "http://schemas.openid.net/event/backchannel-logout"
LOOK_EVERY = 1.0
"""Seconds."""
AT_ONCE = 20
TIMEOUT = 5.0
TIMEOUT_OF_ALL = 10.0
LEASE = timedelta(minutes=1)
"""How long a process may take to deliver what it has claimed."""
TOKEN_SECONDS = 120
LONGEST_PAUSE = timedelta(minutes=10)
GIVE_UP_AFTER = timedelta(days=14)
"""No session of a client should outlive the longest one here."""


class BackChannelLogout:
    """Delivers the notes, for as long as `run` runs."""

    def __init__(self, services: Services, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """`transport`: how requests travel; the network, unless a test says otherwise."""
        self._services = services
        self._transport = transport

    async def run(self) -> None:
        """Deliver what is due, again and again."""
        while True:
            try:
                delivered = await self.deliver()
            except Exception:
                log.exception("clients cannot be told of ended sessions")
                delivered = 0
            if delivered < AT_ONCE:
                await asyncio.sleep(LOOK_EVERY)

    async def deliver(self) -> int:
        """Tell whom it is time to tell; returns how many notes there were."""
        database = self._services.database
        due = await database.write(_claim) if await database.read(_is_any_due) else []
        if due:
            import httpx  # here, because most starts go without it

            async with httpx.AsyncClient(timeout=TIMEOUT, transport=self._transport) as client:
                await asyncio.gather(*(self._tell(client, row, person) for row, person in due))
        return len(due)

    async def _tell(self, client: httpx.AsyncClient, row: Row[Any], person: Person | None) -> None:
        application = (await self._services.catalog.current()).by_provider.get(row.provider_id)
        done = False
        try:
            done = (
                person is None
                or application is None
                or application.provider is None
                or await self._post(client, application, application.provider, person, row.session_uuid)
            )
        finally:  # also when we are stopped meanwhile: the note is not to wait for the end of its lease
            await self._services.database.write(lambda connection: _settle(connection, row, done, now()))

    async def _post(
        self,
        client: httpx.AsyncClient,
        application: Application,
        provider: Provider,
        person: Person,
        session_uuid: str | None,
    ) -> bool:
        """False: try again later."""
        import httpx

        if not provider.logout_uri:
            return True
        token = await self._services.signer.run(
            lambda: self._token(application, provider, person, session_uuid)
        )
        try:
            async with asyncio.timeout(TIMEOUT_OF_ALL):
                target = await self._target(provider)
                # What the client says besides the status is not read: it may be endless.
                async with client.stream("POST", data={"logout_token": token}, **target) as answer:
                    status = answer.status_code
        except (httpx.HTTPError, httpx.InvalidURL, FetchError, TimeoutError) as error:
            log.info("%s cannot be told of a logout: %s", application.slug, type(error).__name__)
            return False
        if not 200 <= status < 300:
            log.warning("%s answered to a logout with status %s", application.slug, status)
        return status < 500

    async def _target(self, provider: Provider) -> dict[str, Any]:
        """Where to post: a client that registered itself has not chosen an address within our own networks."""
        import httpx

        own = select(client_registrations.c.provider_id).where(
            client_registrations.c.provider_id == provider.id
        )
        read = self._services.database.read
        if await read(lambda connection: connection.execute(own).first()) is None:
            return {"url": provider.logout_uri}
        allowed = networks(self._services.settings.fetch_networks)
        address = await address_of(provider.logout_uri, allowed=allowed)
        url = httpx.URL(provider.logout_uri)
        return {
            "url": url.copy_with(host=address),
            "headers": {"Host": url.netloc.decode("ascii")},
            "extensions": {"sni_hostname": url.host},
        }

    def _token(
        self, application: Application, provider: Provider, person: Person, session_uuid: str | None
    ) -> str:
        services, issued_at = self._services, int(time.time())
        mapped = mapped_claims(provider, person, provider.scopes)
        claims: dict[str, Any] = {
            # Who asked for the logout may know us by another name than the client does: the configured one counts.
            "iss": issuer_of(services.settings.identity_base_url, provider, application),
            "sub": mapped.get("sub", subject_of(provider, person, services.installation_id)),
            "aud": provider.client_id,
            "iat": issued_at,
            "exp": issued_at + TOKEN_SECONDS,
            "jti": new_uuid(),
            "events": {EVENT: {}},
        }
        if session_uuid is not None:
            claims["sid"] = session_uuid
        signing = provider.signing_key
        return sign(
            claims,
            key=signing.key if signing else provider.secret_key,
            algorithm=provider.id_token_algorithm,
            kid=signing.kid if signing else None,
            typ="logout+jwt",
        )


def _is_any_due(connection: Connection) -> bool:
    return (
        connection.execute(select(logout_notices.c.id).where(logout_notices.c.due <= now()).limit(1)).first()
        is not None
    )


def _claim(connection: Connection) -> list[tuple[Row[Any], Person | None]]:
    """Notes that it is time for, each taken by one process only: whoever moved its time first delivers it.

    One whose process dies meanwhile is due again when the time that it was given is over.
    """
    moment = now()
    query = select(logout_notices).where(logout_notices.c.due <= moment).order_by(logout_notices.c.due)
    claimed = []
    for row in connection.execute(query.limit(AT_ONCE)).all():
        still = (logout_notices.c.id == row.id) & (logout_notices.c.due == row.due)
        if connection.execute(update(logout_notices).where(still).values(due=moment + LEASE)).rowcount:
            claimed.append((row, from_json(row.user) if row.user else people.find(connection, row.user_id)))
    return claimed


def _settle(connection: Connection, row: Row[Any], done: bool, moment: datetime) -> None:
    this = logout_notices.c.id == row.id
    if done or moment - row.created_at > GIVE_UP_AFTER:
        connection.execute(delete(logout_notices).where(this))
        return
    pause = min(timedelta(seconds=2 ** min(row.attempts, 20)), LONGEST_PAUSE)
    connection.execute(
        update(logout_notices).where(this).values(due=moment + pause, attempts=row.attempts + 1)
    )
