"""The page on which somebody shows one of several devices: which are offered, which one is shown, codes sent by e-mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row

from wirelatch.identity.authenticators import email_code, static, webauthn
from wirelatch.identity.authenticators.devices import Device
from wirelatch.identity.authenticators.email_code import EmailDevice, TooManyCodesError
from wirelatch.identity.authenticators.relying_party import relying_party
from wirelatch.identity.authenticators.sending import Texts, send_code
from wirelatch.identity.flows.run import Run
from wirelatch.identity.mail import BadAddressError, MailNotConfiguredError
from wirelatch.identity.stages.authenticator_email import AuthenticatorEmailStage
from wirelatch.identity.stages.interface import Answer, Challenge, Outcome, Stage, wrong
from wirelatch.identity.stages.registry import stage_of

COMPONENT = "ak-stage-authenticator-validate"
WAYS = {
    "webauthn": "Passkey or security key",
    "totp": "Authenticator app",
    "email": "Code by e-mail",
    "static": "Recovery code",
}
_CANNOT_SEND = "The code cannot be sent just now. Use another way, or try again later."


@dataclass(frozen=True)
class Offer:
    """What a user may show; `remembers`: for how long the browser may be trusted after, if at all."""

    user: Row[Any]
    devices: Sequence[Device]
    user_verification: str
    hints: Sequence[str]
    remembers: timedelta | None


async def challenge(run: Run, offer: Offer, problem: str = "") -> Challenge:
    """The page for the chosen device, or the one that was used last."""
    chosen = _chosen(run, offer)
    if chosen.kind == email_code.KIND and chosen.uid not in run.state.get("sent", {}) and not problem:
        problem = await _send(run, offer, chosen)
    options = await _webauthn_options(run, offer) if _has(offer, webauthn.KIND) else None
    fields = {
        **await run.about_user(),
        "device_challenges": [_device(each, options) for each in _shown(offer)],
        "configuration_stages": [],
    }
    values = {
        "device": chosen,
        "way": WAYS[chosen.kind],
        "others": [
            {"uid": each.uid, "name": WAYS[each.kind], "detail": _hint(each), "kind": each.kind}
            for each in _shown(offer)
            if each.id != chosen.id
        ],
        "options": options,
        "hint": _hint(chosen),
        "problem": problem,
        "remembers": _in_words(offer.remembers),
    }
    scripts = ("webauthn.js",) if chosen.kind == webauthn.KIND else ()
    return Challenge(COMPONENT, fields, "stages/authenticator_validate.html", values, scripts)


async def select(run: Run, offer: Offer, answer: Answer) -> Outcome:
    """Show another device, or send another code."""
    uid = answer.text("selected_device", 40)
    picked = answer.json("selected_challenge")
    if isinstance(picked, Mapping):
        uid = str(picked.get("device_uid", ""))[:40]
    device = next((each for each in _shown(offer) if each.uid == uid), None)
    if device is None:
        if uid:
            return wrong("Invalid selection.", "selected_challenge")
        return wrong("This field is required.", "code", code="required", status=401)
    run.state["device"] = device.id
    run.changed = True
    problem = ""
    if device.kind == email_code.KIND:
        problem = await _send(run, offer, device)
    return await challenge(run, offer, problem)


async def choose_stage(run: Run, stages: Sequence[Stage]) -> Challenge:
    """The page on which somebody without any device chooses what to set up."""
    fields = {
        **await run.about_user(),
        "device_challenges": [],
        "configuration_stages": [
            {
                "pk": stage.id,
                "name": stage.settings.get("friendly_name") or stage.name,
                "verbose_name": stage.verbose_name,
                "meta_model_name": stage.model_name(),
            }
            for stage in stages
        ],
    }
    return Challenge(COMPONENT, fields, "stages/authenticator_choose.html")


def _shown(offer: Offer) -> list[Device]:
    """One of each kind, since a code is taken from any device of its kind; of e-mail each address."""
    shown: list[Device] = []
    for device in offer.devices:
        if device.kind == email_code.KIND or all(each.kind != device.kind for each in shown):
            shown.append(device)
    return shown


def _chosen(run: Run, offer: Offer) -> Device:
    shown = _shown(offer)
    picked = next((each for each in shown if each.id == run.state.get("device")), None)
    if picked is not None:
        return picked
    # Recovery codes are for when nothing else is at hand, and nothing is sent to anybody who has something else.
    quiet = [each for each in shown if each.kind not in (static.KIND, email_code.KIND)]
    if not quiet:
        return shown[0]
    used = [each for each in quiet if each.last_used is not None]
    return max(used, key=lambda each: each.last_used or each.created_at) if used else quiet[0]


def _device(device: Device, options: dict[str, Any] | None) -> dict[str, Any]:
    given: Mapping[str, Any] = {}
    if device.kind == webauthn.KIND:
        given = options or {}
    elif device.kind == email_code.KIND:
        given = {"email": email_code.masked(device.detail)}
    return {
        "device_class": device.kind,
        "device_uid": device.uid,
        "challenge": given,
        "last_used": device.last_used.isoformat() if device.last_used else None,
    }


def _hint(device: Device) -> str:
    return email_code.masked(device.detail) if device.kind == email_code.KIND else ""


def _has(offer: Offer, kind: str) -> bool:
    return any(each.kind == kind for each in offer.devices)


async def _webauthn_options(run: Run, offer: Offer) -> dict[str, Any]:
    rp = relying_party(run.call, run.services)
    if "webauthn" not in run.state:
        run.state["webauthn"] = webauthn.new_challenge()
        run.changed = True
    allowed = await run.services.database.read(
        lambda connection: webauthn.of_user(connection, offer.user.id, rp.id)
    )
    return webauthn.authentication_options(
        rp,
        run.state["webauthn"],
        allowed=allowed,
        user_verification=offer.user_verification,
        hints=offer.hints,
    )


async def _send(run: Run, offer: Offer, device: Device) -> str:
    """Send a code to the address of a device, as it was stored; says what went wrong."""

    def find(connection: Connection) -> EmailDevice | None:
        return email_code.find(connection, device.id)

    stored = await run.services.database.read(find)
    if stored is None:
        return _CANNOT_SEND
    stage = stage_of(run.snapshot, stored.stage_id)
    texts = stage.texts(run.services.sealer) if isinstance(stage, AuthenticatorEmailStage) else Texts()
    try:
        sent = await send_code(run.call, run.services, offer.user, stored.email, texts)
    except TooManyCodesError as error:
        return str(error)
    except (MailNotConfiguredError, BadAddressError):
        return _CANNOT_SEND
    run.state["sent"] = {**run.state.get("sent", {}), device.uid: sent.id}
    run.changed = True
    return ""


def _in_words(duration: timedelta | None) -> str:
    """ "30 days"; empty for none."""
    if duration is None:
        return ""
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")):
        count = int(duration.total_seconds()) // size
        if count:
            return f"{count} {name}" if count == 1 else f"{count} {name}s"
    return ""
