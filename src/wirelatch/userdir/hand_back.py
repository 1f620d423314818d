"""Handing the contents of a data directory of ours back to a Node-RED user directory.

What is replaced there stays as `.<name>.backup` beside it, as when Node-RED itself writes. A settings.js is never
changed; where there is none, a small one is made that names the flow file.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from wirelatch.context.local_files import LocalFilesStore
from wirelatch.context.memory import MemoryStore
from wirelatch.context.stores import ContextStores
from wirelatch.document.atomic import back_up, write_atomic
from wirelatch.document.credentials_file import CredentialsFile
from wirelatch.document.encryption import Credentials, CredentialsError
from wirelatch.document.runtime_config import RuntimeConfig
from wirelatch.scripting import paths
from wirelatch.scripting.values import UNDEFINED
from wirelatch.userdir import context_folders
from wirelatch.userdir.report import Report
from wirelatch.userdir.user_directory import UserDirectory, UserDirectoryError, look_through

Scopes = dict[str, dict[str, Any]]
"""Context values by scope id and key."""


def hand_back(
    data: Path,
    target: Path,
    records: Iterable[Mapping[str, Any]],
    credentials: Mapping[str, Credentials],
    *,
    context_storage: Mapping[str, Any] | None = None,
    own_types: Iterable[str] = (),
) -> Report:
    """Write flows, credentials, context and library of `data` to the user directory `target`, which may be new.

    `own_types` are node types that Node-RED does not know. Raises UserDirectoryError, OSError.
    """
    flows = data / "flows.json"
    if not flows.is_file():
        raise UserDirectoryError(f"there is no flow file in {data}")
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    configuration = context_storage or {}
    scopes = _stored_scopes(data, configuration)
    if not (target / "settings.js").exists():
        _make_settings(target, _for_node_red(configuration, scopes) if configuration or scopes else None)
    theirs = look_through(target)
    if theirs.problems:
        raise UserDirectoryError(f"{target}: {theirs.problems[0]}")
    report = Report()
    own = set(own_types)
    for kind in sorted({record["type"] for record in records} & own):
        report.warnings.append(f"Node-RED has no node type {kind!r}; such nodes show as unknown there")
    _context(scopes, configuration, theirs, report)
    _library(data, theirs, report)
    _credentials(theirs, credentials, report)
    theirs.flow_file.parent.mkdir(parents=True, exist_ok=True)
    back_up(theirs.flow_file)
    write_atomic(theirs.flow_file, flows.read_bytes())
    report.rows.insert(0, ("flows", str(theirs.flow_file)))
    return report


def _credentials(theirs: UserDirectory, credentials: Mapping[str, Credentials], report: Report) -> None:
    file = CredentialsFile(
        theirs.credentials_file, RuntimeConfig(theirs.path), secret=theirs.secret, form="node-red"
    )
    try:
        file.load()
    except CredentialsError as error:
        report.warnings.append(f"{theirs.credentials_file.name} of {theirs.path}: {error}; it is kept aside")
    file.save(credentials)
    if credentials:
        report.add("credentials", f"of {len(credentials)} nodes, encrypted with the key that is in use there")


def _context(
    scopes: Mapping[str, Scopes], configuration: Mapping[str, Any], theirs: UserDirectory, report: Report
) -> None:
    configured = theirs.settings.get("contextStorage")
    wanted = _for_node_red(configuration, scopes)
    folders = context_folders.folders(configured if isinstance(configured, dict) else wanted, theirs.path)
    for name, of_store in scopes.items():
        folder = folders.get(name)
        if folder is None:
            report.warnings.append(
                f"settings.js of {theirs.path} configures no file store {name!r}: its values stay here"
            )
            continue
        _write(folder, of_store)
        report.add("context", f"{name}: {len(of_store)} scopes to {folder}")
    if scopes and not isinstance(configured, dict):
        report.warnings.append(
            f"settings.js of {theirs.path} needs `contextStorage: {json.dumps(wanted)}` for the context to be read"
        )


def _stored_scopes(data: Path, configuration: Mapping[str, Any]) -> dict[str, Scopes]:
    """What the stores that outlive the process hold, by store name and scope id."""
    stores = ContextStores(data / "context", paths=paths, undefined=UNDEFINED, configuration=configuration)
    found: dict[str, Scopes] = {}
    for name, store in stores.stores.items():
        if store.module == MemoryStore.module:
            continue
        store.open()
        try:
            held = {scope: dict(values) for scope, values in store.scopes.items() if values}
        finally:
            store.close()
        if held:
            found[name] = held
    return found


def _write(folder: Path, scopes: Mapping[str, Mapping[str, Any]]) -> None:
    target = LocalFilesStore(folder)
    target.open()
    for scope, values in scopes.items():
        held = target.data(scope)
        held.clear()
        held.update(values)
        target.changed(scope, next(iter(values)), held)
    target.close()


def _for_node_red(configuration: Mapping[str, Any], stored: Iterable[str]) -> dict[str, Any]:
    """The same stores for Node-RED's `contextStorage`; those that are databases here become files there."""
    on_file = {"module": context_folders.MODULE}
    if not configuration:
        return {"default": "memory", "memory": {"module": "memory"}, **dict.fromkeys(stored, on_file)}
    out: dict[str, Any] = {}
    for name, entry in configuration.items():
        if isinstance(entry, Mapping) and entry.get("module") != MemoryStore.module:
            base = (entry.get("config") or {}).get("base")
            out[name] = {**on_file, "config": {"base": base}} if base else on_file
        else:
            out[name] = entry
    return out


def _make_settings(folder: Path, context_storage: Mapping[str, Any] | None) -> None:
    stores = ""
    if context_storage:
        text = json.dumps(context_storage, indent=4).replace("\n", "\n    ")
        stores = f"    contextStorage: {text},\n"
    content = f'module.exports = {{\n    flowFile: "flows.json",\n    flowFilePretty: true,\n{stores}}};\n'
    write_atomic(folder / "settings.js", content.encode("utf-8"), mode=0o600)


def _library(data: Path, theirs: UserDirectory, report: Report) -> None:
    if (data / "lib").is_dir():
        shutil.copytree(data / "lib", theirs.path / "lib", dirs_exist_ok=True)
        report.add("library", str(theirs.path / "lib"))
    preferences = ".config.users.json"
    if (data / preferences).is_file():
        back_up(theirs.path / preferences)
        write_atomic(theirs.path / preferences, (data / preferences).read_bytes(), mode=0o600)
        report.add("file", preferences)
