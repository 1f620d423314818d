/** One role: what it allows, and who carries it. */
import { useState } from "react";
import { Badge, Button, Tab, TabList, TabPanel, Tabs } from "../../ui/index.ts";
import { patch, post } from "../api/client.ts";
import { useAction, useObject } from "../api/queries.ts";
import type { PermissionEntry, Role, User } from "../api/types.ts";
import { DualSelect } from "../form/DualSelect.tsx";
import { FormDialog } from "../form/FormDialog.tsx";
import { SpecForm } from "../form/SpecForm.tsx";
import { USERS } from "../form/sources.ts";
import { useForm } from "../form/useForm.ts";
import { ResourceTable } from "../list/ResourceTable.tsx";
import { useTab } from "../router.ts";
import { NameCell } from "../shell/NameCell.tsx";
import { Card, Loaded, Page } from "../shell/Page.tsx";
import { PERMISSIONS, permissionKey } from "./permissions.ts";
import { ROLE_FORM } from "./RoleList.tsx";

export function RoleDetail({ id }: { id: string }) {
  const query = useObject<Role>(`rbac/roles/${id}/`);
  return <Loaded query={query}>{(role) => <Detail role={role} />}</Loaded>;
}

function Detail({ role }: { role: Role }) {
  const tabs = useTab("permissions");
  const [open, setOpen] = useState<"edit" | "assign" | "users" | null>(null);
  const close = () => setOpen(null);
  return (
    <Page
      title={role.name}
      crumbs={[{ label: "Roles", href: "#/identity/roles" }]}
      actions={
        <Button variant="primary" icon="edit" onPress={() => setOpen("edit")}>
          Edit
        </Button>
      }
    >
      <Tabs {...tabs}>
        <TabList aria-label="Parts of the role">
          <Tab id="permissions">Assigned permissions</Tab>
          <Tab id="users">Users</Tab>
        </TabList>
        <TabPanel id="permissions">
          <Card flush>
            <ResourceTable<PermissionEntry>
              label="Permissions"
              path="rbac/permissions/"
              query={{ role: role.pk }}
              embedded
              searchLabel="Search permissions"
              ordering="codename"
              id={(permission) => permission.id}
              name={(permission) => permission.name}
              deleteLabel="Remove"
              onDelete={(permission) =>
                patch(`rbac/permissions/assigned_by_roles/${role.pk}/unassign/`, {
                  permissions: [permissionKey(permission)],
                })
              }
              toolbar={
                <Button icon="add" onPress={() => setOpen("assign")}>
                  Assign permissions
                </Button>
              }
              columns={[
                {
                  id: "codename",
                  label: "Permission",
                  sortable: true,
                  cell: (permission) => <NameCell name={permission.name} note={permissionKey(permission)} />,
                },
                {
                  id: "model",
                  label: "On",
                  cell: (permission) => permission.model_verbose ?? permission.model,
                },
                { id: "scope", label: "", cell: () => <Badge>All objects</Badge> },
              ]}
              empty={{
                icon: "unlock",
                title: "No permissions",
                text: "Assign permissions, such as “Can view User”. Permissions on a single object are given on its own page.",
              }}
            />
          </Card>
        </TabPanel>
        <TabPanel id="users">
          <Card flush>
            <ResourceTable<User>
              label="Users"
              path="core/users/"
              query={{ roles_by_pk: role.pk }}
              embedded
              searchLabel="Search users"
              ordering="username"
              id={(user) => user.pk}
              name={(user) => user.username}
              href={(user) => `#/identity/users/${user.pk}`}
              deleteLabel="Remove"
              onDelete={(user) => post(`rbac/roles/${role.pk}/remove_user/`, { pk: user.pk })}
              toolbar={
                <Button icon="user-add" onPress={() => setOpen("users")}>
                  Add users
                </Button>
              }
              columns={[
                {
                  id: "username",
                  label: "Name",
                  sortable: true,
                  cell: (user) => <NameCell name={user.username} note={user.name} avatar />,
                },
              ]}
              empty={{
                icon: "user",
                title: "No users",
                text: "Nobody carries this role by themselves. Groups may carry it for their members.",
              }}
            />
          </Card>
        </TabPanel>
      </Tabs>
      {open === "edit" && <SpecForm spec={ROLE_FORM} record={role} onClose={close} />}
      {open === "assign" && <AssignPermissions role={role} onClose={close} />}
      {open === "users" && <AddUsers role={role} onClose={close} />}
    </Page>
  );
}

function AssignPermissions({ role, onClose }: { role: Role; onClose: () => void }) {
  const save = useAction(
    (permissions: string[]) => post(`rbac/permissions/assigned_by_roles/${role.pk}/assign/`, { permissions }),
    { done: "Permissions assigned", silent: true },
  );
  const form = useForm({
    initial: { permissions: [] as string[] },
    check: (values) => ({ permissions: values.permissions.length > 0 ? undefined : "Choose one." }),
    send: (values) => save.mutateAsync(values.permissions),
  });
  return (
    <FormDialog
      title={`Assign permissions to ${role.name}`}
      description="They hold for all objects of their kind."
      isOpen
      onClose={onClose}
      form={form}
      submitLabel="Assign"
      size="lg"
    >
      <DualSelect
        label="Permissions"
        source={PERMISSIONS}
        value={form.values.permissions}
        onChange={(value) => form.set("permissions", value)}
        errorMessage={form.errors.permissions}
      />
    </FormDialog>
  );
}

function AddUsers({ role, onClose }: { role: Role; onClose: () => void }) {
  const save = useAction(
    (users: string[]) =>
      Promise.all(users.map((pk) => post(`rbac/roles/${role.pk}/add_user/`, { pk: Number(pk) }))),
    { done: "Users added", silent: true },
  );
  const form = useForm({
    initial: { users: [] as string[] },
    send: (values) => save.mutateAsync(values.users),
  });
  return (
    <FormDialog
      title={`Add users to ${role.name}`}
      isOpen
      onClose={onClose}
      form={form}
      submitLabel="Add"
      size="lg"
    >
      <DualSelect
        label="Users"
        source={USERS}
        value={form.values.users}
        onChange={(value) => form.set("users", value)}
      />
    </FormDialog>
  );
}
