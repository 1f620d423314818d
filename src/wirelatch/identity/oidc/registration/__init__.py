"""Clients that register themselves: RFC 7591, OpenID Connect Dynamic Client Registration 1.0, management by RFC 7592.

Nobody may without being let: a general endpoint takes initial access tokens that an administrator makes; an
application's own takes access tokens with the scope `goauthentik.io/oidc/dcr`, of users who may use the application.
"""
