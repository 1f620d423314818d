"""What a blueprint may not do: run anything, grow beyond measure, read this machine, or do more than its sender may."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.blueprints import applied

from wirelatch.identity.blueprints.entries import BlueprintError
from wirelatch.identity.blueprints.reading import read


@pytest.mark.parametrize(
    "text",
    [
        "entries: [!!python/object/apply:os.system ['true']]",
        "a: &a [1,1,1,1,1,1,1,1,1,1]\n"
        + "".join(
            f"{chr(98 + i)}: &{chr(98 + i)} [{','.join([f'*{chr(97 + i)}'] * 10)}]\n" for i in range(9)
        ),
        "entries: &x [{model: m, attrs: *x}]",
        f"a: &a {'x' * 1_000_000}\nb: [{', '.join(['*a'] * 1000)}]\nentries: []",
        "entries: " + "[" * 5000,
        "version: 2\nentries: []",
        "entries: [1]",
        "entries: [{attrs: {}}]",
        "",
    ],
)
def test_what_is_no_blueprint_is_refused(text: str) -> None:
    with pytest.raises(BlueprintError):
        read(text)


async def test_a_long_text_is_not_repeated_without_end(identity: Any) -> None:
    """A megabyte of context, a thousand times in one attribute, was a gigabyte."""
    many = ", ".join("!Context big" for _ in range(1000))
    content = (
        f"context: {{big: {'x' * 1_000_000}}}\n"
        f"entries: [{{model: authentik_core.group, identifiers: {{name: g}}, attrs: {{attributes: {{a: [{many}]}}}}}}]"
    )
    answer = (await identity.api.post("managed/blueprints/import/", json={"content": content})).json()
    assert not answer["success"]
    assert "comes to more than" in answer["messages"][0]


GROUP = "entries: [{{model: authentik_core.group, identifiers: {{name: {name}}}}}]"


@pytest.mark.parametrize("tag", ["!Env WIRELATCH_BLUEPRINT_X", "!File identity.key", "!Env [HOME, x]"])
async def test_a_blueprint_over_the_api_reads_neither_files_nor_variables(identity: Any, tag: str) -> None:
    answer = await identity.api.post("managed/blueprints/import/", json={"content": GROUP.format(name=tag)})
    assert answer.status_code == 200, answer.text
    assert not answer.json()["success"]
    assert "not available in blueprints that come over the API" in answer.json()["messages"][0]


async def test_a_blueprint_may_do_no_more_than_its_sender(identity: Any) -> None:
    ada = await identity.user("ada")
    role = (await identity.api.post("rbac/roles/", json={"name": "importers"})).json()
    await identity.api.post(
        f"rbac/permissions/assigned_by_roles/{role['pk']}/assign/",
        json={"permissions": ["authentik_blueprints.add_blueprintinstance", "authentik_core.add_group"]},
    )
    await identity.api.patch(f"core/users/{ada['pk']}/", json={"roles": [role["pk"]]})
    api = identity.api_client(await identity.user_token(ada))

    async def sent(content: str) -> dict[str, Any]:
        answer = await api.post("managed/blueprints/import/", json={"content": content})
        assert answer.status_code == 200, answer.text
        return answer.json()

    assert (await sent(GROUP.format(name="harmless")))["success"]
    powerful = "entries: [{model: authentik_core.group, identifiers: {name: g}, attrs: {is_superuser: true}}]"
    assert not (await sent(powerful))["success"]
    user = "entries: [{model: authentik_core.user, identifiers: {username: eve}, attrs: {name: Eve}}]"
    assert "permission" in (await sent(user))["messages"][0]


async def test_where_one_entry_is_wrong_nothing_is_changed_and_all_errors_are_told(identity: Any) -> None:
    report = await applied(
        identity,
        """
entries:
  - {model: authentik_core.group, identifiers: {name: made}}
  - {model: authentik_core.user, identifiers: {username: x}, attrs: {email: nonsense}}
  - {model: authentik_core.application, identifiers: {slug: "no slug"}, attrs: {name: A}}
""",
    )
    assert [(each.entry, each.line, each.field) for each in report.problems] == [
        (2, 4, "email"),
        (3, 5, "slug"),
    ]
    assert (await identity.api.get("core/groups/?name=made")).json()["results"] == []


async def test_a_blueprint_cannot_lock_every_administrator_out(identity: Any) -> None:
    report = await applied(
        identity,
        """
entries:
  - model: authentik_flows.flow
    identifiers: {slug: default-authentication-flow}
    attrs: {authentication: require_superuser}
""",
    )
    assert "lock every administrator out" in report.lines()[0]
