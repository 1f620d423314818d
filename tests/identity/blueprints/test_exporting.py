"""What is exported makes the same objects in an empty installation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.support.blueprints import APPLICATION, applied

from wirelatch.identity.blueprints.exporting import Export
from wirelatch.identity.blueprints.inside import Inside, system_principal

COLLECTION = Path(__file__).parent / "collection"


async def exported(identity: Any, *, secrets: bool = False, application: str = "") -> str:
    services = identity.app.services

    def work(connection: Any) -> str:
        export = Export(Inside(connection, services, system_principal(connection, "test")), secrets=secrets)
        chosen = export.of_application(application) if application else export.everything()
        return export.text(chosen, "Everything")

    return await services.database.read(work)


async def test_an_export_with_secrets_gives_an_empty_installation_the_same_objects(
    identity: Any, elsewhere: Any
) -> None:
    await applied(identity, APPLICATION)
    text = await exported(identity, secrets=True)
    other = elsewhere
    report = await applied(other, text)
    assert report.lines() == []
    assert await exported(other, secrets=True) == text
    await other.signed_in("ada", "a long enough password")


async def test_secrets_stay_unless_they_are_asked_for(identity: Any) -> None:
    await applied(identity, APPLICATION)
    text = await exported(identity)
    assert "a secret of the context" not in text
    assert "argon2" not in text
    assert "PRIVATE KEY" not in text


async def test_an_application_is_exported_with_what_belongs_to_it(identity: Any) -> None:
    await applied(identity, APPLICATION)
    text = await exported(identity, application="node-red")
    assert text.count("- model: ") == 7
    await identity.api.delete("core/applications/node-red/")
    report = await applied(identity, text)
    assert report.lines() == []
    assert report.counts()["created"] == 3  # the application and its two bindings


async def test_a_flow_that_the_api_gives_out_is_taken_in_elsewhere(identity: Any, elsewhere: Any) -> None:
    text = (COLLECTION / "flow.yaml").read_text()
    assert (await applied(identity, text)).lines() == []
    answer = await identity.api.get("flows/instances/house-enrollment/export/")
    assert answer.headers["content-type"] == "application/yaml; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="flow-house-enrollment.yaml"'
    sent = await elsewhere.api.post("managed/blueprints/import/", json={"content": answer.text})
    assert sent.json()["messages"] == []
    again = await elsewhere.api.get("flows/instances/house-enrollment/export/")
    assert again.text == answer.text
    assert (await identity.api.get("flows/instances/nobody/export/")).status_code == 404


@pytest.mark.parametrize("slug", ["default-authentication-flow", "default-recovery-flow"])
async def test_a_default_flow_comes_back_as_it_was(identity: Any, slug: str) -> None:
    text = (await identity.api.get(f"flows/instances/{slug}/export/")).text
    report = await applied(identity, text)
    assert report.lines() == []
    assert set(report.counts()) == {"unchanged"}
