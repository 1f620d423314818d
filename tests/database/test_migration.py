"""Migrations run once, in order, and Alembic is loaded only when there is something to do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import inspect

from wirelatch.database import Database

FIRST = """
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("things", sa.Column("id", sa.Integer, primary_key=True))
"""
SECOND = """
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.add_column("things", sa.Column("name", sa.Text))
    FAIL
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with one script; returns the folder of its scripts."""
    versions = tmp_path / "migrated" / "migrations" / "versions"
    versions.mkdir(parents=True)
    for folder in (versions.parent.parent, versions.parent, versions):
        (folder / "__init__.py").write_text("")
    (versions.parent / "env.py").write_text("from wirelatch.database.migration import run\n\nrun()\n")
    (versions / "first.py").write_text(FIRST)
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in [name for name in sys.modules if name.split(".")[0] == "migrated"]:
        monkeypatch.delitem(sys.modules, name)
    return versions


async def columns(database: Database) -> list[str]:
    return await database.read(lambda c: [column["name"] for column in inspect(c).get_columns("things")])


async def test_what_is_new_is_run_and_only_that(database: Database, package: Path) -> None:
    database.migrate("migrated:migrations")
    assert await columns(database) == ["id"]
    (package / "second.py").write_text(SECOND.replace("FAIL", ""))
    database.migrate("migrated:migrations")
    database.migrate("migrated:migrations")
    assert await columns(database) == ["id", "name"]


async def test_a_script_that_fails_leaves_nothing_behind(database: Database, package: Path) -> None:
    (package / "second.py").write_text(SECOND.replace("FAIL", "raise RuntimeError('half-way')"))
    with pytest.raises(RuntimeError, match="half-way"):
        database.migrate("migrated:migrations")
    assert not await database.read(lambda c: inspect(c).has_table("things"))


def test_without_work_to_do_alembic_is_not_loaded(tmp_path: Path, package: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    program = (
        "import sys; from wirelatch.database import Database; "
        f"Database({url!r}).migrate('migrated:migrations'); print('alembic' in sys.modules)"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    ]
    assert [line.strip() for line in said] == ["True", "False"]


async def test_a_server_has_them_run_by_another_process(
    tmp_path: Path, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    for name in [name for name in sys.modules if name.split(".")[0] == "alembic"]:
        monkeypatch.delitem(sys.modules, name)
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    database.migrate_apart("migrated:migrations")
    assert await columns(database) == ["id"]
    assert "alembic" not in sys.modules
    (package / "second.py").write_text(SECOND.replace("FAIL", "raise RuntimeError('half-way')"))
    with pytest.raises(RuntimeError, match="half-way"):
        database.migrate_apart("migrated:migrations")
    await database.close()
