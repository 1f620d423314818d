"""Whatever is deployed over the Admin API: a clear answer, never a 500, never a hang, and the last good state goes on.

A sentinel, two nodes on a tab of their own, is part of every document that is deployed; after every request a message still
goes through it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wirelatch.cli.flows_app import FlowsApp
from wirelatch.engine.testing import Probe, all_types
from wirelatch.settings import load

SECONDS = 20
"""Longer than any answer to these takes; a machine that is busy gets its time."""

SENTINEL: list[dict[str, Any]] = [
    {"id": "sentinel-tab", "type": "tab", "label": "sentinel"},
    {"id": "sentinel", "type": "change", "z": "sentinel-tab", "x": 1, "y": 1, "wires": [["sentinel-probe"]],
     "rules": [{"t": "set", "p": "payload", "pt": "msg", "to": "alive", "tot": "str"}]},
    {"id": "sentinel-probe", "type": "probe", "z": "sentinel-tab", "x": 1, "y": 1, "wires": []},
]  # fmt: skip


class Half:
    """The flows half as it is served, without a network between."""

    def __init__(self, data: Path) -> None:
        self.runner = asyncio.Runner()
        flags = {"data": data, "sign_in": False, "identity_port": 1, "flows_port": 1}
        self.app = FlowsApp(load(flags, {}), all_types())
        self.runner.run(self._start())

    async def _start(self) -> None:
        await self.app.start()
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=("127.0.0.1", 5))
        self.client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:1")
        await self.app.runtime.deploy(SENTINEL)

    def close(self) -> None:
        self.runner.run(self._close())
        self.runner.close()

    async def _close(self) -> None:
        await self.client.aclose()
        await self.app.stop()

    def request(self, method: str, path: str, content: bytes, **headers: str) -> httpx.Response:
        """Send it, and see that the half is well afterwards."""
        return self.runner.run(self._request(method, path, content, headers))

    async def _request(
        self, method: str, path: str, content: bytes, headers: dict[str, str]
    ) -> httpx.Response:
        runtime = self.app.runtime
        async with asyncio.timeout(SECONDS):
            before, nodes = runtime.revision, runtime.nodes()
            headers = {"content-type": "application/json", **headers}
            answer = await self.client.request(method, path, content=content, headers=headers)
            await runtime.operation.settled()  # some are answered before what they deploy runs
            assert answer.status_code < 500, answer.text
            if answer.status_code >= 400:
                assert set(answer.json()) == {"code", "message"}
                assert answer.json()["message"]
                assert runtime.revision == before
                assert runtime.nodes() == nodes
            shown = await self.client.get("/flows", headers={"Node-RED-API-Version": "v2"})
            assert shown.status_code == 200
            assert shown.json()["rev"] == runtime.revision
            for tab in list(runtime.outline.tabs)[:3]:
                assert (
                    await self.client.get(f"/flow/{quote(tab, safe='', errors='replace')}")
                ).status_code < 500
            assert runtime.state == "start"
            probe, first = runtime.node("sentinel-probe"), runtime.node("sentinel")
            assert isinstance(probe, Probe)
            assert first is not None
            probe.received.clear()
            first.receive({})
            while not probe.received:
                await asyncio.sleep(0)
            assert probe.received[0]["payload"] == "alive"
        return answer


@pytest.fixture(scope="module")
def half(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Half]:
    running = Half(tmp_path_factory.mktemp("fuzz"))
    yield running
    running.close()


# What is sent ----------------------------------------------------------------------------------------------------

IDS = [
    "a",
    "b",
    "c",
    "d",
    "e",
    "s",
    "s2",
    "t",
    "g",
    "g2",
    "global",
    "a-b",
    "s:status",
    "__proto__",
    "",
    "null",
]
TYPES = [
    "tab", "subflow", "group", "subflow:s", "subflow:s2", "subflow:", "subflow:a", "inject", "debug", "change", "switch",
    "template", "delay", "trigger", "range", "function", "link in", "link out", "link call", "catch", "status", "complete",
    "comment", "json", "rbe", "split", "join", "sort", "batch", "csv", "html", "xml", "yaml", "http in", "http response",
    "junction", "unknown", "global-config", "tls-config", "nobody's type", "__proto__", "toString",
]  # fmt: skip
"""All that touch neither files nor networks nor programs."""

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([2**53, 2**64, 10**30, -1, 0, 1e308, -0.0, 1e21, 5e-324]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["", "NaN", "${A}", "$(A)", "${$parent.A}", "\ud800", "\u0000", "a" * 3000, "[[[", "$$.a", "msg.x[", "true"]),
    st.sampled_from(IDS),
    st.text(max_size=10),
)  # fmt: skip
KEYS = st.one_of(
    st.sampled_from(
        ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "id", "length", "\ud800"]
    ),
    st.text(max_size=6),
)
NO_JSON = st.sampled_from([float("inf"), float("nan"), 10**400])
JSON: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=12,
)
IDENTIFIERS = st.sampled_from(IDS)
WIRES = st.lists(st.lists(IDENTIFIERS, max_size=4), max_size=4)
ENV = st.lists(
    st.fixed_dictionaries(
        {"name": st.sampled_from(["A", "B", "NR_FLOW_ID", "__proto__"]), "value": SCALARS},
        optional={
            "type": st.sampled_from(["str", "num", "bool", "json", "bin", "env", "jsonata", "cred", "conf-type", "x", ""])
        },
    ),
    max_size=4,
)  # fmt: skip
PORTS = st.lists(
    st.fixed_dictionaries(
        {"wires": st.lists(st.fixed_dictionaries({"id": IDENTIFIERS}, optional={"port": st.sampled_from([0, 1, 9, None, -1, 9999])}), max_size=3)}
    ),
    max_size=3,
)  # fmt: skip


def mostly(likely: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """What belongs there, and now and then anything."""
    return st.integers(0, 79).flatmap(lambda dice: JSON if dice == 79 else likely)


CONFIGURATION = sorted({
    key
    for node_class in all_types()
    if node_class.palette.type in TYPES
    for name, declared in node_class.palette.properties.items()
    if (key := declared.name or name) not in ("once", "func", "initialize", "finalize", "libs")
})  # fmt: skip
"""The properties of these types. Nothing runs by itself, and functions hold no code of ours to judge."""

RECORDS = st.fixed_dictionaries(
    {"id": mostly(IDENTIFIERS), "type": mostly(st.sampled_from(TYPES))},
    optional={
        "z": mostly(IDENTIFIERS),
        "g": mostly(IDENTIFIERS),
        "x": SCALARS,
        "y": SCALARS,
        "wires": mostly(WIRES),
        "d": SCALARS,
        "disabled": SCALARS,
        "name": SCALARS,
        "label": SCALARS,
        "env": mostly(ENV),
        "in": mostly(PORTS),
        "out": mostly(PORTS),
        "status": mostly(PORTS.map(lambda ports: ports[0] if ports else {})),
        "nodes": mostly(st.lists(IDENTIFIERS, max_size=3)),
        "links": mostly(st.lists(IDENTIFIERS, max_size=3)),
        "scope": mostly(st.lists(IDENTIFIERS, max_size=3)),
        "credentials": JSON,
        "__proto__": JSON,
        "constructor": JSON,
    },
)
EXTRA = st.dictionaries(st.one_of(st.sampled_from(CONFIGURATION), KEYS), JSON, max_size=5)
NODES = st.builds(lambda record, extra: {**extra, **record}, RECORDS, EXTRA)


def distinct(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The records with ids of their own, and a tab and two subflows that some of them may be on."""
    out: dict[str, dict[str, Any]] = {
        "t": {"id": "t", "type": "tab"},
        "s": {"id": "s", "type": "subflow", "in": [{"wires": [{"id": "a"}]}], "out": [{"wires": [{"id": "b", "port": 0}]}]},
        "s2": {"id": "s2", "type": "subflow"},
    }  # fmt: skip
    for record in records:
        if isinstance(record["id"], str):
            out[record["id"] or "x"] = {**record, "id": record["id"] or "x"}
    return list(out.values())


