"""A person as the directory knows her, for tests that need no database."""

from __future__ import annotations

from wirelatch.identity.directory.people import Person

ADA = Person(
    id=1,
    uuid="0b0f0f3e-0000-4000-8000-000000000001",
    username="ada",
    name="Ada Lovelace",
    email="ada@Example.com",
    email_verified=True,
    is_active=True,
    type="internal",
    attributes={"department": "mathematics", "n": 3, "list": ["x"]},
    last_login=None,
    groups=("Minio admins", "team"),
    all_groups=frozenset({"1", "2", "3"}),
    is_superuser=False,
    all_group_names=("Minio admins", "everyone", "team"),
)
