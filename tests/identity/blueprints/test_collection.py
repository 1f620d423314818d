"""A collection of blueprints as authentik's users write them: each makes what its labels say, and a second time nothing new."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.support.blueprints import applied

from wirelatch.identity.blueprints.instances import folder_of, library
from wirelatch.identity.blueprints.reading import read
from wirelatch.identity.blueprints.sources import of_operator

COLLECTION = Path(__file__).parent / "collection"
FILES = sorted(file.name for file in COLLECTION.glob("*.yaml"))


@pytest.fixture
def identity_database_url(each_database: str) -> str:
    return each_database


@pytest.fixture
def folder(identity: Any) -> Path:
    """The folder of blueprints of an installation, whose own watcher looks at it too late for these tests."""
    found = folder_of(identity.app.settings)
    found.mkdir(parents=True, exist_ok=True)
    return found


def counts(text: str) -> dict[str, int]:
    return {outcome: int(count) for count, outcome in (part.split() for part in text.split(", "))}


async def apply_file(identity: Any, name: str) -> Any:
    settings = identity.app.settings
    sources = of_operator(COLLECTION, "")
    options = {"sources": sources, "library": library(settings)}
    return await applied(identity, (COLLECTION / name).read_text(), **options)


@pytest.mark.parametrize("name", FILES)
async def test_each_file_makes_what_it_says_and_nothing_when_applied_again(
    identity: Any, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    shutil.copy(COLLECTION / "within.yaml", folder)
    monkeypatch.setenv("WIRELATCH_BLUEPRINT_COLOUR", "teal")
    labels = read((COLLECTION / name).read_text()).labels
    report = await apply_file(identity, name)
    assert report.lines() == [each for each in report.lines() if "do not hold" in each]
    assert report.counts() == counts(labels["tests/first"])
    again = await apply_file(identity, name)
    assert again.counts() == counts(labels["tests/again"])


async def test_the_tags_come_to_what_authentik_makes_of_them(
    identity: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIRELATCH_BLUEPRINT_COLOUR", "teal")
    await apply_file(identity, "tags.yaml")
    listed = (await identity.api.get("core/groups/", params={"name": "production-007"})).json()["results"]
    assert listed[0]["attributes"] == {
        "from_environment": "teal",
        "or_else": "none",
        "from_file": "Welcome",
        "file_or_else": "nothing",
        "parsed": {"quota": 3},
        "is_production": True,
        "neither": True,
        "one_of": True,
        "chosen": "a default",
        "first_team": "red",
        "no_team": "nobody",
        "numbered": ["0:red", "1:green"],
        "ports": {"wiki": ":8080", "chat": ":9090"},
        "grid": [["red1", "red2"], ["green1", "green2"]],
    }
    application = (await identity.api.get("core/applications/wiki/")).json()
    assert (application["group"], application["meta_launch_url"]) == (
        "child",
        "https://wiki.example.com:8080/",
    )
    grace = identity.api_client("a-key-that-is-long-enough-for-a-token")
    assert (await grace.get("core/users/me/")).json()["user"]["is_superuser"] is True


async def test_state_created_leaves_what_is_there_as_it_is(identity: Any) -> None:
    body = {"name": "kept", "attributes": {"note": "mine"}}
    assert (await identity.api.post("core/groups/", json=body)).status_code == 201
    await apply_file(identity, "states.yaml")
    (kept,) = (await identity.api.get("core/groups/", params={"name": "kept"})).json()["results"]
    assert kept["attributes"] == {"note": "mine"}


async def test_state_must_created_refuses_what_is_there(identity: Any) -> None:
    assert (await identity.api.post("core/groups/", json={"name": "temporary"})).status_code == 201
    report = await apply_file(identity, "states.yaml")
    assert "the object is there already" in report.lines()[0]
    assert (await identity.api.get("core/groups/", params={"name": "kept"})).json()["results"] == []


async def test_people_can_enrol_with_a_flow_that_was_imported(identity: Any) -> None:
    await apply_file(identity, "flow.yaml")
    browser = identity.browser()
    page = await browser.follow(await browser.get("/if/flow/house-enrollment/"))
    answer = await browser.submit(page, username="newcomer", password="a password of some length")
    assert answer.status_code == 303
    await browser.follow(answer)
    (user,) = (await identity.api.get("core/users/", params={"username": "newcomer"})).json()["results"]
    assert user["type"] == "external"


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("identifiers: {name: !KeyOf nobody}", "no entry above has this id"),
        ("identifiers: {name: !Find [authentik_core.nothing, [a, b]]}", "is not available here"),
        ("identifiers: {name: !Format ['%(a)s', 1]}", "%s, %d and the like"),
        ("identifiers: {name: !Condition [MAYBE, 1]}", "!Condition takes AND, NAND"),
        ("identifiers: {name: !Enumerate [7, SEQ, x]}", "goes through a list or a mapping"),
        ("identifiers: {name: !Enumerate [[1], MAP, x]}", "a template of two values"),
        ("identifiers: {name: !Value 0}", "there are only 0 !Enumerate around it"),
        ("identifiers: {name: !AtIndex [[1], 3]}", "there is no 3"),
        ("identifiers: {name: !File /etc/passwd}", "only files below"),
        ("identifiers: {name: !Env HOME}", "!Env may not read HOME"),
        ("identifiers: {}", "an entry needs identifiers"),
        ("identifiers: {name: a}, state: perhaps", "state is one of present"),
    ],
)
async def test_what_is_wrong_with_a_tag_is_told_with_its_entry(identity: Any, entry: str, told: str) -> None:
    text = f"entries: [{{model: authentik_core.group, {entry}}}]"
    report = await applied(identity, text, sources=of_operator(COLLECTION, ""))
    (line,) = report.lines()
    assert line.startswith("entry 1 (line 1, authentik_core.group): ")
    assert told in line
