"""Web applications of the relying parties, each a process on a port of its own, under another host than the provider's."""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from tests.peers.npm import NODE, installed, node_environment
from tests.peers.python_environment import python_with
from tests.peers.relying_parties.conftest import Provider
from tests.support.ports import free_port
from tests.support.processes import Program, start

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Kind:
    """How an application is started, and where it does what; paths are below its base URL."""

    name: str
    script: str
    packages: tuple[str, ...] = ()
    callback: str = "/callback"
    login: str = "/login"
    logout: str = "/logout"
    after_logout: str = "/"
    scopes: tuple[str, ...] = ("openid", "profile", "email", "offline_access")
    button: str = ""
    """What to press on the login page, where signing in does not begin at once."""
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass
class WebApplication:
    """A running relying party."""

    kind: Kind
    base: str
    slug: str
    registered: dict[str, Any]
    program: Program


def wait_for_answer(url: str, program: Program, seconds: float = 30) -> None:
    """Wait until something answers there."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and program.process.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            httpx.get(url)
            return
        time.sleep(0.05)
    raise AssertionError(f"{url} did not answer:\n" + "\n".join(program.lines))


@contextlib.contextmanager
def running(kind: Kind, provider: Provider, folder: Path) -> Iterator[WebApplication]:
    """Register the application with the provider as an operator does, and run it until the block ends."""
    port = free_port()
    base = f"http://localhost:{port}"
    slug = f"web-{kind.name}"
    registered = provider.api.create_application(
        kind.name,
        slug,
        f"{base}{kind.callback}",
        redirect_uris=[
            {
                "matching_mode": "strict",
                "url": f"{base}{kind.callback}",
                "redirect_uri_type": "authorization",
            },
            {"matching_mode": "strict", "url": f"{base}{kind.after_logout}", "redirect_uri_type": "logout"},
        ],
        property_mappings=provider.scopes(*kind.scopes),
    )
    provider.bind_to_group(slug, "makers")
    environment = {
        "PORT": str(port),
        "BASE": base,
        "IDENTITY": provider.url,
        "ISSUER": f"{provider.url}/application/o/{slug}/",
        "CLIENT_ID": registered["client_id"],
        "CLIENT_SECRET": registered["client_secret"],
        "SECRET": secrets.token_hex(32),
        "DATABASE": str(folder / f"{kind.name}.db"),
        **kind.environment,
    }
    script = HERE / "applications" / kind.script
    if kind.packages:
        environment |= {**node_environment(), "MODULES": str(installed(*kind.packages))}
        command = [NODE, script]
    else:
        command = [python_with(HERE / "requirements.txt"), script]
    program = start(command, environment)
    try:
        wait_for_answer(f"http://127.0.0.1:{port}/", program)
        yield WebApplication(kind, base, slug, registered, program)
    finally:
        if program.process.poll() is None:
            program.stop()
