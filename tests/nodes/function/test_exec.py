"""The `exec` node; `tests/peers/differential/test_exec.py` compares it with Node-RED's."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wirelatch.engine.runtime import Runtime
from wirelatch.engine.testing import collect, running
from wirelatch.nodes.function import exec_command

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the commands are those of a POSIX system")


def flows(command: str, **more: Any) -> list[dict[str, Any]]:
    return [
        {"id": "n", "type": "exec", "command": command, "addpay": "", "append": "", "useSpawn": "false", "timer": "", "wires": [["out"], ["err"], ["end"]], **more},
        *({"id": name, "type": "probe"} for name in ("out", "err", "end", "e", "done", "status")),
        {"id": "k", "type": "catch", "scope": None, "wires": [["e"]]},
        {"id": "c", "type": "complete", "scope": ["n"], "wires": [["done"]]},
        {"id": "s", "type": "status", "scope": ["n"], "wires": [["status"]]},
    ]  # fmt: skip


def give(runtime: Runtime, **msg: Any) -> None:
    runtime.node("n").receive(msg)  # type: ignore[union-attr]


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():
            await asyncio.sleep(0.01)


def lives(pid: int) -> bool:
    """Whether a process runs; one that has ended and was not asked how (a zombie) counts as well."""
    return Path(f"/proc/{pid}").exists()


async def test_output_and_code_come_when_the_command_is_through() -> None:
    async with running(flows("echo out; echo err >&2; exit 3")) as runtime:
        give(runtime, payload="x", topic="kept")
        out, err, end = [await collect(runtime, name).next() for name in ("out", "err", "end")]
        assert (out["payload"], err["payload"], out["topic"]) == ("out\n", "err\n", "kept")
        assert end["payload"]["code"] == out["rc"]["code"] == err["rc"]["code"] == 3
        assert end["payload"]["message"].startswith("Command failed: echo out; echo err >&2; exit 3\nerr\n")
        assert (await collect(runtime, "done").next())["topic"] == "kept"


async def test_output_that_is_no_text_is_a_buffer() -> None:
    async with running(flows("printf '\\377\\001'")) as runtime:
        give(runtime)
        assert (await collect(runtime, "out").next())["payload"] == b"\xff\x01"


async def test_pieces_come_while_the_program_runs() -> None:
    async with running(flows('sh -c "echo first; read line; echo $line"', useSpawn="true")) as runtime:
        give(runtime, payload=1)
        assert (await collect(runtime, "out").next())["payload"] == "first\n"
        assert not collect(runtime, "end").waiting()
        give(runtime, kill="")
        assert (await collect(runtime, "end").next())["payload"] == {"code": None, "signal": "SIGTERM"}


async def test_nothing_in_a_message_is_seen_by_a_shell_in_spawn_mode() -> None:
    async with running(flows("printf [%s]", addpay="payload", useSpawn="true")) as runtime:
        give(runtime, payload='"a b"; $HOME `id`')
        shown = (await collect(runtime, "out").next())["payload"]
        assert shown == '["a b";][$HOME][`id`]'


async def test_more_output_than_is_kept_ends_the_command() -> None:
    async with running(flows("yes"), settings={"execMaxBufferSize": 1000}) as runtime:
        give(runtime)
        out, end = await collect(runtime, "out").next(), await collect(runtime, "end").next()
        assert len(out["payload"]) == 1000
        assert end["payload"]["code"] == "ERR_CHILD_PROCESS_STDIO_MAXBUFFER"
        await until(lambda: not runtime.node("n")._running)  # type: ignore[union-attr]


async def test_a_command_that_takes_too_long_is_ended_with_its_children() -> None:
    async with running(flows("sleep 77 & echo $! >&2; wait; sleep 78", timer="0.3")) as runtime:
        give(runtime)
        end, err = await collect(runtime, "end").next(), await collect(runtime, "err").next()
        assert end["payload"]["signal"] == "SIGTERM"
        await until(lambda: not lives(int(err["payload"])))


@pytest.mark.parametrize("spawn", ["false", "true"])
async def test_stopping_the_node_ends_its_commands_with_their_children_and_leaves_no_zombie(
    tmp_path: Path, spawn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exec_command, "_GRACE", 0.3)
    script = tmp_path / "script"
    script.write_text(f"trap '' TERM; sh -c 'echo $$ > {tmp_path}/child; sleep 77' & echo $$ > {tmp_path}/self; wait; sleep 78\n")  # fmt: skip
    async with running(flows(f"bash {script}", useSpawn=spawn)) as runtime:
        give(runtime)
        await until(lambda: all((tmp_path / name).exists() and (tmp_path / name).read_text() for name in ("self", "child")))  # fmt: skip
    pids = [int((tmp_path / name).read_text()) for name in ("self", "child")]
    await until(lambda: not any(lives(pid) for pid in pids))


async def test_one_of_several_commands_is_ended_by_its_number_only() -> None:
    async with running(flows("sleep 77")) as runtime:
        give(runtime, n=1)
        give(runtime, n=2)
        shown = [(await collect(runtime, "status").next())["status"]["text"] for _ in range(2)]
        give(runtime, kill="SIGKILL")
        give(runtime, kill="SIGINT", pid=int(shown[1].removeprefix("pid:")))
        end = await collect(runtime, "end").next()
        assert (end["n"], end["payload"]["signal"]) == (2, "SIGINT")
        assert not collect(runtime, "end").waiting()


async def test_a_kill_right_behind_its_command_reaches_it() -> None:
    async with running(flows("sleep 77")) as runtime:
        give(runtime)
        give(runtime, kill="")
        assert (await collect(runtime, "end").next())["payload"]["signal"] == "SIGTERM"


async def test_programs_see_the_environment_without_secrets_of_wirelatch() -> None:
    env = {**os.environ, "OPEN": "yes", "WIRELATCH_DATA": "dir", "WIRELATCH_LINK_TOKEN": "t", "WIRELATCH_BOOTSTRAP_PASSWORD": "p"}  # fmt: skip
    async with running(flows("env"), env=env) as runtime:
        give(runtime)
        lines = (await collect(runtime, "out").next())["payload"].splitlines()
        assert {"OPEN=yes", "WIRELATCH_DATA=dir"} <= set(lines)
        assert not any("TOKEN" in line or "PASSWORD" in line for line in lines)


async def test_a_program_that_does_not_exist_has_a_code_below_zero() -> None:
    async with running(flows("no-such-program-here", useSpawn="true")) as runtime:
        give(runtime)
        assert (await collect(runtime, "end").next())["payload"] == {"code": -2}


async def test_what_cannot_be_run_is_an_error_of_its_message() -> None:
    for command, spawn in (("", "true"), ("echo a\0b", "false")):
        async with running(flows(command, useSpawn=spawn)) as runtime:
            give(runtime, payload="x")
            assert (await collect(runtime, "e").next())["payload"] == "x"
