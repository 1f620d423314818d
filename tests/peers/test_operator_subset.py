"""Every operation of authentik's client for what operators of applications need is there, or is left out for a reason."""

from __future__ import annotations

import re
from pathlib import Path

import authentik_client
import pytest

from wirelatch.identity.api.dispatch import ENDPOINTS

pytestmark = pytest.mark.peers
OF_OPERATORS = (
    "/admin/", "/authenticators/", "/core/", "/crypto/", "/events/", "/flows/", "/managed/", "/oauth2/", "/policies/",
    "/propertymappings/all/", "/propertymappings/provider/scope/", "/propertymappings/source/oauth/",
    "/propertymappings/notification/", "/providers/all/", "/providers/oauth2", "/rbac/", "/root/", "/schema/",
    "/sources/all/", "/sources/oauth/", "/sources/user_connections/", "/sources/group_connections/", "/stages/all/",
    "/stages/consent/", "/stages/deny/", "/stages/email/", "/stages/identification/", "/stages/invitation/",
    "/stages/password/", "/stages/prompt/", "/stages/redirect/", "/stages/user_", "/stages/authenticator/totp",
    "/stages/authenticator/static", "/stages/authenticator/validate", "/stages/authenticator/webauthn/",
    "/stages/authenticator/email", "/tasks/",
)  # fmt: skip
REASONS = {
    r"/admin/file/.*": "pictures are kept with the objects that show them",
    r"POST /admin/system/": "there is no outpost to send a test to",
    r"/authenticators/(admin/)?(duo|sms|endpoint)/.*": "Duo, SMS and devices are not there",
    r"POST /authenticators/admin/(email|static|totp|webauthn)/": "authenticators are set up by their users, in flows",
    r"/core/object_attributes/.*": "attributes need no declaration",
    r"PUT /crypto/certificatekeypairs/{}/": "PATCH changes the name; keys are replaced, not changed",
    r"GET /crypto/certificatekeypairs/{}/view_private_key/": "private keys are not given out over the API",
    r"(POST|PUT|PATCH|DELETE) /events/events/({}/)?": "the ledger is written by what happens, and not changed",
    r"/policies/geoip.*": "there is no geographic database",
    r"/policies/unique_password.*": "an enterprise policy",
    r"/sources/(user|group)_connections/(kerberos|ldap|plex|saml|telegram)/.*": "such sources are not there",
    r"(PUT|PATCH) /tasks/schedules/{}/": "what is done now and then cannot be put off",
    r"POST /tasks/schedules/{}/send/": "it is done within five minutes",
}


def operations() -> set[tuple[str, str]]:
    """Method and path of every operation, placeholders without their names."""
    folder = Path(authentik_client.__file__).parent / "api"
    found = set()
    for file in folder.glob("*_api.py"):
        for match in re.finditer(r"method='(\w+)',\s*resource_path='([^']+)'", file.read_text()):
            found.add((match[1], re.sub(r"\{[^}]+\}", "{}", match[2])))
    return found


def test_what_operators_need_is_there_or_left_out_for_a_reason() -> None:
    ours = {(one.method, "/" + re.sub(r"\{[^}]+\}", "{}", one.path)) for one in ENDPOINTS}
    wanted = {one for one in operations() if one[1].startswith(OF_OPERATORS)}
    assert len(wanted) > 500
    missing = sorted(
        f"{method} {path}"
        for method, path in wanted - ours
        if not any(re.fullmatch(rf"(\w+ )?{reason}", f"{method} {path}") for reason in REASONS)
    )
    assert missing == []


def test_no_reason_is_left_over() -> None:
    asked = [f"{method} {path}" for method, path in operations()]
    assert [one for one in REASONS if not any(re.fullmatch(rf"(\w+ )?{one}", name) for name in asked)] == []
