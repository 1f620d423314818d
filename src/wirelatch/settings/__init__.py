"""Settings: `load()` reads them, `describe()` lists them, `convert()` checks the value of one."""

from wirelatch.settings.settings import (
    FILE_NAME,
    Description,
    Settings,
    SettingsError,
    convert,
    describe,
    load,
)

__all__ = ["FILE_NAME", "Description", "Settings", "SettingsError", "convert", "describe", "load"]
