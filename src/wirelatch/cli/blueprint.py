"""`wirelatch blueprint`: take objects of the identity half from a YAML file in authentik's format, or give them out."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wirelatch.cli import data_directory
from wirelatch.cli.errors import FAILED, CommandError
from wirelatch.settings import Settings


def run(settings: Settings, options: Mapping[str, Any]) -> int:
    """Apply a file or export; the identity half may run meanwhile."""
    data_directory.prepare(settings.data)
    if options["action"] == "apply":
        return asyncio.run(_apply(settings, options, _read(options["file"])))
    return asyncio.run(_export(settings, options))


def _read(name: str | None) -> str:
    if not name:
        raise CommandError("name the file to apply; -: standard input")
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise CommandError(f"{name}: {error}") from None


async def _services(settings: Settings) -> Any:
    from wirelatch.database import Database
    from wirelatch.identity.keys.master_key import open_sealer
    from wirelatch.identity.services import Services
    from wirelatch.identity.start_up import prepare

    database = Database(settings.identity_database_url)
    services = Services.make(settings, database, open_sealer(settings, database))
    await prepare(services)
    return services


async def _apply(settings: Settings, options: Mapping[str, Any], text: str) -> int:
    from wirelatch.identity.blueprints.applying import Options, apply
    from wirelatch.identity.blueprints.entries import BlueprintError
    from wirelatch.identity.blueprints.inside import system_principal
    from wirelatch.identity.blueprints.instances import folder_of, library
    from wirelatch.identity.blueprints.reading import read
    from wirelatch.identity.blueprints.sources import of_operator

    name = options["file"]
    try:
        blueprint = read(text)
    except BlueprintError as error:
        raise CommandError(f"{name}: {error}") from None
    context = {}
    for pair in options.get("context") or []:
        key, equals, value = pair.partition("=")
        if not equals:
            raise CommandError(f"--context takes NAME=VALUE, not {pair}")
        context[key] = value
    services = await _services(settings)
    try:
        report = await apply(
            services,
            blueprint,
            Options(
                of_operator(folder_of(settings), settings.blueprint_environment),
                context,
                bool(options.get("skip_unknown")),
                bool(options.get("check")),
                library(settings),
            ),
            principal=lambda connection: system_principal(connection, "blueprint"),
        )
    finally:
        await services.close()
    for line in report.lines():
        print(line, file=sys.stderr)
    if not report.succeeded:
        raise CommandError(f"{name} was not applied: nothing was changed", FAILED)
    counts = ", ".join(f"{count} {outcome}" for outcome, count in sorted(report.counts().items()))
    print(f"{'would be: ' if options.get('check') else ''}{counts or 'the blueprint has no entries'}")
    return 0


async def _export(settings: Settings, options: Mapping[str, Any]) -> int:
    from wirelatch.identity.blueprints.exporting import Export
    from wirelatch.identity.blueprints.inside import Inside, system_principal

    services = await _services(settings)

    def work(connection: Any) -> str:
        inside = Inside(connection, services, system_principal(connection, "blueprint"))
        exported = Export(inside, secrets=bool(options.get("secrets")))
        try:
            if options.get("application"):
                slug = options["application"]
                return exported.text(exported.of_application(slug), f"Application {slug}")
            if options.get("model"):
                return exported.text(exported.of_model(*options["model"]), ", ".join(options["model"]))
        except KeyError as error:
            raise CommandError(f"there is no {error.args[0]} to export") from None
        return exported.text(exported.everything(), "Everything")

    try:
        text: str = await services.database.read(work)
    finally:
        await services.close()
    name = options.get("file") or "-"
    if name == "-":
        print(text, end="")
        return 0
    descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    return 0
