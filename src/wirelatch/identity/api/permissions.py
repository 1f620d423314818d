"""Who may call an endpoint: everybody, any user, or who holds a permission on the model or on the object.

Deny by default: what is not shown to be allowed is refused. Administrators (superusers) hold every permission.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from sqlalchemy import Connection

from wirelatch.identity.api.models import Model
from wirelatch.identity.api.principal import Principal
from wirelatch.identity.web.errors import ApiError, forbidden, not_authenticated, not_found


class Permission(enum.Enum):
    """Who may call an endpoint that is not about objects of one kind."""

    ANYONE = "anyone"
    """Also without credentials."""
    SIGNED_IN = "signed in"
    """Any user; the handler shows and changes only what is theirs."""
    SUPERUSER = "superuser"
    """Administrators."""
    SUPERUSER_OR_LINK = "superuser or link"
    """Administrators, and the flows half with the link token, for its own application."""
    SIGNED_IN_OR_LINK = "signed in or link"


class Reach(enum.Enum):
    """On what a permission has to be held."""

    MODEL = "model"
    OBJECT = "object"
    LIST = "list"
    """On the model or on any object: the handler lists what may be seen (`ApiRequest.visible`)."""


@dataclass(frozen=True)
class Needs:
    """A permission by its full name, and where it has to be held; made by `may`, `may_list` and `system`."""

    permission: str
    model: Model | None = None
    reach: Reach = Reach.MODEL
    argument: str = ""
    owner: bool = False
    link: bool = False


Admission = Permission | Needs


def may(verb: str, model: Model, on: str = "", *, owner: bool = False, link: bool = False) -> Needs:
    """A permission on the model, or, with `on`, on the object that this argument of the path names.

    `verb` is add, change, delete, view or a permission of the model's own. `owner`: the user whom the object belongs
    to may as well. `link`: the link token may as well (the handler says on what).
    """
    reach = Reach.OBJECT if on else Reach.MODEL
    if owner and not model.owner:
        raise ValueError(f"{model.full_name} has no owner")
    return Needs(model.permission(verb), model, reach, on, owner, link)


def may_list(model: Model, *, owner: bool = False, link: bool = False) -> Needs:
    """Seeing a list: of all, or of those objects that one may see or that are one's own."""
    return Needs(model.permission("view"), model, Reach.LIST, "", owner, link)


def system(codename: str) -> Needs:
    """A permission on the installation as a whole, such as `view_system_info`."""
    return Needs(f"authentik_rbac.{codename}")


def admit(principal: Principal, needed: Admission) -> None:
    """Raise unless the caller may call the endpoint at all; objects are looked at by `admit_to_object`."""
    if isinstance(needed, Permission):
        _admit_plain(principal, needed)
        return
    if needed.link and principal.is_link:
        return
    if principal.person is None:
        raise forbidden() if principal.is_link else not_authenticated()
    rights = principal.rights
    if rights.holds(needed.permission) or needed.owner or needed.reach is Reach.OBJECT:
        return
    if needed.reach is Reach.LIST and rights.objects(needed.permission):
        return
    raise forbidden()


def _admit_plain(principal: Principal, permission: Permission) -> None:
    known = principal.person is not None
    match permission:
        case Permission.ANYONE:
            return
        case Permission.SIGNED_IN if known:
            return
        case Permission.SUPERUSER if principal.is_superuser:
            return
        case Permission.SUPERUSER_OR_LINK if principal.is_superuser or principal.is_link:
            return
        case Permission.SIGNED_IN_OR_LINK if known or principal.is_link:
            return
    raise forbidden() if known or principal.is_link else not_authenticated()


def is_about_object(principal: Principal, needed: Admission) -> bool:
    """Whether `admit_to_object` has to look: not for those who hold the permission on every object."""
    return (
        isinstance(needed, Needs)
        and needed.reach is Reach.OBJECT
        and principal.person is not None
        and not principal.rights.holds(needed.permission)
    )


def admit_to_object(connection: Connection, principal: Principal, needed: Needs, wanted: str) -> None:
    """Raise unless the caller holds the permission on the object that the path names, or owns it where that counts.

    Who may not see the object learns nothing of it: 404 where lists of that kind are open to them, else 403.
    """
    model, person, rights = needed.model, principal.person, principal.rights
    if model is None or person is None:
        raise forbidden()
    found = model.find(connection, wanted)
    view = f"{model.app}.view_{model.name}"
    if found is not None:
        pk, owner = found
        is_own = owner is not None and owner == person.id
        if rights.holds(needed.permission, pk) or (needed.owner and is_own):
            return
        if rights.holds(view, pk) or is_own:
            raise forbidden()
    if needed.owner or rights.holds(view) or rights.objects(view):
        raise not_found(model.verbose_name)
    raise forbidden()


def refuse(message: str) -> ApiError:
    """403 with a reason."""
    return forbidden(message)
