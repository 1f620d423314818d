"""What is said of one node."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Verdict = Literal["runs", "needs", "differs", "fails"]
VERDICTS: dict[Verdict, str] = {
    "runs": "run as in Node-RED",
    "needs": "need an npm package: they keep their place and pass nothing on",
    "differs": "differ from Node-RED",
    "fails": "cannot work, here or in Node-RED",
}
"""Every verdict with its plural meaning, from best to worst news but for the last, which is the file's own."""


@dataclass
class Finding:
    """A node and what would become of it."""

    id: str
    type: str
    name: str
    flow: str
    """Label of the tab or subflow it is on; empty for global config nodes."""
    verdict: Verdict = "runs"
    reasons: list[str] = field(default_factory=list)
    """Why, in sentences; empty when the node runs."""
    packages: list[str] = field(default_factory=list)
    """The npm packages that bring its type, the likeliest first; empty when none is known, or none is needed."""
    disabled: bool = False
    """The node, its tab or its subflow is switched off: it would not be started."""
    notes: list[str] = field(default_factory=list)
    """What is good to know, and keeps nothing from running."""

    def say(self, verdict: Verdict, reason: str) -> None:
        """Add a reason; a worse verdict replaces a better one."""
        order = tuple(VERDICTS)
        if order.index(verdict) > order.index(self.verdict):
            self.verdict = verdict
        self.reasons.append(reason)

    def to_json(self) -> dict[str, Any]:
        """The finding as `wirelatch check --json` prints it."""
        return asdict(self)
