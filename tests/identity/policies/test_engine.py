"""Bindings of policies, groups and users: any and all, what is certain, and why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.identity.policies.people import ADA, bound, browser, expression, policy

from wirelatch.database import now
from wirelatch.identity.policies import PolicyRequest, evaluate

YES, NO = expression("return True"), expression("return False")
BROKEN = expression("return request.nothing")
PAST, FUTURE = now() - timedelta(minutes=1), now() + timedelta(hours=1)


@pytest.mark.parametrize(
    ("mode", "bindings", "passing"),
    [
        ("any", [bound(YES), bound(NO)], True),
        ("all", [bound(YES), bound(NO)], False),
        ("all", [bound(YES), bound(group_id="team")], True),
        ("any", [bound(NO), bound(group_id="above")], True),
        ("any", [bound(NO, negate=True)], True),
        ("any", [bound(YES, negate=True)], False),
        ("any", [bound(NO, enabled=False)], True),
        ("any", [bound(BROKEN)], False),
        ("any", [bound(BROKEN, negate=True)], False),
        ("any", [bound(BROKEN, failure_result=True)], True),
        ("any", [bound()], False),
        ("any", [bound(negate=True)], False),
        ("all", [bound(YES), bound(negate=True)], False),
    ],
)
def test_bindings_decide(mode, bindings, passing) -> None:
    assert evaluate(bindings, browser(), mode=mode).passing is passing


@pytest.mark.parametrize(
    ("mode", "bindings", "passing"),
    [
        ("any", [bound(group_id="team", expires=PAST)], False),
        ("any", [bound(group_id="team", expires=FUTURE)], True),
        ("any", [bound(group_id="team", negate=True, expires=PAST)], False),
        ("any", [bound(group_id="team", expires=PAST), bound(user_id=1)], True),
        ("all", [bound(group_id="other", expires=PAST), bound(user_id=1)], True),
        ("all", [bound(group_id="team"), bound(user_id=1, negate=True, expires=PAST)], True),
    ],
)
def test_an_expired_binding_counts_no_more_and_opens_nothing(mode, bindings, passing) -> None:
    assert evaluate(bindings, browser(), mode=mode).passing is passing


def test_without_bindings_the_target_says_what_counts() -> None:
    assert evaluate([], browser()).passing
    assert not evaluate([], browser(), empty_result=False).passing


@pytest.mark.parametrize("binding", [bound(BROKEN), bound(), bound(policy("no such kind"))])
def test_an_error_or_a_deleted_group_leaves_out_nothing__cve_2024_47070(binding) -> None:
    result = evaluate([binding], browser())
    assert not result.passing
    assert not result.leaves_out


def test_what_certainly_does_not_pass_may_be_left_out() -> None:
    assert evaluate([bound(NO)], browser()).leaves_out
    assert evaluate([bound(group_id="other")], browser()).leaves_out


def test_a_time_out_gives_the_failure_result() -> None:
    slow = policy("dummypolicy", result=True, wait_min=2, wait_max=2)
    for failure_result in (False, True):
        result = evaluate([bound(slow, timeout=1, failure_result=failure_result)], browser())
        assert result.passing is failure_result
        assert result.failed


def test_an_expression_ends_when_its_binding_says_so() -> None:
    endless = expression("x = 'a' * 9000\nwhile True: regex_match(x, 'a*a*b')")
    assert evaluate([bound(endless, timeout=1)], browser()).failed


def test_policies_are_not_computed_where_a_group_decides() -> None:
    asked = bound(expression("ak_message('asked')\nreturn True"), order=-1)
    assert evaluate([asked, bound(group_id="team")], browser()).messages == ()
    assert evaluate([asked, bound(group_id="team")], browser(), explain=True).messages == ("asked",)


def test_the_explanation_says_of_each_binding_why() -> None:
    bindings = [
        bound(group_id="g", named="editors"),
        bound(expression("ak_message('Not today.')\nreturn False", name="monday"), order=1, negate=True),
        bound(BROKEN, order=2),
        bound(user_id=1, named="ada", order=3, expires=PAST),
        bound(order=4),
    ]
    words = evaluate(bindings, browser(), explain=True).explanation()
    assert words[0] == (
        "Binding 0 to group “editors” does not pass: ada is not a member, directly or through a group below"
    )
    assert words[1] == (
        "Binding 1 to policy “monday” (negated) passes: the policy does not pass and says: Not today."
    )
    assert "failed (line 1, column 8: request has no 'nothing'" in words[2]
    assert "it expired" in words[3]
    assert "passes for nobody" in words[4]
    assert words[5] == "Mode “any”: one binding passes."


def test_nobody_is_in_no_group() -> None:
    request = PolicyRequest(None)
    assert not evaluate([bound(group_id="team")], request).passing
    assert not evaluate([bound(user_id=1, negate=True)], request).passing


@pytest.mark.parametrize(
    ("mode", "bindings", "passing"),
    [
        ("any", [bound(policy("networkpolicy", networks=["10.0.0.0/8"]))], True),
        ("all", [bound(policy("networkpolicy", networks=["10.0.0.0/8"])), bound(group_id="other")], False),
        ("all", [bound(policy("networkpolicy", networks=["10.0.0.0/8"])), bound(group_id="team")], True),
        ("any", [bound(NO)], False),
        ("any", [bound(expression("return ak_client_ip.is_private"))], True),
    ],
)
def test_what_a_browser_decided_before_stays_decided(mode, bindings, passing) -> None:
    assert evaluate(bindings, PolicyRequest(ADA, decided_before=True), mode=mode).passing is passing


def test_without_a_request_and_a_decision_before_a_policy_about_the_request_does_not_pass() -> None:
    anywhere = bound(policy("networkpolicy", networks=["0.0.0.0/0", "::/0"]))
    assert not evaluate([anywhere], PolicyRequest(ADA)).passing
    assert evaluate([anywhere, bound(group_id="team")], PolicyRequest(ADA)).passing
