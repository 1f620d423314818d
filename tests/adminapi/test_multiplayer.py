"""`multiplayer/…` on `/comms`: who else is there. After what Node-RED's own editor sends and expects."""

from __future__ import annotations

from typing import Any

import pytest

from wirelatch.access.users import ANONYMOUS, User
from wirelatch.adminapi.multiplayer import Multiplayer


class Editor:
    def __init__(self, user: User | None = None) -> None:
        self.user = user
        self.got: list[tuple[str, Any]] = []

    def queue(self, topic: str, data: Any) -> None:
        self.got.append((topic.removeprefix("multiplayer/"), data))


@pytest.fixture
def editors() -> list[Editor]:
    return [Editor(User("ada", "*", image="a.png")), Editor(ANONYMOUS)]


@pytest.fixture
def multiplayer(editors: list[Editor]) -> Multiplayer:
    return Multiplayer(editors)


def connect(multiplayer: Multiplayer, editor: Editor, session: Any = "s1") -> None:
    multiplayer.receive(editor, "multiplayer/connect", {"session": session})


async def test_a_new_editor_learns_who_is_there_and_the_others_of_it(
    multiplayer: Multiplayer, editors: list[Editor]
) -> None:
    ada, other = editors
    connect(multiplayer, ada)
    connect(multiplayer, other, "s2")
    (event, init) = other.got[-1]
    assert event == "init"
    assert init["sessions"][0]["user"]["username"] == "ada"
    assert init["session"] == init["sessions"][1]["session"]
    assert init["session"].startswith("PUB")
    assert "s1" not in str(other.got)
    event, added = ada.got[-1]
    assert (event, added["session"]) == ("connection-added", init["session"])
    assert added["user"]["anonymous"] is True
    assert "permissions" not in str(ada.got)


async def test_places_are_told_to_the_others(multiplayer: Multiplayer, editors: list[Editor]) -> None:
    ada, other = editors
    connect(multiplayer, ada)
    place = {"workspace": "t1", "node": "n1", "cursor": {"x": 1, "y": 2.5}}
    multiplayer.receive(ada, "multiplayer/location", {**place, "more": "dropped"})
    event, told = other.got[-1]
    assert event == "location"
    assert told == {"session": ada.got[0][1]["session"], **place}
    connect(multiplayer, other, "s2")
    assert other.got[-1][1]["sessions"][0]["location"] == place


async def test_the_selection_of_our_own_editor_is_told_within_bounds(
    multiplayer: Multiplayer, editors: list[Editor]
) -> None:
    ada, other = editors
    connect(multiplayer, ada)
    multiplayer.receive(ada, "multiplayer/location", {"workspace": "t1", "selection": ["n1"] * 80})
    assert other.got[-1][1]["selection"] == ["n1"] * 50
    multiplayer.receive(ada, "multiplayer/location", {"workspace": "t1", "selection": ["<b>"]})
    assert "selection" not in other.got[-1][1]


@pytest.mark.parametrize(
    "place",
    [
        {"workspace": "<b>"},
        {"node": ["n"]},
        {"cursor": {"x": "1", "y": 2}},
        {"cursor": {"x": 1}},
        {"cursor": 5},
        "nowhere",
    ],
)
async def test_places_that_are_none_are_dropped(
    multiplayer: Multiplayer, editors: list[Editor], place: Any
) -> None:
    ada, other = editors
    connect(multiplayer, ada)
    other.got.clear()
    multiplayer.receive(ada, "multiplayer/location", place)
    assert [event for event, data in other.got if len(data) > 1] == []


@pytest.mark.parametrize("session", ["", None, 5, "a b", "x" * 100, {"a": 1}])
async def test_a_session_without_a_proper_name_is_dropped(
    multiplayer: Multiplayer, editors: list[Editor], session: Any
) -> None:
    connect(multiplayer, editors[0], session)
    assert editors[0].got == []


async def test_a_lost_connection_can_be_taken_up_again(
    multiplayer: Multiplayer, editors: list[Editor]
) -> None:
    ada, other = editors
    connect(multiplayer, ada)
    public = ada.got[-1][1]["session"]
    multiplayer.gone(ada)
    assert other.got[-1] == ("connection-removed", {"session": public})
    again = Editor(ada.user)
    editors[0] = again
    connect(multiplayer, again)
    assert again.got[-1][1]["session"] == public
    multiplayer.close()


async def test_whoever_leaves_is_forgotten(multiplayer: Multiplayer, editors: list[Editor]) -> None:
    ada, other = editors
    connect(multiplayer, ada)
    public = ada.got[-1][1]["session"]
    multiplayer.receive(ada, "multiplayer/disconnect", {})
    assert other.got[-1] == ("connection-removed", {"session": public, "disconnected": True})
    connect(multiplayer, ada)
    assert ada.got[-1][1]["session"] != public


async def test_an_editor_that_changes_its_session_leaves_the_earlier_one(
    multiplayer: Multiplayer, editors: list[Editor]
) -> None:
    ada, other = editors
    for number in range(5):
        connect(multiplayer, ada, f"s{number}")
    connect(multiplayer, other, "own")
    (_, init) = other.got[-1]
    assert init["sessions"][0]["user"]["username"] == "ada"
    assert len(init["sessions"]) == 2
    multiplayer.close()
