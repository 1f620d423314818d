"""Asking an address that somebody else chose (a client's keys, an upstream provider) without being made to call inwards.

The name is resolved here, every address that it has must be public (or in `fetch_networks`), and the connection goes to
the address that was looked at: a name that changes its mind in between (DNS rebinding) gains nothing. No redirects, no
proxies, a bounded size and time.
https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson

TIMEOUT = 5.0
"""Seconds for the whole."""
MOST_BYTES = 262_144
_TRANSLATED = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))
"""NAT64 (RFC 6052), and IPv4-compatible addresses (RFC 4291 2.5.5.1)."""
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class Fetched:
    """An answer, whatever its status."""

    status: int
    body: bytes
    content_type: str = ""


class FetchError(Exception):
    """The document cannot be had; the text says why, for the log and for an administrator."""


def networks(text: str) -> tuple[Network, ...]:
    """The networks in a setting, separated by commas; raises ValueError."""
    return tuple(ipaddress.ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())


def check_url(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address that may be fetched; raises FetchError."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise FetchError("the address is malformed") from None
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or parts.fragment:
        raise FetchError("the address must be https:// with a host name")
    return parts.scheme, parts.hostname, port or (443 if parts.scheme == "https" else 80)


async def fetch_json(url: str, *, allowed: tuple[Network, ...] = ()) -> Any:
    """The JSON at `url`; raises FetchError. Plain http is for `allowed` networks only."""
    answer = await send(url, allowed=allowed)
    if answer.status != 200:
        raise FetchError(f"the answer has status {answer.status}")
    try:
        return orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        raise FetchError("the answer is not JSON") from None


async def send(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    content: bytes | None = None,
    allowed: tuple[Network, ...] = (),
) -> Fetched:
    """The answer of `url`, whatever its status; redirects, which could take credentials along, are answers too.

    Raises FetchError. Plain http is for `allowed` networks only.
    """
    try:
        async with asyncio.timeout(TIMEOUT):
            return await _send(url, method, headers or {}, content, allowed)
    except TimeoutError:
        raise FetchError("there was no answer in time") from None


async def address_of(url: str, *, allowed: tuple[Network, ...] = ()) -> str:
    """The IP address to send something to, rather than to the name in `url`; raises FetchError for inner ones."""
    scheme, host, port = check_url(url)
    return await _address_of(host, port, allowed, plain=scheme == "http")


async def _send(
    url: str, method: str, more: Mapping[str, str], content: bytes | None, allowed: tuple[Network, ...]
) -> Fetched:
    import httpx  # here, because most starts go without it

    scheme, host, port = check_url(url)
    address = await _address_of(host, port, allowed, plain=scheme == "http")
    try:
        named = httpx.URL(url)
        headers = {
            "Accept": "application/json",
            **more,
            "Host": named.netloc.decode("ascii"),
            "Accept-Encoding": "identity",
        }
        target = named.copy_with(host=address)
        async with (
            httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client,
            client.stream(
                method, target, headers=headers, content=content, extensions={"sni_hostname": host}
            ) as answer,
        ):
            body = b""
            async for part in answer.aiter_raw():  # nothing is unpacked: it could become much more
                body += part
                if len(body) > MOST_BYTES:
                    raise FetchError(f"the answer is larger than {MOST_BYTES} bytes")
            return Fetched(answer.status_code, body, answer.headers.get("content-type", ""))
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        raise FetchError(type(error).__name__) from None


async def _address_of(host: str, port: int, allowed: tuple[Network, ...], *, plain: bool) -> str:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise FetchError("the host name is unknown") from None
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    for address in addresses:
        actual = _meant(address)
        own = any(actual in network for network in allowed)
        if not own and (plain or not actual.is_global or actual.is_multicast):
            raise FetchError("the address is neither public nor in fetch_networks, or not https")
    if not addresses:
        raise FetchError("the host name is unknown")
    return str(addresses[0])


def _meant(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """Where packets to an address end: at the IPv4 address within it, if a translator or a tunnel takes them there."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if any(address in network for network in _TRANSLATED):
        return ipaddress.IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1] or address
