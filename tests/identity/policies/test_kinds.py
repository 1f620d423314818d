"""Each kind of policy passes and does not pass as its description says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.identity.policies.people import ADA, bound, browser, expression, policy

from wirelatch.identity.policies import PolicyError, PolicyRequest, evaluate
from wirelatch.identity.policies.kinds import time_of_day


@pytest.mark.parametrize(
    ("source", "passing"),
    [
        ("return ak_client_ip in ip_network('10.0.0.0/8')", True),
        ("return request.http_request.path == '/x' and request.http_request.GET.get('a') == '1'", True),
        (
            "return http_request.headers.get('User-Agent') == 'Lynx' == http_request.META['HTTP_USER_AGENT']",
            True,
        ),
        ("return context.get('auth_method') != 'app_password'", True),
        ("return 'username' not in context.get('prompt_data', {})", False),
        ("return request.context['pending_user'].username == 'ada'", True),
        ("return ak_is_group_member(request.context['pending_user'], name='above')", True),
        ("return bool(request.context.get('is_restored', True))", True),
        ("return ak_is_sso_flow", False),
        ("return oauth_scopes == ['openid']", True),
        ("return request.user.email.endswith('@example.com')", True),
        ("return user is not None and 'team' in [g.name for g in user.groups.all()]", True),
        ("return http_request.META.get('HTTP_COOKIE')", False),
        ("return ak_message('no')", False),
        ("1 + 1", False),
    ],
)
def test_expression_policies_see_what_authentiks_see(source, passing) -> None:
    request = browser(
        context={"prompt_data": {"username": "x", "email": "a@b"}, "pending_user": ADA},
        names={"oauth_scopes": ["openid"]},
    )
    assert expression(source).check(request).passing is passing


def test_what_an_expression_writes_into_the_context_is_kept() -> None:
    context = {"prompt_data": {"email": "ADA@example.com"}}
    source = (
        'data = request.context["prompt_data"]\n'
        'data["email"] = data["email"].lower()\n'
        'request.context["prompt_data"]["username"] = data["email"].split("@")[0]\n'
        'context["flow_plan"].context["seen"] = True\n'
        'context["user"] = request.user\n'
        "return False"
    )
    assert not expression(source).check(browser(context=context)).passing
    assert context == {
        "prompt_data": {"email": "ada@example.com", "username": "ada"},
        "seen": True,
        "user": ADA,
    }


def test_policies_can_call_each_other_but_not_for_ever() -> None:
    library: dict = {}
    expression("ak_message('inner')\nreturn request.context['foo'] == 'bar'", library, "inner")
    outer = expression(
        "r = ak_call_policy('inner', foo='bar')\nreturn r.passing and r.messages == ['inner']", library, "o"
    )
    assert outer.check(browser()).passing
    with pytest.raises(PolicyError, match="too deeply"):
        expression("return ak_call_policy('self').passing", library, "self").check(browser())
    with pytest.raises(PolicyError, match="no policy"):
        expression("return ak_call_policy('missing').passing", library, "m").check(browser())


@pytest.mark.parametrize(
    ("settings", "password", "passing"),
    [
        ({"length_min": 8}, "1234567", False),
        ({"length_min": 8}, "12345678", True),
        (
            {"amount_digits": 2, "amount_uppercase": 1, "amount_lowercase": 1, "amount_symbols": 1},
            "aA1!",
            False,
        ),
        (
            {"amount_digits": 2, "amount_uppercase": 1, "amount_lowercase": 1, "amount_symbols": 1},
            "aA12!",
            True,
        ),
        ({"amount_symbols": 1, "symbol_charset": "€"}, "!!", False),
        ({"length_min": 99, "check_static_rules": False}, "x", True),
        ({"check_zxcvbn": True}, "password123", False),
        ({"check_zxcvbn": True}, "lovelaceada", False),
        ({"check_zxcvbn": True}, "correct horse battery staple of mine", True),
    ],
)
def test_the_password_policy(settings, password, passing) -> None:
    made = policy("passwordpolicy", error_message="Choose another.", **settings)
    verdict = made.check(browser(context={"prompt_data": {"password": password}}))
    assert verdict.passing is passing
    assert passing or verdict.messages


def test_a_password_that_is_not_there_does_not_pass() -> None:
    assert not policy("passwordpolicy").check(browser()).passing


def test_a_very_long_password_takes_no_long_time() -> None:
    made = policy("passwordpolicy", check_zxcvbn=True)
    assert made.check(browser(context={"password": "aB3$" * 50_000})).passing is False


@pytest.mark.parametrize(
    ("address", "passing"),
    [
        ("10.1.2.3", True),
        ("::ffff:10.1.2.3", True),
        ("11.0.0.1", False),
        ("2001:db8::1", True),
        ("fe80::1%eth0", False),
    ],
)
def test_the_network_policy(address, passing) -> None:
    made = policy("networkpolicy", networks=["10.0.0.0/8", "2001:db8::/32"])
    assert made.check(browser(address)).passing is passing


def test_an_address_that_cannot_be_read_is_an_error__cve_2024_47070() -> None:
    result = evaluate([bound(policy("networkpolicy", networks=["0.0.0.0/0"]))], browser("unknown"))
    assert not result.passing
    assert not result.leaves_out


@pytest.mark.parametrize(
    ("moment", "settings", "passing"),
    [
        ("2026-11-23T09:00", {"start": "08:00", "end": "17:00"}, True),
        ("2026-11-23T17:00", {"start": "08:00", "end": "17:00"}, False),
        ("2026-11-23T09:00", {"days": [1]}, False),
        ("2026-11-23T09:00", {"days": [0]}, True),
        ("2026-11-23T23:30", {"start": "22:00", "end": "06:00", "days": [0]}, True),
        ("2026-11-24T05:00", {"start": "22:00", "end": "06:00", "days": [0]}, True),
        ("2026-11-24T23:00", {"start": "22:00", "end": "06:00", "days": [0]}, False),
        ("2026-11-23T23:30", {"days": [1], "timezone": "Europe/Vienna"}, True),
    ],
)
def test_the_time_policy(moment, settings, passing, monkeypatch) -> None:
    monkeypatch.setattr(time_of_day, "now", lambda: datetime.fromisoformat(moment).replace(tzinfo=UTC))
    assert policy("timepolicy", **settings).check(PolicyRequest(ADA)).passing is passing


EVENT = {
    "action": "login_failed",
    "app": "authentik.core",
    "client_ip": "10.0.0.1",
    "context": {"model": {"app": "authentik_core", "model_name": "user"}},
}


@pytest.mark.parametrize(
    ("settings", "passing"),
    [
        ({}, True),
        ({"action": "login_failed"}, True),
        ({"action": "login"}, False),
        ({"action": "login_failed", "client_ip": "10.0.0.2"}, False),
        ({"app": "authentik_core"}, True),
        ({"model": "authentik_core.user"}, True),
        ({"model": "authentik_core.group"}, False),
    ],
)
def test_the_event_matcher_policy(settings, passing) -> None:
    made = policy("eventmatcherpolicy", **settings)
    assert made.check(PolicyRequest(ADA, obj=EVENT)).passing is passing
    assert made.check(PolicyRequest(ADA, context={"event": EVENT})).passing is passing


def test_without_an_event_the_event_matcher_fails() -> None:
    with pytest.raises(PolicyError):
        policy("eventmatcherpolicy").check(PolicyRequest(ADA))
