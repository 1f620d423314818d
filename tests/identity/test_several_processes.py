"""Several processes on one PostgreSQL database: what one does holds in the other at once, and one that dies harms nobody."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from tests.support.identity_api import IdentityApi
from tests.support.postgresql import Server, postgresql_database, running_server
from tests.support.processes import ADMIN_PASSWORD, ADMIN_TOKEN, BOOTSTRAP, Wirelatch, wirelatch

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.timeout(180)]
SIGN_IN = "/if/flow/default-authentication-flow/"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server() as running:
        yield running


@pytest.fixture(scope="module")
def url(server: Server) -> Iterator[str]:
    with postgresql_database(server.url) as made:
        yield made


@pytest.fixture(scope="module")
def pair(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Wirelatch, Wirelatch]]:
    """Two processes with one data directory and one database, started at the same moment when both are empty."""
    data = tmp_path_factory.mktemp("data")
    environment = {**BOOTSTRAP, "WIRELATCH_IDENTITY_DATABASE": url}
    with ExitStack() as stack, ThreadPoolExecutor(2) as pool:
        started = list(
            pool.map(
                lambda _: stack.enter_context(wirelatch("identity", data, environment=environment)), range(2)
            )
        )
        yield started[0], started[1]


@pytest.fixture(scope="module")
def provider(pair: tuple[Wirelatch, Wirelatch]) -> dict[str, Any]:
    return IdentityApi(pair[0].identity).create_application("App", "app", "https://app.example.com/cb")


def eventually(holds: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came to hold"
        time.sleep(0.01)


def token(at: Wirelatch, provider: dict[str, Any]) -> httpx.Response:
    form = {"client_id": provider["client_id"], "client_secret": provider["client_secret"]}
    return httpx.post(
        f"{at.identity}/application/o/token/", data={"grant_type": "client_credentials", **form}
    )


def introspect(at: Wirelatch, provider: dict[str, Any], access_token: str) -> bool:
    form = {"client_id": provider["client_id"], "client_secret": provider["client_secret"]}
    answer = httpx.post(f"{at.identity}/application/o/introspect/", data={"token": access_token, **form})
    assert answer.status_code == 200, answer.text
    return bool(answer.json()["active"])


def me(at: Wirelatch, key: str) -> int:
    return httpx.get(
        f"{at.identity}/api/v3/core/users/me/", headers={"Authorization": f"Bearer {key}"}
    ).status_code


def test_both_start_at_once_on_an_empty_database_and_there_is_one_of_everything(pair, provider) -> None:
    for process in pair:
        api = IdentityApi(process.identity)
        assert [user["username"] for user in api.call("GET", "/core/users/?username=admin")["results"]] == [
            "admin"
        ]
        keys = api.call("GET", "/crypto/certificatekeypairs/")["results"]
        managed = [key["managed"] for key in keys if key["managed"]]
        assert len(managed) == len(set(managed))


def test_a_change_of_the_catalogue_holds_in_the_other_process(pair, provider) -> None:
    here, there = pair
    eventually(lambda: token(there, provider).status_code == 200)
    api = IdentityApi(here.identity)
    api.call("PATCH", f"/providers/oauth2/{provider['pk']}/", json={"client_secret": "another secret"})
    changed = {**provider, "client_secret": "another secret"}
    eventually(lambda: token(there, changed).status_code == 200, 2)
    assert token(there, provider).status_code == 401
    api.call(
        "PATCH", f"/providers/oauth2/{provider['pk']}/", json={"client_secret": provider["client_secret"]}
    )
    eventually(lambda: token(there, provider).status_code == 200, 2)


def test_a_revoked_token_is_refused_by_the_other_process_at_once(pair, provider) -> None:
    here, there = pair
    access_token = token(here, provider).json()["access_token"]
    assert introspect(there, provider, access_token)
    form = {
        "client_id": provider["client_id"],
        "client_secret": provider["client_secret"],
        "token": access_token,
    }
    assert httpx.post(f"{here.identity}/application/o/revoke/", data=form).status_code == 200
    assert not introspect(there, provider, access_token)


def test_a_deactivated_user_is_refused_by_the_other_process_at_once(pair) -> None:
    here, there = pair
    api = IdentityApi(here.identity)
    user = api.create_user("ada", "a password of ada")
    made = api.call("POST", "/core/tokens/", json={"identifier": "ada", "user": user["pk"], "intent": "api"})
    key = made.get("key") or api.call("GET", "/core/tokens/ada/view_key/")["key"]
    assert me(there, key) == 200
    api.call("PATCH", f"/core/users/{user['pk']}/", json={"is_active": False})
    assert me(there, key) == 403


def test_a_code_is_redeemed_once_though_many_ask_both_processes_at_once(pair, provider) -> None:
    import tests.support.sign_in_over_http as sign_in

    here, there = pair
    code = sign_in.code(here.identity, provider, "admin", ADMIN_PASSWORD)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": "https://app.example.com/cb",
        "client_id": provider["client_id"],
        "client_secret": provider["client_secret"],
    }
    with ThreadPoolExecutor(16) as pool:
        answers = list(
            pool.map(
                lambda n: (
                    httpx.post(
                        f"{(here, there)[n % 2].identity}/application/o/token/", data=form, timeout=30
                    ).status_code
                ),
                range(32),
            )
        )
    assert sorted(answers) == [200] + [400] * 31


def test_password_guesses_count_together(pair) -> None:
    import tests.support.sign_in_over_http as sign_in

    IdentityApi(pair[0].identity).create_user("grace", "a password of grace")
    statuses = []
    for number in range(12):
        browser = httpx.Client(base_url=pair[number % 2].identity, follow_redirects=False)
        statuses.append(sign_in.attempt(browser, "grace", f"guess {number}").status_code)
    assert 429 in statuses or "Too many" in sign_in.attempt(browser, "grace", "another guess").text
    assert statuses.index(429) == 10


def test_each_logout_notice_is_delivered_once(pair, provider) -> None:
    import tests.support.sign_in_over_http as sign_in

    told: list[bytes] = []

    class Client(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Client)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    try:
        api = IdentityApi(pair[0].identity)
        where = f"http://127.0.0.1:{listening.server_port}/"
        other = api.create_application(
            "Told", "told", "https://app.example.com/cb", logout_uri=where, logout_method="backchannel"
        )
        for number in range(7):
            api.create_user(f"told{number}", "a password of theirs")
            process = pair[number % 2]
            eventually(lambda at=process: token(at, other).status_code == 200)
            sign_in.code(process.identity, other, f"told{number}", "a password of theirs")
        ours = [
            session["uuid"]
            for session in api.call("GET", "/core/authenticated_sessions/?page_size=100")["results"]
            if api.call("GET", f"/core/users/{session['user']}/")["username"].startswith("told")
        ]
        for uuid in ours[:6]:
            api.call("DELETE", f"/core/authenticated_sessions/{uuid}/")
        eventually(lambda: len(told) >= 6)
        # One more: when it has arrived, what would have been delivered twice has been.
        api.call("DELETE", f"/core/authenticated_sessions/{ours[6]}/")
        eventually(lambda: len(told) >= 7)
        assert len(told) == len(set(told)) == 7
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()


def test_one_that_is_killed_harms_nobody_and_comes_back(pair, provider, url: str) -> None:
    here = pair[0]
    environment = {"WIRELATCH_IDENTITY_DATABASE": url}
    with wirelatch("identity", here.data, environment=environment) as third:
        access_tokens: list[str] = []
        enough = threading.Event()

        def go_on() -> None:
            try:
                while True:
                    answer = token(third, provider)
                    if answer.status_code == 200:
                        access_tokens.append(answer.json()["access_token"])
                    if len(access_tokens) >= 20:
                        enough.set()
            except httpx.HTTPError:
                return

        asking = threading.Thread(target=go_on)
        asking.start()
        assert enough.wait(60)
        third.program.stop(signal.SIGKILL)
        asking.join(30)
    assert all(introspect(here, provider, access_token) for access_token in access_tokens)
    with wirelatch("identity", here.data, environment=environment) as again:
        assert token(again, provider).status_code == 200


def test_after_the_database_was_gone_both_go_on_and_know_what_changed_meanwhile(
    pair, provider, server: Server
) -> None:
    here, there = pair
    server.stop()
    try:
        eventually(lambda: health(here) == 503)
        assert token(here, provider).status_code == 503
        assert httpx.get(f"{here.identity}/-/health/live/").status_code == 200
    finally:
        server.start()
    eventually(lambda: health(here) == health(there) == 200)
    assert token(there, provider).status_code == 200
    api = IdentityApi(here.identity, ADMIN_TOKEN)
    api.call("PATCH", f"/providers/oauth2/{provider['pk']}/", json={"client_secret": "after"})
    eventually(lambda: token(there, {**provider, "client_secret": "after"}).status_code == 200, 5)


def health(at: Wirelatch) -> int:
    return httpx.get(f"{at.identity}/-/health/ready/", timeout=30).status_code
