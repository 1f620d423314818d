"""Which settings of a settings.js come over, under which name, and what is said of the others."""

from __future__ import annotations

from wirelatch.userdir.settings_mapping import translate


def test_settings_with_a_counterpart_are_taken_in_our_units_and_names() -> None:
    given = {
        "uiPort": 1990,
        "httpNodeRoot": "/red",
        "apiMaxLength": "10mb",
        "debugMaxLength": 500,
        "globalFunctionTimeout": 3,
        "logging": {"console": {"level": "warn", "metrics": False}},
    }
    found = translate(given)
    assert found.taken == {
        "flows_port": 1990,
        "http_node_root": "/red",
        "api_max_length": 10 * 1024 * 1024,
        "debug_max_length": 500,
        "global_function_timeout": 3.0,
        "log_level": "warning",
    }
    assert found.left == {}


def test_modules_for_functions_are_named_and_values_kept() -> None:
    given = {
        "functionGlobalContext": {"os": {"$module": "os"}, "answer": 42, "f": {"$wirelatch": "a function"}}
    }
    found = translate(given)
    assert found.taken == {
        "function_global_modules": {"os": "os"},
        "function_global_context": {"answer": 42},
    }
    assert found.left == {"functionGlobalContext.f": "it is a function"}


def test_what_a_fresh_settings_file_says_anyway_is_not_mentioned() -> None:
    given = {
        "flowFile": "flows.json",
        "flowFilePretty": True,
        "uiPort": 1880,
        "diagnostics": {"enabled": True, "ui": True},
        "runtimeState": {"enabled": False, "ui": False},
        "logging": {"console": {"level": "info", "metrics": False, "audit": False}},
        "exportGlobalContextKeys": False,
        "externalModules": {},
        "functionExternalModules": True,
        "globalFunctionTimeout": 0,
        "functionTimeout": 0,
        "functionGlobalContext": {},
        "debugMaxLength": 1000,
        "mqttReconnectTime": 15000,
        "serialReconnectTime": 15000,
    }
    assert (translate(given).taken, translate(given).left) == ({}, {})


def test_what_is_left_behind_says_why() -> None:
    found = translate({"adminAuth": {"type": "credentials"}, "myOwn": 1, "uiHost": "0.0.0.0"})
    assert found.taken == {}
    assert "identity" in found.left["adminAuth"]
    assert found.left["myOwn"] == "there is no such setting here"
    assert "127.0.0.1" in found.left["uiHost"]


def test_a_value_that_cannot_be_used_is_left_with_the_reason() -> None:
    found = translate({"debugMaxLength": "many"})
    assert found.taken == {}
    assert "must be an integer" in found.left["debugMaxLength"]


def test_diagnostics_switched_off_stay_off() -> None:
    assert translate({"diagnostics": {"enabled": False, "ui": False}}).taken == {"diagnostics": False}
