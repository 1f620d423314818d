"""Evaluating the scope mappings of a provider: in order of their scopes, merged deeply, each within its bounds."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Connection

from wirelatch.identity.applications.models import Application, Provider, ScopeMapping
from wirelatch.identity.directory.people import Person
from wirelatch.identity.expressions import ExpressionError, compile_expression, names
from wirelatch.identity.expressions.directory import Directory, UnreachableError, merge
from wirelatch.identity.policies.request import HttpFacts

log = logging.getLogger(__name__)
Failure = Callable[[ScopeMapping, ExpressionError], None]


def evaluate_mappings(
    provider: Provider,
    person: Person,
    scopes: Collection[str],
    *,
    application: Application | None = None,
    connection: Connection | None = None,
    installation_id: str = "",
    http: HttpFacts | None = None,
    failed: Failure | None = None,
) -> dict[str, Any]:
    """What the mappings of the scopes tell, later ones over earlier ones; one that fails tells nothing.

    `failed` is told of each that fails. Without a `connection`, raises UnreachableError when a mapping asks for what
    only the database knows (attributes of groups, other users): evaluate again with one.
    """
    chosen = [mapping for mapping in provider.mappings if mapping.scope_name in scopes]
    if not chosen:
        return {}
    directory = Directory(connection, installation_id)
    given = names.for_mapping(person, directory, provider=provider, application=application, http=http)
    merged: dict[str, Any] = {}
    with names.looking_up_in(directory):
        for mapping in sorted(chosen, key=lambda mapping: (mapping.scope_name, mapping.name)):
            try:
                told = compile_expression(mapping.expression).evaluate(given)
            except UnreachableError:
                if connection is None:
                    raise
                continue
            except ExpressionError as error:
                log.warning("scope mapping %r of provider %r failed: %s", mapping.name, provider.name, error)
                if failed is not None:
                    failed(mapping, error)
                continue
            if isinstance(told, dict):
                merge(merged, told)
    return merged
