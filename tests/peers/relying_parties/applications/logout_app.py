"""Authlib's Flask client with sessions of its own, which the provider can end: over the front and over the back channel.

https://openid.net/specs/openid-connect-frontchannel-1_0.html#RPLogout
https://openid.net/specs/openid-connect-backchannel-1_0.html#RPLogout
"""

import json
import os
import secrets

from authlib.integrations.flask_client import OAuth
from flask import Flask, redirect, request, session, url_for
from joserfc import jwt
from joserfc.jwk import KeySet

ISSUER, CLIENT_ID = os.environ["ISSUER"], os.environ["CLIENT_ID"]
EVENT = "http://schemas.openid.net/event/backchannel-logout"
app = Flask(__name__)
app.secret_key = os.environ["SECRET"]
app.config["SESSION_COOKIE_NAME"] = f"session-{os.environ['PORT']}"  # cookies know no ports
oauth = OAuth(app)
oauth.register(
    name="identity",
    client_id=CLIENT_ID,
    client_secret=os.environ["CLIENT_SECRET"],
    server_metadata_url=ISSUER + ".well-known/openid-configuration",
    client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256"},
)
known = {}
heard = []


@app.get("/")
def home():
    found = known.get(session.get("id"), {})
    return f"<pre>{json.dumps(found.get('claims'))}</pre>"


@app.get("/heard")
def told():
    return heard


@app.get("/login")
def login():
    return oauth.identity.authorize_redirect(url_for("callback", _external=True))


@app.get("/callback")
def callback():
    token = oauth.identity.authorize_access_token()
    session["id"] = secrets.token_urlsafe(16)
    known[session["id"]] = {"claims": dict(token["userinfo"]), "id_token": token["id_token"]}
    return redirect("/")


@app.get("/logout")
def logout():
    found = known.pop(session.pop("id", None), {})
    return oauth.identity.logout_redirect(
        post_logout_redirect_uri=url_for("home", _external=True), id_token_hint=found.get("id_token")
    )


def end(sid):
    for key in [key for key, kept in known.items() if kept["claims"]["sid"] == sid]:
        del known[key]


@app.get("/front-channel-logout")
def front_channel():
    assert request.args["iss"] == ISSUER
    heard.append("front")
    end(request.args["sid"])
    return "", 200, {"Cache-Control": "no-store"}


@app.post("/back-channel-logout")
def back_channel():
    keys = KeySet.import_key_set(oauth.identity.fetch_jwk_set(force=True))
    token = jwt.decode(request.form["logout_token"], keys, algorithms=["RS256", "ES256"])
    claims = token.claims
    assert (claims["iss"], claims["aud"], "nonce" in claims) == (ISSUER, CLIENT_ID, False)
    assert claims["events"] == {EVENT: {}}
    heard.append("back")
    end(claims["sid"])
    return "", 200, {"Cache-Control": "no-store"}


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
