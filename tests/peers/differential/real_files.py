"""A real file made ready for both runtimes: tamed, complete without npm packages, and with a debug node at every output.

What is not of Node-RED's core becomes an inject node where nothing leads to it, and a junction elsewhere. So every wire of
the file is there, and messages reach the core nodes behind a dashboard's button or a sensor.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.peers.differential.cases import debug
from tests.support.real_files import NOW, PROXY, read, tame
from wirelatch.engine.testing import all_types

Record = dict[str, Any]

DIRECTORY, BROKER, PROXY_URL = "@DIRECTORY@", "@BROKER@", "@PROXY@"
"""Texts in the records that stand for what each side has of its own."""
_STRUCTURAL = {"tab", "group", "subflow", "junction"}
_WORD = re.compile(r"""(?:payload|body|query|data|msg)\.([A-Za-z_]\w*)|\[['"](\w+)['"]\]""")


@dataclass
class RealFile:
    """What to deploy, and how to set it in motion."""

    records: list[Record]
    buttons: list[str] = field(default_factory=list)
    """Its own inject nodes."""
    sources: list[str] = field(default_factory=list)
    """Inject nodes in place of nodes of npm packages."""
    payloads: list[Any] = field(default_factory=list)
    """What to send from sources and from outside: values with the properties that the file's nodes read."""
    endpoints: list[tuple[str, str]] = field(default_factory=list)
    """Methods and paths of its HTTP endpoints."""
    topics: list[str] = field(default_factory=list)
    """Topics to publish at."""
    ports: list[str] = field(default_factory=list)
    """Texts in the records that stand for free ports."""
    connecting: list[str] = field(default_factory=list)
    """Nodes that connect to the broker."""

    def touched(self, known: Iterable[str]) -> set[str]:
        """The ids of the nodes named, by id or by a piece of their record, with what catches their errors, and all that is behind these."""
        following = _following(self.records)
        roots = {r["id"] for r in self.records for text in known if text == r["id"] or text in json.dumps(r)}
        flows = {r["z"] for r in self.records if r["id"] in roots and "z" in r}
        roots |= {r["id"] for r in self.records if r["type"] == "catch" and r["z"] in flows}
        return roots.union(*(_behind(root, following) for root in roots))

    def of(self, node_id: str) -> str:
        """What is known of a node or a tap, to be shown when it differs."""
        owner = node_id.removeprefix("tap-").rsplit("-port-", 1)[0]
        return next((str(r)[:1500] for r in self.records if r["id"] == owner), owner)


def ready(name: str) -> RealFile:
    """A file of the corpus, for both sides."""
    records = tame(read(name), directory=DIRECTORY, broker=BROKER)
    records = [_switched_on(record) for record in records]
    _place_unplaced(records)
    records = _renamed(records)
    records += _instances(records)
    _let_catches_be(records)
    reached = {target for record in records for port in record.get("wires") or () for target in port or ()}
    reached |= {wire["id"] for r in records if r["type"] == "subflow" for port in r.get("in") or () for wire in port["wires"]}  # fmt: skip
    out = RealFile([])
    inner = {record["id"] for record in records if record["type"] == "subflow"}
    brokers = {
        r["id"] for r in records if r["type"] == "mqtt-broker" and r.get("autoConnect", True) is not False
    }
    known = {node_class.palette.type for node_class in all_types()} | _STRUCTURAL
    circling = _on_circles(records)
    for record in records:
        if record["id"] in circling and record["type"] in ("delay", "trigger"):
            record |= {"timeout": "1000", "timeoutUnits": "seconds", "duration": "1000", "units": "s"}
        if record["type"] not in known and not record["type"].startswith("subflow:"):
            if "x" not in record:
                continue
            if record["id"] in circling:
                record["wires"] = []
            record = _substitute(record, record["id"] in reached)
            if record["type"] == "inject" and record["z"] not in inner:
                out.sources.append(record["id"])
        elif record["type"] == "inject" and record["z"] not in inner:
            out.buttons.append(record["id"])
        _note(out, record, inner, brokers)
        out.records += [record, *_taps(record)]
    out.records += _catches(out.records)
    out.records.append({"id": PROXY, "type": "http proxy", "name": "", "url": PROXY_URL, "noproxy": []})
    out.payloads = _payloads(records)
    return out


def _switched_on(record: Record) -> Record:
    record = {key: value for key, value in record.items() if key not in ("d", "disabled", "credentials")}
    if record["type"] == "debug":
        record |= {"active": True, "tosidebar": True, "console": False}
    return record


def _place_unplaced(records: list[Record]) -> None:
    """Files of single nodes, as the examples are, name a tab that is not in them."""
    for record in records:
        if "x" in record and not record.get("z"):
            record["z"] = "the-tab"


def _renamed(records: list[Record]) -> list[Record]:
    """Node-RED takes a config node whose id is also its type for one that needs itself, and leaves it out; not so here."""
    types = {record["type"] for record in records}
    names = {record["id"] for record in records} & types
    return [
        {key: f"{value}-1" if key != "type" and isinstance(value, str) and value in names else value for key, value in r.items()}
        for r in records
    ]  # fmt: skip


def _on_circles(records: list[Record]) -> set[str]:
    """Nodes whose messages may come back to them: without the pauses that the file has there, they would for ever."""
    following = _following(records)
    circling: set[str] = set()
    for start in following:
        if start in _behind(start, following):
            circling.add(start)
    return circling


def _behind(start: str, following: dict[str, set[str]]) -> set[str]:
    """The nodes that messages of a node may come to."""
    seen: set[str] = set()
    waiting = list(following.get(start, ()))
    while waiting:
        node_id = waiting.pop()
        if node_id not in seen:
            seen.add(node_id)
            waiting += following.get(node_id, ())
    return seen


def _following(records: list[Record]) -> dict[str, set[str]]:
    """What each node is wired or linked to."""
    following: dict[str, set[str]] = {}
    entries = {f"subflow:{r['id']}": r.get("in") or () for r in records if r["type"] == "subflow"}
    for record in records:
        if "x" in record:
            following[record["id"]] = {target for port in record.get("wires") or () for target in port or ()}
            following[record["id"]] |= {
                wire["id"] for port in entries.get(record["type"], ()) for wire in port["wires"]
            }
    for record in records:
        if record["type"] in ("complete", "status"):
            for source in record.get("scope") if isinstance(record.get("scope"), list) else ():
                following.setdefault(source, set()).add(record["id"])
        if record["type"] == "mqtt out":
            following[record["id"]] |= {
                other["id"] for other in records
                if other["type"] == "mqtt in" and _may_reach(record.get("topic"), other.get("topic"))
            }  # fmt: skip
        for other in record.get("links") or () if record["type"] in ("link in", "link out") else ():
            start, end = (record["id"], other) if record["type"] == "link out" else (other, record["id"])
            following.setdefault(start, set()).add(end)
    return following


def _may_reach(topic: Any, pattern: Any) -> bool:
    """Whether what is published at a topic, which a message names if it is empty, may come to who subscribed to another."""
    if (
        not isinstance(topic, str)
        or not isinstance(pattern, str)
        or not topic
        or not pattern
        or "$" in topic + pattern
    ):
        return True
    levels = "/".join(
        "[^/]*" if level == "+" else ".*" if level == "#" else re.escape(level)
        for level in pattern.split("/")
    )
    return re.fullmatch(levels.replace("/.*", "(/.*)?"), topic) is not None


def _let_catches_be(records: list[Record]) -> None:
    """Catch nodes no longer catch what comes from themselves.

    In Node-RED a function that throws behind a Catch node which also catches it is called for ever, as its errors count anew
    each time; here it stops after ten.
    """
    following = _following(records)
    for record in records:
        if record["type"] == "catch" and not record.get("scope"):
            behind = _behind(record["id"], following)
            record["scope"] = [
                other["id"] for other in records
                if other.get("z") == record["z"] and "x" in other and other["id"] not in behind
            ]  # fmt: skip


def _instances(records: list[Record]) -> list[Record]:
    """Instances of the subflows that the file only defines, each with an inject node before it."""
    used = {record["type"].removeprefix("subflow:") for record in records}
    more: list[Record] = []
    for record in records:
        if record["type"] != "subflow" or record["id"] in used:
            continue
        place = {"z": "instances", "x": 0, "y": 0}
        instance = f"{record['id']}-instance"
        more.append({"id": instance, "type": f"subflow:{record['id']}", "wires": [[] for _ in record.get("out") or ()], **place})  # fmt: skip
        more.append({"id": f"{instance}-source", "type": "npm source", "wires": [[instance]], **place})
    return more


def _substitute(record: Record, is_reached: bool) -> Record:
    kept = {key: record[key] for key in ("id", "z", "g", "x", "y", "name") if key in record}
    targets = [target for port in record.get("wires") or () for target in port or ()]
    wires = [list(dict.fromkeys(targets))]
    if is_reached:
        return {**kept, "type": "junction", "wires": wires}
    return {**kept, "type": "inject", "props": [], "repeat": "", "crontab": "", "once": False, "wires": wires}


def _note(out: RealFile, record: Record, inner: set[str], brokers: set[str]) -> None:
    kind = record["type"]
    if kind == "http in":
        path = re.sub(r":(\w+)\??(\([^)]*\))?|\*", "7", str(record.get("url") or ""))
        out.endpoints.append((str(record.get("method") or "get").upper(), "/" + path.removeprefix("/")))
    elif kind in ("mqtt in", "mqtt out"):
        if record.get("z") not in inner and record.get("broker") in brokers:
            out.connecting.append(record["id"])
        topic = record.get("topic")
        if kind == "mqtt in" and isinstance(topic, str) and topic and "$" not in topic:
            out.topics.append(
                re.sub(r"^\$share/[^/]+/", "", topic).replace("+", "one").replace("#", "one/two")
            )
    out.ports += [v for v in record.values() if isinstance(v, str) and v.startswith("@PORT-")]


def _taps(record: Record) -> list[Record]:
    """A debug node at each output, the last receiver there: the others get what they would get without it."""
    if record["type"] in ("junction", "debug", "tab", "group", "subflow") or "x" not in record:
        return []
    wires = [list(port or ()) for port in record.get("wires") or ()]
    taps: list[Record] = []
    for number, port in enumerate(wires):
        tap = f"tap-{record['id']}-port-{number}"
        port.append(tap)
        taps.append({**debug(tap), "z": record["z"], "x": 0, "y": 0})
    record["wires"] = wires
    return taps


def _catches(records: list[Record]) -> list[Record]:
    """A Catch node wherever the file has none."""
    flows = {record["z"]: None for record in records if "x" in record and record.get("z")}
    caught = {record["z"] for record in records if record["type"] == "catch"}
    more: list[Record] = []
    for flow in flows:
        if flow not in caught:
            catch = {
                "id": f"catch-{flow}",
                "type": "catch",
                "z": flow,
                "x": 0,
                "y": 0,
                "scope": None,
                "wires": [[]],
            }
            more += [catch, *_taps(catch)]
    return more


def _payloads(records: list[Record]) -> list[Any]:
    texts = [str(value) for record in records for value in record.values() if isinstance(value, (str, list))]
    counted = Counter(word for text in texts for pair in _WORD.findall(text) for word in pair if word)
    words = [
        word for word, _ in counted.most_common(60) if word not in ("__proto__", "constructor", "length")
    ]
    numbers = {word: round(index * 3.5 - 20, 1) for index, word in enumerate(words)}
    states = ("on", "21", "idle", "false", "2023-11-14T22:13:20Z", "")
    strings = {word: states[index % len(states)] for index, word in enumerate(words)}
    return [21.5, "on", numbers, strings, True, None, [numbers, strings], str(NOW)]
