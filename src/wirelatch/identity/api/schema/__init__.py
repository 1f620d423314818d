"""Endpoints under `/api/v3/schema/`."""
