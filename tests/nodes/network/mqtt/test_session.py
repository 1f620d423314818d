"""The MQTT session without a network: the packets of a broker that behaves, and of one that does not."""

from __future__ import annotations

from typing import Any

import pytest

from wirelatch.nodes.network.mqtt import packet_properties
from wirelatch.nodes.network.mqtt.packet_properties import MalformedPacketError
from wirelatch.nodes.network.mqtt.packets import Publication, connect
from wirelatch.nodes.network.mqtt.session import PublishError, Session

ACCEPTED = b"\x20\x02\x00\x00"
ACCEPTED_5 = b"\x20\x03\x00\x00\x00"


class Wire:
    """A session whose packets are kept."""

    def __init__(self, version: int = 4, connack: bytes = b"") -> None:
        self.sent: list[bytes] = []
        self.received: list[tuple[str, bytes, int, bool, Any]] = []
        self.said: list[Any] = []
        self.session = Session(
            version, lambda *message: self.received.append(message), on_subscription_refused=lambda *why: self.said.append(why)
        )  # fmt: skip
        self.session.on_refuse = self.session.on_disconnect = self.said.append
        self.begin(connack or (ACCEPTED_5 if version == 5 else ACCEPTED))

    def begin(self, connack: bytes) -> None:
        self.session.begin(self.sent.append, b"CONNECT")
        self.session.receive(connack)
        self.sent.remove(b"CONNECT")

    def take(self) -> list[bytes]:
        sent, self.sent[:] = list(self.sent), []
        return sent


def server(properties: bytes, *, remembered: bool = False) -> bytes:
    body = bytes((remembered, 0, len(properties))) + properties
    return bytes((0x20, len(body))) + body


def test_packets_are_understood_however_they_are_cut() -> None:
    big = b"\x30" + packet_properties.variable_integer(5 + 300) + b"\x00\x03big" + b"x" * 300
    stream = b"\x30\x06\x00\x03a/bx" + big + b"\x31\x05\x00\x03a/b"
    for size in (1, 2, 3, 5, 100, 1000):
        wire = Wire()
        for start in range(0, len(stream), size):
            wire.session.receive(stream[start : start + size])
        assert wire.received == [
            ("a/b", b"x", 0, False, {}), ("big", b"x" * 300, 0, False, {}), ("a/b", b"", 0, True, {}),
        ]  # fmt: skip


@pytest.mark.parametrize(
    "garbage",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x30\x02\x00\x09", b"\x36\x06\x00\x01a\x00\x01x", b"\x10\x00", b"\x20\x02\x00\x00",
        b"\x30\xff\xff\xff\xff\xff", b"\x40\x00", b"\xf0\x00", b"\x30\x02\x00\x00",
    ],
)  # fmt: skip
def test_what_is_no_mqtt_is_refused(garbage: bytes) -> None:
    with pytest.raises(MalformedPacketError):
        Wire().session.receive(garbage)


def test_another_protocol_is_recognised_by_its_first_byte() -> None:
    session = Session(4, lambda *_: None)
    session.begin(lambda data: None, b"")
    with pytest.raises(MalformedPacketError, match="no answer to CONNECT"):
        session.receive(b"S")


@pytest.mark.parametrize(
    "properties", [b"\x02\x7f\x00", b"\x05\x03\x00\x09ab", b"\x09", b"\x04\x01\x01\x01\x01", b"\x02\x02\x00"]
)
def test_malformed_properties_are_refused(properties: bytes) -> None:
    body = b"\x00\x01t" + properties
    with pytest.raises(MalformedPacketError):
        Wire(5).session.receive(bytes((0x30, len(body))) + body)


def test_properties_survive_the_way_there_and_back() -> None:
    given = {
        "payloadFormatIndicator": True, "messageExpiryInterval": 70000, "contentType": "text/ä", "responseTopic": "r",
        "correlationData": b"\x00\xff", "userProperties": {"a": "1", "ö": ""}, "topicAlias": 300,
        "subscriptionIdentifier": 200000,
    }  # fmt: skip
    block = packet_properties.encode(given)
    assert packet_properties.decode(block, 0, len(block)) == (given, len(block))


async def test_no_more_messages_are_under_way_than_the_broker_takes() -> None:
    wire = Wire(5, server(b"\x21\x00\x02"))
    waiting = [wire.session.publish(Publication("t", b"%d" % number, 1)) for number in range(5)]
    first = wire.take()
    assert [packet[-1:] for packet in first] == [b"0", b"1"]
    wire.session.receive(b"\x40\x02" + first[0][5:7])
    assert [packet[-1:] for packet in wire.take()] == [b"2"]
    assert [future is not None and future.done() for future in waiting] == [True, False, False, False, False]
    wire.session.forget()
    assert all(future is not None and future.done() for future in waiting)


