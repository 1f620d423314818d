"""django-allauth's OpenID Connect provider, set up as https://docs.allauth.org/en/latest/socialaccount/providers/openid_connect.html says."""

import json
import os
import sys

import django
from django.conf import settings
from django.contrib.auth import logout as django_logout
from django.http import HttpResponse
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
        "django.contrib.messages",
        "django.contrib.sessions",
        "allauth",
        "allauth.account",
        "allauth.socialaccount",
        "allauth.socialaccount.providers.openid_connect",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "allauth.account.middleware.AccountMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
        }
    ],
    AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
    LOGIN_REDIRECT_URL="/",
    SOCIALACCOUNT_LOGIN_ON_GET=True,
    SOCIALACCOUNT_EMAIL_VERIFICATION="none",
    SOCIALACCOUNT_PROVIDERS={
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "authentik",
                    "name": "authentik",
                    "client_id": os.environ["CLIENT_ID"],
                    "secret": os.environ["CLIENT_SECRET"],
                    "settings": {
                        "server_url": os.environ["ISSUER"] + ".well-known/openid-configuration",
                        "fetch_userinfo": True,
                    },
                }
            ],
        }
    },
)
django.setup()


def home(request):
    """What allauth keeps of the signed-in user's account: the claims of the userinfo endpoint."""
    known = None
    if request.user.is_authenticated:
        known = request.user.socialaccount_set.get().extra_data
        known = known.get("userinfo", known)
    return HttpResponse(f"<pre>{json.dumps(known)}</pre>")


def leave(request):
    django_logout(request)
    return redirect("/")


urlpatterns = [path("", home), path("logout", leave), path("accounts/", include("allauth.urls"))]

if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    execute_from_command_line([sys.argv[0], "migrate", "--verbosity", "0"])
    execute_from_command_line([sys.argv[0], "runserver", "--noreload", f"127.0.0.1:{os.environ['PORT']}"])
