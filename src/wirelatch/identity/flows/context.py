"""What a run has gathered so far: JSON behind typed accessors.

Proof of identity belongs to a user: naming another one takes it away, so that nothing proven for one user ever signs
another in.
"""

from __future__ import annotations

import hashlib
from typing import Any


class PinnedUserError(Exception):
    """The run is about one user (a recovery link), and another one was named (CVE-2023-26481)."""


class RunContext:
    """The context of a run; `data` is what is stored."""

    def __init__(self, data: dict[str, Any] | None = None) -> None:
        self.data: dict[str, Any] = data if data is not None else {}

    @property
    def pending_user(self) -> int | None:
        """The id of the user that the flow is about."""
        value = self.data.get("pending_user")
        return value if isinstance(value, int) else None

    @property
    def identifier(self) -> str:
        """What was typed to say who it is; also where no such user exists."""
        return str(self.data.get("identifier", ""))

    @property
    def is_identified(self) -> bool:
        """Whether somebody was named, existing or pretended."""
        return "pending_user" in self.data

    @property
    def is_pinned(self) -> bool:
        """Whether the pending user can no longer change."""
        return bool(self.data.get("pinned"))

    def identify(self, user_id: int | None, identifier: str = "", *, pin: bool = False) -> None:
        """Say who the flow is about; None for a user who does not exist, which is kept from the browser.

        Raises PinnedUserError.
        """
        if self.is_pinned and user_id != self.pending_user:
            raise PinnedUserError
        if user_id != self.pending_user or not self.is_identified:
            self.data.pop("proofs", None)
            self.data.pop("passwordless", None)
        self.data["pending_user"] = user_id
        self.data["identifier"] = identifier[:254]
        if pin:
            self.data["pinned"] = True

    def prove(self, method: str, *amr: str, bound: str = "") -> None:
        """Note that the pending user has shown to be there; `amr` as in RFC 8176.

        `bound`: what the proof rests on, such as the stored hash of a password; kept as a digest.
        """
        if self.pending_user is None:
            raise ValueError("there is nobody to prove anything about")
        proofs = self.data.setdefault("proofs", [])
        digest = hashlib.sha256(bound.encode()).hexdigest() if bound else ""
        proofs.append({"method": method, "amr": list(amr), "user": self.pending_user, "bound": digest})

    def rests_on(self, method: str, value: str | None) -> bool:
        """Whether the proofs of a method, if there are any, still rest on this value."""
        digest = hashlib.sha256((value or "").encode()).hexdigest()
        return all(
            proof["bound"] in ("", digest) for proof in self._own_proofs() if proof["method"] == method
        )

    @property
    def proofs(self) -> tuple[str, ...]:
        """How the pending user has shown to be there."""
        return tuple(proof["method"] for proof in self._own_proofs())

    @property
    def amr(self) -> tuple[str, ...]:
        """The methods for the session's `amr` claim, `mfa` among them where several kinds came together."""
        own = self._own_proofs()
        values = dict.fromkeys(value for proof in own for value in proof["amr"])
        if len({proof["method"] for proof in own if proof["amr"]}) > 1:
            values["mfa"] = None
        return tuple(values)

    def _own_proofs(self) -> list[dict[str, Any]]:
        user = self.pending_user
        return [proof for proof in self.data.get("proofs", []) if user is not None and proof["user"] == user]

    def drop_outdated(self, method: str, value: str) -> None:
        """Forget proofs of a method that rest on another value than this."""
        digest = hashlib.sha256(value.encode()).hexdigest()
        proofs = self.data.get("proofs", [])
        self.data["proofs"] = [p for p in proofs if p["method"] != method or p["bound"] in ("", digest)]

    @property
    def prompt_data(self) -> dict[str, Any]:
        """What prompts and invitations gathered; passwords among it leave with `user_write`."""
        data: dict[str, Any] = self.data.setdefault("prompt_data", {})
        return data

    @property
    def is_restored(self) -> bool:
        """Whether a link of a recovery or confirmation mail brought the run here."""
        return bool(self.data.get("is_restored"))

    @property
    def is_passwordless(self) -> bool:
        """Whether a passkey stands for the password; a second factor alone does not (`stages/passkeys.METHOD`)."""
        return "webauthn_passwordless" in self.proofs

    @property
    def source(self) -> dict[str, Any] | None:
        """The upstream sign-in that led here (`identity/sources`)."""
        value = self.data.get("source")
        return value if isinstance(value, dict) else None

    def for_policies(self) -> dict[str, Any]:
        """What policies see, under authentik's names."""
        passwords = {"password", "password_repeat"}
        return {
            "prompt_data": dict(self.data.get("prompt_data", {})),
            "pending_user_identifier": self.identifier,
            "is_restored": self.is_restored,
            "is_sso": "source" in self.data,
            "source": self.source,
            "auth_method": self.proofs[0] if self.proofs else None,
            "auth_methods": list(self.proofs),
            "invitation": self.data.get("invitation"),
            "password_fields": sorted(passwords & set(self.data.get("prompt_data", {}))),
        }
