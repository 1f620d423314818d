"""`wirelatch blueprint`: what is given out of one installation makes the same one of an empty database, of either kind."""

from __future__ import annotations

import io
import shutil
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.identity.conftest import settings_for, start_once
from tests.support.blueprints import APPLICATION
from wirelatch.cli import blueprint
from wirelatch.cli.errors import CommandError
from wirelatch.settings import Settings

GROUP = "entries: [{model: authentik_core.group, identifiers: {name: made}}]"


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory after its first start, to be copied."""
    folder = tmp_path_factory.mktemp("started")
    start_once(settings_for(folder))
    return folder


@pytest.fixture
def source(tmp_path: Path, started: Path) -> Settings:
    """An installation with an application."""
    shutil.copytree(started, tmp_path / "source")
    settings = settings_for(tmp_path / "source")
    apply(settings, tmp_path, APPLICATION)
    return settings


def apply(settings: Settings, folder: Path, text: str, **options: Any) -> int:
    file = folder / "given.yaml"
    file.write_text(text)
    return blueprint.run(settings, {"action": "apply", "file": str(file), **options})


def export(settings: Settings, folder: Path, **options: Any) -> str:
    file = folder / "exported.yaml"
    assert blueprint.run(settings, {"action": "export", "file": str(file), **options}) == 0
    return file.read_text()


def test_an_export_fills_an_empty_database(source: Settings, tmp_path: Path, database_url: str) -> None:
    text = export(source, tmp_path, all=True, secrets=True)
    target = settings_for(tmp_path / "target", database_url)
    assert apply(target, tmp_path, text) == 0
    assert export(target, tmp_path, all=True, secrets=True) == text
    assert apply(target, tmp_path, text) == 0  # and nothing is in its own way


def test_the_file_with_secrets_is_readable_by_its_owner_alone(source: Settings, tmp_path: Path) -> None:
    text = export(source, tmp_path, secrets=True)
    assert "a secret of the context" in text
    assert stat.S_IMODE((tmp_path / "exported.yaml").stat().st_mode) == 0o600
    assert "a secret of the context" not in export(source, tmp_path)


def test_one_application_or_some_models_are_given_out(source: Settings, tmp_path: Path) -> None:
    text = export(source, tmp_path, application="node-red")
    assert "authentik_core.application" in text
    assert "authentik_core.brand" not in text
    groups = export(source, tmp_path, model=["authentik_core.group"])
    assert "name: Editors" in groups
    assert "authentik_core.user\n" not in groups
    for wrong in ({"application": "nobody"}, {"model": ["authentik_core.nothing"]}):
        with pytest.raises(CommandError, match="there is no"):
            export(source, tmp_path, **wrong)


def test_check_changes_nothing(source: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert apply(source, tmp_path, GROUP, check=True) == 0
    assert capsys.readouterr().out.endswith("would be: 1 created\n")
    assert "name: made" not in export(source, tmp_path)


def test_context_fills_in_what_differs(source: Settings, tmp_path: Path) -> None:
    text = GROUP.replace("made", "!Context [team, nobody]")
    assert apply(source, tmp_path, text, context=["team=red"]) == 0
    assert "name: red" in export(source, tmp_path)
    with pytest.raises(CommandError, match="NAME=VALUE"):
        apply(source, tmp_path, text, context=["team"])


def test_what_is_unknown_stops_it_unless_it_may_be_left_out(
    source: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = GROUP[:-1] + ", {model: authentik_sources_ldap.ldapsource, identifiers: {slug: ldap}}]"
    with pytest.raises(CommandError, match="nothing was changed"):
        apply(source, tmp_path, text)
    assert "--skip-unknown" in capsys.readouterr().err
    assert apply(source, tmp_path, text, skip_unknown=True) == 0
    assert "1 created, 1 skipped" in capsys.readouterr().out


def test_it_is_read_from_standard_input(
    source: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(GROUP))
    assert blueprint.run(source, {"action": "apply", "file": "-"}) == 0
    assert "name: made" in export(source, tmp_path)


@pytest.mark.parametrize(("name", "told"), [("", "name the file"), ("/nowhere.yaml", "No such file")])
def test_a_file_that_is_not_there_is_told(source: Settings, name: str, told: str) -> None:
    with pytest.raises(CommandError, match=told):
        blueprint.run(source, {"action": "apply", "file": name})
