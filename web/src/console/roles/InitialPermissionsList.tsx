/** Initial permissions: what the carriers of a role may do with the objects that they make themselves. */
import { useList } from "../api/queries.ts";
import type { PermissionEntry, Role } from "../api/types.ts";
import { ROLES } from "../form/sources.ts";
import { ResourcePage, type ResourceSpec } from "../resource/ResourcePage.tsx";
import { NameCell } from "../shell/NameCell.tsx";
import { NUMBERED_PERMISSIONS } from "./permissions.ts";

/** As `rbac/initial_permissions/` answers. */
interface InitialPermissions {
  pk: number;
  name: string;
  role: string;
  permissions_obj: PermissionEntry[];
}

export function InitialPermissionsList() {
  const roles = useList<Role>("rbac/roles/", { page_size: 100, ordering: "name" });
  const roleName = (pk: string) => roles.data?.results.find((role) => role.pk === pk)?.name ?? pk;
  const spec: ResourceSpec<InitialPermissions> = {
    title: "Initial Permissions",
    noun: "Initial Permissions",
    description: "What those who carry a role may do with the objects that they make.",
    icon: "lock",
    path: "rbac/initial_permissions/",
    name: (record) => record.name,
    ordering: "name",
    lesson:
      "Who may create something, may not therefore see or change it. Say here which permissions a role gets on what its carriers create.",
    form: {
      noun: "Initial Permissions",
      path: "rbac/initial_permissions/",
      size: "lg",
      defaults: { name: "", role: null, permissions: [] },
      items: [
        { kind: "text", name: "name", label: "Name", isRequired: true },
        {
          kind: "one",
          name: "role",
          label: "Role",
          source: ROLES,
          isRequired: true,
          help: "When somebody who carries it makes an object, the role gets the permissions on that object.",
        },
        {
          kind: "many",
          name: "permissions",
          label: "Permissions",
          source: NUMBERED_PERMISSIONS,
          help: "Those that do not fit the kind of the object are left out.",
        },
      ],
    },
    columns: [
      {
        id: "name",
        label: "Name",
        sortable: true,
        isRowHeader: true,
        cell: (record) => <NameCell name={record.name} />,
      },
      {
        id: "role",
        label: "Role",
        cell: (record) => <a href={`#/identity/roles/${record.role}`}>{roleName(record.role)}</a>,
      },
      {
        id: "permissions",
        label: "Permissions",
        hideWhenNarrow: true,
        cell: (record) =>
          record.permissions_obj.length > 3
            ? `${record.permissions_obj.length} permissions`
            : record.permissions_obj.map((permission) => permission.name).join(", ") || "–",
      },
    ],
  };
  return <ResourcePage spec={spec} />;
}
