"""Only code that does not pause is taken for blocked: much work, a slow machine or a busy Python are not."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from itertools import pairwise

import pytest
from tests.jshost.conftest import Bench

SPIN = "const end = Date.now() + msg.ms; while (Date.now() < end); return { i: msg.i }"


async def test_many_calls_in_a_row_are_no_block(impatient: Bench) -> None:
    owner = await impatient.ready(SPIN)
    assert owner.function is not None
    for i in range(60):
        impatient.host.call(owner.function, {"ms": 25, "i": i})
    for i in range(60):
        assert (await owner.next())[2] == {"i": i}
    assert impatient.host.restarts == 0


async def test_a_row_of_functions_in_one_crossing_is_no_block(impatient: Bench) -> None:
    row = [await impatient.ready(SPIN.replace("{ i: msg.i }", "msg")) for _ in range(8)]
    for one, following in pairwise(row):
        assert one.function is not None
        assert following.function is not None
        impatient.host.connect(one.function, following.function)
    assert (await impatient.call(row[0], {"ms": 150}))[0] == "passed"
    assert impatient.host.restarts == 0


async def test_calls_that_wait_and_then_work_are_no_block(impatient: Bench) -> None:
    owner = await impatient.ready(f"await null; {SPIN}")
    assert owner.function is not None
    for i in range(30):
        impatient.host.call(owner.function, {"ms": 40, "i": i})
    assert sorted([(await owner.next())[2]["i"] for _ in range(30)]) == list(range(30))
    assert impatient.host.restarts == 0


async def test_a_flood_through_a_long_chain_loses_nothing(impatient: Bench) -> None:
    count, row = 3_000, [await impatient.ready("msg.n += 1; return msg") for _ in range(30)]
    for one, following in pairwise(row):
        assert one.function is not None
        assert following.function is not None
        impatient.host.connect(one.function, following.function)
    await impatient.ready("return msg")
    assert row[0].function is not None
    for i in range(count):
        impatient.host.call(row[0].function, {"n": 0, "i": i})
    for i in range(count):
        kind, output = await row[-1].next()
        assert (kind, output["i"], output["n"]) == ("sent", i, 30)
    assert impatient.host.restarts == 0


async def test_answers_that_python_was_too_busy_to_read_count(impatient: Bench) -> None:
    owner = await impatient.ready(SPIN)
    assert owner.function is not None
    impatient.host.call(owner.function, {"ms": 200, "i": 1})
    time.sleep(1.2)  # what a slow node of a flow does
    assert (await owner.next())[2] == {"i": 1}
    assert impatient.host.restarts == 0


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells how long a process waited for a processor"
)
async def test_a_process_that_gets_no_processor_is_not_stopped(impatient: Bench) -> None:
    owner = await impatient.ready("for (let i = 0; i < msg.n; i++) Math.sqrt(i); return msg")
    await impatient.result(owner, {"n": 1000})
    pid = impatient.host.pid
    assert pid is not None
    processor = min(os.sched_getaffinity(0))
    hog = subprocess.Popen(["/bin/sh", "-c", "while :; do :; done"])
    try:
        os.sched_setaffinity(hog.pid, {processor})
        os.sched_setaffinity(pid, {processor})
        os.setpriority(os.PRIO_PROCESS, pid, 19)
        began = time.monotonic()
        await impatient.result(owner, {"n": 80_000_000})
        took = time.monotonic() - began
    finally:
        hog.kill()
        hog.wait()
    assert impatient.host.restarts == 0
    assert took > impatient.host.block_seconds, "the test did not starve the process"
