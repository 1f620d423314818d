"""OpenID Connect and OAuth 2: one protocol check per file; an endpoint is a list of such checks."""
