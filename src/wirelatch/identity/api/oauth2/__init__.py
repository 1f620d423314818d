"""Endpoints under `/api/v3/oauth2/`."""
