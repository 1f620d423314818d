"""Alembic scripts of the identity half."""
