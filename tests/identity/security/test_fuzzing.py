"""Whatever is sent to a flow, it is an answer or a refusal: nothing breaks, and nobody is let in."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.identity.conftest import BASE
from tests.identity.flows.conftest import JsonBrowser

from wirelatch.identity.flows import defaults

NAMES = [
    "uid_field", "password", "password_repeat", "code", "webauthn", "passkey", "selected_challenge", "selected_stage",
    "selected_device", "component", "token", "decision", "username", "name", "email", "remember_me", "confirm", "saved",
    "attributes.settings.locale", "resend", "stage", "csrf_token", "accept", "version", "",
]  # fmt: skip
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SCALARS = st.one_of(
    TEXT, st.none(), st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["admin", "\x00", "{}", "[[", '{"id":"x","response":{}}', "true", "a" * 5000]),
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
BODIES = st.lists(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=5), min_size=1, max_size=4)
RELAXED = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize(
    "slug",
    [
        flow.slug
        for flow in (defaults.AUTHENTICATION, defaults.RECOVERY, defaults.ENROLLMENT, defaults.WEBAUTHN_SETUP)
    ],
)
@RELAXED
@given(bodies=BODIES)
async def test_no_answer_breaks_a_flow_or_lets_a_stranger_in(identity, slug, bodies) -> None:
    over_json = JsonBrowser(identity.browser("203.0.113.9"), slug)
    over_page, path = identity.browser("203.0.113.9"), f"/if/flow/{slug}/"
    await over_json.get()
    await over_page.get(path)
    for body in bodies:
        answer = await over_json.post(**body)
        assert answer.status_code < 500, (body, answer.text)
        form = {name: str(value) for name, value in body.items() if name != "csrf_token"}
        form["csrf_token"] = over_page.cookies.get("authentik_csrf", "")
        answer = await over_page.post(path, data=form, headers={"Origin": BASE})
        assert answer.status_code < 500, (body, answer.text)
    for visitor in (over_json.browser, over_page):
        assert (await visitor.get("/api/v3/core/users/me/")).status_code == 403
