"""The language of pages: what the client asks for (`ui_locales`), or else what the browser does, or else the brand's.
That of messages: what the receiver has chosen, or else the language of the page or call that sends them.

The English text is the key of its translations, which are gettext catalogues (`locales/<language>.po`), read when somebody
asks for their language. A text that no catalogue has, such as a flow's own title, is shown as it is.
https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest, https://www.rfc-editor.org/rfc/rfc4647#section-3.4
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from markupsafe import Markup, escape

from wirelatch.identity.web.call import Call

ENGLISH = "en"
LOCALES = Path(__file__).parent / "locales"
LANGUAGES = (ENGLISH, *sorted(file.stem for file in LOCALES.glob("*.po")))
MOST_WISHES = 20
_language: ContextVar[str] = ContextVar("language", default=ENGLISH)


def use(call: Call, fallback: str = "") -> None:
    """Answer the current request in the language that it asks for."""
    _language.set(chosen(call, fallback))


def language() -> str:
    """The language of the current request's pages."""
    return _language.get()


def of_user(user: Any) -> str:
    """The language that a user has chosen in their settings, or else that of the current request."""
    attributes = getattr(user, "attributes", None)
    settings = attributes.get("settings") if isinstance(attributes, Mapping) else None
    locale = settings.get("locale") if isinstance(settings, Mapping) else None
    return _first([str(locale or ""), language()])


@contextmanager
def spoken(name: str) -> Iterator[None]:
    """Translate into this language meanwhile."""
    token = _language.set(name)
    try:
        yield
    finally:
        _language.reset(token)


def chosen(call: Call, fallback: str = "") -> str:
    """The first language asked for that there is."""
    return _first(
        [*_asked_by_client(call.query), *_accepted(call.headers.get("accept-language", "")), fallback]
    )


def _first(wishes: list[str]) -> str:
    for wish in wishes[:MOST_WISHES]:
        base = wish.strip().lower().replace("_", "-").split("-")[0]
        if base in LANGUAGES:
            return base
    return ENGLISH


def _asked_by_client(query: str) -> list[str]:
    """`ui_locales` of this request, or of the one that waits behind a sign-in page."""
    try:
        values = parse_qs(query, max_num_fields=200)
        if "next" in values:
            values = parse_qs(urlsplit(values["next"][0]).query, max_num_fields=200) | values
    except ValueError:
        return []
    return values.get("ui_locales", [""])[0].split()[:MOST_WISHES]


def _accepted(header: str) -> list[str]:
    """The languages of Accept-Language, the most wanted first."""
    wishes = []
    for part in header.split(",")[:MOST_WISHES]:
        name, _, quality = part.partition(";q=")
        try:
            wishes.append((-float(quality or 1), name))
        except ValueError:
            continue
    return [name for weight, name in sorted(wishes, key=lambda wish: wish[0]) if weight < 0]


def translate(text: Any, **values: Any) -> Markup:
    """A text in the language of the current request, with values filled in; both are escaped."""
    if isinstance(text, Markup) and not values:
        return text  # translated already
    escaped = Markup(escape(_found(text)))  # noqa: S704 - escaped
    return escaped.format(**values) if values else escaped


def plain(text: Any, **values: Any) -> str:
    """The same for what is no HTML."""
    return _found(text).format(**values) if values else _found(text)


def _found(text: Any) -> str:
    return _catalogue(_language.get()).get(str(text)) or str(text)


def strong(value: Any) -> Markup:
    """A value within a text that stands out."""
    return Markup("<strong>{}</strong>").format(value)


@cache
def _catalogue(name: str) -> dict[str, str]:
    return {} if name == ENGLISH else dict(read_catalogue(LOCALES / f"{name}.po"))


def read_catalogue(file: Path) -> Iterator[tuple[str, str]]:
    """Message and translation of each entry of a gettext catalogue without plurals and contexts."""
    found = {"msgid": "", "msgstr": ""}
    part = ""
    for line in [*file.read_text("utf-8").splitlines(), 'msgid ""']:
        word, _, rest = line.partition(" ")
        if word in found:
            if word == "msgid" and found["msgid"]:
                yield found["msgid"], found["msgstr"]
            part, found[word] = word, json.loads(rest)
            if word == "msgid":
                found["msgstr"] = ""
        elif line.startswith('"') and part:
            found[part] += json.loads(line)
