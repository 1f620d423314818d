"""wirelatch.nodes.network.http.proxy_choice; Node-RED's own table of cases is run by `tests/conformance`."""

from __future__ import annotations

from typing import Any

import pytest

from wirelatch.nodes.network.http.proxy_choice import proxy_for

P = "http://proxy:1"


@pytest.mark.parametrize(
    ("url", "env", "expected"),
    [
        ("http://a.example/x", {"http_proxy": P}, P),
        ("https://a.example/x", {"http_proxy": P}, ""),
        ("https://a.example/x", {"HTTPS_PROXY": P}, P),
        ("ws://a.example", {"all_proxy": "proxy:2"}, "ws://proxy:2"),
        ("http://a.example", {"http_proxy": P, "npm_config_http_proxy": "http://npm:1"}, "http://npm:1"),
        ("http://a.example", {"http_proxy": P, "no_proxy": "a.example"}, ""),
        ("http://A.EXAMPLE", {"http_proxy": P, "no_proxy": "x, a.Example"}, ""),
        ("http://b.a.example", {"http_proxy": P, "no_proxy": "a.example"}, P),
        ("http://b.a.example", {"http_proxy": P, "no_proxy": ".a.example"}, ""),
        ("http://b.a.example", {"http_proxy": P, "no_proxy": "*.a.example"}, ""),
        ("http://a.example", {"http_proxy": P, "no_proxy": "a.example:80"}, ""),
        ("http://a.example:81", {"http_proxy": P, "no_proxy": "a.example:80"}, P),
        ("http://a.example", {"http_proxy": P, "no_proxy": "*"}, ""),
        ("http://[::1]:80/", {"http_proxy": P, "no_proxy": "[::1]"}, ""),
        ("http://x x", {"http_proxy": P}, ""),
        ("nothing", {"http_proxy": P, "all_proxy": P}, ""),
    ],
)
def test_the_environment_decides(url: str, env: dict[str, str], expected: str) -> None:
    assert proxy_for(url, {"env": env}) == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "http://lower"), ({"favourUpperCase": True}, "http://upper"), ({"mode": "legacy"}, "http://upper"),
        ({"lowerCaseOnly": True}, "http://lower"),
    ],
)  # fmt: skip
def test_options_say_which_case_counts(options: dict[str, Any], expected: str) -> None:
    env = {"http_proxy": "http://lower", "HTTP_PROXY": "http://upper"}
    assert proxy_for("http://a.example", {**options, "env": env}) == expected


def test_legacy_mode_knows_http_proxy_only_and_looks_for_exempt_texts_anywhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NR_PROXY_MODE", "legacy")
    env = {"http_proxy": P, "no_proxy": "ample.org, other"}
    assert proxy_for("https://a.example", {"env": env}) == P
    assert proxy_for("https://a.example.org/x", {"env": env}) == ""
    assert proxy_for("https://a.example/other", {"env": env}) == ""
