"""Addresses that strangers choose: redirect URIs that look like the registered one, and names that lead inwards."""

from __future__ import annotations

import time
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirelatch.identity.applications.models import RedirectUri
from wirelatch.identity.oidc.authorization.check_redirect_uri import is_acceptable, matches
from wirelatch.identity.web.fetch import FetchError, address_of
from wirelatch.identity.web.relative import relative

REGISTERED = "https://app.example.com/callback"
TRICKS = [
    "https://app.example.com/callback/", "https://app.example.com/callback?", "https://app.example.com/callback#",
    "https://app.example.com/callback#x", "https://app.example.com/callback/../evil", "https://app.example.com//callback",
    "https://app.example.com/%63allback", "https://app.example.com/callback%00", "https://app.example.com/callback%2e%2e",
    "https://APP.example.com/callback", "HTTPS://app.example.com/callback", "https://app.example.com:443/callback",
    "https://app.example.com./callback", "http://app.example.com/callback", "https://user@app.example.com/callback",
    "https://app.example.com@evil.example/callback", "https://app.example.com%40evil.example/callback",
    "https://app.example.com\\@evil.example/callback", "https://evil.example\\.app.example.com/callback",
    "https://evil.example/https://app.example.com/callback", "https://app.example.com.evil.example/callback",
    "https://evil-app.example.com/callback", "https://app\u3002example.com/callback", "https://\u0430pp.example.com/callback",
    "//app.example.com/callback", "/callback", "https:app.example.com/callback", "https:/app.example.com/callback",
    "https:///app.example.com/callback", " https://app.example.com/callback", "https://app.example.com/callback ",
    "https://app.example.com/callback\n", "https://app.example.com/callback\r\nX: y", "https://app.example.com/\tcallback",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "https://[::1", "https://", "",
    "https://app.example.com/callback?x=1", "https://app.example.com/callback;x", "https://app.example.com/call\u00adback",
]  # fmt: skip


async def test_nothing_that_resembles_a_redirect_uri_is_gone_to(identity, browser) -> None:
    rp = await identity.relying_party("app", logout_uris=[REGISTERED])
    stranger = identity.browser()
    assert (await rp.authorize(browser, redirect_uri=REGISTERED)).is_redirect
    for uri in TRICKS:
        answer = await rp.authorize(browser, redirect_uri=uri)
        assert (answer.status_code, answer.is_redirect) == (400, False), uri
        assert "code=" not in answer.text
        query = urlencode({"post_logout_redirect_uri": uri})
        answer = await stranger.get(f"/application/o/app/end-session/?{query}")
        assert not answer.is_redirect, uri


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=40))
def test_only_the_registered_uri_itself_matches(text: str) -> None:
    registered = RedirectUri("strict", REGISTERED, "authorization")
    for received in (REGISTERED + text, text + REGISTERED, REGISTERED.replace("app", text)):
        assert matches(registered, received, native=True) is (received == REGISTERED)


def test_a_pattern_does_not_take_what_stands_before_an_at_sign_for_the_host() -> None:
    loose = RedirectUri("regex", r"https://app\.example\.com.*", "authorization")
    assert matches(loose, "https://app.example.com/anything")
    for received in ("https://app.example.com@evil.example/", "https://app.example.com:x@evil.example/"):
        assert not matches(loose, received)
        assert not is_acceptable(received)


def test_a_redirect_uri_cannot_make_a_registered_pattern_search_for_ever() -> None:
    slow = RedirectUri("regex", r"https://([a-z]+)+\.example\.com/cb", "authorization")
    begun = time.perf_counter()
    assert not matches(slow, "https://" + "a" * 60 + "!")
    assert time.perf_counter() - begun < 5
    assert matches(slow, "https://app.example.com/cb")
    for broken in ("https://(", "https://a{e<=9}", "(((a{999}){999}){999})", r"(?R)"):
        assert not matches(RedirectUri("regex", broken, "authorization"), "https://a")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f.1", "0", "10.0.0.1", "169.254.169.254", "100.64.0.1", "192.0.2.1",
        "224.0.0.1", "255.255.255.255", "localhost", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]",
        "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::a9fe:a9fe]", "[2002:7f00:1::]", "[2002:a00:1::1]",
        "[2001:0:4136:e378:8000:63bf:f5ff:fffe]", "[fe80::1]", "[fe80::1%25lo]", "[fc00::1]", "[ff02::1]",
    ],
)  # fmt: skip
async def test_no_address_of_a_client_leads_inwards(host) -> None:
    with pytest.raises(FetchError):
        await address_of(f"https://{host}/jwks")


@pytest.mark.parametrize("host", ["[64:ff9b::808:808]", "8.8.8.8", "[2606:4700::1111]"])
async def test_addresses_outside_are_what_they_are(host) -> None:
    assert await address_of(f"https://{host}/jwks") == host.strip("[]")


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=30))
def test_signing_in_leads_to_paths_of_ours_only(text: str) -> None:
    for target in (text, "/" + text, "//" + text, "/\\" + text, "https:" + text):
        found = relative(target)
        assert found.startswith("/")
        assert not found.startswith(("//", "/\\"))
        assert "\\" not in found
        assert found.isprintable() or all(
            ord(character) > 0x7F for character in found if not character.isprintable()
        )


async def test_what_is_searched_for_in_attributes_is_a_condition_or_an_error(identity) -> None:
    for text in ('{"\\u0000": 1}', '{"a": "\\u0000"}', '{"\\ud800": 1}', "[" * 2000):
        answer = await identity.api.get("core/users/", params={"attributes": text})
        assert answer.status_code == 400, text
    for text in (
        '{"a\\"b": 1}',
        '{"a": 99999999999999999999}',
        '{"a": 9223372036854775807}',
        '{"a\'b": {"c[0]": "$"}}',
        '{"": true}',
    ):
        answer = await identity.api.get("core/users/", params={"attributes": text})
        assert (answer.status_code, answer.json()["results"]) == (200, []), text


async def test_attributes_are_found_by_value_beside_values_of_other_kinds(identity) -> None:
    """On PostgreSQL a text in one user's attribute broke the search for a number in it."""
    for name, value in (
        ("text", "tall"),
        ("number", 7),
        ("decimal", 1.5),
        ("truth", True),
        ("within", {"x": 7}),
    ):
        await identity.user(name, attributes={"size": value})
    for wanted, found in (("7", ["number"]), ('"tall"', ["text"]), ("1.5", ["decimal"]), ("true", ["truth"]), ('{"x": 7}', ["within"]), ("8", [])):  # fmt: skip
        asked = {"attributes": f'{{"size": {wanted}}}'}
        answer = await identity.api.get("core/users/", params=asked)
        assert [user["username"] for user in answer.json()["results"]] == found, wanted


async def test_no_parameter_of_a_list_breaks_it(identity) -> None:
    for path, names in (
        ("stages/invitation/invitations/", ("expires", "flow", "name")), ("core/groups/", ("members_by_pk", "is_superuser")),
        ("authenticators/admin/all/", ("user",)), ("core/users/", ("last_login__gt", "is_active", "groups_by_pk", "pk")),
        ("rbac/roles/", ("users", "groups")), ("events/events/", ("actor", "action")),
    ):  # fmt: skip
        for name in (*names, "page", "page_size", "ordering", "search"):
            for value in (
                "\x00",
                "'",
                "\u00b2",
                "9" * 30,
                "-1",
                "[[",
                "%",
                "0001-01-01T00:00:00+23:00",
                "a,\u00b2",
            ):
                answer = await identity.api.get(path, params={name: value})
                assert answer.status_code < 500, (path, name, value)
