"""Endpoints under `/api/v3/crypto/`."""
