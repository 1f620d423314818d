"""The identity half beside npm's oidc-provider with its in-memory store: tokens, documents, a login, size.

Ours keeps every token and an entry of the audit log durably on disk before it answers; theirs keeps nothing.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import html
import re
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from argon2 import PasswordHasher
from tests.peers.npm import NODE, installed, node_environment
from tests.support.identity_api import IdentityApi
from tests.support.ports import free_port
from tests.support.processes import ADMIN_PASSWORD, BOOTSTRAP, start

from benchmarks.http_round_trip import in_turns
from benchmarks.peers import BYTECODE, Contender
from benchmarks.report import Row

PEER = "oidc-provider"
VERSION = "9.13.3"
CONNECTIONS = 32
SECONDS = 2
LOGINS = 5
SETTLE_SECONDS = 2
CLIENT, SECRET = "app", "a-secret-of-the-benchmark-0123456789"
CALLBACK = "https://app.example.com/callback"

TOKENS = "client credentials, ES256"
DOCUMENTS = {"discovery": ".well-known/openid-configuration", "keys (JWKS)": "jwks"}
USERINFO = "userinfo"
LOGIN = "a complete login"
HASH = "of it the password hash"
REST = "of it everything else: 7 requests"
MEMORY, START = "resident memory", "start to ready"
STARTED: list[float] = []
"""Seconds that each start of ours has taken."""
NAMES = [TOKENS, *DOCUMENTS, USERINFO, LOGIN, HASH, REST, MEMORY, START]


@contextlib.contextmanager
def ours() -> Iterator[Contender]:
    """`wirelatch identity` in an empty data directory, with one client."""
    with tempfile.TemporaryDirectory() as folder:
        # The very first start makes keys and tables; what is measured is any other one.
        with _started(Path(folder)):
            pass
        with _started(Path(folder)) as contender:
            yield contender


@contextlib.contextmanager
def _started(data: Path) -> Iterator[Contender]:
    environment = {**BOOTSTRAP, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(BYTECODE)}
    port = free_port()
    began = time.perf_counter()
    command: list[str | Path] = [sys.executable, "-m", "wirelatch", "identity", "--data", data]
    program = start([*command, "--identity-port", str(port)], environment)
    try:
        program.wait_for("identity  http")
        STARTED.append(time.perf_counter() - began)
        yield Contender("wirelatch", f"http://127.0.0.1:{port}", program)
    finally:
        if program.process.poll() is None:
            program.stop()


@contextlib.contextmanager
def theirs() -> Iterator[Contender]:
    """oidc-provider, with one client."""
    modules = installed(f"oidc-provider@{VERSION}")
    port = free_port()
    script = Path(__file__).parent / "oidc_provider.mjs"
    program = start([NODE, script, modules, str(port)], {**node_environment(), "NODE_ENV": "production"})
    try:
        program.wait_for("ready")
        yield Contender(PEER, f"http://127.0.0.1:{port}", program)
    finally:
        if program.process.poll() is None:
            program.stop()


def prepare(contender: Contender) -> None:
    """Make the client at ours."""
    api = IdentityApi(contender.url)
    pair = api.call(
        "POST",
        "/crypto/certificatekeypairs/generate/",
        json={"common_name": "benchmark", "validity_days": 365, "alg": "ecdsa"},
    )
    api.create_application(
        "App",
        CLIENT,
        CALLBACK,
        client_id=CLIENT,
        client_secret=SECRET,
        signing_key=pair["pk"],
        grant_types=["authorization_code", "client_credentials"],
    )


def requests_per_second(contender: Contender, path: str, script: str = "") -> tuple[float, float]:
    """One run of wrk with one thread: requests per second, and processor microseconds of the server per request."""
    wrk = shutil.which("wrk")
    if not wrk:
        sys.exit("this benchmark needs wrk: sudo apt-get install wrk")
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as lua:
        lua.write(script)
        lua.flush()
        more = ["-s", lua.name] if script else []
        before = contender.cpu()
        command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", *more, contender.url + path]
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        cpu = contender.cpu() - before
    found, count = re.search(r"Requests/sec:\s+([\d.]+)", output), re.search(r"(\d+) requests in", output)
    if not found or not count or "Non-2xx" in output:
        raise RuntimeError(output)
    return float(found[1]), cpu / int(count[1]) * 1e6


def token_script() -> str:
    """What wrk sends to a token endpoint."""
    form = {
        "grant_type": "client_credentials",
        "client_id": CLIENT,
        "client_secret": SECRET,
        "scope": "profile",
    }
    return (
        f'wrk.method = "POST"\nwrk.body = "{urlencode(form)}"\n'
        'wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"\n'
    )


class Login:
    """A browser and a client in one, which signs in from the very beginning."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.access_token = ""

    def run(self) -> float:
        """Sign in; returns the seconds it took."""
        verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        query = {
            "response_type": "code",
            "client_id": CLIENT,
            "redirect_uri": CALLBACK,
            "scope": "openid profile email",
            "state": "state",
            "nonce": "nonce",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        with httpx.Client(base_url=self._url, timeout=30) as browser:
            browser.get("/-/health/live/")  # the connection
            began = time.perf_counter()
            answer = browser.get("/application/o/authorize/", params=query)
            entered = False
            while not answer.headers.get("location", "").startswith(CALLBACK):
                if answer.is_redirect:
                    answer = browser.get(answer.headers["location"])
                    continue
                if entered and "password" not in answer.text:
                    raise RuntimeError(answer.text)
                answer = self._submit(browser, answer)
                entered = True
            code = parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]
            form = {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": CALLBACK,
                "client_id": CLIENT,
                "client_secret": SECRET,
                "code_verifier": verifier,
            }
            tokens = browser.post("/application/o/token/", data=form).raise_for_status().json()
            self.access_token = tokens["access_token"]
            bearer = {"Authorization": f"Bearer {self.access_token}"}
            browser.get("/application/o/userinfo/", headers=bearer).raise_for_status()
            return time.perf_counter() - began

    def _submit(self, browser: httpx.Client, page: httpx.Response) -> httpx.Response:
        """Send the page's form, with whatever it asks for filled in."""
        if page.status_code != 200:
            raise RuntimeError(f"{page.status_code}: {page.text[:500]}")
        action = re.search(r'<form method="post" action="([^"]*)"', page.text)
        if action is None:
            raise RuntimeError(page.text[:2000])
        form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
        if 'name="uid_field"' in page.text:
            form["uid_field"] = "admin"
        if 'name="password"' in page.text:
            form["password"] = ADMIN_PASSWORD
        target = html.unescape(action[1]) or str(page.url)
        return browser.post(
            target,
            data={name: html.unescape(value) for name, value in form.items()},
            headers={"Origin": self._url},
        )


