"""A browser without JavaScript: it keeps cookies, follows redirects and fills in the sign-in pages."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
from tests.support.sign_in_over_http import submit

MOST_STEPS = 20


class UserAgent(httpx.Client):
    """One user's browser; it signs in wherever it is asked to."""

    def __init__(self, identity: str, username: str, password: str) -> None:
        super().__init__(base_url=identity, timeout=30)
        self.identity = identity
        self.username, self.password = username, password

    def visit(self, url: str, *, until: str, **typed: str) -> str:
        """Go there and on until a redirect leads to an address that begins with `until`; returns that address."""
        page = self._follow(self.get(url), until, typed)
        assert page.is_redirect, f"{page.url} answered {page.status_code}: {page.text}"
        return urljoin(str(page.url), page.headers["location"])

    def open(self, url: str, **typed: str) -> httpx.Response:
        """Go there, and on through forms and redirects; returns the page that is the last."""
        return self._follow(self.get(url), None, typed)

    def fill(self, url: str, action: str, **typed: str) -> dict[str, str]:
        """Go there, and on to the page whose form is for `action`; returns what that form would send."""
        page = self._follow(self.get(url), None, typed, leave=f'action="{action}"')
        assert f'action="{action}"' in page.text, f"{page.url} answered {page.status_code}: {page.text}"
        fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
        return {name: html.unescape(value) for name, value in fields}

    def _follow(
        self, page: httpx.Response, until: str | None, typed: dict[str, str], leave: str = "//no such form//"
    ) -> httpx.Response:
        values = {"uid_field": self.username, "password": self.password, "decision": "allow", **typed}
        for _ in range(MOST_STEPS):
            if page.is_redirect:
                target = urljoin(str(page.url), page.headers["location"])
                if until is not None and target.startswith(until):
                    break
                page = self.get(target)
            elif page.status_code == 200 and '<form method="post"' in page.text and leave not in page.text:
                page = submit(self, page, **values)
            else:
                break
        return page


def answer_in(url: str) -> dict[str, str]:
    """The parameters of an authorization response."""
    parts = urlsplit(url)
    return {name: values[0] for name, values in parse_qs(parts.fragment or parts.query).items()}


def link_back(page: httpx.Response) -> str:
    """Where the button of an error page leads that goes back to the application."""
    link = re.search(r'<a class="button" href="([^"]+)">Go back', page.text)
    assert link, page.text
    return html.unescape(link[1])
