"""Each property of Node-RED's core nodes is there, with its default: read from the HTML files of the real package."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.peers.node_red import VERSION
from tests.peers.npm import NODE, installed
from wirelatch.engine.palette import NodeType
from wirelatch.engine.properties import Property
from wirelatch.engine.testing import all_types

pytestmark = pytest.mark.peers

SCRIPT = Path(__file__).with_name("read_definitions.cjs")
TYPES = (
    "batch", "catch", "change", "comment", "complete", "csv", "debug", "delay", "exec", "file", "file in", "function",
    "global-config", "html", "http in", "http proxy", "http request", "http response", "inject", "join", "json", "link call",
    "link in", "link out", "mqtt in", "mqtt out", "mqtt-broker", "range", "rbe", "sort", "split", "status", "switch", "tcp in",
    "tcp out", "tcp request", "template", "tls-config", "trigger", "udp in", "udp out", "unknown", "watch", "websocket in",
    "websocket out", "websocket-client", "websocket-listener", "xml", "yaml",
)  # fmt: skip

AS_TEXT = "a checkbox here, which writes a boolean; Node-RED's choice of texts; both runtimes read both"
OTHER_DEFAULTS = {
    (
        "http request",
        "paytoqs",
    ): "Node-RED writes false until its form is opened, then 'ignore': both mean the same",
    ("join", "accumulate"): AS_TEXT,
    ("trigger", "extend"): AS_TEXT,
    ("trigger", "overrideDelay"): AS_TEXT,
    ("watch", "recursive"): "Node-RED's '' stands for an unchecked box",
    ("join", "reduceInitType"): "Node-RED writes nothing until the form is opened, and reads num",
}
"""Defaults that differ on purpose, and why."""

OTHER_REFERENCES = {("http in", "swaggerDoc"): "names a node of a package that is not Node-RED's"}

CREDENTIALS = {
    "tls-config": "private keys are secrets here: no API shows them again",
    "global-config": "a map of names that no form field stands for; the document keeps it (document/credentials.py)",
}
"""Types whose credentials differ on purpose, and why."""

ALWAYS_SET = ("select", "checkbox", "hidden")
"""Widgets that leave no value empty, so that nothing need be required."""


@cache
def definitions() -> dict[str, Any]:
    """What Node-RED registers, by type."""
    folder = installed(f"node-red@{VERSION}") / "@node-red/nodes/core"
    done = subprocess.run([NODE, SCRIPT, folder], check=True, capture_output=True, timeout=60)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def palette(type_name: str) -> NodeType:
    node_class = all_types().get(type_name)
    assert node_class is not None, f"there is no node type {type_name!r}"
    return node_class.palette


def properties(type_name: str) -> dict[str, Property]:
    named = palette(type_name).properties.items()
    return {p.name or name: p for name, p in named if p.widget not in ("credential", "which")}


def test_every_node_type_is_there() -> None:
    assert sorted(definitions()) == sorted(TYPES)


@pytest.mark.parametrize("type_name", TYPES)
def test_a_type_has_node_reds_properties_and_no_others(type_name: str) -> None:
    assert sorted(properties(type_name)) == sorted(definitions()[type_name]["properties"])


@pytest.mark.parametrize("type_name", TYPES)
def test_a_new_node_gets_node_reds_values(type_name: str) -> None:
    ours = properties(type_name)
    differing = {
        name: (ours[name].default, theirs.get("value"))
        for name, theirs in definitions()[type_name]["properties"].items()
        if (type_name, name) not in OTHER_DEFAULTS and not _same(ours[name].default, theirs)
    }
    assert differing == {}


def _same(default: Any, theirs: dict[str, Any]) -> bool:
    """Without a value, Node-RED leaves the property out until somebody chooses one."""
    if "value" not in theirs:
        return default in ("", None)
    return json.dumps(default) == json.dumps(theirs["value"])


@pytest.mark.parametrize("type_name", TYPES)
def test_what_node_red_requires_is_required(type_name: str) -> None:
    ours = properties(type_name)
    for name, theirs in definitions()[type_name]["properties"].items():
        if theirs["required"]:
            assert ours[name].required or ours[name].widget in ALWAYS_SET, f"{name} is not required"
        elif ours[name].required:
            assert theirs["validated"], f"{name} is required, and not with Node-RED"


@pytest.mark.parametrize("type_name", TYPES)
def test_references_name_the_same_config_nodes(type_name: str) -> None:
    ours = properties(type_name)
    for name, theirs in definitions()[type_name]["properties"].items():
        wanted = theirs.get("type")
        if wanted is None or wanted.endswith("[]") or (type_name, name) in OTHER_REFERENCES:
            continue
        assert (ours[name].widget, ours[name].node_type) == ("config", wanted)


@pytest.mark.parametrize("type_name", TYPES)
def test_a_node_looks_the_same(type_name: str) -> None:
    ours, theirs = palette(type_name), definitions()[type_name]
    shown = {
        "category": ours.category,
        "inputs": ours.inputs,
        "outputs": ours.outputs,
        "button": ours.button is not None,
    }
    if ours.category != "config":
        shown |= {"align": ours.align, "color": _long(ours.color)}
        theirs = {**theirs, "color": _long(theirs["color"])}
    assert shown == {name: theirs[name] for name in shown}


def _long(color: str) -> str:
    """`#abc` as `#aabbcc`."""
    digits = color.lower().removeprefix("#")
    return "#" + ("".join(digit * 2 for digit in digits) if len(digits) == 3 else digits)


@pytest.mark.parametrize("type_name", [name for name in TYPES if name not in CREDENTIALS])
def test_the_same_values_are_credentials(type_name: str) -> None:
    ours = {name: "password" if p.secret else "text" for name, p in palette(type_name).credentials.items()}
    assert ours == definitions()[type_name]["credentials"]
