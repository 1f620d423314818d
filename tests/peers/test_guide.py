"""The guide, turned round: the real Node-RED signs in at our identity half with the guide's own settings.

The guide is https://integrations.goauthentik.io/infrastructure/node-red/. Its text is read, never copied: from the file
that `WIRELATCH_GUIDE` names or from `../shared/reference/`; where neither is there, a block with the same options and the
same shape of `verify` stands in for it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.peers.node_red import node_red
from tests.support.browser import launched
from tests.support.identity_api import IdentityApi
from tests.support.ports import free_port
from tests.support.processes import BOOTSTRAP, wirelatch
from tests.support.sign_in import sign_in

pytestmark = [pytest.mark.peers, pytest.mark.e2e, pytest.mark.timeout(300)]

ROOT = Path(__file__).resolve().parents[2]
GUIDE = Path(os.environ.get("WIRELATCH_GUIDE", ROOT / "../shared/reference/guide-node-red-with-authentik.md"))

SAME_OPTIONS = """adminAuth: {
    type: "strategy",
    strategy: {
        name: "openidconnect", label: "Sign in with authentik", icon: "fa-cloud",
        strategy: require("passport-openidconnect").Strategy,
        options: {
            issuer: 'https://authentik.company/application/o/<application_slug>/',
            authorizationURL: 'https://authentik.company/application/o/authorize/',
            tokenURL: 'https://authentik.company/application/o/token/',
            userInfoURL: 'https://authentik.company/application/o/userinfo/',
            clientID: '<client_id>', clientSecret: '<client_secret>',
            callbackURL: 'https://nodered.company/auth/strategy/callback/',
            scope: ['email', 'profile', 'openid'], proxy: true,
            verify: function(a, b, c, done) { return done(null, c); },
        }
    },
    users: function(user) { return Promise.resolve({ username: user, permissions: "*" }); }
},"""

VERIFY = re.compile(r"verify: function\(.*?\},\n", re.DOTALL)


def guide_settings() -> str:
    """The guide's block of settings.js, word for word where the guide is at hand."""
    if not GUIDE.exists():
        return SAME_OPTIONS
    block = re.search(r"```js\n(adminAuth: .*?)```", GUIDE.read_text(), re.DOTALL)
    assert block, f"{GUIDE} holds no settings block"
    return block[1]


@pytest.mark.parametrize(
    ("with_verify", "shown_name"),
    [pytest.param(True, None, id="verbatim"), pytest.param(False, "ada", id="newer form, without verify")],
)
def test_node_red_signs_in_with_the_guides_settings(
    tmp_path: Path, with_verify: bool, shown_name: str | None
) -> None:
    """The guide's settings end in Node-RED's editor; without `verify` it knows the user by preferred_username.

    With `verify` the user is nameless there: passport-openidconnect hands a four-argument `verify` the context where the
    guide expects the profile. That is the guide's defect, and the provider's tokens must not be what it depends on.
    """
    port = free_port()
    callback = f"http://127.0.0.1:{port}/auth/strategy/callback/"
    with wirelatch("identity", tmp_path / "data", environment=BOOTSTRAP) as running:
        api = IdentityApi(running.identity)
        provider = api.create_application("Node-RED", "node-red", callback)
        api.create_user("ada", "an analytical engine", name="Ada Lovelace", email="ada@example.org")
        settings = guide_settings()
        if not with_verify:
            settings, removed = (
                VERIFY.subn("", settings + "\n") if GUIDE.exists() else _without_verify(settings)
            )
            assert removed == 1
        settings = (
            settings.replace("https://authentik.company", running.identity)
            .replace("<application_slug>", "node-red")
            .replace("<client_id>", provider["client_id"])
            .replace("<client_secret>", provider["client_secret"])
            .replace("https://nodered.company/auth/strategy/callback/", callback)
        )
        with (
            node_red(
                tmp_path / "node-red",
                more_settings=settings,
                packages=["passport-openidconnect@0.1.2"],
                port=port,
            ) as peer,
            launched() as browser,
        ):
            page = browser.new_page()
            page.goto(peer.url)
            page.get_by_text("Sign in with authentik").click()
            page.wait_for_url(f"{running.identity}/**")
            sign_in(page, "ada", "an analytical engine")
            page.wait_for_url(f"{peer.url}/**")
            page.locator("#red-ui-workspace-chart").wait_for()
            user = page.evaluate("RED.settings.user")
            assert user.get("permissions") == "*"
            assert user.get("username") == shown_name


def _without_verify(settings: str) -> tuple[str, int]:
    return re.subn(r"verify: function\(.*\},\n", "", settings)
