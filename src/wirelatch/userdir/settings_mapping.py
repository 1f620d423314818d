"""Which settings of a settings.js have a counterpart here, and what becomes of the others.

Node-RED's settings: https://nodered.org/docs/user-guide/runtime/configuration. A setting whose name in snake_case is
one of ours is ours; the tables hold the exceptions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wirelatch.settings import SettingsError, convert, describe
from wirelatch.userdir.settings_js import holds_stand_in, module, stand_in

_RENAMED = {"uiPort": "flows_port"}
_OF_THE_SAME_NAME = frozenset({"functionTimeout"})
"""Settings that mean something else here under that name."""
_DEFAULTS: Mapping[str, Any] = {
    "uiPort": 1880,
    "apiMaxLength": "5mb",
    "globalFunctionTimeout": 0,
    "functionTimeout": 0,
    "httpAdminRoot": "/",
    "httpNodeRoot": "/",
    "debugMaxLength": 1000,
    "mqttReconnectTime": 15000,
    "serialReconnectTime": 15000,
    "socketReconnectTime": 10000,
    "httpRequestTimeout": 120000,
    "exportGlobalContextKeys": False,
    "functionExternalModules": True,
    "flowFilePretty": True,
    "lang": "en-US",
    "diagnostics": {"enabled": True, "ui": True},
    "editorTheme": {
        "palette": {},
        "projects": {"enabled": False, "workflow": {"mode": "manual"}},
        "codeEditor": {"lib": "monaco", "options": {}},
        "markdownEditor": {"mermaid": {"enabled": True}},
        "multiplayer": {"enabled": False},
    },
}
"""What the settings file of a new Node-RED says anyway: nothing to take over, and nothing to report."""

_READ_ELSEWHERE = frozenset({"flowFile", "credentialSecret", "userDir", "settingsFile", "paletteCategories"})
_SILENT = frozenset({"runtimeState", "telemetry", "externalModules", "flowFilePretty", "lang"})
"""Settings of Node-RED's own surroundings, which nobody misses here."""

_REASONS: Mapping[str, str] = {
    "adminAuth": "who may sign in, and may do what, the identity half and the setting `permissions` decide",
    "httpNodeAuth": "endpoints of flows have no password of their own here; put a reverse proxy before them",
    "httpStaticAuth": "there are no static files to protect",
    "httpStatic": "static files are not served; a reverse proxy or `http in` with `file in` can do it",
    "httpStaticRoot": "static files are not served",
    "httpNodeMiddleware": "middleware is JavaScript of Node-RED's web server; a reverse proxy can do its work",
    "httpAdminMiddleware": "middleware is JavaScript of Node-RED's web server; a reverse proxy can do its work",
    "https": "TLS ends at a reverse proxy; see `trusted_proxies`",
    "requireHttps": "TLS ends at a reverse proxy; see `trusted_proxies`",
    "uiHost": "it listens on 127.0.0.1 until `host` says otherwise",
    "storageModule": "flows are kept in the data directory",
    "nodesDir": "nodes written in JavaScript cannot be loaded",
    "functionTimeout": "`global_function_timeout` limits functions that have no time-out of their own",
    "httpNodeCors": "there are no CORS settings; a reverse proxy can add the headers",
    "httpAdminCors": "the Admin API is not offered to other origins",
    "httpServerOptions": "they are those of Node-RED's web server",
    "ui": "it belongs to an npm package",
    "webSocketNodeVerifyClient": "it is a JavaScript function of Node-RED's web server",
}
_LEVELS = {
    "fatal": "error",
    "error": "error",
    "warn": "warning",
    "info": "info",
    "debug": "debug",
    "trace": "debug",
}
_UNITS = {"b": 1, "kb": 1024, "mb": 1024**2, "gb": 1024**3}


