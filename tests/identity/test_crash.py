"""`kill -9` at any moment: what was acknowledged is there after the next start, and nobody is locked out."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine, text
from tests.support.identity_api import IdentityApi
from tests.support.processes import BOOTSTRAP, wirelatch

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    data = tmp_path / "data"
    made: list[str] = []
    with wirelatch("identity", data, environment=BOOTSTRAP) as running:
        api = IdentityApi(running.identity)
        provider = api.create_application("App", "app", "https://app.example.com/cb")
        enough = threading.Event()

        def write_on() -> None:
            number = 0
            try:
                while True:
                    api.call("POST", "/core/users/", json={"username": f"user{number}"})
                    made.append(f"user{number}")
                    number += 1
                    if number == 20:
                        enough.set()
            except (httpx.HTTPError, OSError):
                return

        writer = threading.Thread(target=write_on)
        writer.start()
        assert enough.wait(60)
        running.program.stop(signal.SIGKILL)
        writer.join(30)
    with wirelatch("identity", data) as running:
        api = IdentityApi(running.identity)
        found = {user["username"] for user in _all_users(api)}
        assert set(made) <= found
        answer = httpx.post(
            f"{running.identity}/application/o/token/",
            data={
                "grant_type": "client_credentials",
                "client_id": provider["client_id"],
                "client_secret": provider["client_secret"],
            },
        )
        assert answer.status_code == 200
    with create_engine(f"sqlite:///{data / 'identity.db'}").connect() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"


def _all_users(api: IdentityApi) -> list[dict]:
    users, page = [], 1
    while page:
        answer = api.call("GET", "/core/users/", params={"page_size": 100, "page": page})
        users += answer["results"]
        page = answer["pagination"]["next"]
    return users
