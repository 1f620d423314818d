"""Endpoints under `/api/v3/rbac/`."""
