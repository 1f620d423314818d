"""Settings: `load()` reads them, `describe()` lists them, `convert()` checks the value of one."""

from wirelatch.settings.describing import Description, describe
from wirelatch.settings.loading import FILE_NAME, SettingsError, convert, load
from wirelatch.settings.settings import Settings

__all__ = ["FILE_NAME", "Description", "Settings", "SettingsError", "convert", "describe", "load"]
