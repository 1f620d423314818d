"""The identity half's REST API as an operator's script uses it."""

from __future__ import annotations

from typing import Any

import httpx

from tests.support.processes import ADMIN_TOKEN

IMPLICIT_CONSENT = "default-provider-authorization-implicit-consent"
EXPLICIT_CONSENT = "default-provider-authorization-explicit-consent"
INVALIDATION = "default-provider-invalidation-flow"


class IdentityApi:
    """Calls with the first administrator's API token; every refusal raises with the body shown."""

    def __init__(self, url: str, token: str = ADMIN_TOKEN) -> None:
        self.client = httpx.Client(
            base_url=f"{url}/api/v3", headers={"Authorization": f"Bearer {token}"}, timeout=30
        )

    def call(self, method: str, path: str, **more: Any) -> Any:
        """The decoded JSON answer (None when empty)."""
        response = self.client.request(method, path, **more)
        assert response.is_success, f"{method} {path}: {response.status_code} {response.text}"
        return response.json() if response.content else None

    def flow(self, slug: str) -> str:
        """The primary key of a default flow."""
        return str(self.call("GET", "/flows/instances/", params={"slug": slug})["results"][0]["pk"])

    def signing_key(self) -> str:
        """The primary key of the first key pair that can sign."""
        return str(
            self.call("GET", "/crypto/certificatekeypairs/", params={"has_key": "true"})["results"][0]["pk"]
        )

    def create_user(self, username: str, password: str, **more: Any) -> dict[str, Any]:
        """A user who can sign in with a password."""
        user: dict[str, Any] = self.call(
            "POST", "/core/users/", json={"username": username, "name": username, **more}
        )
        self.call("POST", f"/core/users/{user['pk']}/set_password/", json={"password": password})
        return user

    def create_application(
        self, name: str, slug: str, redirect_uri: str, *, consent: str = IMPLICIT_CONSENT, **provider: Any
    ) -> dict[str, Any]:
        """An application/provider pair as the console's wizard makes it; returns the provider."""
        self.call(
            "PUT",
            "/core/transactional/applications/",
            json={
                "app": {"name": name, "slug": slug},
                "provider_model": "authentik_providers_oauth2.oauth2provider",
                "provider": {
                    "name": f"Provider for {name}",
                    "authorization_flow": self.flow(consent),
                    "invalidation_flow": self.flow(INVALIDATION),
                    "client_type": "confidential",
                    "redirect_uris": [
                        {"matching_mode": "strict", "url": redirect_uri, "redirect_uri_type": "authorization"}
                    ],
                    "signing_key": self.signing_key(),
                    **provider,
                },
            },
        )
        application = self.call("GET", f"/core/applications/{slug}/")
        return dict(self.call("GET", f"/providers/oauth2/{application['provider']}/"))
