"""Settings: `load()` reads them, `describe()` lists them."""

from wirelatch.settings.settings import Description, Settings, SettingsError, describe, load

__all__ = ["Description", "Settings", "SettingsError", "describe", "load"]
