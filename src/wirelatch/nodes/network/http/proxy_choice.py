"""Which proxy the environment names for a URL, by Node-RED's rules.

`<scheme>_proxy` counts, then `all_proxy`, each also as npm's settings (`npm_config_…`) and in upper case; hosts in
`no_proxy` are reached directly. Node-RED's setting `proxyOptions` (`mode`, `lowerCaseOnly`, `favourUpperCase`,
`excludeNpm`, `env`) changes that; `NR_PROXY_MODE=legacy` asks for the rules of Node-RED 3, which know only `http_proxy`.
https://nodered.org/docs/user-guide/node-red-behind-proxy
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

DEFAULT_PORTS = {
    "ftp": 21, "gopher": 70, "http": 80, "https": 443, "ws": 80, "wss": 443, "mqtt": 1880, "mqtts": 8883,
}  # fmt: skip
_WITH_PORT = re.compile(r"(.+):(\d+)\Z")
_NO_HOST = re.compile(r"[\s<>^|%\\]")
"""What makes a host no host (https://url.spec.whatwg.org/#forbidden-host-code-point)."""
_SEPARATORS = re.compile(r"[,\s]")

Variable = Callable[[str], str]


def proxy_for(url: str, options: Mapping[str, Any] | None = None) -> str:
    """The URL of the proxy for a URL; empty when it is to be reached directly."""
    options = options or {}
    given = options.get("env")
    env: Mapping[str, str] = given if isinstance(given, Mapping) else os.environ
    mode = os.environ.get("NR_PROXY_MODE")
    if mode not in ("legacy", "strict"):
        mode = options.get("mode")
    if mode == "legacy":
        return _legacy(url, env)
    variable = _reader(env, options)
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme.lower(), _host(parts.netloc), parts.port
    except ValueError:
        return ""
    if not scheme or not host or _NO_HOST.search(host):
        return ""
    if _is_exempt(
        host,
        port or DEFAULT_PORTS.get(scheme, 0),
        variable("npm_config_no_proxy") or variable("no_proxy"),
    ):
        return ""
    proxy = (
        variable(f"npm_config_{scheme}_proxy")
        or variable(f"{scheme}_proxy")
        or variable("npm_config_proxy")
        or variable("all_proxy")
    )
    return f"{scheme}://{proxy}" if proxy and "://" not in proxy else proxy


def _host(netloc: str) -> str:
    """The host in lower case, an IPv6 address with its brackets."""
    host = netloc.rpartition("@")[2]
    return re.sub(r":\d*\Z", "", host).lower()


def _reader(env: Mapping[str, str], options: Mapping[str, Any]) -> Variable:
    def read(name: str) -> str:
        if options.get("excludeNpm") is True and name.startswith("npm_config_"):
            return ""
        lower, upper = env.get(name.lower()) or "", env.get(name.upper()) or ""
        if options.get("lowerCaseOnly") is True:
            return lower
        return upper or lower if options.get("favourUpperCase") is True else lower or upper

    return read


def _is_exempt(host: str, port: int, exempt: str) -> bool:
    exempt = exempt.lower()
    if exempt == "*":
        return True
    for entry in _SEPARATORS.split(exempt):
        name, wanted = entry, 0
        if match := _WITH_PORT.match(entry):
            name, wanted = match[1], int(match[2])
        if not name or (wanted and wanted != port):
            continue
        if host.endswith(name.removeprefix("*")) if name[0] in ".*" else host == name:
            return True
    return False


def _legacy(url: str, env: Mapping[str, str]) -> str:
    proxy = env.get("HTTP_PROXY") or env.get("http_proxy") or ""
    exempt = env.get("NO_PROXY") or env.get("no_proxy") or ""
    if any(part.strip() in url for part in exempt.split(",")) if exempt else False:
        return ""
    return proxy
