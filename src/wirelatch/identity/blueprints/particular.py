"""What blueprints may say of objects that the API has in another shape: passwords of users, keys of tokens, icons …"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, select, update

from wirelatch.database import now
from wirelatch.identity.api.crypto.certificates import CERTIFICATE as CERTIFICATES
from wirelatch.identity.api.crypto.certificates import PAIR, parse_or_refuse
from wirelatch.identity.api.recording import HIDDEN
from wirelatch.identity.applications.catalog import count_up
from wirelatch.identity.blueprints.inside import Inside
from wirelatch.identity.directory.role_tables import role_permissions
from wirelatch.identity.directory.sessions import hash_of
from wirelatch.identity.directory.tables import api_tokens, users
from wirelatch.identity.keys.generating import Pem
from wirelatch.identity.keys.sealing import SealError
from wirelatch.identity.keys.tables import certificate_key_pairs
from wirelatch.identity.web.errors import forbidden, invalid

USER, ROLE, TOKEN = "authentik_core.user", "authentik_rbac.role", "authentik_core.token"
APPLICATION, PROVIDER = "authentik_core.application", "authentik_providers_oauth2.oauth2provider"
CERTIFICATE = "authentik_crypto.certificatekeypair"
ONLY_HERE: Mapping[str, frozenset[str]] = {
    USER: frozenset({"password", "password_hash", "permissions"}),
    ROLE: frozenset({"permissions"}),
    TOKEN: frozenset({"key"}),
}
"""Fields that the API has not, applied after the object is there."""
IGNORED = frozenset(
    {"managed", "component", "pk", "policybindingmodel_ptr_id", "meta_model_name", "flow_set"}
)
"""Fields of authentik's own exports that say nothing."""


def as_the_api_has_it(model: str, attrs: dict[str, Any]) -> list[str]:
    """Bring fields of older versions, and blueprint-only ones, into the API's shape, in place; returns warnings."""
    told = []
    if model == APPLICATION and "icon" in attrs:
        icon = attrs.pop("icon")
        attrs.setdefault("meta_icon", icon or "")
    if model == "authentik_core.group" and "parent" in attrs:
        parent = attrs.pop("parent")
        attrs.setdefault("parents", [parent] if parent else [])
    if model == PROVIDER and isinstance(attrs.get("redirect_uris"), str):
        lines = [line.strip() for line in attrs["redirect_uris"].splitlines() if line.strip()]
        attrs["redirect_uris"] = [{"matching_mode": "strict", "url": line} for line in lines]
        told.append("redirect_uris as a text is authentik's older form: each line was taken as a strict URI")
    if model == "authentik_stages_email.emailstage" and isinstance(attrs.get("token_expiry"), int):
        attrs["token_expiry"] = f"minutes={attrs['token_expiry']}"
    if model == "authentik_events.notificationrule" and "group" in attrs:
        attrs.setdefault("destination_group", attrs.pop("group"))
    return told


def apply_rest(inside: Inside, model: str, row: Row[Any], attrs: Mapping[str, Any]) -> bool:
    """Apply the fields that the API has not; whether anything changed. Raises ApiError."""
    changed = False
    if model == USER:
        changed |= _password(inside, row, attrs)
        if attrs.get("permissions"):
            raise invalid(
                "permissions",
                "Users get permissions through roles here: make a role and give it to the user.",
            )
    elif model == TOKEN and attrs.get("key"):
        changed |= _token_key(inside, row, str(attrs["key"]))
    elif model == ROLE and attrs.get("permissions") is not None:
        changed |= _role_permissions(inside, row, attrs["permissions"])
    return changed


def _password(inside: Inside, row: Row[Any], attrs: Mapping[str, Any]) -> bool:
    passwords = inside.services.passwords
    stored = inside.connection.execute(select(users.c.password_hash).where(users.c.id == row.id)).scalar()
    wanted = attrs.get("password_hash")
    if wanted is None and attrs.get("password") is not None:
        password = str(attrs["password"])
        if not password or (stored and passwords.check_now(stored, password)):
            return False
        if len(password) > 1024:
            raise invalid("password", "Ensure this field has no more than 1024 characters.")
        wanted = passwords.hash_now(password)
    if wanted is None or wanted == stored:
        return False
    inside.call("POST", f"core/users/{row.id}/set_password_hash/", {"password": str(wanted)})
    return True


