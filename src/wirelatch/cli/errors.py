"""What a command ends with when something outside it is wrong."""

from __future__ import annotations

FAILED = 1
UNUSABLE = 2
"""The options, the settings or the surroundings have to be changed first; starting again will not help."""


class CommandError(Exception):
    """Ends the command with a one-line message and a non-zero exit code."""

    def __init__(self, message: str, code: int = UNUSABLE) -> None:
        super().__init__(message)
        self.code = code
