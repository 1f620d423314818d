"""npm packages and Node.js's own modules in functions (`wirelatch.jshost.modules`, `js/libraries.ts`)."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import pytest
from tests.jshost.conftest import Bench

from wirelatch.jshost import modules
from wirelatch.jshost.modules import ModuleError, Modules, Rules

OFFLINE = {**os.environ, "npm_config_offline": "true", "npm_config_registry": "http://127.0.0.1:9/"}


def package(directory: Path, name: str, **more: Any) -> str:
    """A small npm package on disk; gives what a function may write to have it installed."""
    folder = directory / "packages" / name
    folder.mkdir(parents=True)
    files = {"index.js": "exports.double = (n) => 2 * n;", **more.pop("files", {})}
    description = {"name": name, "version": "1.0.0", "main": "index.js", **more}
    (folder / "package.json").write_text(json.dumps(description))
    for file, text in files.items():
        (folder / file).write_text(text)
    return f"{name}@file:{folder}"


def dependencies(directory: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((directory / "package.json").read_text())["dependencies"]
    return found


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """npm asks no registry."""
    for name in ("npm_config_offline", "npm_config_registry"):
        monkeypatch.setenv(name, OFFLINE[name])


@pytest.mark.parametrize(
    ("module", "code", "expected"),
    [
        ("os", "x.EOL", "\n"),
        ("node:path", "x.basename('/a/b')", "b"),
        ("fs/promises", "typeof x.readFile", "function"),
        ("process", "typeof x.version", "string"),
        ("node:test", "typeof x.it", "function"),
    ],
)
async def test_modules_of_node_js_are_there(bench: Bench, module: str, code: str, expected: str) -> None:
    owner = await bench.ready(f"msg.payload = {code}; return msg;", libs=[{"var": "x", "module": module}])
    assert (await bench.result(owner, {}))["payload"] == expected
    assert not (bench.directory / "package.json").exists()


@pytest.mark.usefixtures("offline")
async def test_a_missing_package_is_installed_and_messages_wait_for_it(bench: Bench) -> None:
    spec = package(bench.directory, "tiny")
    owner = bench.define("msg.payload = x.double(21); return msg;", libs=[{"var": "x", "module": spec}])
    assert owner.function is not None
    bench.host.call(owner.function, {})
    assert await owner.next() == ("started", None)
    assert (await owner.next())[2]["payload"] == 42
    assert list(dependencies(bench.directory)) == ["tiny"]


@pytest.mark.usefixtures("offline")
async def test_packages_of_either_kind_give_what_they_export(bench: Bench) -> None:
    esm = package(
        bench.directory, "esm", type="module", files={"index.js": "export default 'd'; export const a = 1;"}
    )
    named = package(bench.directory, "named", type="module", files={"index.js": "export const a = 1;"})
    inside = package(bench.directory, "@scope/inside", files={"extra.js": "module.exports = 'extra';"})
    libs = [
        {"var": "e", "module": esm},
        {"var": "n", "module": named},
        {"var": "i", "module": inside.replace("inside@", "inside/extra.js@", 1)},
    ]
    owner = await bench.ready("msg.payload = [e, n.a, i]; return msg;", libs=libs)
    assert (await bench.result(owner, {}))["payload"] == ["d", 1, "extra"]


@pytest.mark.usefixtures("offline")
async def test_what_cannot_be_installed_is_an_error_of_its_function_only(bench: Bench) -> None:
    bad = bench.define("return msg", libs=[{"var": "x", "module": "no-such-module-here"}])
    good = await bench.ready("msg.payload = 1; return msg;")
    assert (await bench.result(good, {}))["payload"] == 1
    kind, text = await bad.next()
    assert kind == "started"
    assert text.startswith("Failed to load module no-such-module-here: Error: Install failed: ")
    assert await bench.call(bad, {}) == ("dropped", {})
    assert dependencies(bench.directory) == {}


@pytest.mark.usefixtures("offline")
async def test_several_functions_that_want_a_package_have_it_installed_once(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[tuple[str, ...]] = []
    run = Modules._run

    async def counted(self: Modules, *arguments: str) -> Any:
        runs.append(arguments)
        return await run(self, *arguments)

    monkeypatch.setattr(Modules, "_run", counted)
    spec = package(bench.directory, "tiny")
    owners = [
        bench.define("msg.payload = x.double(2); return msg;", libs=[{"var": "x", "module": m}])
        for m in (spec, spec, "tiny")
    ]
    for owner in owners:
        assert await owner.next() == ("started", None)
        assert (await bench.result(owner, {}))["payload"] == 4
    assert len(runs) == 1


async def test_a_project_that_is_there_is_kept_as_it_is(tmp_path: Path) -> None:
    spec = package(tmp_path, "tiny")
    (tmp_path / "package.json").write_text('{"name": "mine", "custom": [1], "dependencies": {}}')
    name, _, version = spec.partition("@")
    await Modules(tmp_path, OFFLINE).provide(name, version, False)
    project = json.loads((tmp_path / "package.json").read_text())
    assert (project["name"], project["custom"]) == ("mine", [1])
    assert list(project["dependencies"]) == ["tiny"]


async def test_an_installed_package_is_used_without_asking_npm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "node_modules" / "there").mkdir(parents=True)
    (tmp_path / "package.json").write_text('{"dependencies": {"there": "^1"}}')
    monkeypatch.delattr(Modules, "_run")
    await Modules(tmp_path, OFFLINE).provide("there", "^1", False)


@pytest.mark.parametrize(
    ("settings", "name", "built_in", "problem"),
    [
        ({"allowInstall": False}, "tiny", False, "Module install disabled"),
        ({"denyList": ["fs"]}, "fs", True, "Module not allowed"),
        ({"allowList": ["os"], "denyList": ["*"]}, "fs", True, "Module not allowed"),
        ({}, "../evil", False, "Invalid module name"),
        ({}, "--global", False, "Invalid module name"),
        ({}, "a b", False, "Invalid module name"),
        ({"denyList": ["tiny@<2"]}, "tiny", False, "Module not allowed"),
        ({"denyList": ["tiny@<1"], "allowInstall": False}, "tiny", False, "Module install disabled"),
    ],
)
async def test_what_the_settings_or_npm_forbid_is_not_installed(
    tmp_path: Path, settings: dict[str, Any], name: str, built_in: bool, problem: str
) -> None:
    found = Modules(tmp_path, OFFLINE, {"modules": settings})
    with pytest.raises(ModuleError, match=problem):
        await found.provide(name, "1.5.0", built_in)
    assert not (tmp_path / "node_modules").exists()


async def test_an_installation_that_takes_too_long_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(modules, "INSTALL_SECONDS", 1.0)
    slow = "sleep 60"
    spec = package(tmp_path, "slow", scripts={"install": slow})
    name, _, version = spec.partition("@")
    found = Modules(tmp_path, {**OFFLINE, "npm_config_install_links": "true"}, None)
    with pytest.raises(ModuleError, match="npm took longer than 1 s"):
        await asyncio.wait_for(found.provide(name, version, False), 20)


@pytest.mark.parametrize(
    ("allow", "deny", "permitted"),
    [
        (None, None, True), ([], [], True), (["foo"], None, True), (["other"], None, True),
        (None, ["foo"], False), (["foo"], ["*"], True), (["*"], ["foo"], False), (["fo*"], ["f*"], True),
        (["f*"], ["fo*"], False), (["foo"], ["foo"], False), (["*foo"], ["*"], True), (None, ["f.o"], True),
    ],
)  # fmt: skip
def test_the_more_exact_rule_decides(
    allow: list[str] | None, deny: list[str] | None, permitted: bool
) -> None:
    assert Rules(allow, deny).permit("foo", "") is permitted


async def test_modules_of_the_global_context_are_loaded_at_their_first_use(bench: Bench) -> None:
    bench.host.use_modules(None, {"os": "os", "gone": "not-there"})
    owner = await bench.ready(
        "msg.payload = [global.get('os').EOL, global.get('os.EOL'), context.global.os.EOL, global.keys()]; return msg;"
    )
    assert (await bench.result(owner, {}))["payload"] == ["\n", "\n", "\n", ["os", "gone"]]
    asks = await bench.ready("return { payload: typeof global.get('gone') };")
    event = await bench.call(asks, {})
    assert event[0] == "failed"
    assert "Cannot find module 'not-there'" in event[2]


@pytest.mark.parametrize(
    ("allow", "deny", "permitted"),
    [
        (["abc@1.2.2"], ["*"], False), (["abc@>1.2.3"], ["*"], False), (["abc@1.2.3"], ["*"], True),
        (["abc@<1.2.4"], ["*"], True), (["abc"], ["abc@>1.2.3"], True), (["abc"], ["abc@<1.2.3||>1.2.3"], True),
        (["*"], ["abc@^1.2"], False), (["*"], ["abc@2.x"], True),
    ],
)  # fmt: skip
async def test_rules_may_name_versions_as_npm_does(
    tmp_path: Path, allow: list[str], deny: list[str], permitted: bool
) -> None:
    found = Modules(tmp_path, OFFLINE)
    rules = Rules(allow, deny)
    satisfied = await found._satisfied("1.2.3", rules.ranges("abc"))
    assert rules.permit("abc", "1.2.3", satisfied) is permitted
