"""Authenticators: what somebody proves with, beside or instead of a password, that it is they.

A file per kind (`totp.py`, `static.py`, `webauthn.py`, `email_code.py`); `devices.py` is what is common to all of them.
The stages that use them are `identity/stages/authenticator_*`.
"""