@dataclass
class Translation:
    """What a settings.js becomes."""

    taken: dict[str, Any] = field(default_factory=dict)
    """Our names to values, ready for wirelatch.toml."""
    origins: dict[str, str] = field(default_factory=dict)
    """Our names to Node-RED's."""
    left: dict[str, str] = field(default_factory=dict)
    """Node-RED's names to the reason why a setting is not taken."""


def translate(settings: Mapping[str, Any]) -> Translation:
    """Sort the settings of a settings.js into those that have a counterpart and the others."""
    ours = {item.name for item in describe()}
    out = Translation()
    for name, value in settings.items():
        if name in _READ_ELSEWHERE or (name in _DEFAULTS and value == _DEFAULTS[name]) or value in ({}, []):
            continue
        if name == "logging":
            _take_logging(out, value)
            continue
        mine = _RENAMED.get(name) or re.sub(r"(?=[A-Z])", "_", name).lower()
        if name == "functionGlobalContext" and isinstance(value, dict):
            modules = {key: module(item) for key, item in value.items() if module(item)}
            value = {key: item for key, item in value.items() if key not in modules}
            if modules:
                _take(out, name, "function_global_modules", modules)
            if not value:
                continue
        if name == "envVarExcludes" and isinstance(value, list):
            value = ",".join(str(item) for item in value)
        if mine not in ours or name in _OF_THE_SAME_NAME:
            if name not in _SILENT:
                out.left[name] = _REASONS.get(name, "there is no such setting here")
            continue
        _take(out, name, mine, value)
    return out


def _take(out: Translation, name: str, mine: str, value: Any) -> None:
    kept, lost = _without_stand_ins(value)
    if lost:
        out.left[", ".join(f"{name}{path}" for path, _ in lost)] = f"it is {lost[0][1]}"
        if kept in (None, {}, []):
            return
    if name == "apiMaxLength":
        kept = _bytes(kept)
    elif name == "diagnostics" and isinstance(kept, dict):
        kept = kept.get("enabled", True)
    try:
        out.taken[mine] = convert(mine, kept, f"settings.js, {name}")
        out.origins[mine] = name
    except (SettingsError, ValueError) as error:
        out.left[name] = str(error)


def _without_stand_ins(value: Any) -> tuple[Any, list[tuple[str, str]]]:
    """The value without the members that JSON cannot hold, and those members with what they are."""
    if what := stand_in(value):
        return None, [("", what)]
    if not isinstance(value, dict):
        return (None, [("", "a list that holds more than values")]) if holds_stand_in(value) else (value, [])
    kept: dict[str, Any] = {}
    lost: list[tuple[str, str]] = []
    for key, item in value.items():
        inner, gone = _without_stand_ins(item)
        lost += [(f".{key}{path}", what) for path, what in gone]
        if not gone or inner not in (None, {}):
            kept[key] = inner
    return kept, lost


def _take_logging(out: Translation, value: Any) -> None:
    for handler, options in value.items() if isinstance(value, dict) else ():
        level = options.get("level") if isinstance(options, dict) else None
        if handler != "console":
            out.left[f"logging.{handler}"] = "log handlers are JavaScript; standard error carries everything"
        elif level in _LEVELS and _LEVELS[level] != "info":
            out.taken["log_level"], out.origins["log_level"] = _LEVELS[level], "logging.console.level"


def _bytes(value: Any) -> Any:
    """A size as Node-RED's web server reads it, `5mb` say, in bytes."""
    found = (
        re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(b|kb|mb|gb)?\s*", value, re.IGNORECASE)
        if isinstance(value, str)
        else None
    )
    return int(float(found[1]) * _UNITS[(found[2] or "b").lower()]) if found else value


def lines(translation: Translation) -> Iterator[tuple[str, str, str]]:
    """Rows for a report: what it was called, what became of it (`taken` or `left`), and the value or reason."""
    for mine, name in translation.origins.items():
        yield name, "taken", mine
    for name, reason in translation.left.items():
        yield name, "left", reason
