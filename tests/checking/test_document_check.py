"""What `wirelatch check` says of nodes, against what the runtime makes of the same records."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from wirelatch.checking.document_check import check
from wirelatch.checking.finding import Finding
from wirelatch.checking.npm_types import NpmTypes
from wirelatch.document import DocumentError
from wirelatch.nodes.installed import installed_types

REGISTRY = installed_types()
TAB = {"id": "t", "type": "tab", "label": "Home"}


def found(*records: dict[str, Any], npm: NpmTypes | None = None) -> Finding:
    """The finding on the last of some records."""
    placed = [{"z": "t", "x": 0, "y": 0, "wires": [], **record} for record in records]
    return check([TAB, *placed], REGISTRY, npm)[-1]


def test_a_built_in_node_runs() -> None:
    finding = found({"id": "n", "type": "debug", "name": "seen"})
    assert (finding.verdict, finding.name, finding.flow, finding.reasons) == ("runs", "seen", "Home", [])


def test_a_known_type_names_its_package() -> None:
    assert found({"id": "n", "type": "ui_button"}).packages == ["node-red-dashboard"]


def test_an_unknown_type_says_that_no_package_is_known() -> None:
    finding = found({"id": "n", "type": "nobody knows"})
    assert (finding.verdict, finding.packages) == ("needs", [])
    assert "no package is known" in finding.reasons[0]


def test_the_list_of_installed_packages_of_a_user_directory_wins(tmp_path: Path) -> None:
    sets = {"mine": {"name": "mine", "types": ["ui_button"]}}
    modules = {"my-package": {"name": "my-package", "nodes": sets}}
    (tmp_path / ".config.nodes.json").write_text(json.dumps({"nodes": modules}))
    assert found({"id": "n", "type": "ui_button"}, npm=NpmTypes(tmp_path)).packages == ["my-package"]


def test_of_several_packages_the_one_in_package_json_is_named(tmp_path: Path) -> None:
    wanted = NpmTypes().packages("alexa-home")
    assert len(wanted) > 1
    (tmp_path / "package.json").write_text(json.dumps({"dependencies": {wanted[1]: "1"}}))
    assert NpmTypes(tmp_path).packages("alexa-home") == [wanted[1]]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (
            {
                "type": "change",
                "rules": [{"t": "set", "p": "a", "pt": "msg", "to": "$sum(", "tot": "jsonata"}],
            },
            "Rules 1: the JSONata expression “$sum(”",
        ),
        (
            {"type": "change", "rules": [{"t": "delete", "p": "a[", "pt": "msg"}]},
            "Rules 1: the property “a[”",
        ),
        (
            {"type": "change", "rules": [{"t": "change", "p": "a", "pt": "msg", "from": "(", "fromt": "re"}]},
            "Rules 1: the regular expression “(”",
        ),
        ({"type": "function", "func": "\n\nreturn msg"}, None),
        ({"type": "function", "func": "let x = 1;\nreturn (;"}, "On Message is not valid JavaScript"),
        ({"type": "function", "func": "", "finalize": "}"}, "On Stop is not valid JavaScript"),
        ({"type": "python", "func": "return msg"}, None),
        ({"type": "python", "func": "return ("}, "On Message is not valid Python"),
        ({"type": "subflow:gone"}, "the definition of its subflow is not in the file"),
    ],
)
def test_what_cannot_be_compiled_is_said_to_fail(record: dict[str, Any], reason: str | None) -> None:
    finding = found({"id": "n", **record})
    assert finding.verdict == ("fails" if reason else "runs")
    assert not reason or reason in finding.reasons[0]


def test_what_differs_from_node_red_is_said() -> None:
    rules = [{"t": "change", "p": "a", "pt": "flow", "from": "x", "fromt": "str", "to": "y", "tot": "str"}]
    finding = found({"id": "n", "type": "change", "rules": rules})
    assert finding.verdict == "differs"
    assert "Node-RED" in finding.reasons[0]


def test_a_field_that_the_form_hides_is_not_read() -> None:
    rules = [{"t": "delete", "p": "a", "pt": "msg", "to": "$sum(", "tot": "jsonata"}]
    assert found({"id": "n", "type": "change", "rules": rules}).verdict == "runs"


def test_the_line_of_a_syntax_error_is_that_of_the_text() -> None:
    assert "(line 2)" in found({"id": "n", "type": "function", "func": "let a;\nlet a;"}).reasons[0]


def test_npm_packages_of_a_function_are_noted_and_modules_of_nodejs_are_not() -> None:
    libs = [{"var": "fs", "module": "node:fs"}, {"var": "a", "module": "axios"}]
    finding = found({"id": "n", "type": "function", "func": "", "libs": libs})
    assert finding.verdict == "runs"
    assert len(finding.notes) == 1
    assert "axios" in finding.notes[0]
    assert "fs" not in finding.notes[0]


def test_a_disabled_tab_disables_its_nodes() -> None:
    records = [{**TAB, "disabled": True}, {"id": "n", "type": "debug", "z": "t", "x": 1, "y": 1}]
    assert check(records, REGISTRY)[-1].disabled


def test_two_nodes_with_one_id_are_refused() -> None:
    with pytest.raises(DocumentError):
        check([TAB, TAB], REGISTRY)