def _token_key(inside: Inside, row: Row[Any], key: str) -> bool:
    stored = select(api_tokens.c.key_hash).where(api_tokens.c.id == row.id)
    if inside.connection.execute(stored).scalar() == hash_of(key):
        return False
    inside.call("POST", f"core/tokens/{row.identifier}/set_key/", {"key": key})
    return True


def _role_permissions(inside: Inside, row: Row[Any], wanted: Any) -> bool:
    from wirelatch.identity.api.models import known_permissions

    if not isinstance(wanted, list):
        raise invalid("permissions", "Expected a list of items.")
    held = select(role_permissions.c.permission).where(
        role_permissions.c.role_id == row.id, role_permissions.c.object_pk == ""
    )
    missing = {str(each) for each in wanted} - set(inside.connection.execute(held).scalars())
    known = sorted(missing & set(known_permissions()))
    if known:
        inside.call("POST", f"rbac/permissions/assigned_by_roles/{row.id}/assign/", {"permissions": known})
    return bool(known)


def give(inside: Inside, model_name: str, pk: Any, wanted: Mapping[str, Any]) -> None:
    """One entry of an entry's `permissions`: a role may do something with this one object. Raises ApiError."""
    permission, role = str(wanted.get("permission") or ""), wanted.get("role")
    if not role:
        raise invalid("permissions", "Permissions on objects are given to roles here, not to users.")
    app = model_name.partition(".")[0]
    full = permission if "." in permission else f"{app}.{permission}"
    held = select(role_permissions.c.permission).where(
        role_permissions.c.role_id == str(role),
        role_permissions.c.permission == full,
        role_permissions.c.object_pk == str(pk),
    )
    if inside.connection.execute(held).first() is None:
        body = {"permissions": [full], "model": model_name, "object_pk": str(pk)}
        inside.call("POST", f"rbac/permissions/assigned_by_roles/{role}/assign/", body)


def replace_pair(inside: Inside, row: Row[Any], attrs: dict[str, Any]) -> bool:
    """Give a certificate, in the place of the one with its name, another key; takes its fields out of `attrs`."""
    if not {"certificate_data", "key_data"} & set(attrs):
        return False
    if not inside.request("PATCH", "").may("change", CERTIFICATES, row.id):
        raise forbidden()
    pem = Pem(str(attrs.pop("certificate_data", row.certificate_data)), str(attrs.pop("key_data", "") or ""))
    parse_or_refuse(row.name, pem, now())
    key = inside.services.sealer.seal(pem.key) if pem.key else row.key_data
    own = certificate_key_pairs.c.id == row.id
    changed = update(certificate_key_pairs).where(own)
    inside.connection.execute(changed.values(certificate_data=pem.certificate, key_data=key))
    count_up(inside.connection)
    hidden = {"key_data": {"before": HIDDEN, "after": HIDDEN}}
    PAIR.record(
        inside.request("PATCH", ""), inside.connection, "model_updated", row.id, row.name, changes=hidden
    )
    return True


def known_secret(inside: Inside, model: str, row: Row[Any], field: str, value: Any) -> bool:
    """Whether a field that is never answered has this value already."""
    if model == CERTIFICATE and field in ("key_data", "certificate_data"):
        stored = inside.connection.execute(
            select(certificate_key_pairs).where(certificate_key_pairs.c.id == row.id)
        ).one()
        if field == "certificate_data":
            return bool(stored.certificate_data.strip() == str(value).strip())
        if stored.key_data is None:
            return not value
        return inside.services.sealer.open(stored.key_data).strip() == str(value).strip()
    settings = row._mapping.get("settings")
    if isinstance(settings, Mapping) and isinstance(settings.get(field), str) and value:
        try:
            return bool(inside.services.sealer.open(settings[field]) == value)
        except SealError:
            return False
    return False
