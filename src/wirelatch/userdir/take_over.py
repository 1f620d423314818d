"""Taking a Node-RED user directory over into a data directory of ours; the user directory is not changed.

The flow file comes last: as long as it is not there, the data directory is what it was, but for files that nothing
reads without it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from wirelatch.document import DocumentError
from wirelatch.document.atomic import back_up, write_atomic
from wirelatch.document.credentials_file import GENERATED_SECRET, CredentialsFile
from wirelatch.document.encryption import Credentials, CredentialsError
from wirelatch.document.json_text import stringify
from wirelatch.document.runtime_config import RuntimeConfig
from wirelatch.document.source import Source
from wirelatch.document.validation import validate
from wirelatch.userdir import context_folders
from wirelatch.userdir.report import Report
from wirelatch.userdir.settings_file import write_settings
from wirelatch.userdir.settings_mapping import Translation, translate
from wirelatch.userdir.user_directory import UserDirectory, UserDirectoryError, flow_file_candidates

FLOW_FILE = "flows.json"
CREDENTIALS_FILE = "flows_cred.json"
_KEPT = (".config.users.json", ".config.nodes.json")
"""What people set in the editor, and which node types are switched off."""


def take_over(source: UserDirectory, data: Path, *, secret: str, force: bool = False) -> Report:
    """Copy what a user directory holds into the data directory `data`.

    `secret` is the key of credentials that our own settings already name; empty: that of the user directory comes
    along. Without `force` a data directory that holds flows is refused. Raises UserDirectoryError, DocumentError for
    a flow file that is broken, OSError.
    """
    if not source.has_flows:
        raise UserDirectoryError(_without_flows(source))
    flows = Source.parse(source.flow_file.read_bytes(), where=str(source.flow_file))
    validate(flows.records)
    if not force and _holds_flows(data / FLOW_FILE):
        raise UserDirectoryError(
            f"{data} already holds flows; with --force they are replaced, and kept as .{FLOW_FILE}.backup"
        )
    report = Report(warnings=list(source.problems))
    if source.project:
        report.add("project", source.project)
    nodes = sum(record["type"] not in ("tab", "subflow", "group") for record in flows.records)
    translation = translate(source.settings)
    credentials = _credentials(source, secret, report)
    taken = dict(translation.taken)
    _context(source, data, taken, report)
    _library(source, data, report)
    _files(source, data, report)
    _modules(source, data, flows.records, report)
    if credentials is not None:
        _store_credentials(source, data, credentials, taken, secret, report)
    write_settings(data, taken)
    _say_settings(translation, report)
    back_up(data / FLOW_FILE)
    write_atomic(data / FLOW_FILE, flows.content)
    report.rows.insert(0, ("flows", f"{nodes} nodes of {source.flow_file}"))
    return report


def _holds_flows(file: Path) -> bool:
    try:
        return bool(Source.parse(file.read_bytes()).records)
    except FileNotFoundError:
        return False
    except (DocumentError, OSError):
        return True


def _without_flows(source: UserDirectory) -> str:
    """Why there is nothing to take over."""
    named = source.flow_file.relative_to(source.path) if source.project else source.flow_file.name
    text = f"there is no flow file in {source.path} (looked for {named}"
    others = [file.name for file in flow_file_candidates(source.path)]
    text += f"; which of {', '.join(others)} it is, settings.js has to say)" if len(others) > 1 else ")"
    return "; ".join((text, *source.problems))


def _credentials(source: UserDirectory, secret: str, report: Report) -> dict[str, Credentials] | None:
    """The credentials in clear; None when there are none, or when neither key opens them: theirs, or `secret`."""
    problem = ""
    for key in (source.secret, secret):
        if key == "":
            continue
        try:
            return (
                CredentialsFile(source.credentials_file, RuntimeConfig(source.path), secret=key).load()
                or None
            )
        except CredentialsError as error:
            problem = problem or str(error)
    report.warnings.append(
        f"{source.credentials_file}: {problem}; the nodes that need credentials come without them. If you know the "
        f"key, set WIRELATCH_CREDENTIAL_SECRET to it and import again with --force"
    )
    return None


def _store_credentials(
    source: UserDirectory,
    data: Path,
    credentials: Mapping[str, Credentials],
    taken: dict[str, Any],
    secret: str,
    report: Report,
) -> None:
    config, file = RuntimeConfig(data), data / CREDENTIALS_FILE
    key: str | Literal[False] | None = source.secret if source.secret is not None else source.generated_secret
    if secret or (config.read().get(GENERATED_SECRET) and config.read().get(GENERATED_SECRET) != key):
        target = CredentialsFile(file, config, secret=secret or None)
        target.path.unlink(missing_ok=True)
        target.save(credentials)
        report.add(
            "credentials", f"of {len(credentials)} nodes, encrypted anew with the key that is in use here"
        )
        return
    if isinstance(key, str) and source.secret is None:
        config.write(GENERATED_SECRET, key)
    elif isinstance(key, str):
        taken["credential_secret"] = key
    back_up(file)
    write_atomic(file, source.credentials_file.read_bytes(), mode=0o600)
    report.add(
        "credentials",
        f"of {len(credentials)} nodes, with their key" if key else f"of {len(credentials)} nodes",
    )


def _context(source: UserDirectory, data: Path, taken: dict[str, Any], report: Report) -> None:
    configuration = taken.get("context_storage")
    if configuration is None:
        if any((source.path / "context").rglob("*.json")):
            report.warnings.append(
                f"{source.path / 'context'}: no store of the settings keeps its values there; they are left"
            )
        return
    taken["context_storage"] = context_folders.moved(configuration)
    targets = context_folders.folders(taken["context_storage"], data)
    for name, folder in context_folders.folders(configuration, source.path).items():
        if folder.is_dir():
            shutil.copytree(folder, targets[name], dirs_exist_ok=True)
            count = sum(1 for _ in folder.rglob("*.json"))
            report.add("context", f"{name}: {count} {'file' if count == 1 else 'files'} of {folder}")


def _library(source: UserDirectory, data: Path, report: Report) -> None:
    folder = source.path / "lib"
    count = sum(file.is_file() for file in folder.rglob("*"))
    if count:
        shutil.copytree(folder, data / "lib", dirs_exist_ok=True)
        report.add("library", f"{count} {'entry' if count == 1 else 'entries'}")


def _files(source: UserDirectory, data: Path, report: Report) -> None:
    for name in _KEPT:
        if (source.path / name).is_file():
            back_up(data / name)
            write_atomic(data / name, (source.path / name).read_bytes(), mode=0o600)
            report.add("file", name)


def _modules(source: UserDirectory, data: Path, records: list[dict[str, Any]], report: Report) -> None:
    """Keep the versions of the npm packages that function nodes use; they are installed when the flows start."""
    wanted = {
        lib["module"]
        for record in records
        if record["type"] == "function" and isinstance(record.get("libs"), list)
        for lib in record["libs"]
        if isinstance(lib, dict) and isinstance(lib.get("module"), str)
    }
    theirs = _dependencies(source.path / "package.json")
    chosen = {name: version for name, version in theirs.items() if name in wanted}
    if not chosen:
        return
    file = data / "package.json"
    about = _json_object(file) or {"name": "wirelatch-data", "version": "0.0.1", "private": True}
    ours = about.get("dependencies")
    about["dependencies"] = {**chosen, **(ours if isinstance(ours, dict) else {})}
    write_atomic(file, stringify(about, "    ").encode("utf-8"))
    report.add("npm packages", "for functions: " + ", ".join(sorted(chosen)))


def _say_settings(translation: Translation, report: Report) -> None:
    for mine, name in translation.origins.items():
        report.add("setting", f"{name} → {mine}")
    for name, reason in translation.left.items():
        report.add("left", f"{name}: {reason}")


def _dependencies(file: Path) -> dict[str, str]:
    found = _json_object(file).get("dependencies")
    return found if isinstance(found, dict) else {}


def _json_object(file: Path) -> dict[str, Any]:
    try:
        value = json.loads(file.read_text("utf-8-sig"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}
