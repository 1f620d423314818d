"""Wirelatch: flow programming with the lock built in."""

from importlib.metadata import version

__version__ = version("wirelatch")
