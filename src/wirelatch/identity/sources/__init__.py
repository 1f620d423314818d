"""Sources: signing in through upstream identity providers, with OpenID Connect or plain OAuth 2.

`login.py` sends the browser there, `callback.py` takes it back, `exchange.py` and `verify_id_token.py` find out who it is,
`matching.py` decides whom that is here, `joining.py` links and groups within the flow that follows, `connecting.py` links
for who is signed in. What is remembered of an attempt is in the browser, sealed (`attempt.py`).
"""
