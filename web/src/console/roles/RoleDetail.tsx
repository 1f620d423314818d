/** One role: what it allows, and who carries it. */
import { useState } from "react";
import { Badge, Button, Tab, TabList, TabPanel, Tabs } from "../../ui/index.ts";
import { patch, post } from "../api/client.ts";
import { useObject } from "../api/queries.ts";
import type { PermissionEntry, Role } from "../api/types.ts";
import { ChooseDialog } from "../form/ChooseDialog.tsx";
import { SpecForm } from "../form/SpecForm.tsx";
import { ResourceTable } from "../list/ResourceTable.tsx";
import { useTab } from "../router.ts";
import { NameCell } from "../shell/NameCell.tsx";
import { Card, Loaded, Page } from "../shell/Page.tsx";
import { MemberTable } from "../users/MemberTable.tsx";
import { PERMISSIONS, permissionKey } from "./permissions.ts";
import { ROLE_FORM } from "./RoleList.tsx";

export function RoleDetail({ id }: { id: string }) {
  const query = useObject<Role>(`rbac/roles/${id}/`);
  return <Loaded query={query}>{(role) => <Detail role={role} />}</Loaded>;
}

function Detail({ role }: { role: Role }) {
  const tabs = useTab("permissions");
  const [open, setOpen] = useState<"edit" | "assign" | null>(null);
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
          <MemberTable
            label="Users"
            of={role.name}
            query={{ roles_by_pk: role.pk }}
            add={(pk) => post(`rbac/roles/${role.pk}/add_user/`, { pk })}
            remove={(pk) => post(`rbac/roles/${role.pk}/remove_user/`, { pk })}
            lesson="Nobody carries this role by themselves. Groups may carry it for their members."
          />
        </TabPanel>
      </Tabs>
      {open === "edit" && <SpecForm spec={ROLE_FORM} record={role} onClose={close} />}
      {open === "assign" && (
        <ChooseDialog
          title={`Assign permissions to ${role.name}`}
          description="They hold for all objects of their kind."
          label="Permissions"
          source={PERMISSIONS}
          isRequired
          submitLabel="Assign"
          save={(permissions) =>
            post(`rbac/permissions/assigned_by_roles/${role.pk}/assign/`, { permissions })
          }
          done="Permissions assigned"
          onClose={close}
        />
      )}
    </Page>
  );
}
