/** All users: who may sign in, and who did. */
import { useState } from "react";
import { Badge, Button, MenuButton, MenuItem, Switch } from "../../ui/index.ts";
import type { User } from "../api/types.ts";
import { formatAgo, readable } from "../format.ts";
import { ResourceTable } from "../list/ResourceTable.tsx";
import { useQueryValue } from "../router.ts";
import { NameCell } from "../shell/NameCell.tsx";
import { Card, Page } from "../shell/Page.tsx";
import { ServiceAccountForm } from "./ServiceAccountForm.tsx";
import { SetPasswordForm } from "./SetPasswordForm.tsx";
import { UserForm } from "./UserForm.tsx";

type Open = { kind: "create" | "service" } | { kind: "edit" | "password"; user: User } | null;

export function UserList() {
  const [open, setOpen] = useState<Open>(null);
  const [services, setServices] = useQueryValue("services");
  const close = () => setOpen(null);
  return (
    <Page
      title="Users"
      description="People and programs that can sign in."
      actions={
        <>
          <Button icon="plug" onPress={() => setOpen({ kind: "service" })}>
            New Service account
          </Button>
          <Button variant="primary" icon="user-add" onPress={() => setOpen({ kind: "create" })}>
            New User
          </Button>
        </>
      }
    >
      <Card flush>
        <ResourceTable<User>
          label="Users"
          path="core/users/"
          query={services ? {} : { type: "internal,external" }}
          searchLabel="Search users"
          ordering="username"
          id={(user) => user.pk}
          name={(user) => user.username}
          href={(user) => `#/identity/users/${user.pk}`}
          toolbar={
            <Switch isSelected={services !== ""} onChange={(on) => setServices(on ? "1" : "")}>
              Service accounts
            </Switch>
          }
          columns={[
            {
              id: "username",
              label: "Name",
              sortable: true,
              cell: (user) => <NameCell name={user.username} note={user.name} avatar />,
            },
            {
              id: "email",
              label: "Email",
              sortable: true,
              hideWhenNarrow: true,
              cell: (user) => user.email || "–",
            },
            {
              id: "is_active",
              label: "Active",
              sortable: true,
              cell: (user) =>
                user.is_active ? (
                  <Badge tone="ok" icon="check">
                    Active
                  </Badge>
                ) : (
                  <Badge>Inactive</Badge>
                ),
            },
            {
              id: "last_login",
              label: "Last login",
              sortable: true,
              hideWhenNarrow: true,
              cell: (user) => (user.last_login ? formatAgo(user.last_login) : "Never"),
            },
            {
              id: "type",
              label: "Type",
              hideWhenNarrow: true,
              cell: (user) =>
                user.is_superuser ? (
                  <Badge tone="accent">Superuser</Badge>
                ) : (
                  readable(user.type ?? "internal")
                ),
            },
            {
              id: "actions",
              label: "Actions",
              align: "end",
              cell: (user) => (
                <MenuButton label={`Actions for ${user.username}`} icon="more" size="sm">
                  <MenuItem icon="edit" onAction={() => setOpen({ kind: "edit", user })}>
                    Edit
                  </MenuItem>
                  <MenuItem icon="key" onAction={() => setOpen({ kind: "password", user })}>
                    Set password
                  </MenuItem>
                </MenuButton>
              ),
            },
          ]}
          empty={{ icon: "user", title: "No users", text: "Create the first one." }}
        />
      </Card>
      {open?.kind === "create" && <UserForm onClose={close} />}
      {open?.kind === "service" && <ServiceAccountForm onClose={close} />}
      {open?.kind === "edit" && <UserForm user={open.user} onClose={close} />}
      {open?.kind === "password" && <SetPasswordForm user={open.user} onClose={close} />}
    </Page>
  );
}
