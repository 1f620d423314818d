"""Credentials in deploys and as editors see them (`wirelatch.document.credentials`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wirelatch.document import credentials as creds


def definitions(kind: str) -> Mapping[str, bool] | None:
    return {"server": {"user": False, "password": True}}.get(kind)


def deploy(entries: dict[str, Any], *records: dict[str, Any]) -> dict[str, Any]:
    return creds.updated(
        entries, [{"id": "n", "type": "server", **record} for record in records], definitions
    )


def test_given_values_replace_stored_ones_masked_ones_stay_and_blank_ones_go() -> None:
    stored = {"n": {"user": "u", "password": "p"}}
    assert deploy(stored, {}) == stored
    assert deploy(stored, {"credentials": {"user": "v", "password": "__PWRD__"}}) == {
        "n": {"user": "v", "password": "p"}
    }
    assert deploy(stored, {"credentials": {"user": " ", "password": "q"}}) == {"n": {"password": "q"}}


def test_names_that_the_type_does_not_know_are_left_out() -> None:
    assert deploy({}, {"credentials": {"other": "x", "user": "u"}}) == {"n": {"user": "u"}}


def test_a_mask_for_a_text_that_is_not_secret_is_a_text() -> None:
    assert deploy({}, {"credentials": {"user": "__PWRD__"}}) == {"n": {"user": "__PWRD__"}}


def test_a_missing_type_keeps_whatever_it_is_given() -> None:
    assert deploy({}, {"type": "missing", "credentials": {"x": "y"}}) == {"n": {"x": "y"}}


def test_nodes_that_are_gone_lose_theirs() -> None:
    assert deploy({"gone": {"user": "u"}}) == {}


def test_a_subflow_instance_keeps_only_the_names_it_was_sent() -> None:
    stored = {"n": {"a": "1", "b": "2"}}
    assert deploy(stored, {"type": "subflow:s", "credentials": {"a": "__PWRD__"}}) == {"n": {"a": "1"}}


def test_the_global_configuration_holds_a_map() -> None:
    record = {"type": "global-config", "credentials": {"map": {"A": "1", "has_A": True, "B": "2"}}}
    stored = deploy({}, record)
    assert stored == {"n": {"map": {"A": "1", "has_A": True, "B": "2", "has_B": True}}}
    again = deploy(
        stored, {"type": "global-config", "credentials": {"map": {"A": "__PWRD__", "has_A": True}}}
    )
    assert again == {"n": {"map": {"A": "1", "has_A": True}}}


def test_secrets_are_never_shown() -> None:
    entry = {"user": "u", "password": "p"}
    assert creds.masked(entry, "server", definitions) == {"user": "u", "has_password": True}
    assert creds.masked({}, "server", definitions) == {"user": "", "has_password": False}
    assert creds.masked({"A": "1"}, "tab", definitions) == {"has_A": True}
    assert creds.masked({"A": "1"}, "subflow:x", definitions) == {"has_A": True}
    assert creds.masked({"A": "1"}, "missing", definitions) == {}
    assert creds.masked({"map": {"A": "1", "has_A": True}}, "global-config", definitions) == {
        "map": {"has_A": True}
    }
