"""Debian's `oidc-agent`: a client of the command line, for device codes and dynamic registration.

Set up as https://indigo-dc.gitbook.io/oidc-agent/user/oidc-gen says.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.peers.relying_parties.conftest import Provider
from tests.peers.relying_parties.user_agent import answer_in

pytestmark = [pytest.mark.peers, pytest.mark.slow, pytest.mark.timeout(120)]

CALLBACK = "http://localhost:8799"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
DCR = "goauthentik.io/oidc/dcr"


@pytest.fixture(scope="module")
def registered(provider: Provider) -> dict[str, Any]:
    made = provider.api.create_application(
        "oidc-agent",
        "oidc-agent",
        CALLBACK,
        grant_types=["authorization_code", "refresh_token", DEVICE],
        property_mappings=provider.scopes("openid", "profile", "offline_access", DCR),
    )
    provider.api.call("POST", "/providers/oauth2-dcr/", json={"provider": made["pk"]})
    return made


@pytest.fixture
def agent(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment in which the agent of this test is found."""
    own = {**os.environ, "HOME": str(tmp_path)}
    started = subprocess.run(
        ["oidc-agent", "--no-autoload"], env=own, stdout=subprocess.PIPE, text=True, check=True
    )
    found = dict(re.findall(r"(OIDC\w+)=([^;]+);", started.stdout))
    yield own | found
    subprocess.run(["oidc-agent", "--kill"], env=own | found, check=True, stdout=subprocess.DEVNULL)


def generate(provider: Provider, agent: dict[str, str], *options: str) -> dict[str, Any]:
    """Set an account up with a device code, and return whom its access token is for."""
    issuer = f"--issuer={provider.url}/application/o/oidc-agent/"
    command = ["oidc-gen", issuer, "--scope=openid profile offline_access", "--pw-cmd=echo pw", "--no-url-call",
               "--flow=device", *options, "account"]  # fmt: skip
    running = subprocess.Popen(
        command,
        env=agent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert running.stdout is not None
    told = []
    for line in running.stdout:
        told.append(line)
        if code := re.search(r"enter the code: (\S+)", line):
            with provider.user_agent() as browser:
                page = browser.open(f"{provider.url}/device?code={code[1]}", code=code[1])
            assert "The device is signed in" in page.text
    assert running.wait(60) == 0, "".join(told)
    token = subprocess.run(
        ["oidc-token", "account"], env=agent, stdout=subprocess.PIPE, text=True, check=True
    )
    answer = httpx.get(
        f"{provider.url}/application/o/userinfo/", headers={"Authorization": f"Bearer {token.stdout.strip()}"}
    )
    user: dict[str, Any] = answer.json()
    return user


def test_it_gets_tokens_with_a_device_code(
    provider: Provider, registered: dict[str, Any], agent: dict[str, str]
) -> None:
    own = [f"--client-id={registered['client_id']}", f"--client-secret={registered['client_secret']}"]
    user = generate(provider, agent, "--manual", f"--redirect-uri={CALLBACK}", *own)
    assert user["preferred_username"] == "ada"


def test_it_registers_itself_with_a_token_of_its_user(
    provider: Provider, registered: dict[str, Any], agent: dict[str, str]
) -> None:
    start = f"{provider.url}/application/o/authorize/?response_type=code&client_id={registered['client_id']}"
    with provider.user_agent() as browser:
        landed = browser.visit(f"{start}&redirect_uri={CALLBACK}&scope=openid+{DCR}", until=CALLBACK)
    redeemed = httpx.post(
        f"{provider.url}/application/o/token/",
        data={
            "grant_type": "authorization_code",
            "code": answer_in(landed)["code"],
            "redirect_uri": CALLBACK,
        },
        auth=(registered["client_id"], registered["client_secret"]),
    )
    user = generate(provider, agent, f"--at={redeemed.json()['access_token']}", f"--redirect-uri={CALLBACK}")
    assert user["preferred_username"] == "ada"
