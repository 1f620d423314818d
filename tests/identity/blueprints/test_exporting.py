"""What is exported makes the same objects in an empty installation."""

from __future__ import annotations

from typing import Any

from tests.support.blueprints import APPLICATION, applied

from wirelatch.identity.blueprints.exporting import Export
from wirelatch.identity.blueprints.inside import Inside, system_principal


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
