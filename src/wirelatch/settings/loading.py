"""Where each setting's value comes from: the default, `DIR/wirelatch.toml`, the environment (`WIRELATCH_…`), a flag.

Each overrules those before it. A secret may also be kept in a file of its own, which is named instead.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import urlsplit

from wirelatch.settings.settings import PREFIX, Settings

FILE_NAME = "wirelatch.toml"
FILE_SUFFIX = "_file"
"""With it, the name of a secret setting names a file that holds the value."""


class SettingsError(ValueError):
    """A setting has a value that cannot be used; the text says which, from where, and what is allowed."""


def load(flags: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; `flags` holds those given on the command line (None: not given).

    Raises SettingsError for unknown keys in the file and values of the wrong type or outside the choices.
    """
    environ = os.environ if environ is None else environ
    given = {name: value for name, value in (flags or {}).items() if value is not None}
    types = get_type_hints(Settings)
    known = {item.name: item for item in fields(Settings) if "doc" in item.metadata}
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}

    def take(name: str, value: Any, origin: str) -> None:
        values[name] = _convert(name, value, types[name], known[name].metadata["choices"], origin)
        origins[name] = origin

    for source in ({"data": environ.get(PREFIX + "DATA")}, given):
        if source.get("data"):
            where = "flag --data" if source is given else f"environment {PREFIX}DATA"
            take("data", source["data"], where)
    data = Path(values.get("data", Settings.data)).expanduser().absolute()
    values["data"] = data

    file = data / FILE_NAME
    for name, value in _read_file(file).items():
        secret = name.removesuffix(FILE_SUFFIX)
        if name not in known and secret in known and known[secret].metadata["secret"]:
            take(secret, *_from_file(value, data))
            continue
        if name not in known or name == "data":
            raise SettingsError(
                f"{file}: unknown setting {name!r}; `wirelatch settings` lists those that exist"
            )
        take(name, value, f"file {file}")
    for name in known:
        variable = PREFIX + name.upper()
        if name != "data" and variable in environ:
            take(name, environ[variable], f"environment {variable}")
        if known[name].metadata["secret"] and environ.get(variable + FILE_SUFFIX.upper()):
            if environ.get(variable):
                raise SettingsError(
                    f"both {variable} and {variable}{FILE_SUFFIX.upper()} are set: which one is it?"
                )
            take(name, *_from_file(environ[variable + FILE_SUFFIX.upper()]))
    for name, value in given.items():
        if name != "data" and name in known:
            take(name, value, "flag --" + name.replace("_", "-"))
    settings = Settings(**values)
    settings.origins = origins
    _check_urls(settings)
    return settings


def _read_file(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{file}: cannot be read: {error}") from error


def _from_file(named: Any, folder: Path = Path()) -> tuple[str, str]:
    """What a file holds that is named instead of a secret itself, without the end of its line; and where it came from."""
    file = folder / Path(_to_str(named)).expanduser()
    try:
        return file.read_text("utf-8").rstrip("\r\n"), f"file {file}"
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: cannot be read: {error}") from error


def convert(name: str, value: Any, origin: str) -> Any:
    """The value that a setting takes for one given at `origin`. Raises SettingsError when it cannot be used."""
    item = next(item for item in fields(Settings) if item.name == name)
    return _convert(name, value, get_type_hints(Settings)[name], item.metadata["choices"], origin)


def _convert(name: str, value: Any, wanted: Any, choices: tuple[str, ...], origin: str) -> Any:
    try:
        converted = _CONVERSIONS[getattr(wanted, "__origin__", wanted)](value)
    except (ValueError, TypeError) as error:
        raise SettingsError(f"setting {name} ({origin}): {error}") from None
    if choices and converted not in choices:
        raise SettingsError(f"setting {name} ({origin}): must be one of {', '.join(choices)}")
    return converted


def _to_bool(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower()
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError("must be true or false")


def _to_int(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError("must be an integer")
    try:
        return int(value)
    except ValueError:
        raise ValueError("must be an integer") from None


def _to_float(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise ValueError("must be a number") from None


def _to_dict(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise ValueError("must be a JSON object") from None
    if not isinstance(value, dict):
        raise ValueError("must be a table of names and values")
    return value


def _to_str(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("must be text")
    return value


_CONVERSIONS: dict[Any, Any] = {
    str: _to_str,
    int: _to_int,
    float: _to_float,
    bool: _to_bool,
    Path: lambda value: Path(value).expanduser().absolute(),
    dict: _to_dict,
}


def _check_urls(settings: Settings) -> None:
    for name in ("flows_url", "identity_url", "oidc_issuer"):
        value = getattr(settings, name)
        if value and (urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname):
            raise SettingsError(f"setting {name} ({settings.origin(name)}): must be a full http(s) URL")
    for name in ("flows_port", "identity_port"):
        if not 0 <= getattr(settings, name) <= 65_535:
            raise SettingsError(
                f"setting {name} ({settings.origin(name)}): must be a port number from 0 to 65535"
            )
