/** All roles: sets of permissions that users and groups carry. */
import type { Role } from "../api/types.ts";
import type { FormSpec } from "../form/spec.ts";
import { ResourcePage, type ResourceSpec } from "../resource/ResourcePage.tsx";

export const ROLE_FORM: FormSpec = {
  noun: "Role",
  path: "rbac/roles/",
  size: "sm",
  defaults: { name: "" },
  items: [{ kind: "text", name: "name", label: "Name", isRequired: true }],
};

const SPEC: ResourceSpec<Role> = {
  title: "Roles",
  noun: "Role",
  description: "Permissions for parts of this console and the API, short of being superuser.",
  icon: "unlock",
  path: "rbac/roles/",
  name: (role) => role.name,
  href: (role) => `#/identity/roles/${role.pk}`,
  created: (role) => `#/identity/roles/${role.pk}`,
  ordering: "name",
  form: ROLE_FORM,
  lesson: "A role is a set of permissions. Give it to a group, and its members may do what the role allows.",
  columns: [{ id: "name", label: "Name", sortable: true, cell: (role) => role.name }],
};

export const RoleList = () => <ResourcePage spec={SPEC} />;
