"""What people write for authentik runs here with the same result, and what does not run says where and what instead."""

from __future__ import annotations

import pytest
from tests.identity.expressions.people import ADA, evaluate

from wirelatch.identity.expressions import ExpressionError, compile_expression, names


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("return {}", {}),
        (
            'return {"groups": [g.name for g in request.user.ak_groups.all()]}',
            {"groups": ["Minio admins", "team"]},
        ),
        ("return [group.name for group in user.groups.all()]", ["Minio admins", "team"]),
        ("return [group.name for group in user.all_groups()]", ["Minio admins", "everyone", "team"]),
        ('return ak_is_group_member(request.user, name="everyone")', True),
        ('return ak_is_group_member(request.user, name="nobody")', False),
        ('return user.ak_groups.filter(name="team").exists()', True),
        ('return user.groups.filter(name__istartswith="minio").first().name', "Minio admins"),
        ('return list(user.groups.values_list("name", flat=True))', ["Minio admins", "team"]),
        ('return "team" in [g.name for g in user.groups.all()]', True),
        ('return user.groups.exclude(name="team").count()', 1),
        (
            'if ak_is_group_member(request.user, name="Minio admins"):\n'
            '  return {"policy": "consoleAdmin"}\n'
            'elif ak_is_group_member(request.user, name="Minio users"):\n'
            '  return {"policy": ["readonly"]}\n'
            "return None",
            {"policy": "consoleAdmin"},
        ),
        (
            "groups = [group.name for group in request.user.ak_groups.all()]\n"
            'if not request.user.is_superuser and "admins" not in groups:\n'
            '    groups.append("admins")\n'
            'return {"groups": groups}',
            {"groups": ["Minio admins", "team", "admins"]},
        ),
        (
            'tier = "free"\n'
            "for group in request.user.ak_groups.all():\n"
            '    if group.name in ("free", "team", "max"):\n'
            "        tier = group.name\n"
            'return {"tier": tier}',
            {"tier": "team"},
        ),
        (
            'access = []\nfor scope in "a:b:c,d x".split():\n'
            '    if scope.count(":") < 2:\n        continue\n'
            '    type, name, actions = scope.split(":")\n'
            '    access.append({"type": type, "name": name, "actions": actions.split(",")})\n'
            'return {"access": access}',
            {"access": [{"type": "a", "name": "b", "actions": ["c", "d"]}]},
        ),
        ('return user.attributes.get("department", "none")', "mathematics"),
        ('return request.user.name.split(" ")[0], user.name.rsplit(" ", 1)[-1]', ["Ada", "Lovelace"]),
        ('return regex_replace(request.user.email, "(.+)@.+", r"\\1")', "ada"),
        ('return regex_match(request.user.username, ".*d.*")', True),
        ('return request.user.email.lower().endswith("@example.com")', True),
        ('return next(filter(lambda s: s.startswith("b"), ["a", "bc"]), None)', "bc"),
        (
            'return f"{user.username}@example.org", f"{user.pk:03d}", f"{user.name!r}"',
            ["ada@example.org", "001", "'Ada Lovelace'"],
        ),
        ("return list_flatten([1, 2]), list_flatten([]), list_flatten(3)", [1, None, 3]),
        ('return slugify("Ada Lovelace!")', "ada-lovelace"),
        ('return ip_address("10.1.2.3") in ip_network("10.0.0.0/8")', True),
        (
            'return {**user.attributes, "n": user.attributes["n"] + 1}',
            {"department": "mathematics", "n": 4, "list": ["x"]},
        ),
        (
            "a, *b = [1, 2, 3]\nreturn {'a': a, 'b': b, 'max': max(b), 'sum': sum(b)}",
            {"a": 1, "b": [2, 3], "max": 3, "sum": 5},
        ),
        ("x = 0\nwhile True:\n  x += 1\n  if x > 5:\n    break\nreturn x", 6),
        ('try:\n  return user.attributes["missing"]\nexcept KeyError:\n  return "none"', "none"),
        (
            "return sorted({'b', 'a'}), [1, 2, 3][::-1], not None, 7 // 2, 2 ** 8",
            [["a", "b"], [3, 2, 1], True, 3, 256],
        ),
        (
            'return getattr(user, "nothing", 1), hasattr(user, "email"), isinstance(user.name, str)',
            [1, True, True],
        ),
        ('    # indented as in a blueprint\n    """text"""\n    return 1\n', 1),
        ("return user.uid == user.uid and len(user.uid)", 64),
        ("pass", None),
    ],
)
def test_what_people_write_for_authentik_runs(source, value) -> None:
    assert evaluate(source) == value


@pytest.mark.parametrize(
    ("source", "where", "hint"),
    [
        ("x = 1\nimport os", (2, 1), "not available"),
        ("from authentik.core.models import Group\nreturn 1", (1, 1), "ak_is_group_member"),
        ("for g in user.groups.all():\n    yield g.name", (2, 5), "collect the values in a list"),
        ("def f():\n  return 1\nreturn f()", (1, 1), "lambda"),
        ('return "{}".format(1)', (1, 8), "f-string"),
        ('return "%s" % user.name', (1, 8), "f-string"),
        ("return Group.objects.all()", (1, 8), "request.user.groups.all()"),
        ('return requests.get("http://x")', (1, 8), "cannot send requests"),
        ("user.name = 'x'", (1, 1), "give the value another name"),
        ("return user.nothing", (1, 8), "it has"),
        ('return {"a": 1}.a', (1, 8), "['a']"),
        ('return user.attributes["x"]', (1, 8), ".get("),
        ('return "a" + 1', (1, 8), "f-string"),
        ("return 1 +", (1, 11), "syntax"),
    ],
)
def test_an_error_tells_where_and_what_to_write_instead(source, where, hint) -> None:
    with pytest.raises(ExpressionError) as raised:
        evaluate(source)
    assert (raised.value.line, raised.value.column) == where
    assert hint in str(raised.value)


def test_names_that_nobody_gives_are_found_before_the_expression_runs() -> None:
    program = compile_expression("if False:\n  return recuests\nx = 1\nreturn x")
    assert "recuests" in str(names.unknown_names(program, names.POLICY_NAMES))


def test_changing_attributes_in_an_expression_changes_nothing_outside() -> None:
    evaluate('a = user.attributes\na["n"] = 99\na["list"].append("y")\nreturn a')
    assert ADA.attributes == {"department": "mathematics", "n": 3, "list": ["x"]}


def test_users_and_groups_are_equal_when_they_are_the_same() -> None:
    assert evaluate(
        "return user == request.user, user.groups.first() in user.all_groups(), user is not None"
    ) == [
        True,
        True,
        True,
    ]