async def test_a_message_that_the_broker_refuses_fails_with_its_reason() -> None:
    wire = Wire(5)
    for qos, answer in ((1, 0x40), (2, 0x50)):
        future = wire.session.publish(Publication("t", b"", qos))
        packet = wire.take()[0]
        said = b"\x04\x1f\x00\x01!"
        wire.session.receive(bytes((answer, 3 + len(said))) + packet[5:7] + b"\x87" + said)
        assert future is not None
        with pytest.raises(PublishError, match="not authorized: !"):
            await future
    future = wire.session.publish(Publication("t", b"", 1))
    wire.session.receive(b"\x40\x03" + wire.take()[0][5:7] + b"\x10")  # nobody has subscribed: no failure
    assert future is not None
    await future


async def test_what_the_broker_does_not_take_is_not_sent() -> None:
    wire = Wire(5, server(b"\x24\x01" + b"\x27\x00\x00\x00\x14"))
    with pytest.raises(PublishError, match="QoS 2"):
        wire.session.publish(Publication("t", b"", 2))
    with pytest.raises(PublishError, match="larger"):
        wire.session.publish(Publication("t", b"x" * 20))
    with pytest.raises(ValueError, match="65535"):
        wire.session.publish(Publication("t" * 70000, b""))
    assert wire.take() == []


async def test_after_a_lost_connection_unconfirmed_messages_are_repeated_or_published_afresh() -> None:
    wire = Wire()
    wire.session.publish(Publication("a", b"1", 1))
    wire.session.publish(Publication("b", b"2", 2))
    one, two = wire.take()
    wire.session.receive(b"\x50\x02" + two[5:7])
    assert wire.take() == [b"\x62\x02" + two[5:7]]
    wire.begin(b"\x20\x02\x01\x00")
    assert wire.take() == [bytes((one[0] | 8,)) + one[1:], b"\x62\x02" + two[5:7]]
    wire.begin(ACCEPTED)
    again = wire.take()
    assert [(packet[0], packet[4:5], packet[-1:]) for packet in again] == [
        (0x32, b"a", b"1"),
        (0x34, b"b", b"2"),
    ]


async def test_an_alias_stands_for_its_topic_on_one_connection_only() -> None:
    wire = Wire(5, server(b"\x22\x00\x05"))
    message = Publication("long/topic", b"x", 1, properties={"topicAlias": 3})
    wire.session.publish(message)
    wire.session.publish(message)
    first, second = wire.take()
    assert b"long/topic" in first
    assert b"long/topic" not in second
    wire.begin(server(b"", remembered=True))
    assert [b"long/topic" in packet and b"\x23" not in packet for packet in wire.take()] == [True, True]


def test_exactly_once_holds_when_our_answers_are_lost() -> None:
    wire = Wire()
    for flags in (0x34, 0x3C):
        wire.session.receive(bytes((flags, 6)) + b"\x00\x01a\x00\x07x")
    assert [message[1] for message in wire.received] == [b"x"]
    assert wire.take() == [b"\x50\x02\x00\x07"] * 2
    wire.session.receive(b"\x62\x02\x00\x07" + b"\x34\x06\x00\x01a\x00\x07y")
    assert [message[1] for message in wire.received] == [b"x", b"y"]


@pytest.mark.parametrize(
    ("version", "answer", "words"),
    [(4, b"\x20\x02\x00\x05", "not authorized"), (5, b"\x20\x03\x00\x86\x00", "bad user name or password"), (4, b"\x20\x02\x00\x63", "reason 99")],
)  # fmt: skip
def test_a_refusal_is_told_in_words(version: int, answer: bytes, words: str) -> None:
    said: list[str] = []
    session = Session(version, lambda *_: None, on_refuse=said.append)
    session.begin(lambda data: None, b"")
    session.receive(answer)
    assert said == [words]


def test_a_subscription_that_is_refused_and_a_farewell_are_told() -> None:
    wire = Wire(5)
    wire.session.subscribe("tö/#", 2, identifier=7)
    packet = wire.take()[0]
    assert packet[1] == len(packet) - 2
    wire.session.receive(b"\x90\x04" + packet[2:4] + b"\x00\x87")
    wire.session.unsubscribe("tö/#")
    assert wire.take()[0][1] == 10
    wire.session.receive(b"\xe0\x02\x8b\x00")
    assert wire.said == [("tö/#", "not authorized"), "server shutting down"]


def test_connect_says_the_version_and_who_we_are() -> None:
    assert connect("c", 3, keepalive=5, clean=True)[2:12] == b"\x00\x06MQIsdp\x03\x02"
    will = Publication("w", b"gone", 1, True, {"willDelayInterval": 3})
    five = connect(
        "ü", 5, keepalive=0, clean=False, user="u", password="p", will=will, properties={"receiveMaximum": 9}
    )
    assert five[2:] == (
        b"\x00\x04MQTT\x05\xec\x00\x00" + b"\x03\x21\x00\x09" + b"\x00\x02\xc3\xbc" + b"\x05\x18\x00\x00\x00\x03"
        b"\x00\x01w" + b"\x00\x04gone" + b"\x00\x01u" + b"\x00\x01p"
    )  # fmt: skip
