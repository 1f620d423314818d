"""Python Social Auth's OpenID Connect backend in Django, as https://python-social-auth.readthedocs.io/en/latest/backends/oidc.html says."""

import json
import os
import sys

import django
from django.conf import settings
from django.contrib.auth import logout as django_logout
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import include, path

settings.configure(
    DEBUG=True,
    SECRET_KEY=os.environ["SECRET"],
    ALLOWED_HOSTS=["localhost", "127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["DATABASE"]}},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "social_django",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    AUTHENTICATION_BACKENDS=["social_core.backends.open_id_connect.OpenIdConnectAuth"],
    LOGIN_REDIRECT_URL="/",
    SOCIAL_AUTH_OIDC_OIDC_ENDPOINT=os.environ["ISSUER"].rstrip("/"),
    SOCIAL_AUTH_OIDC_KEY=os.environ["CLIENT_ID"],
    SOCIAL_AUTH_OIDC_SECRET=os.environ["CLIENT_SECRET"],
    SOCIAL_AUTH_OIDC_EXTRA_DATA=["preferred_username", "email", "groups"],
)
django.setup()


def home(request):
    """What the backend keeps of the signed-in user."""
    known = None
    if request.user.is_authenticated:
        known = request.user.social_auth.get().extra_data
    return HttpResponse(f"<pre>{json.dumps(known)}</pre>")


def login(request):
    """Signing in begins with a POST."""
    token = get_token(request)
    return HttpResponse(
        f"""<form method="post" action="/login/oidc/"><input type="hidden" name="csrfmiddlewaretoken" value="{token}">
<button>Sign in with authentik</button></form>"""
    )


def leave(request):
    django_logout(request)
    return redirect("/")


urlpatterns = [
    path("", home),
    path("login", login),
    path("logout", leave),
    path("", include("social_django.urls")),
]

if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    execute_from_command_line([sys.argv[0], "migrate", "--verbosity", "0"])
    execute_from_command_line([sys.argv[0], "runserver", "--noreload", f"127.0.0.1:{os.environ['PORT']}"])
