"""Flow files of real people: read where they are, never copied, and changed so that running them harms nobody.

`tame` gives a copy that starts no programs, reaches no machine but this one, touches files in one folder only, and waits
for no clock. What it changes are values of properties; types, wires and code stay what they are.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

Record = dict[str, Any]

_HERE = Path(__file__).resolve().parents[2]
CLOSED = 1
"""A TCP port at which nobody listens."""
NOW = 1_700_000_000_000
"""What time it is in tamed flows, in milliseconds."""
_CALLS = (("$random()", "0.5"), ("$millis()", str(NOW)), ("$now()", '"2023-11-14T22:13:20.000Z"'))
"""Calls in JSONata expressions, and what stands for them."""
_MILLISECONDS = {
    "ms": 1, "milliseconds": 1, "millisecond": 1, "s": 1000, "seconds": 1000, "second": 1000, "min": 60_000,
    "minutes": 60_000, "minute": 60_000, "hr": 3_600_000, "hours": 3_600_000, "hour": 3_600_000, "days": 86_400_000, "day": 86_400_000,
}  # fmt: skip


def folder() -> Path:
    """Where they are; a test fails with instructions when they are not there."""
    path = Path(os.environ.get("WIRELATCH_CORPUS") or _HERE.parent / "shared/corpus")
    if not (path / "index.tsv").exists():
        pytest.fail(
            f"The corpus of flow files is not at {path}: set WIRELATCH_CORPUS to the folder that holds index.tsv, "
            "files/ and official/."
        )
    return path


def names() -> list[str]:
    """Every file, `files/107.json` for example."""
    root = folder()
    return [path.relative_to(root).as_posix() for path in sorted(root.rglob("*.json"))]


def read(name: str) -> list[Record]:
    """The records of a file."""
    records: list[Record] = json.loads((folder() / name).read_bytes())
    return records


def tame(records: list[Record], *, directory: str, broker: Any = CLOSED) -> list[Record]:
    """A harmless copy: files are in `directory`, brokers at the port `broker` of this machine."""
    records = [_timeless(record) for record in json.loads(json.dumps(records))]
    waits = _shortened(records)
    for record in records:
        taming = _TAMING.get(record["type"])
        if taming is not None:
            taming(record)
        if record["type"] in ("file", "file in", "watch"):
            _keep_in(directory, record)
        if record["type"] == "mqtt-broker":
            record |= {
                "broker": "127.0.0.1",
                "port": broker,
                "usetls": False,
                "tls": "",
                "verifyservercert": False,
            }
        if record["id"] in waits:
            record |= waits[record["id"]]
    return records


def _inject(record: Record) -> None:
    record |= {"once": False, "repeat": "", "crontab": ""}
    for row in [record, *_rows(record.get("props"))]:
        for value, kind in (("v", "vt"), ("payload", "payloadType")):
            if row.get(kind) == "date" and row.get(value) not in ("object", "iso"):
                row |= {kind: "num", value: str(NOW)}


def _change(record: Record) -> None:
    for row in _rows(record.get("rules")):
        for value, kind in (("to", "tot"), ("from", "fromt")):
            if row.get(kind) == "date" and row.get(value) not in ("object", "iso"):
                row |= {kind: "num", value: str(NOW)}


def _timeless(value: Any) -> Any:
    """The value with no chance and no clock in its expressions."""
    if isinstance(value, str):
        for call, constant in _CALLS:
            value = value.replace(call, constant)
        return value
    if isinstance(value, list):
        return [_timeless(item) for item in value]
    return {key: _timeless(item) for key, item in value.items()} if isinstance(value, dict) else value


def _function(record: Record) -> None:
    """One moment, one random number; no modules. Intervals go on only once."""
    record["libs"] = []
    if "while" in str(record.get("func")):
        record["timeout"] = 0.2  # a file waits for ever for a variable of Home Assistant
    for part in ("func", "initialize", "finalize"):
        if isinstance(record.get(part), str):
            code = re.sub(r"\bnew Date\b(?:\(\))?(?!\()", f"new Date({NOW})", record[part])
            code = code.replace("Date.now()", str(NOW)).replace("Math.random()", "0.5")
            record[part] = code.replace("https://", "http://")


def _exec(record: Record) -> None:
    record |= {"command": "echo done", "addpay": "", "append": "", "timer": "5"}


def _here(record: Record) -> None:
    record |= {"host": "127.0.0.1", "port": CLOSED, "server": "127.0.0.1" if record["type"] == "tcp request" else record.get("server"), "tls": ""}  # fmt: skip


def _listener(record: Record) -> None:
    if record.get("server") == "server":
        record |= {"port": f"@PORT-{record['id']}@", "tls": ""}
    else:
        _here(record)


def _udp_in(record: Record) -> None:
    record |= {"port": f"@PORT-{record['id']}@", "multicast": "false", "iface": ""}


def _udp_out(record: Record) -> None:
    record |= {"addr": "127.0.0.1", "port": "9", "multicast": "false", "iface": ""}


def _websocket(record: Record) -> None:
    record |= {"path": f"ws://127.0.0.1:{CLOSED}/", "tls": ""}


def _request(record: Record) -> None:
    """Everything goes through a proxy of the test, which is the only one that can reach others."""
    record |= {"proxy": PROXY, "tls": "", "url": str(record.get("url") or "").replace("https://", "http://")}


def _tls(record: Record) -> None:
    record |= {"cert": "", "key": "", "ca": "", "certname": "", "keyname": "", "caname": ""}


PROXY = "tamed-proxy"
"""Id of the `http proxy` node that requests go through; whoever deploys adds it."""
_TAMING = {
    "inject": _inject, "change": _change, "function": _function, "exec": _exec, "tcp in": _listener,
    "tcp out": _listener, "tcp request": _here, "udp in": _udp_in, "udp out": _udp_out, "websocket-client": _websocket,
    "http request": _request, "tls-config": _tls,
}  # fmt: skip


def _rows(value: Any) -> list[Record]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _keep_in(directory: str, record: Record) -> None:
    key = "files" if record["type"] == "watch" else "filename"
    name = PurePosixPath(str(record.get(key) or "").replace("\\", "/")).name or "file"
    record[key] = f"{directory}/{re.sub('[^A-Za-z0-9.]', '_', name)}"
    if record["type"] != "watch":
        record["filenameType"] = "str"


def _shortened(records: list[Record]) -> dict[str, Record]:
    """Shorter times for what waits, by node id: the longer waits stay the longer ones."""
    waits: dict[str, float] = {}
    for record in records:
        wait = _wait(record)
        if wait > 0:
            waits[record["id"]] = wait
    ranks = {wait: rank for rank, wait in enumerate(sorted(set(waits.values())))}
    changes: dict[str, Record] = {}
    for record in records:
        if record["id"] not in waits:
            continue
        short = min(0.06 + 0.04 * ranks[waits[record["id"]]], 0.5)
        if record["type"] == "trigger":
            again = str(record.get("duration")).startswith("-")
            duration = "-1000000" if again else str(round(short * 1000))
            changes[record["id"]] = {"duration": duration, "units": "ms"}
        elif record["type"] == "join":
            changes[record["id"]] = {"timeout": str(short)}
        elif record["type"] == "batch":
            changes[record["id"]] = {"interval": short}
        else:
            drops = record.get("drop") is True or record.get("pauseType") in ("queue", "timed")
            kind = "delay" if record.get("pauseType") == "random" else record.get("pauseType")
            changes[record["id"]] = {
                "pauseType": kind, "timeout": str(round(short * 1000)), "timeoutUnits": "milliseconds",
                # What is dropped depends on when it comes, so nothing after the first message goes through then.
                "rate": "1" if drops else "50", "nbRateUnits": "1", "rateUnits": "hour" if drops else "second",
            }  # fmt: skip
    return changes


def _wait(record: Record) -> float:
    """How long a node waits by its configuration, in milliseconds; 0 for not at all."""
    try:
        if record["type"] == "trigger":
            return abs(float(record.get("duration") or 0)) * _MILLISECONDS[record.get("units") or "ms"]
        if record["type"] == "join":
            return float(record.get("timeout") or 0) * 1000
        if record["type"] == "batch":
            return float(record.get("interval") or 0) * 1000 if record.get("mode") == "interval" else 0
        if record["type"] == "delay":
            if record.get("pauseType") in ("delay", "delayv"):
                return (
                    float(record.get("timeout") or 0) * _MILLISECONDS[record.get("timeoutUnits") or "seconds"]
                )
            if record.get("pauseType") == "random":
                return (
                    float(record.get("randomLast") or 0)
                    * _MILLISECONDS[record.get("randomUnits") or "seconds"]
                )
            units = _MILLISECONDS[record.get("rateUnits") or "second"] * float(record.get("nbRateUnits") or 1)
            return units / float(record.get("rate") or 1)
    except (ValueError, KeyError, ZeroDivisionError):
        return 0
    return 0
