"""What the nodes at one broker have subscribed to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from wirelatch.nodes.network.mqtt.payload import matches
from wirelatch.nodes.network.mqtt.session import Session

Deliver = Callable[[str, bytes, int, bool, Mapping[str, Any]], None]
"""Takes topic, payload, QoS, retain and properties of a received message."""


@dataclass(frozen=True)
class Subscription:
    """One node's wish for the messages of a topic filter."""

    topic: str
    owner: str
    """Id of the node."""
    deliver: Deliver
    qos: int = 2
    no_local: bool = False
    retain_as_published: bool = False
    retain_handling: int = 0


_KNOWN_TOPICS = 4096


class Subscriptions:
    """All wishes, by topic filter and node."""

    def __init__(self) -> None:
        self._by_topic: dict[str, dict[str, Subscription]] = {}
        self._identifiers: dict[str, int] = {}
        self._last_identifier = 0
        self._found: dict[str, list[Subscription]] = {}
        self.use_identifiers = False
        """Whether the broker marks messages with the subscription they are for (MQTT 5)."""

    def add(self, subscription: Subscription) -> None:
        """Remember a wish; a node has one per topic."""
        topic = subscription.topic
        self._by_topic.setdefault(topic, {})[subscription.owner] = subscription
        if topic not in self._identifiers:
            self._last_identifier += 1
            self._identifiers[topic] = self._last_identifier
        self._found.clear()

    def remove(self, topic: str, owner: str) -> bool:
        """Forget a wish; True when nobody is left who wants the topic."""
        self._found.clear()
        owners = self._by_topic.get(topic)
        if owners is None or owners.pop(owner, None) is None or owners:
            return False
        del self._by_topic[topic]
        del self._identifiers[topic]
        return True

    def has(self, topic: str) -> bool:
        """Whether a node wants the topic."""
        return topic in self._by_topic

    def wanted(self) -> Iterator[Subscription]:
        """One wish per topic: the last one, with the highest quality of service of all."""
        for owners in self._by_topic.values():
            yield replace(list(owners.values())[-1], qos=max(wish.qos for wish in owners.values()))

    def send(self, session: Session, subscription: Subscription) -> None:
        """Tell the broker."""
        owners = self._by_topic[subscription.topic]
        session.subscribe(
            subscription.topic,
            max(wish.qos for wish in owners.values()),
            no_local=subscription.no_local,
            retain_as_published=subscription.retain_as_published,
            retain_handling=subscription.retain_handling,
            identifier=self._identifiers[subscription.topic] if self.use_identifiers else None,
        )

    def receivers(self, topic: str, identifiers: int | list[int] | None) -> list[Subscription]:
        """Whom a message is for."""
        if identifiers is None or not self.use_identifiers:
            found = self._found.get(topic)
            if found is None:
                if len(self._found) >= _KNOWN_TOPICS:
                    self._found.clear()
                found = self._found[topic] = self._matching(topic, None)
            return found
        return self._matching(topic, [identifiers] if isinstance(identifiers, int) else identifiers)

    def _matching(self, topic: str, identifiers: list[int] | None) -> list[Subscription]:
        found: list[Subscription] = []
        for topic_filter, owners in self._by_topic.items():
            if identifiers is not None and self._identifiers[topic_filter] not in identifiers:
                continue
            if matches(topic_filter, topic):
                found += owners.values()
        return found
