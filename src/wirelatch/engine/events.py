"""What the runtime tells the world outside: the topics of Node-RED's `/comms` channel, with retained messages.

Topics: `debug`, `status/<node id>`, `notification/<name>`, `event-log/<id>`
(https://nodered.org/docs/api/ui/events/ shows the editor's end of them).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

log = logging.getLogger(__name__)

Subscriber = Callable[[str, Any], None]


class Events:
    """A synchronous publish/subscribe channel; a subscriber that raises does not disturb the others."""

    def __init__(self) -> None:
        self._subscribers: dict[object, Subscriber] = {}
        self._retained: dict[str, Any] = {}
        self.retained: Mapping[str, Any] = MappingProxyType(self._retained)
        """The last retained data of each topic, for whoever connects later."""

    @property
    def heard(self) -> bool:
        """Whether anybody would get what is published now; what is not retained need not be made otherwise."""
        return bool(self._subscribers)

    def publish(self, topic: str, data: Any, *, retain: bool = False) -> None:
        """Tell all subscribers; a retained topic keeps `data` until it is published with empty data."""
        if retain and data:
            self._retained[topic] = data
        else:
            self._retained.pop(topic, None)
        for subscriber in tuple(self._subscribers.values()):
            try:
                subscriber(topic, data)
            except Exception:
                log.exception("a subscriber of %r failed", topic)

    def subscribe(self, callback: Subscriber) -> Callable[[], None]:
        """Call `callback(topic, data)` for everything published from now on; the result ends that."""
        key = object()
        self._subscribers[key] = callback

        def unsubscribe() -> None:
            self._subscribers.pop(key, None)

        return unsubscribe
