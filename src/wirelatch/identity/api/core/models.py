"""The models of the directory: users, groups, tokens, sessions; what owns what."""

from __future__ import annotations

from wirelatch.identity.api.models import Model
from wirelatch.identity.applications.tables import applications
from wirelatch.identity.directory.tables import api_tokens, groups, sessions, users

USER = Model(
    "authentik_core",
    "user",
    "User",
    "Users",
    table=users,
    owner="id",
    label="username",
    permissions={
        "reset_user_password": "Can reset a password",
        "impersonate": "Can impersonate other users",
        "preview_user": "Can preview user data sent to providers",
        "view_user_applications": "Can view applications the user has access to",
    },
)
GROUP = Model(
    "authentik_core",
    "group",
    "Group",
    "Groups",
    table=groups,
    permissions={
        "add_user_to_group": "Can add a user to the group",
        "remove_user_from_group": "Can remove a user from the group",
        "enable_group_superuser": "Can enable superuser status",
        "disable_group_superuser": "Can disable superuser status",
    },
)
TOKEN = Model(
    "authentik_core",
    "token",
    "Token",
    "Tokens",
    table=api_tokens,
    lookup="identifier",
    label="identifier",
    owner="user_id",
    permissions={
        "view_token_key": "Can view a token's key",
        "set_token_key": "Can set a token's key",
    },
)
SESSION = Model(
    "authentik_core",
    "authenticatedsession",
    "Authenticated Session",
    "Authenticated Sessions",
    table=sessions,
    key="uuid",
    label="uuid",
    owner="user_id",
    target="session",
)
APPLICATION = Model(
    "authentik_core",
    "application",
    "Application",
    "Applications",
    table=applications,
    lookup="slug",
)
