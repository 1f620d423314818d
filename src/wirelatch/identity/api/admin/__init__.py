"""Endpoints under `/api/v3/admin/`."""
