"""wirelatch.access.permissions and groups"""

import pytest

from wirelatch.access.groups import Refused, user_of
from wirelatch.access.permissions import has_permission, permissions_of


@pytest.mark.parametrize(
    ("scope", "permission", "expected"),
    [
        ("*", "flows.write", True),
        ("flows.write", "flows.write", True),
        ("flows.write", "flows.read", False),
        ("read", "flows.read", True),
        ("*.read", "flows.read", True),
        ("read", "flows.write", False),
        ("write", "flows.write", True),
        ("*.write", "flows.read", False),
        (["flows.read", "nodes.read"], "nodes.read", True),
        (["flows.read", "nodes.read"], "context.read", False),
        ([], "flows.read", False),
        ("", "flows.read", False),
        ("flows", "flows.read", False),
        ([], "", True),
    ],
)
def test_scopes_include_permissions_as_in_node_red(scope: object, permission: str, expected: bool) -> None:
    assert has_permission(scope, permission) is expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (["a"], "*"),
        (["b"], "read"),
        (["b", "a"], "*"),
        (["b", "c"], ["read", "flows.write"]),
        (["c", "c"], ["read", "flows.write"]),
        (["unknown"], None),
        ([], None),
        (["empty"], None),
    ],
)
def test_groups_add_up(groups: list[str], expected: object) -> None:
    table = {"a": "*", "b": "read", "c": ["read", "flows.write"], "empty": []}
    assert permissions_of(groups, table) == expected


@pytest.mark.parametrize("name", ["", "  ", "a\nb", 17, None, ["x"]])
def test_a_name_that_is_no_name_falls_back_to_the_email_address(name: object) -> None:
    claims = {"preferred_username": name, "email": "a@b.c", "groups": ["g"]}
    assert user_of(claims, {"g": "*"}).username == "a@b.c"


def test_pictures_are_taken_from_the_web_only() -> None:
    claims = {"preferred_username": "a", "groups": "g", "picture": "javascript:alert(1)"}
    assert user_of(claims, {"g": "*"}).image == ""


def test_nobody_gets_in_without_a_name() -> None:
    with pytest.raises(Refused):
        user_of({"sub": "x", "groups": ["g"]}, {"g": "*"})
