"""Endpoints under `/api/v3/managed/`."""
