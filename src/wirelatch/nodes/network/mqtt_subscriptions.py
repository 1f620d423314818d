"""What the nodes at one broker have subscribed to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import gmqtt

from wirelatch.nodes.network.mqtt_client import MqttClient
from wirelatch.nodes.network.mqtt_payload import matches

Deliver = Callable[[str, bytes, int, Mapping[str, Any]], None]
"""Takes topic, payload, QoS and properties of a received message."""


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


class Subscriptions:
    """All wishes, by topic filter and node."""

    def __init__(self) -> None:
        self._by_topic: dict[str, dict[str, Subscription]] = {}
        self._identifiers: dict[str, int] = {}
        self.use_identifiers = False
        """Whether the broker marks messages with the subscription they are for (MQTT 5)."""

    def add(self, subscription: Subscription) -> None:
        """Remember a wish; a node has one per topic."""
        self._by_topic.setdefault(subscription.topic, {})[subscription.owner] = subscription
        self._identifiers.setdefault(subscription.topic, len(self._identifiers) + 1)

    def remove(self, topic: str, owner: str) -> bool:
        """Forget a wish; True when nobody is left who wants the topic."""
        owners = self._by_topic.get(topic)
        if owners is None or owners.pop(owner, None) is None or owners:
            return False
        del self._by_topic[topic]
        return True

    def wanted(self) -> Iterator[Subscription]:
        """One wish per topic: that with the highest quality of service."""
        for owners in self._by_topic.values():
            yield max(owners.values(), key=lambda item: item.qos)

    def send(self, client: MqttClient, subscription: Subscription) -> None:
        """Tell the broker."""
        owners = self._by_topic[subscription.topic]
        wish = gmqtt.Subscription(
            subscription.topic,
            qos=max(item.qos for item in owners.values()),
            no_local=subscription.no_local,
            retain_as_published=subscription.retain_as_published,
            retain_handling_options=subscription.retain_handling,
        )
        client.subscriptions = [item for item in client.subscriptions if item.topic != subscription.topic]
        if self.use_identifiers:
            client.subscribe(wish, subscription_identifier=self._identifiers[subscription.topic])
        else:
            client.subscribe(wish)

    def receivers(self, topic: str, identifiers: list[int] | None) -> list[Subscription]:
        """Whom a message is for."""
        found: list[Subscription] = []
        for topic_filter, owners in self._by_topic.items():
            if identifiers and self.use_identifiers and self._identifiers[topic_filter] not in identifiers:
                continue
            if matches(topic_filter, topic):
                found += owners.values()
        return found
