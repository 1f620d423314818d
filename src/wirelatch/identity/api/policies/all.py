"""`policies/all/`: policies of every kind, the kinds there are, and trying a policy out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer, nothing
from wirelatch.identity.api.permissions import may, may_list
from wirelatch.identity.api.policies.kinds import COMMON, READ, bound_to
from wirelatch.identity.api.policies.models import OF_KIND, POLICY
from wirelatch.identity.api.policies.trial import TEST_RESULT, log_event
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.directory import people
from wirelatch.identity.policies import Binding, PolicyRequest, evaluate
from wirelatch.identity.policies.kinds import KINDS
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import invalid, not_found
from wirelatch.identity.web.fields import Field, integer, json_object, parse
from wirelatch.identity.web.shapes import BOOLEAN, INTEGER, TYPE_CREATE, Parameter, Shape, array

endpoints = Endpoints()
TEST_SCHEMA = {"user": Field(integer(1)), "context": Field(json_object, dict)}


def brief(connection: Connection, row: Row[Any]) -> dict[str, Any]:
    """A policy without what is particular to its kind."""
    model = OF_KIND.get(row.kind, POLICY)
    return {
        "pk": row.id,
        "name": row.name,
        "execution_logging": row.execution_logging,
        **model.meta,
        "bound_to": bound_to(connection, row.id),
    }


class Policies(Resource):
    """All policies, to be listed, looked at and deleted; they are made and changed at the address of their kind."""

    path = "policies/all/"
    argument = "policy_uuid"
    model = POLICY
    shape_name = "Policy"
    schema = COMMON
    read = READ
    filters = ("name",)
    more_filters = {
        "bindings__isnull": (
            Parameter(BOOLEAN, "Whether nothing is bound to it"),
            lambda query, value: query.where(_is_unbound() if value == "true" else ~_is_unbound()),
        ),
    }
    verbs = frozenset({"list", "get", "delete", "used_by"})
    in_catalog = True
    keeps_way_in = True

    def serialize(self, connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any]:
        return brief(connection, row)


def _is_unbound() -> Any:
    from wirelatch.identity.policies.tables import policies, policy_bindings

    return ~policies.c.id.in_(
        policy_bindings.select()
        .with_only_columns(policy_bindings.c.policy_id)
        .where(policy_bindings.c.policy_id.is_not(None))
    )


POLICIES = Policies()
POLICIES.register(endpoints)


@endpoints.on("GET", "policies/all/types/", may_list(POLICY), answers=array(TYPE_CREATE), is_list=True)
async def list_types(request: ApiRequest) -> Reply:
    """The kinds of policies there are."""
    return answer(
        [
            {
                "name": kind.verbose_name,
                "description": kind.description,
                "component": kind.component,
                "model_name": kind.model_name,
                "icon_url": None,
                "requires_enterprise": False,
                "deprecated": False,
            }
            for kind in sorted(KINDS.values(), key=lambda kind: kind.verbose_name)
        ]
    )


@endpoints.on("GET", "policies/all/cache_info/", may_list(POLICY), answers=Shape("Cache", {"count": INTEGER}))
async def cache_info(request: ApiRequest) -> Reply:
    """How many results are cached: none, since nothing of them is."""
    return answer({"count": 0})


@endpoints.on("POST", "policies/all/cache_clear/", may("change", POLICY), status=204)
async def cache_clear(request: ApiRequest) -> Reply:
    """Have policies read anew; results are not cached."""
    request.services.catalog.changed()
    return nothing()


@endpoints.on(
    "POST",
    "policies/all/{policy_uuid}/test/",
    may("change", POLICY, on="policy_uuid"),
    body=TEST_SCHEMA,
    body_name="PolicyTest",
    answers=TEST_RESULT,
)
async def test_policy(request: ApiRequest) -> Reply:
    """Evaluate a policy for a user. Who may try what people wrote may also change it (CVE-2026-25227)."""
    values = parse(TEST_SCHEMA, await request.json())
    snapshot = await request.services.catalog.current()
    wanted = request.arguments["policy_uuid"]
    policy = next((policy for policy in snapshot.policies if policy.id == wanted), None)
    if policy is None:
        raise not_found("Policy")
    binding = Binding("", "", policy=policy)

    def work(connection: Connection) -> dict[str, Any]:
        person = people.find(connection, values["user"])
        if person is None:
            raise invalid("user", f'Invalid pk "{values["user"]}" - object does not exist.')
        asked = PolicyRequest.of(request.call, person, context=dict(values["context"]), connection=connection)
        asked = replace(asked, installation_id=request.services.installation_id)
        result = evaluate([binding], asked, explain=True)
        step = result.trace[0]
        level = "warning" if step.failed else "info"
        return {
            "passing": result.passing,
            "messages": list(result.messages),
            "log_messages": [*(log_event(line) for line in step.log), log_event(step.reason, level)],
        }

    return answer(await request.read(work))
