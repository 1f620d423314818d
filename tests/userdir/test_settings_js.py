"""Reading settings.js files: what people write in them, and what goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from wirelatch.userdir import settings_js
from wirelatch.userdir.settings_js import SettingsFileError, module, read, stand_in


def written(folder: Path, text: str) -> Path:
    file = folder / "settings.js"
    file.write_text(text)
    return file


def test_values_environment_and_modules_beside_it_are_evaluated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_PORT", "1990")
    (tmp_path / "more.js").write_text("exports.root = '/' + 'red';")
    text = "module.exports = { uiPort: Number(process.env.MY_PORT), httpNodeRoot: require('./more').root };"
    assert read(written(tmp_path, text)) == {"uiPort": 1990, "httpNodeRoot": "/red"}


def test_what_json_cannot_hold_is_named(tmp_path: Path) -> None:
    text = "const a = {}; a.a = a; module.exports = { f() {}, d: new Date(), a, n: NaN };"
    found = read(written(tmp_path, text))
    assert stand_in(found["f"]) == "a function"
    assert stand_in(found["d"]) == "an object of the class Date"
    assert stand_in(found["a"]["a"]) == "an object that holds itself"
    assert stand_in(found["n"]) == "a number that JSON cannot hold"


def test_modules_are_named_those_of_nodejs_and_installed_ones(tmp_path: Path) -> None:
    package = tmp_path / "node_modules/@my/tool"
    package.mkdir(parents=True)
    (package / "index.js").write_text("exports.run = () => {};")
    found = read(written(tmp_path, "module.exports = { os: require('node:os'), tool: require('@my/tool') };"))
    assert {name: module(value) for name, value in found.items()} == {"os": "os", "tool": "@my/tool"}


def test_what_it_prints_and_the_timers_it_starts_do_not_matter(tmp_path: Path) -> None:
    text = "console.log('{\"uiPort\": 1}'); setInterval(() => {}, 10); module.exports = { uiPort: 2 };"
    assert read(written(tmp_path, text)) == {"uiPort": 2}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("module.exports = {", "SyntaxError"),
        ("require('not-there'); module.exports = {};", "not-there"),
        ("throw new Error('no luck')", "no luck"),
        ("module.exports = () => ({})", "no object"),
        ("process.exit(3)", "3"),
    ],
)
def test_a_file_that_cannot_be_evaluated_says_why(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsFileError, match=said):
        read(written(tmp_path, text))


def test_a_file_that_never_ends_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings_js, "SECONDS", 1)
    with pytest.raises(SettingsFileError, match="does not end"):
        read(written(tmp_path, "for (;;) {}"))