SOUND = st.builds(
    lambda number, record: {**record, "id": f"n{number}", "x": 1, "y": 1, "z": "t", "wires": []},
    st.integers(0, 5),
    NODES.filter(
        lambda record: isinstance(record["type"], str) and record["type"] not in ("", "tab", "subflow")
    ),
)
DOCUMENTS = st.one_of(
    st.lists(NODES, max_size=6),
    st.lists(NODES, max_size=8).map(distinct),
    st.lists(SOUND, max_size=4, unique_by=lambda record: record["id"]).map(
        lambda nodes: [{"id": "t", "type": "tab", "label": "t"}, *nodes]
    ),
)


def encoded(value: Any) -> bytes:
    """JSON text, with what only JavaScript programs write: NaN, and lone surrogates as they are."""
    return json.dumps(value).encode()


RELAXED = settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)


@RELAXED
@given(DOCUMENTS, st.sampled_from(["full", "flows", "nodes"]))
def test_any_document(half: Half, document: list[Any], kind: str) -> None:
    body = encoded([*document, *SENTINEL])
    half.request("POST", "/flows", body, **{"Node-RED-Deployment-Type": kind})


@RELAXED
@given(JSON, st.sampled_from(["v1", "v2"]), st.sampled_from(["full", "flows", "nodes", "reload", "no kind"]))
def test_any_body_that_is_no_document(half: Half, body: Any, version: str, kind: str) -> None:
    if version == "v2" and isinstance(body, dict):
        body = {**body, "flows": [5]}
    elif isinstance(body, list):
        body = [5, *body]
    headers = {"Node-RED-API-Version": version, "Node-RED-Deployment-Type": kind}
    half.request("POST", "/flows", encoded(body), **headers)


