"""`mozilla-django-oidc` as its documentation sets it up, in a Django of one file.

https://mozilla-django-oidc.readthedocs.io/en/stable/installation.html
"""

import json
import os
import sys
from urllib.parse import urlencode

import django
from django.conf import settings
from django.core.management import call_command, execute_from_command_line

IDENTITY = os.environ["IDENTITY"]
ISSUER = os.environ["ISSUER"]
BASE = os.environ["BASE"]

settings.configure(
    DEBUG=True,
    SECRET_KEY=os.environ["SECRET"],
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "mozilla_django_oidc",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "mozilla_django_oidc.middleware.SessionRefresh",
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["DATABASE"]}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    AUTHENTICATION_BACKENDS=["django_app.Backend"],
    OIDC_RP_CLIENT_ID=os.environ["CLIENT_ID"],
    OIDC_RP_CLIENT_SECRET=os.environ["CLIENT_SECRET"],
    OIDC_RP_SIGN_ALGO="RS256",
    OIDC_RP_SCOPES="openid profile email",
    OIDC_OP_AUTHORIZATION_ENDPOINT=f"{IDENTITY}/application/o/authorize/",
    OIDC_OP_TOKEN_ENDPOINT=f"{IDENTITY}/application/o/token/",
    OIDC_OP_USER_ENDPOINT=f"{IDENTITY}/application/o/userinfo/",
    OIDC_OP_JWKS_ENDPOINT=f"{ISSUER}jwks/",
    OIDC_USE_PKCE=True,
    OIDC_STORE_ID_TOKEN=True,
    OIDC_RENEW_ID_TOKEN_EXPIRY_SECONDS=int(os.environ.get("RENEW_AFTER", "900")),
    OIDC_OP_LOGOUT_URL_METHOD="django_app.logout_url",
    OIDC_EXEMPT_URLS=["health"],
    LOGIN_REDIRECT_URL="/",
    LOGIN_REDIRECT_URL_FAILURE="/failed/",
    LOGOUT_REDIRECT_URL="/",
    ALLOW_LOGOUT_GET_METHOD=True,
)
sys.modules["django_app"] = sys.modules[__name__]
django.setup()

from django.http import HttpResponse  # noqa: E402 - Django must be set up first
from django.urls import include, path  # noqa: E402
from mozilla_django_oidc.auth import OIDCAuthenticationBackend  # noqa: E402


class Backend(OIDCAuthenticationBackend):
    """Keeps the claims, so that the page can show them."""

    def get_or_create_user(self, access_token, id_token, payload):
        user = super().get_or_create_user(access_token, id_token, payload)
        claims = self.get_userinfo(access_token, id_token, payload)
        self.request.session["claims"] = claims
        return user


def logout_url(request):
    hint = {"id_token_hint": request.session["oidc_id_token"], "post_logout_redirect_uri": f"{BASE}/"}
    return f"{ISSUER}end-session/?{urlencode(hint)}"


def home(request):
    claims = request.session.get("claims") if request.user.is_authenticated else None
    return HttpResponse(f"<pre>{json.dumps(claims)}</pre>")


def health(request):
    return HttpResponse("up")


def failed(request):
    return HttpResponse("The sign-in failed", status=403)


urlpatterns = [
    path("", home),
    path("health/", health, name="health"),
    path("failed/", failed),
    path("oidc/", include("mozilla_django_oidc.urls")),
]

if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    execute_from_command_line(["django_app", "runserver", "--noreload", f"127.0.0.1:{os.environ['PORT']}"])
