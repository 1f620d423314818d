"""Blueprint instances: what is stored of each, finding and applying them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, select, update

from wirelatch.database import now
from wirelatch.identity.api.endpoints import ApiRequest
from wirelatch.identity.api.principal import Principal
from wirelatch.identity.blueprints.applying import Library, Options, apply
from wirelatch.identity.blueprints.entries import MOST_BYTES, Blueprint, BlueprintError, Problem, Report
from wirelatch.identity.blueprints.sources import NOTHING, of_operator
from wirelatch.identity.blueprints.tables import blueprint_instances as table
from wirelatch.identity.services import Services
from wirelatch.settings import Settings

FOLDER = "blueprints"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
MOST_MESSAGES = 200


@dataclass(frozen=True)
class File:
    """A file of the folder; `problem` says why it is no blueprint."""

    path: str
    changed: datetime
    hash: str
    blueprint: Blueprint | None
    problem: str = ""


def folder_of(settings: Settings) -> Path:
    """Where files of blueprints lie."""
    return settings.data.expanduser() / FOLDER


def files_in(folder: Path) -> list[File]:
    """Every blueprint in the folder and below; what begins with a dot is left alone."""
    found = []
    for file in sorted(folder.rglob("*")) if folder.is_dir() else []:
        inner = file.relative_to(folder)
        if file.suffix not in (".yaml", ".yml") or any(part.startswith(".") for part in inner.parts):
            continue
        if file.is_file() and file.resolve().is_relative_to(folder.resolve()):
            found.append(read_file(folder, inner.as_posix()))
    return found


def read(text: str) -> Blueprint:
    """A blueprint from its text; raises BlueprintError.

    The YAML library comes with the first one: most installations have none, and it takes a megabyte and a half.
    """
    from wirelatch.identity.blueprints.reading import read as read_yaml

    return read_yaml(text)


def read_file(folder: Path, path: str) -> File:
    """One file; raises BlueprintError where there is none below the folder."""
    file = (folder / path).resolve()
    if not file.is_relative_to(folder.resolve()) or not file.is_file():
        raise BlueprintError(f"there is no file {path} in {folder}")
    try:
        status = file.stat()
        if status.st_size > MOST_BYTES:
            raise BlueprintError(f"a blueprint has at most {MOST_BYTES} bytes")
        raw = file.read_bytes()
    except OSError as error:
        raise BlueprintError(f"{path} cannot be read: {error.strerror}") from None
    changed = datetime.fromtimestamp(status.st_mtime, UTC)
    digest = hashlib.sha256(raw).hexdigest()
    try:
        return File(path, changed, digest, read(raw.decode()))
    except (BlueprintError, UnicodeDecodeError) as error:
        return File(path, changed, digest, None, str(error))


def library(settings: Settings) -> Library:
    """Finds blueprints for `metaapplyblueprint`, in the folder and among the texts that are stored."""

    def find(connection: Connection, wanted: Mapping[str, Any]) -> Blueprint | None:
        name, path = wanted.get("name"), wanted.get("path")
        for file in files_in(folder_of(settings)):
            if file.blueprint and ((path and file.path == path) or (name and file.blueprint.name == name)):
                return file.blueprint
        query = select(table.c.content).where(table.c.name == str(name), table.c.content != "")
        content = connection.execute(query).scalar() if name else None
        return read(content) if content else None

    return find


def blueprint_of(settings: Settings, row: Row[Any]) -> tuple[Blueprint, str]:
    """The blueprint of an instance and the hash of its text; raises BlueprintError."""
    if row.content:
        return read(row.content), hashlib.sha256(row.content.encode()).hexdigest()
    file = read_file(folder_of(settings), row.path)
    if file.blueprint is None:
        raise BlueprintError(file.problem)
    return file.blueprint, file.hash


async def apply_instance(
    services: Services,
    row: Row[Any],
    *,
    request: ApiRequest | None = None,
    principal: Callable[[Connection], Principal] | None = None,
) -> Report:
    """Apply an instance with the rights of the caller, and note what became of it."""
    settings, digest = services.settings, ""
    try:
        blueprint, digest = blueprint_of(settings, row)
        sources = NOTHING if row.content else of_operator(folder_of(settings), settings.blueprint_environment)
        options = Options(sources, row.context, False, False, library(settings))
        report = await apply(services, blueprint, options, request=request, principal=principal)
        metadata = blueprint.metadata
    except BlueprintError as error:
        report, metadata = Report(row.name, problems=[Problem(0, 0, "", "", str(error))]), row.metadata
    await services.database.write(
        lambda connection: connection.execute(
            update(table).where(table.c.id == row.id).values(**outcome(report, digest), metadata=metadata)
        )
    )
    return report


def outcome(report: Report, digest: str) -> dict[str, Any]:
    """What is stored of an attempt."""
    status = "error" if report.problems else "warning" if report.warnings else "successful"
    values: dict[str, Any] = {
        "status": status,
        "last_applied": now(),
        "last_applied_hash": digest,
        "messages": report.lines()[:MOST_MESSAGES],
    }
    if report.succeeded:
        values["managed_models"] = report.models
    return values
