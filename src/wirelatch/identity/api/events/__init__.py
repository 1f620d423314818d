"""Endpoints under `/api/v3/events/`."""