@RELAXED
@given(
    st.one_of(
        st.binary(max_size=40),
        NO_JSON.map(encoded),
        st.tuples(DOCUMENTS, st.integers(1, 30)).map(lambda d: encoded(d[0])[: -d[1]]),
    )
)
def test_any_text_that_is_not_json(half: Half, body: bytes) -> None:
    for method, path in (("POST", "/flows"), ("POST", "/flow"), ("PUT", "/flow/sentinel-tab")):
        if body.strip():
            assert half.request(method, path, body).status_code == 400


@RELAXED
@given(
    st.one_of(
        st.fixed_dictionaries(
            {"label": SCALARS, "nodes": mostly(st.lists(NODES, max_size=4))},
            optional={"configs": mostly(st.lists(NODES, max_size=2)), "env": mostly(ENV), "info": JSON, "disabled": JSON,
                      "credentials": JSON, "id": JSON, "type": JSON},
        ),
        JSON,
    )
)  # fmt: skip
def test_any_single_flow(half: Half, flow: Any) -> None:
    added = half.request("POST", "/flow", encoded(flow))
    if added.status_code == 200:
        path = f"/flow/{added.json()['id']}"
        half.request("PUT", path, encoded(flow))
        half.request("DELETE", path, b"")


@RELAXED
@given(
    st.one_of(
        st.fixed_dictionaries(
            {"configs": mostly(st.lists(NODES, max_size=3))},
            optional={
                "subflows": mostly(
                    st.lists(
                        st.builds(
                            lambda record, nodes: {**record, "type": "subflow", "nodes": nodes},
                            NODES,
                            mostly(st.lists(NODES, max_size=3)),
                        ),
                        max_size=2,
                    )
                )
            },
        ),
        JSON,
    )
)
def test_any_global_flow(half: Half, flow: Any) -> None:
    half.request("PUT", "/flow/global", encoded(flow))


# What no chance would find ---------------------------------------------------------------------------------------


def instances(of: str, home: str, count: int) -> list[dict[str, Any]]:
    return [
        {"id": f"{home}-{of}-{i}", "type": f"subflow:{of}", "z": home, "x": 1, "y": 1, "wires": []}
        for i in range(count)
    ]


BOMB = [
    record
    for n in range(9)
    for record in [{"id": f"s{n}", "type": "subflow"}, *instances(f"s{n + 1}", f"s{n}", 10)]
]
MANY_PORTS = {"id": "s", "type": "subflow", "out": [{"wires": [{"id": "a", "port": 9999}]}]}
NEST: Any = json.loads("[" * 253 + "]" * 253)


@pytest.mark.parametrize(
    ("records", "status", "said"),
    [
        ([*BOMB, {"id": "s9", "type": "subflow"}, *instances("s0", "sentinel-tab", 1)], 400, "come to 11111111"),
        ([MANY_PORTS, *instances("s", "sentinel-tab", 50)], 400, "200000 is the most"),
        ([{"id": "s", "type": "subflow"}, *instances("s", "s", 1)], 400, "contain each other: s → s"),
        ([{"id": f"g{i}", "type": "group", "z": "t", "g": f"g{(i + 1) % 2000}"} for i in range(2000)], 400, "inside itself"),
        ([{"id": "a", "type": "change", "deep": NEST}], 400, "nested"),
        ([{"id": "a", "type": "inject", "z": "a", "x": 1, "y": 1}], 204, ""),
        ([{"id": "t", "type": "tab", "z": "t"}, {"id": "s", "type": "subflow", "z": "s"}], 204, ""),
        ([{"id": "a", "type": "change", "z": "t", "x": 1, "y": 1, "wires": [["sentinel"] * 50_000]}], 204, ""),
        ([{"id": "a", "type": "change", "z": "t", "x": 1, "y": 1, "wires": [[]] * 50_000}], 204, ""),
        ([{"id": f"{i:x}", "type": "comment", "z": "t", "x": 1, "y": 1} for i in range(20_000)], 204, ""),
        ([{"id": f"{i:x}", "type": "comment"} for i in range(30_000)], 204, ""),
        ([{"id": f"c{i}", "type": "tls-config", "cert": f"c{(i + 1) % 300}"} for i in range(300)], 204, ""),
    ],
    ids=["bomb", "ports", "itself", "circle of groups", "deep", "own flow", "own home", "wires", "outputs", "nodes", "many nodes",
         "circle of config nodes"],
)  # fmt: skip
def test_hostile_documents(half: Half, records: list[dict[str, Any]], status: int, said: str) -> None:
    body = json.dumps([*records, *SENTINEL], separators=(",", ":")).encode()
    assert len(body) < 5_242_880
    answer = half.request("POST", "/flows", body)
    assert answer.status_code == status, answer.text
    assert said in answer.text
