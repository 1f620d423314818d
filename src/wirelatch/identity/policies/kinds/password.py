"""The password policy: how long a password is, what it is made of, how easily it is guessed, and whether it is known.

How easily it is guessed is reckoned offline (zxcvbn, with its lists of common passwords and names). haveibeenpwned.com
is asked only where the policy says so, for the first five digits of the password's SHA-1
(https://haveibeenpwned.com/API/v3#PwnedPasswords).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from wirelatch.identity.policies.kinds.kind import PolicyKind, person_of
from wirelatch.identity.policies.models import Check, Policy, PolicyError, Verdict
from wirelatch.identity.policies.request import PolicyRequest
from wirelatch.identity.web.fields import Field, boolean, integer, line, text

SYMBOLS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ "
PWNED = "https://api.pwnedpasswords.com/range/"
GUESSED_AT = 72
"""How much of a password zxcvbn looks at: its time grows with the square of the length."""


def _compile(settings: Mapping[str, Any], library: Mapping[str, Policy]) -> tuple[Check, bool]:
    def check(request: PolicyRequest) -> Verdict:
        password = _password(request, settings["password_field"])
        if password is None:
            return Verdict(False, ("Password not set in context",))
        if settings["check_static_rules"] and not keeps_rules(settings, password):
            return Verdict(False, (settings["error_message"],) if settings["error_message"] else ())
        if settings["check_zxcvbn"]:
            verdict = _guessable(settings, password, request)
            if not verdict.passing:
                return verdict
        if settings["check_have_i_been_pwned"]:
            return _known(settings, password, request)
        return Verdict(True)

    return check, False


def _password(request: PolicyRequest, field: str) -> str | None:
    prompted = request.context.get("prompt_data")
    value = prompted.get(field) if isinstance(prompted, Mapping) else None
    value = value if value is not None else request.context.get(field)
    return value if isinstance(value, str) else None


def keeps_rules(settings: Mapping[str, Any], password: str) -> bool:
    """Length, and how many characters of each kind."""
    symbols = frozenset(settings["symbol_charset"])
    return bool(
        len(password) >= settings["length_min"]
        and sum(character.isdigit() for character in password) >= settings["amount_digits"]
        and sum(character.islower() for character in password) >= settings["amount_lowercase"]
        and sum(character.isupper() for character in password) >= settings["amount_uppercase"]
        and sum(character in symbols for character in password) >= settings["amount_symbols"]
    )


def _guessable(settings: Mapping[str, Any], password: str, request: PolicyRequest) -> Verdict:
    # Here, because its lists take some megabytes that most installations never need.
    from zxcvbn import zxcvbn

    person = person_of(request)
    prompted = request.context.get("prompt_data")
    known = [person.username, person.name, person.email] if person is not None else []
    if isinstance(prompted, Mapping):
        known += [
            value for name in ("username", "name", "email") if isinstance(value := prompted.get(name), str)
        ]
    found = zxcvbn(password[:GUESSED_AT], user_inputs=[value[:100] for value in known if value])
    if found["score"] > settings["zxcvbn_score_threshold"]:
        return Verdict(True)
    feedback = found["feedback"]
    messages = [feedback["warning"], *feedback["suggestions"]]
    return Verdict(
        False,
        ("Password is too weak.", *(message for message in messages if message)),
        (f"zxcvbn score {found['score']}, threshold {settings['zxcvbn_score_threshold']}",),
    )


def _known(settings: Mapping[str, Any], password: str, request: PolicyRequest) -> Verdict:
    digest = hashlib.sha1(password.encode("utf-8", "replace"), usedforsecurity=False).hexdigest().upper()
    import httpx  # here, because few installations ask that service, and it takes a tenth of a second and 6 MB

    try:
        answer = httpx.get(
            PWNED + digest[:5], headers={"Add-Padding": "true"}, timeout=request.remaining(5.0)
        )
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise PolicyError(f"haveibeenpwned.com did not answer: {error}") from None
    seen = 0
    for row in answer.text.splitlines():
        rest, _, count = row.partition(":")
        if rest.strip().upper() == digest[5:] and count.strip().isdecimal():
            seen = int(count)
    if seen <= settings["hibp_allowed_count"]:
        return Verdict(True)
    return Verdict(False, (f"Password exists on {seen} online lists.",))


KIND = PolicyKind(
    app="authentik_policies_password",
    model_name="passwordpolicy",
    path="password",
    component="ak-policy-password-form",
    verbose_name="Password Policy",
    verbose_name_plural="Password Policies",
    description="Requires passwords to be long, varied, hard to guess or not known.",
    fields={
        "password_field": Field(line(200, blank=False), "password"),
        "amount_digits": Field(integer(0, 1000), 0),
        "amount_uppercase": Field(integer(0, 1000), 0),
        "amount_lowercase": Field(integer(0, 1000), 0),
        "amount_symbols": Field(integer(0, 1000), 0),
        "length_min": Field(integer(0, 1000), 0),
        "symbol_charset": Field(text(1000, trim=False), SYMBOLS),
        "error_message": Field(text(1000), ""),
        "check_static_rules": Field(boolean, True),
        "check_have_i_been_pwned": Field(boolean, False),
        "check_zxcvbn": Field(boolean, False),
        "hibp_allowed_count": Field(integer(), 0),
        "zxcvbn_score_threshold": Field(integer(0, 4), 2),
    },
    compile=_compile,
)
