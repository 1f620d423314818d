"""How many connections the listening nodes of a runtime may hold together.

Each connection is an open file of the process. A flood of them must leave enough for the rest of it: the editor, the
database, files of flows.
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

from wirelatch.engine.runtime import Runtime


def most_connections() -> int:
    """Half of the files that the process may open."""
    try:
        import resource

        soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    except (ImportError, OSError):
        soft = 1024
    return max(64, (soft if soft > 0 else 65_536) // 2)


class Budget:
    """What is left."""

    def __init__(self) -> None:
        self.most = most_connections()
        self._held = 0
        self._told = False

    def take(self) -> bool:
        """One more; False when there is none left."""
        if self._held >= self.most:
            return False
        self._held += 1
        return True

    def give_back(self) -> None:
        """One less."""
        self._held -= 1
        self._told = False

    def refusal(self) -> str | None:
        """What to warn of, once for a flood; None afterwards."""
        if self._told:
            return None
        self._told = True
        return f"more than {self.most} connections: further ones are refused"


_budgets: WeakKeyDictionary[Runtime, Budget] = WeakKeyDictionary()


def budget_of(runtime: Runtime) -> Budget:
    """The budget of a runtime."""
    return _budgets.setdefault(runtime, Budget())
