"""The `http proxy` node: a proxy server, and the hosts that are reached without it."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from wirelatch.engine.node import Node
from wirelatch.engine.properties import Property, credential, rows, text


class HttpProxy(Node, type="http proxy", category="config", inputs=0, outputs=0, label=("{name}", "{url}")):
    """
    A proxy server for HTTP requests.

    Hosts in *Ignore hosts* are reached directly: `example.org` is that host only, `.example.org` and `*.example.org` are
    those below it, a port may follow a colon, and `*` alone stands for all.
    """

    name: str = text(label="Name")
    url: str | None = text(label="URL", required=True, placeholder="http://hostname:port")
    username: str = credential(secret=False, label="User name")
    password: str = credential(label="Password")
    noproxy: list[str] | None = rows(
        [], label="Ignore hosts", fields={"": Property(widget="text", default="")}
    )

    def with_credentials(self, url: str) -> str:
        """The proxy's URL with the credentials of this node in it, if it has any."""
        if not (self.username or self.password):
            return url
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        user = f"{quote(self.username, safe='')}:{quote(self.password, safe='')}"
        return parts._replace(netloc=f"{user}@{host}").geturl()
