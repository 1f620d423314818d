"""The `http proxy` node: a proxy server, and the hosts that are reached without it."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from wirelatch.engine.node import Node
from wirelatch.engine.properties import Property, credential, rows, text


class HttpProxy(Node, type="http proxy", category="config", inputs=0, outputs=0, label=("{name}", "{url}")):
    """
    A proxy server for HTTP requests.

    Hosts in *Ignore proxy for* are reached directly: a name also stands for every host below it (`example.org` for
    `api.example.org`), a port may follow a colon, and `*` stands for all.
    """

    name: str = text(label="Name")
    url: str | None = text(label="URL", required=True, placeholder="http://hostname:port")
    username: str = credential(secret=False, label="User name")
    password: str = credential(label="Password")
    noproxy: list[str] | None = rows(
        [], label="Ignore proxy for", fields={"": Property(widget="text", default="")}
    )

    def address(self) -> str:
        """The proxy's URL, with the credentials in it."""
        url = self.url or ""
        if "://" not in url:
            url = "http://" + url
        if not (self.username or self.password):
            return url
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        user = f"{quote(self.username, safe='')}:{quote(self.password, safe='')}"
        return parts._replace(netloc=f"{user}@{host}").geturl()
