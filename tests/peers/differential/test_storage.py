"""The file nodes: the same files, and the same messages about them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.peers.differential.cases import Case, flows_of, payloads, same, with_complete
from tests.peers.differential.twins import Twins
from wirelatch.nodes.storage.encodings import ENCODINGS

pytestmark = [pytest.mark.peers, pytest.mark.slow]

FILE = {
    "type": "file", "filename": "@DIR@/x.txt", "filenameType": "str", "appendNewline": True, "createDir": False,
    "overwriteFile": "false", "encoding": "none",
}  # fmt: skip
FILE_IN = {
    "type": "file in", "filename": "@DIR@/in.txt", "filenameType": "str", "format": "utf8", "chunk": False,
    "sendError": False, "encoding": "none", "allProps": False,
}  # fmt: skip


def contents(directory: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }


async def run(
    pair: Twins, tmp_path: Path, cases: list[Case], files: dict[str, bytes], *, ordered: bool = True
) -> None:
    """Run the cases one after another in a directory per side, and compare messages and files."""
    directories = tmp_path / "theirs", tmp_path / "ours"
    for directory in directories:
        directory.mkdir()
        for name, data in files.items():
            (directory / name).write_bytes(data)
    await pair.deploy(flows_of(cases), {"@DIR@": (str(directories[0]), str(directories[1]))})
    for number, case in enumerate(cases):
        await pair.inject(f"{number}-in", *case.messages)
        theirs, ours = await pair.compare(0.15, ordered=ordered)
        assert placed(theirs, directories[0]) == placed(ours, directories[1]), case.node
    assert contents(directories[0]) == contents(directories[1])


def placed(shown: Any, directory: Path) -> Any:
    return json.loads(json.dumps(shown).replace(str(directory), "@DIR@"))


async def test_files_are_written_alike(pair: Twins, tmp_path: Path) -> None:
    values = ["text", 12, 1.5, True, {"a": 1}, [1, 2], None, b"\x00\x01", "ä€"]
    sequence = [
        {"payload": str(n), "parts": {"type": "string", "index": n, "count": 3, "id": "i"}} for n in range(3)
    ]
    cases = [
        Case(FILE, payloads(*values)),
        Case({**FILE, "filename": "@DIR@/plain.txt", "appendNewline": False}, payloads(*values)),
        Case({**FILE, "filename": "@DIR@/over.txt", "overwriteFile": "true"}, payloads("first", "second")),
        Case({**FILE, "filename": "@DIR@/parts.txt"}, sequence),
        Case({**FILE, "filename": "@DIR@/no/such/dir.txt", "overwriteFile": "true"}, payloads("x")),
        Case({**FILE, "filename": "@DIR@/a/new/dir.txt", "createDir": True}, payloads("x")),
        Case({**FILE, "filename": "name", "filenameType": "msg", "overwriteFile": "true"}, [{"payload": "n", "name": "no-such-directory-here/x"}, {"payload": "x"}]),
        Case({**FILE, "filename": "'@DIR@/' & topic & '.log'", "filenameType": "jsonata"}, [{"payload": t, "topic": t} for t in "aba"]),
        Case({**FILE, "filename": "@DIR@/gone.txt", "overwriteFile": "delete"}, payloads("x", "y")),
        Case({**FILE, "filename": "@DIR@/nothing.txt"}, [{"topic": "no payload"}]),
        *[Case({**FILE, "filename": f"@DIR@/{e}.txt", "encoding": e}, payloads("aä€b", b"raw")) for e in ("utf16le", "ISO-8859-15", "windows-1252", "utf8", "ascii", "CP437", "Shift_JIS", "utf-16", "utf16-be", "ucs2", "binary", "GB18030")],
        Case({**FILE, "filename": "@DIR@/hex.txt", "encoding": "hex", "appendNewline": False}, payloads("414243")),
        Case({**FILE, "filename": "@DIR@/b64.txt", "encoding": "base64", "appendNewline": False}, payloads("QUJD")),
        Case({**FILE, "filename": "@DIR@/by-msg.txt", "encoding": "setbymsg"}, [{"payload": "ä", "encoding": "latin1"}, {"payload": "ä"}]),
    ]  # fmt: skip
    await run(pair, tmp_path, cases, {"gone.txt": b"data"})


async def test_files_are_read_alike(pair: Twins, tmp_path: Path) -> None:
    message = {"topic": "t", "payload": "p", "more": 1}
    cases = [
        Case(FILE_IN, [message]),
        Case({**FILE_IN, "format": ""}, [message]),
        Case({**FILE_IN, "format": "lines"}, [message]),
        Case({**FILE_IN, "format": "lines", "allProps": True}, [message]),
        Case({**FILE_IN, "format": "stream", "filename": "@DIR@/small.bin"}, [message]),
        Case({**FILE_IN, "format": "stream", "filename": "@DIR@/exact.bin"}, [message]),
        Case({**FILE_IN, "format": "lines", "filename": "@DIR@/empty"}, [message]),
        Case({**FILE_IN, "format": "utf8", "filename": "@DIR@/empty"}, [message]),
        Case({**FILE_IN, "filename": "@DIR@/missing"}, [message]),
        Case({**FILE_IN, "filename": "@DIR@/missing", "sendError": True}, [message]),
        Case({**FILE_IN, "filename": "where", "filenameType": "msg"}, [{**message, "where": "no-such-file"}, message]),
        *[Case({**FILE_IN, "filename": "@DIR@/bytes", "encoding": e}, [message]) for e in ("none", "utf8", "latin1", "windows-1252", "hex", "base64", "utf16le", "CP437")],
    ]  # fmt: skip
    files = {
        "in.txt": "erste Zeile\nzweite ä\r\n\nletzte".encode(),
        "small.bin": bytes(range(256)),
        "exact.bin": b"x" * 65536,
        "empty": b"",
        "bytes": b"a\xe4\xe2\x82\xac\x80z",
    }
    await run(pair, tmp_path, cases, files)


async def test_old_file_nodes_take_the_name_from_the_message(pair: Twins, tmp_path: Path) -> None:
    old = {key: value for key, value in FILE.items() if key not in ("filenameType", "encoding")}
    old_in = {"type": "file in", "filename": "", "format": "utf8"}
    await same(
        pair, [Case({**old, "filename": ""}, payloads("x")), Case(old_in, [{"filename": "no-such-file"}])]
    )


async def test_file_nodes_are_done_with_a_message_in_the_same_cases(pair: Twins, tmp_path: Path) -> None:
    """Also after most errors: Complete nodes fire besides Catch nodes.

    Not compared is appending that fails: Node-RED's node sends such a message on besides, and is done with it twice.
    """
    message = {"topic": "t", "payload": "p"}
    missing = {"filename": "@DIR@/no/such"}
    nodes: list[dict[str, Any]] = [
        FILE, {**FILE, **missing, "overwriteFile": "true"}, {**FILE, **missing, "overwriteFile": "delete"},
        {**FILE, "filename": "@DIR@/in.txt/below", "createDir": True}, {**FILE, "filename": ""}, {**FILE, "encoding": "nonsense"},
        {**FILE, "filename": "$unknown()", "filenameType": "jsonata"}, {**FILE, "filename": "none.deep", "filenameType": "msg"},
        FILE_IN, {**FILE_IN, "format": "lines"}, {**FILE_IN, **missing}, {**FILE_IN, **missing, "format": "stream"},
        {**FILE_IN, **missing, "format": "lines", "sendError": True}, {**FILE_IN, "filename": ""},
        {**FILE_IN, "filename": "$unknown()", "filenameType": "jsonata"},
    ]  # fmt: skip
    cases = [Case(node, [message, {"topic": "without payload"}]) for node in nodes]
    await run(pair, tmp_path, with_complete(cases), {"in.txt": b"one\ntwo"}, ordered=False)


async def test_every_encoding_reads_the_same_characters(pair: Twins, tmp_path: Path) -> None:
    file = tmp_path / "octets"
    # In all Chinese, Japanese and Korean sets these are characters; other pairs are in some only.
    file.write_bytes(bytes(range(9, 256)))
    pairs = tmp_path / "pairs"
    pairs.write_bytes(b"a \xb0\xa1\xb0\xa2\xc4\xe3\xa4\xa2 z")
    several = {"ucs2", "utf-16le", "utf-16be", "Shift_JIS", "Windows-31j", "Windows932", "EUC-JP", "GB2312", "GBK", "GB18030", "Windows936", "EUC-CN", "KS_C_5601", "Windows949", "EUC-KR", "Big5", "Big5-HKSCS", "Windows950"}  # fmt: skip
    cases = [
        Case(
            {**FILE_IN, "filename": str(pairs if name in several else file), "encoding": name}, payloads(name)
        )
        for name in ENCODINGS
    ]
    assert len(cases) > 90
    await same(pair, cases, ordered=False)
