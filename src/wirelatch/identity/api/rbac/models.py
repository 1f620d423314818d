"""The models of roles and permissions, and the permissions on the installation as a whole."""

from __future__ import annotations

from wirelatch.identity.api.models import Model
from wirelatch.identity.directory.role_tables import initial_permissions, roles

SYSTEM = Model(
    "authentik_rbac",
    "systempermission",
    "System permission",
    "System permissions",
    has_basic=False,
    permissions={
        "view_system_info": "Can view system info",
        "access_admin_interface": "Can access admin interface",
        "view_system_settings": "Can view system settings",
        "edit_system_settings": "Can edit system settings",
        "view_media_files": "Can view media files",
        "manage_media_files": "Can manage media files",
    },
)
ROLE = Model(
    "authentik_rbac",
    "role",
    "Role",
    "Roles",
    table=roles,
    permissions={
        "assign_role_permissions": "Can assign permissions to roles",
        "unassign_role_permissions": "Can unassign permissions from roles",
    },
)
INITIAL_PERMISSIONS = Model(
    "authentik_rbac",
    "initialpermissions",
    "Initial Permissions",
    "Initial Permissions",
    table=initial_permissions,
)
