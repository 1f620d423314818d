"""What ends at the identity half ends in the editor too: both halves, as `wirelatch run` starts them."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.identity_api import IdentityApi
from tests.support.processes import BOOTSTRAP, Wirelatch, wirelatch

PASSWORD = "the password of a maker"
SIGN_IN = "/if/flow/default-authentication-flow/"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wirelatch]:
    data: Path = tmp_path_factory.mktemp("run") / "data"
    with wirelatch("run", data, environment=BOOTSTRAP) as started:
        yield started


def in_the_editor(running: Wirelatch, username: str) -> httpx.Client:
    """A browser in which the user is signed in at both halves."""
    browser = httpx.Client(follow_redirects=True)
    browser.get(running.identity + SIGN_IN)
    form = {"uid_field": username, "password": PASSWORD, "csrf_token": browser.cookies["authentik_csrf"]}
    browser.post(running.identity + SIGN_IN, data=form)
    browser.get(running.flows + "/auth/strategy")
    return browser


def wait_for_the_end(browser: httpx.Client, running: Wirelatch) -> None:
    deadline = time.monotonic() + 20
    while browser.get(running.flows + "/settings").status_code != 401:
        assert time.monotonic() < deadline, "the session in the editor goes on"
        time.sleep(0.1)


@pytest.mark.parametrize("what", ["deactivated", "out of the group"])
def test_who_may_no_longer_is_out_of_the_editor_at_once(running: Wirelatch, what: str) -> None:
    api = IdentityApi(running.identity)
    admins: Any = api.call("GET", "/core/groups/", params={"name": "Wirelatch Admins"})["results"][0]["pk"]
    user = api.create_user(f"maker-{what.replace(' ', '-')}", PASSWORD, groups=[admins])
    with contextlib.closing(in_the_editor(running, user["username"])) as browser:
        assert browser.get(running.flows + "/settings").json()["user"]["permissions"] == "*"
        if what == "deactivated":
            api.call("PATCH", f"/core/users/{user['pk']}/", json={"is_active": False})
        else:
            api.call("POST", f"/core/groups/{admins}/remove_user/", json={"pk": user["pk"]})
        wait_for_the_end(browser, running)
        assert browser.get(running.flows + "/auth/strategy").status_code in (200, 403)
        assert browser.get(running.flows + "/settings").status_code == 401