def hash_seconds() -> float:
    """The time that checking a password takes with the parameters in use."""
    hasher = PasswordHasher()
    stored = hasher.hash(ADMIN_PASSWORD)
    took = []
    for _ in range(LOGINS):
        began = time.perf_counter()
        hasher.verify(stored, ADMIN_PASSWORD)
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def run(names: Sequence[str]) -> list[Row]:
    """Each figure of both, where both have it."""
    rows: list[Row] = []
    with ours() as mine:
        started = [STARTED[-1]]
        began = time.perf_counter()
        with theirs() as peer:
            started.append(time.perf_counter() - began)
            time.sleep(SETTLE_SECONDS)
            memory = (mine.memory(), peer.memory())
            prepare(mine)
            rows += _rates(names, mine, peer)
            rows += _logins(names, mine)
    if MEMORY in names:
        rows.append(Row(MEMORY, "MB", *memory))
    if START in names:
        rows.append(Row(START, "s", started[0], started[1]))
    return rows


def _rates(names: Sequence[str], mine: Contender, peer: Contender) -> Iterator[Row]:
    measures: dict[str, tuple[Callable[[], tuple[float, float]], Callable[[], tuple[float, float]]]] = {
        TOKENS: (
            partial(requests_per_second, mine, "/application/o/token/", token_script()),
            partial(requests_per_second, peer, "/token", token_script()),
        )
    }
    for name, path in DOCUMENTS.items():
        own = f"/application/o/{CLIENT}/{path}" + ("/" if path == "jwks" else "")
        measures[name] = (
            partial(requests_per_second, mine, own),
            partial(requests_per_second, peer, f"/{path}"),
        )
    for name, pair in measures.items():
        if name in names:
            yield in_turns(name, "requests/s", pair)


def _logins(names: Sequence[str], mine: Contender) -> Iterator[Row]:
    if not {LOGIN, HASH, REST, USERINFO} & set(names):
        return
    login = Login(mine.url)
    login.run()
    took, hashing = statistics.median(login.run() for _ in range(LOGINS)), hash_seconds()
    if USERINFO in names:
        script = f'wrk.headers["Authorization"] = "Bearer {login.access_token}"\n'
        rates = [requests_per_second(mine, "/application/o/userinfo/", script)[0] for _ in range(3)]
        yield Row(USERINFO, "requests/s", statistics.median(rates), None, more_is_better=True)
    if LOGIN in names:
        yield Row(LOGIN, "ms", took * 1e3, None)
    if HASH in names:
        yield Row(HASH, "ms", hashing * 1e3, None)
    if REST in names:
        yield Row(REST, "ms", (took - hashing) * 1e3, None)
