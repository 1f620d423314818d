"""Pages speak the language that the client, the browser or the brand asks for; the catalogues have every text of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

import wirelatch.identity as package
from wirelatch.identity.mail import compose
from wirelatch.identity.web.language import LANGUAGES, LOCALES, read_catalogue

ROOT = Path(package.__file__).parent
SIGN_IN = "/if/flow/default-authentication-flow/"
CATALOGUES = {name: dict(read_catalogue(LOCALES / f"{name}.po")) for name in LANGUAGES if name != "en"}


async def page(identity, language: str = "", **query: str) -> str:
    headers = {"Accept-Language": language} if language else {}
    answer = await identity.browser().get(SIGN_IN, params=query, headers=headers)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("fr,ja;q=0.5,de;q=0.3", "ja"),
        ("fr, en;q=0.1", "en"),
        ("de;q=0, ja;q=0.1", "ja"),
        ("*", "en"),
        ("de;q=much,,;;", "en"),
        (", " * 1000 + "de", "en"),
    ],
)
async def test_the_browsers_most_wanted_language_that_there_is(identity, accepted, language) -> None:
    assert f'<html lang="{language}">' in await page(identity, accepted)


async def test_a_page_is_in_one_language_with_names_as_they_are(identity, rp) -> None:
    rp = await identity.relying_party("r-und-d")
    browser = identity.browser()
    browser.headers["Accept-Language"] = "de"
    shown = (await browser.follow(await rp.authorize(browser))).text
    assert "<h1>Bei R-Und-D anmelden</h1>" in shown
    assert "E-Mail oder Benutzername" in shown
    refused = await browser.submit(await browser.get(SIGN_IN), uid_field="admin", password="wrong password")
    assert "Benutzername, E-Mail oder Passwort ist falsch." in refused.text


async def test_what_the_client_asks_for_goes_before_the_browser(identity, rp) -> None:
    browser = identity.browser()
    browser.headers["Accept-Language"] = "de"
    shown = (await browser.follow(await rp.authorize(browser, ui_locales="fr-CA ja de"))).text
    assert '<html lang="ja">' in shown
    assert "Appにサインイン" in shown
    metadata = await rp.http.get(f"/application/o/{rp.slug}/.well-known/openid-configuration")
    assert metadata.json()["ui_locales_supported"] == ["en", "de", "ja"]


async def test_the_brands_language_is_for_who_asks_for_none_that_there_is(identity) -> None:
    brand = {"domain": "127.0.0.1", "attributes": {"settings": {"locale": "de"}}}
    assert (await identity.api.post("core/brands/", json=brand)).status_code == 201
    assert '<html lang="de">' in await page(identity, "fr")
    assert '<html lang="en">' in await page(identity, "en")


async def test_names_cannot_break_out_of_a_translation(identity) -> None:
    name = "<b>{__class__}</b>"
    rp = await identity.relying_party("app")
    await identity.api.patch("core/applications/app/", json={"name": name})
    browser = identity.browser()
    browser.headers["Accept-Language"] = "ja"
    shown = (await browser.follow(await rp.authorize(browser))).text
    assert "&lt;b&gt;{__class__}&lt;/b&gt;にサインイン" in shown
    assert "<b>{" not in shown


async def test_error_pages_are_translated(identity, rp) -> None:
    browser = identity.browser()
    browser.headers["Accept-Language"] = "ja"
    shown = await rp.authorize(browser, redirect_uri="https://elsewhere.example/")
    assert "<h1>リダイレクトURIのエラー</h1>" in shown.text


def test_a_message_is_in_the_language_that_its_receiver_has_chosen() -> None:
    user = SimpleNamespace(username="a<b", name="", attributes={"settings": {"locale": "de_AT"}})
    values = {"user": user, "url": "https://x.example/", "expires": datetime(2026, 1, 2, tzinfo=UTC)}
    mail = compose(
        "email/password_reset.html", to="a@b.example", subject="Reset your password", values=values
    )
    assert mail.subject == "Passwort zurücksetzen"
    assert "Guten Tag a<b," in mail.text
    assert "Der Link gilt einmal, bis 2026-01-02 00:00 UTC." in mail.text
    assert '<html lang="de">' in mail.html
    assert "Guten Tag a&lt;b," in mail.html
    mail = compose(
        "email/password_reset.html", to="a@b.example", subject="Ours", values={**values, "user": None}
    )
    assert (mail.subject, '<html lang="en">' in mail.html) == ("Ours", True)


async def test_the_api_answers_in_english(identity) -> None:
    answer = await identity.api.post("core/users/", json={}, headers={"Accept-Language": "de"})
    assert answer.json()["username"] == ["This field is required."]


def in_templates() -> set[str]:
    found = set()
    for folder in ("pages", "mail"):
        for file in (ROOT / folder / "templates").rglob("*.*"):
            text = file.read_text("utf-8")
            found |= {match[1] for match in re.finditer(r'\b(?:_|plain)\("((?:[^"\\]|\\.)*)"', text)}
    return found


def in_code() -> set[str]:
    """Texts that stages, flows, error pages and messages are given, where they are written out."""
    first = {"wrong", "FieldError", "Denied", "translate", "plain", "check"}
    every = {"refused", "RequestRefusedError", "tell_owner"}
    found = set()
    for folder in (
        "stages",
        "flows",
        "login",
        "sources",
        "oidc/authorization",
        "oidc/device",
        "authenticators",
    ):
        for file in (ROOT / folder).rglob("*.py"):
            found |= _given(file, first | every, every)
    for name in ("oidc/try_it.py", "oidc/end_session.py", "oidc/front_channel_logout.py", "app.py"):
        found |= _given(ROOT / name, first | every, every)
    return {text for text in found if " " in text}


def _given(file: Path, calls: set[str], every: set[str]) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in calls:
            given = node.args if name in every else node.args[:1]
            found |= {text for argument in given for text in _texts(argument)}
    return found


def _texts(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.Tuple):
        for each in argument.elts:
            yield from _texts(each)


@pytest.mark.parametrize("language", sorted(CATALOGUES))
def test_every_text_of_the_pages_is_translated(language) -> None:
    wanted = in_templates() | in_code()
    assert len(wanted) > 150
    assert sorted(text for text in wanted if not CATALOGUES[language].get(text)) == []


@pytest.mark.parametrize("language", sorted(CATALOGUES))
def test_translations_fill_in_the_same_values(language) -> None:
    values = re.compile(r"\{\w+\}")
    wrong = [
        text
        for text, translated in CATALOGUES[language].items()
        if set(values.findall(text)) != set(values.findall(translated))
    ]
    assert wrong == []
