"""`authenticators/{totp,static,webauthn,email}/` and the same below `admin/`: seeing, renaming and deleting devices.

Owners do it with their own, having signed in a moment ago where that matters; nobody sees a secret. They are set up in
flows (`identity/stages/authenticator_*`), never here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from sqlalchemy import Connection, Row, select, update

from wirelatch.database import now
from wirelatch.identity.api.core.embedded import PARTIAL_USER, brief
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints
from wirelatch.identity.api.escalation import check_may_act_for
from wirelatch.identity.api.models import Model
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.authenticators import devices as store
from wirelatch.identity.authenticators import notices, static
from wirelatch.identity.authenticators.devices import KINDS, LONGEST_NAME, RECENT
from wirelatch.identity.authenticators.models_of_passkeys import model_of
from wirelatch.identity.authenticators.tables import devices as table
from wirelatch.identity.authenticators.tables import email_devices, webauthn_devices
from wirelatch.identity.directory.tables import sessions, users
from wirelatch.identity.web.errors import ApiError, forbidden, not_found
from wirelatch.identity.web.fields import Field, line
from wirelatch.identity.web.shapes import (
    INSTANT,
    INTEGER,
    STRING,
    JsonType,
    Parameter,
    Shape,
    array,
    nullable,
)

endpoints = Endpoints()
HIDDEN = "********"


def _finder(kind: str) -> Callable[[Connection, str], tuple[str, int | None] | None]:
    def find(connection: Connection, wanted: str) -> tuple[str, int | None] | None:
        if not wanted.isdecimal() or len(wanted) > 9:
            return None
        query = select(table.c.id, table.c.user_id).where(table.c.id == int(wanted), table.c.kind == kind)
        row = connection.execute(query).first()
        return None if row is None else (str(row.id), row.user_id)

    return find


def _model(kind: str) -> Model:
    app, _, name = KINDS[kind].model.partition(".")
    verbose = KINDS[kind].verbose_name
    return Model(
        app,
        name,
        verbose,
        f"{verbose}s",
        table=table,
        owner="user_id",
        finder=_finder(kind),
        target=name,
    )


MODELS = {kind: _model(kind) for kind in KINDS}


class Devices(Resource):
    """Devices of one kind. `is_own`: what belongs to the caller needs no permission."""

    schema = {"name": Field(line(LONGEST_NAME, blank=False))}
    unique = ()
    verbs = frozenset({"list", "get", "change", "delete", "used_by"})
    default_order = "name"
    device_kind = ""
    is_own = True

    def serialize(self, connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any]:
        owner = connection.execute(select(users).where(users.c.id == row.user_id)).one()
        particular = self.particular(connection, row)
        return {"pk": row.id, "name": row.name, **particular, "user": brief(connection, owner)}

    def particular(self, connection: Connection, row: Row[Any]) -> dict[str, Any]:
        """The fields of this kind."""
        return {}

    def query(self, request: ApiRequest) -> Any:
        return select(table).where(table.c.kind == self.device_kind)

    def row(self, connection: Connection, wanted: Any) -> Row[Any]:
        query = select(table).where(table.c.id == int(wanted), table.c.kind == self.device_kind)
        row = connection.execute(query).first()
        if row is None:
            raise not_found(self.model.verbose_name)
        return row

    def update(
        self, connection: Connection, request: ApiRequest, row: Row[Any], values: dict[str, Any]
    ) -> None:
        connection.execute(update(table).where(table.c.id == row.id).values(**values, last_updated=now()))

    def delete(self, connection: Connection, request: ApiRequest, row: Row[Any]) -> None:
        by_owner = row.user_id == request.own_id and request.principal.original is None
        if self.is_own:
            check_recent(connection, request)
        # Without its second factor an account is weaker: nobody makes one so that can do more than they can.
        check_may_act_for(request, connection, row.user_id)
        device = store.find(connection, row.id)
        if device is None or not store.remove(connection, row.id):
            raise not_found(self.model.verbose_name)  # another request was first
        notices.removed(connection, request.services, device, by_owner=by_owner)


class TOTPDevices(Devices):
    """Authenticator apps."""

    device_kind = "totp"
    shape_name = "TOTPDevice"
    read = {"user": PARTIAL_USER}


class StaticDevices(Devices):
    """Recovery codes; which they are was shown once."""

    device_kind = "static"
    shape_name = "StaticDevice"
    read: ClassVar[Mapping[str, JsonType]] = {
        "token_set": array(
            Shape(
                "StaticDeviceToken", {"token": STRING}, description="An unused code; it is not shown again."
            )
        ),
        "user": PARTIAL_USER,
    }

    def particular(self, connection: Connection, row: Row[Any]) -> dict[str, Any]:
        return {"token_set": [{"token": HIDDEN}] * static.left(connection, row.id)}


class WebAuthnDevices(Devices):
    """Passkeys and security keys."""

    device_kind = "webauthn"
    shape_name = "WebAuthnDevice"
    read = {
        "created_on": INSTANT,
        "device_type": nullable(
            Shape("WebAuthnDeviceType", {"aaguid": STRING, "description": STRING, "icon": nullable(STRING)})
        ),
        "aaguid": STRING,
        "user": PARTIAL_USER,
    }

    def particular(self, connection: Connection, row: Row[Any]) -> dict[str, Any]:
        query = select(webauthn_devices.c.aaguid).where(webauthn_devices.c.device_id == row.id)
        aaguid = connection.execute(query).scalar() or ""
        model = model_of(aaguid)
        kind = {"aaguid": aaguid, "description": model, "icon": None} if model else None
        return {"created_on": row.created_at, "device_type": kind, "aaguid": aaguid}


class EmailDevices(Devices):
    """Addresses that codes are sent to."""

    device_kind = "email"
    shape_name = "EmailDevice"
    read = {"email": STRING, "user": PARTIAL_USER}

    def particular(self, connection: Connection, row: Row[Any]) -> dict[str, Any]:
        query = select(email_devices.c.email).where(email_devices.c.device_id == row.id)
        return {"email": connection.execute(query).scalar() or ""}


def check_recent(connection: Connection, request: ApiRequest) -> None:
    """Raise where a browser session that was begun long ago, or that is somebody else's guise, changes sign-in."""
    if request.principal.original is not None:
        raise forbidden("This cannot be done while impersonating somebody.")
    uuid = request.principal.session_uuid
    if uuid is None:
        return
    since = connection.execute(select(sessions.c.authenticated_at).where(sessions.c.uuid == uuid)).scalar()
    if since is None or now() - since > RECENT:
        message = "Please sign in again to do this."
        raise ApiError(403, {"detail": message, "code": "reauthentication_required"})


def _of_user(query: Any, value: str) -> Any:
    return query.where(table.c.user_id == (int(value) if value.isdecimal() and len(value) < 10 else -1))


def _register(resource: type[Devices]) -> None:
    kind = resource.device_kind
    own = type(
        f"Own{resource.__name__}",
        (resource,),
        {
            "path": f"authenticators/{kind}/",
            "model": MODELS[kind],
            "owner_verbs": frozenset({"list", "get", "change", "delete"}),
        },
    )
    everybodys = type(
        f"Admin{resource.__name__}",
        (resource,),
        {
            "path": f"authenticators/admin/{kind}/",
            "model": MODELS[kind],
            "is_own": False,
            "verbs": frozenset({"list", "get", "change", "delete"}),
            "more_filters": {"user": (Parameter(INTEGER), _of_user)},
        },
    )
    first = own()
    first.register(endpoints)
    second = everybodys()
    second.shape = first.shape  # one component in the document
    second.register(endpoints)


for _kind in (TOTPDevices, StaticDevices, WebAuthnDevices, EmailDevices):
    _register(_kind)
