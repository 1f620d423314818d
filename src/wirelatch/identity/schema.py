"""Every table of the identity half, gathered for migrations."""

from wirelatch.identity.applications import tables as applications
from wirelatch.identity.authenticators import tables as authenticators
from wirelatch.identity.blueprints import tables as blueprints
from wirelatch.identity.directory import attempts
from wirelatch.identity.directory import role_tables as roles
from wirelatch.identity.directory import tables as directory
from wirelatch.identity.flows import tables as flows
from wirelatch.identity.installation import tables as installation
from wirelatch.identity.keys import tables as keys
from wirelatch.identity.mail import tables as mail
from wirelatch.identity.metadata import metadata
from wirelatch.identity.notifications import tables as notifications
from wirelatch.identity.oidc import tables as oidc
from wirelatch.identity.policies import tables as policies
from wirelatch.identity.sources import tables as sources

__all__ = [
    "applications",
    "attempts",
    "authenticators",
    "blueprints",
    "directory",
    "flows",
    "installation",
    "keys",
    "mail",
    "metadata",
    "notifications",
    "oidc",
    "policies",
    "roles",
    "sources",
]
