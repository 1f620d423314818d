"""Endpoints under `/api/v3/core/`."""
