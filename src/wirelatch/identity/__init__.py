"""The identity half: directory, applications, OpenID Connect provider, sign-in pages and management API."""
