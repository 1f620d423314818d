"""What an account becomes here: the properties of a user and of groups, as the source's mappings have them.

Mappings find `info` (and `userinfo`, `oauth_userinfo`): what the provider tells; for groups also `group_id`.
https://docs.goauthentik.io/users-sources/sources/property-mappings/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from wirelatch.identity.applications.models import PropertyMapping
from wirelatch.identity.expressions import ExpressionError, compile_expression, names
from wirelatch.identity.expressions.directory import Directory, merge
from wirelatch.identity.policies import PolicyRequest
from wirelatch.identity.services import Services
from wirelatch.identity.sources.oauth_types import Account
from wirelatch.identity.sources.source import Source
from wirelatch.identity.stages.prompt_fields import EMAIL, USERNAME
from wirelatch.identity.web.call import Call

MOST_GROUPS = 200


async def mapped(
    source: Source, account: Account, call: Call, services: Services
) -> tuple[Account, list[dict[str, Any]]]:
    """The account after the mappings, and its groups: `{identifier, name, attributes}` each.

    An address that a mapping has changed is not the one that the provider has verified.
    """
    snapshot = await services.catalog.current()
    by_id = {mapping.id: mapping for mapping in snapshot.property_mappings}
    failures: list[tuple[PropertyMapping, ExpressionError]] = []
    http = PolicyRequest.of(call, None).http
    told = dict(account.info)

    def evaluate(
        connection: Connection, ids: Sequence[str], base: dict[str, Any], more: Mapping[str, Any]
    ) -> dict[str, Any]:
        directory = Directory(connection, services.installation_id)
        known = {"info": told, "userinfo": told, "oauth_userinfo": told, "properties": base, **more}
        given = names.for_mapping(None, directory, http=http, more=known)
        with names.looking_up_in(directory):
            for mapping in (by_id[pk] for pk in ids if pk in by_id):
                try:
                    value = compile_expression(mapping.expression).evaluate(given)
                except ExpressionError as error:
                    failures.append((mapping, error))
                    continue
                if isinstance(value, dict):
                    merge(base, value)
        return base

    def work(connection: Connection) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        base: dict[str, Any] = {
            "username": account.username,
            "name": account.name,
            "email": account.email,
            "attributes": {},
            "groups": list(account.groups or ()),
        }
        user = evaluate(connection, source.user_property_mappings, base, {})
        listed = user.get("groups")
        identifiers = (
            [name for name in listed if isinstance(name, str) and 0 < len(name) <= 255]
            if isinstance(listed, list)
            else []
        )
        found = []
        for identifier in dict.fromkeys(identifiers[:MOST_GROUPS]):
            start: dict[str, Any] = {"name": identifier, "attributes": {}}
            group = evaluate(connection, source.group_property_mappings, start, {"group_id": identifier})
            name, attributes = group.get("name"), group.get("attributes")
            if isinstance(name, str) and 0 < len(name.strip()) <= 255 and name.isprintable():
                own = attributes if isinstance(attributes, dict) else {}
                found.append({"identifier": identifier, "name": name.strip(), "attributes": own})
        return user, found

    user, groups = await services.database.read(work)
    for mapping, error in failures:
        await services.ledger.append(
            actor="",
            action="property_mapping_exception",
            target=f"mapping:{mapping.id}",
            address=call.address,
            changes={"message": f"{mapping.name}: {error}", "source": source.slug},
        )
    email, attributes = user.get("email"), user.get("attributes")
    email = email.strip() if isinstance(email, str) else ""
    email = email if EMAIL.fullmatch(email) and len(email) <= 254 else ""
    username = user.get("username")
    username = username.strip() if isinstance(username, str) else ""
    name = user.get("name")
    after = replace(
        account,
        username=username if USERNAME.fullmatch(username) else "",
        name=name[:255] if isinstance(name, str) and name.isprintable() else "",
        email=email,
        email_verified=account.email_verified and bool(email) and email == account.email,
        attributes=attributes if isinstance(attributes, dict) else {},
    )
    return after, groups
