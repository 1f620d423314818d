"""Alembic scripts of the flows half's database."""
