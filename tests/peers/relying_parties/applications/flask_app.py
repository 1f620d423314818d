"""Authlib's Flask client as its documentation sets it up. https://docs.authlib.org/en/latest/client/flask.html"""

import json
import os

from authlib.integrations.flask_client import OAuth
from flask import Flask, redirect, session, url_for

app = Flask(__name__)
app.secret_key = os.environ["SECRET"]
oauth = OAuth(app)
oauth.register(
    name="identity",
    client_id=os.environ["CLIENT_ID"],
    client_secret=os.environ["CLIENT_SECRET"],
    server_metadata_url=os.environ["ISSUER"] + ".well-known/openid-configuration",
    client_kwargs={"scope": "openid profile email offline_access", "code_challenge_method": "S256"},
)


@app.get("/")
def home():
    return f"<pre>{json.dumps(session.get('user'))}</pre>"


@app.get("/login")
def login():
    return oauth.identity.authorize_redirect(url_for("callback", _external=True))


@app.get("/callback")
def callback():
    token = oauth.identity.authorize_access_token()
    session["user"] = dict(token["userinfo"])
    session["id_token"] = token["id_token"]
    session["refresh_token"] = token["refresh_token"]
    return redirect("/")


@app.get("/refresh")
def refresh():
    url = oauth.identity.load_server_metadata()["token_endpoint"]
    with oauth.identity._get_oauth_client() as client:
        token = client.refresh_token(url, refresh_token=session["refresh_token"])
    session["refresh_token"] = token["refresh_token"]
    session["user"] = dict(oauth.identity.userinfo(token=token))
    return redirect("/")


@app.get("/logout")
def logout():
    hint = session.pop("id_token", None)
    session.clear()
    return oauth.identity.logout_redirect(
        post_logout_redirect_uri=url_for("home", _external=True), id_token_hint=hint
    )


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
