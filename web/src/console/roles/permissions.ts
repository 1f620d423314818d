/** Permissions as the API names them: "authentik_core.view_user". */
import type { PermissionEntry } from "../api/types.ts";
import type { Source } from "../form/sources.ts";

export const permissionKey = (permission: Pick<PermissionEntry, "app_label" | "codename">): string =>
  `${permission.app_label}.${permission.codename}`;

export const PERMISSIONS: Source<PermissionEntry> = {
  path: "rbac/permissions/",
  query: { ordering: "codename" },
  id: permissionKey,
  label: (permission) => permission.name,
  note: permissionKey,
};

/** The same, where the API takes their numbers. */
export const NUMBERED_PERMISSIONS: Source<PermissionEntry> = {
  ...PERMISSIONS,
  id: (permission) => String(permission.id),
  numeric: true,
};
