"""Signing in without a browser: pages are fetched, and their forms sent, over HTTP."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx


def submit(browser: httpx.Client, page: httpx.Response, **values: str) -> httpx.Response:
    """Send the page's form, its hidden fields included, with these values for what it asks."""
    action = re.search(r'<form method="post" action="([^"]*)"', page.text)
    assert action, page.text
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    form = {name: html.unescape(value) for name, value in form.items()}
    form |= {name: value for name, value in values.items() if f'name="{name}"' in page.text}
    target = html.unescape(action[1]) or str(page.url)
    return browser.post(target, data=form, headers={"Origin": str(browser.base_url).rstrip("/")})


def attempt(browser: httpx.Client, username: str, password: str) -> httpx.Response:
    """One attempt, from the first page of the sign-in to the answer to the password."""
    page = browser.get("/if/flow/default-authentication-flow/")
    for _ in range(6):
        if page.is_redirect:
            page = browser.get(page.headers["location"])
        elif page.status_code == 200 and '<form method="post"' in page.text:
            asked_for_password = 'name="password"' in page.text
            page = submit(browser, page, uid_field=username, password=password)
            if asked_for_password:
                return page
        else:
            return page
    return page


def code(url: str, provider: dict[str, Any], username: str, password: str) -> str:
    """A fresh code for a client with a redirect URI at https://app.example.com/cb."""
    with httpx.Client(base_url=url, timeout=30) as browser:
        page = browser.get(
            "/application/o/authorize/",
            params={
                "response_type": "code",
                "client_id": provider["client_id"],
                "redirect_uri": "https://app.example.com/cb",
                "scope": "openid",
                "state": "state",
            },
        )
        for _ in range(12):
            where = page.headers.get("location", "")
            if where.startswith("https://app.example.com/"):
                return parse_qs(urlsplit(where).query)["code"][0]
            if page.is_redirect:
                page = browser.get(where)
            else:
                page = submit(browser, page, uid_field=username, password=password)
    raise AssertionError(page.text)
