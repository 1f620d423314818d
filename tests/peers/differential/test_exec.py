"""The exec node runs the same commands, and says the same of what became of them, as Node-RED's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.peers.differential.cases import Case, agree, payloads
from tests.peers.differential.twins import Twins

pytestmark = [pytest.mark.peers, pytest.mark.slow]

EXEC = {"type": "exec", "command": "", "addpay": "", "append": "", "useSpawn": "false", "timer": "", "winHide": False, "oldrc": False}  # fmt: skip
VALUES = ["text", "two  words", '"quoted words" x', "a;echo b", "$HOME", 5, 1.50, True, None, ["a", [1]], {"a": 1}, b"bytes", ""]  # fmt: skip


def exec_(command: str | None = None, *messages: dict[str, Any], quiet: float = 0.5, **more: Any) -> Case:
    node = {**EXEC, **({} if command is None else {"command": command}), **more}
    return Case(node, messages or [{"payload": "p", "topic": "t"}], 3, quiet=quiet)


async def test_exec_builds_the_same_command_lines(pair: Twins) -> None:
    messages = payloads(*VALUES)
    cases = [
        exec_("printf '[%s]'", *messages, addpay="payload", useSpawn=spawn) for spawn in ("false", "true")
    ]
    cases += [
        exec_("  echo   a  ", addpay="topic", append=" more  words "),
        exec_("echo", *messages, addpay=True, append='"x y" "z"'),
        exec_("echo", *messages, addpay=True, append='"x y" "z" b"c d"e', useSpawn="true"),
        exec_("echo", addpay=False, append="x"),
        exec_("echo", addpay="none"),
        exec_("echo", addpay="none.deeper"),
        exec_("echo", useSpawn=True),
        exec_("", addpay="payload"),
        exec_("", useSpawn="true"),
        exec_("echo $0 $(echo sub) | cat; exit 3"),
        Case({"type": "exec"}, [{"payload": "echo absent"}], 3, quiet=0.5),
        Case({"type": "exec", "command": "echo", "oldrc": "true"}, [{"payload": "x"}], 3, quiet=0.5),
    ]
    await agree(pair, cases)


async def test_exec_sends_the_same_output_and_codes(pair: Twins) -> None:
    commands = [
        "printf 'h\\303\\244llo'", "printf '\\001\\002'", "printf '\\377'", "printf '\\033[1m'", "printf 'a\\tb\\r\\n'",
        "true", "false", "exit 300", "echo out; echo err >&2; exit 2", "echo err >&2", "printf '\\377' >&2; exit 1",
        "kill -9 $$", "kill -INT $$", "nosuchcommand 2>/dev/null", "head -c 200000 /dev/zero | tr '\\0' x",
    ]  # fmt: skip
    cases = [exec_(command, oldrc=old) for command in commands for old in (False, "true")]
    words = [
        "true",
        "false",
        "printf 'x'",
        "nosuchcommand",
        "/etc/passwd",
        'sh -c "echo out; exit 7"',
        'sh -c "kill -9 $$"',
    ]
    cases += [exec_(command, oldrc=old, useSpawn="true") for command in words for old in (False, "true")]
    await agree(pair, cases)


async def test_exec_ends_commands_in_the_same_way(pair: Twins) -> None:
    cases = []
    for spawn in ("false", "true"):
        cases += [
            exec_("sleep 5", timer="0.3", useSpawn=spawn, quiet=1.0),
            *[
                Case({**EXEC, "command": "sleep 5", "useSpawn": spawn}, [{"payload": 1}, {"kill": kill}], 3, pause=0.3, quiet=1.0)
                for kill in ("", "SIGINT", "sigkill", "nonsense", 9, True)
            ],
            Case({**EXEC, "command": "sleep 0.8", "useSpawn": spawn}, [{"payload": 1}, {"kill": "", "pid": 1}], 3, pause=0.2, quiet=1.0),
            Case({**EXEC, "command": "sleep 2", "useSpawn": spawn}, [{"payload": 1}, {"payload": 2}, {"kill": ""}], 3, quiet=2.5),
            Case({**EXEC, "command": "sleep 0.6", "useSpawn": spawn}, [{"payload": 1}, {"kill": "SIGNONSENSE"}], 3, pause=0.2, quiet=1.0),
        ]  # fmt: skip
    await agree(pair, cases)
