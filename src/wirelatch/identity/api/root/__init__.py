"""Endpoints under `/api/v3/root/`."""
